# A long answer for at most so many dollars. The first is cut to fit; the second covers nothing.
for budget in 0.01 0.00001; do
  curl -sS -w "\n" "$OPENAI_BASE_URL/chat/completions" \
    -H "authorization: Bearer $OPENAI_API_KEY" \
    -H 'content-type: application/json' \
    -d @- <<BODY
{ "model": "gemini-3.1-flash-image-preview", "max_cost": "$budget",
  "messages": [{ "role": "user", "content": "Describe a toll gate in 2000 words." }] }
BODY
done
