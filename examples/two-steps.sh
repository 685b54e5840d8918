picture=$(base64 < docs/pictures/toll-gate.png | tr -d '\n')
curl -sS -w "\n" "$OPENAI_BASE_URL/chat/completions" \
  -H "authorization: Bearer $OPENAI_API_KEY" \
  -H 'content-type: application/json' \
  -d @- <<BODY
{ "model": "two-step/gemini-3.1-flash-image-preview+gpt-4o-mini",
  "max_tokens": 300,
  "two_step": { "summary_tokens": 128 },
  "messages": [{ "role": "user", "content": [
    { "type": "text", "text": "Write the catalogue entry for this." },
    { "type": "image_url", "image_url": { "url": "data:image/png;base64,$picture" } } ] }] }
BODY
