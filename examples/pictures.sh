# The same picture at each detail: what it counts and the most that the call can cost.
picture=$(base64 < docs/pictures/toll-gate.png | tr -d '\n')
for detail in low auto high; do
  curl -sS -w "\n" "$OPENAI_BASE_URL/estimate" \
    -H "authorization: Bearer $OPENAI_API_KEY" \
    -H 'content-type: application/json' \
    -d @- <<BODY
{ "model": "gemini-3.1-flash-image-preview", "max_tokens": 100,
  "messages": [{ "role": "user", "content": [
    { "type": "text", "text": "What is in this picture?" },
    { "type": "image_url",
      "image_url": { "url": "data:image/png;base64,$picture", "detail": "$detail" } } ] }] }
BODY
done
