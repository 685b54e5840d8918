# Two calls that belong together, their line of the statement, and what is carried.
session="conversation-$$"
for tokens in 17 16; do
  curl -sS -w "\n" "$OPENAI_BASE_URL/chat/completions" \
    -H "authorization: Bearer $OPENAI_API_KEY" \
    -H 'content-type: application/json' \
    -H "x-session-id: $session" \
    -d @- <<BODY
{ "model": "gemini-3.1-flash-image-preview", "max_tokens": $tokens,
  "messages": [{ "role": "user", "content": "What does a toll gate do?" }] }
BODY
done
curl -sS -w "\n" -X POST "$OPENAI_BASE_URL/sessions/$session/settle" \
  -H "authorization: Bearer $OPENAI_API_KEY"
curl -sS -w "\n" "$OPENAI_BASE_URL/statements?cycle=$(date -u +%Y-%m)" \
  -H "authorization: Bearer $OPENAI_API_KEY"
