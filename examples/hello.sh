curl -sS -i "$OPENAI_BASE_URL/chat/completions" \
  -H "authorization: Bearer $OPENAI_API_KEY" \
  -H 'content-type: application/json' \
  -d '{
    "model": "gpt-4o",
    "max_tokens": 200,
    "messages": [{ "role": "user", "content": "What does a toll gate do?" }]
  }'
