picture=$(base64 < docs/pictures/toll-gate.png | tr -d '\n')
curl -sS -w "\n" "$OPENAI_BASE_URL/chat/completions" \
  -H "authorization: Bearer $OPENAI_API_KEY" \
  -H 'content-type: application/json' \
  -d @- <<BODY
{ "model": "gemini-3.1-flash-image-preview", "max_tokens": 200, "max_cost": "0.02",
  "messages": [{ "role": "user", "content": [
    { "type": "text", "text": "Read this page." },
    { "type": "image_url", "image_url": { "url": "data:image/png;base64,$picture" } } ] }],
  "response_format": { "type": "json_schema", "json_schema": { "name": "page", "strict": true,
    "schema": { "type": "object", "additionalProperties": false,
      "properties": { "title": { "type": "string" }, "total": { "type": "number" } },
      "required": ["title", "total"] } } } }
BODY
