# PICTURE_URL is the address of a picture that anybody may fetch.
curl -sS -w "\n" "$OPENAI_BASE_URL/chat/completions" \
  -H "authorization: Bearer $OPENAI_API_KEY" \
  -H 'content-type: application/json' \
  -d @- <<BODY
{ "model": "gpt-4o", "max_tokens": 100,
  "messages": [{ "role": "user", "content": [
    { "type": "text", "text": "What is in this picture?" },
    { "type": "image_url", "image_url": { "url": "$PICTURE_URL", "detail": "low" } } ] }] }
BODY
