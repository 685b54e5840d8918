curl -sS -w "\n" "$OPENAI_BASE_URL/plan" \
  -H "authorization: Bearer $OPENAI_API_KEY" \
  -H 'content-type: application/json' \
  -d '{
    "name": "Captions",
    "calls_per_day": 2000,
    "images": [{ "width": 1280, "height": 960, "detail": "low" }],
    "prompt_tokens": 40,
    "output_tokens": 180,
    "needs": ["vision"],
    "models": ["gemini-3.1-flash-image-preview", "gpt-4o", "claude-3-5-haiku"]
  }'
