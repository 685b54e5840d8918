# A call that goes on without its client. Its name is ours, so it is known before the answer.
name="report-$$"
curl -sS -N --max-time 2 "$OPENAI_BASE_URL/chat/completions" \
  -H "authorization: Bearer $OPENAI_API_KEY" \
  -H 'content-type: application/json' \
  -H "x-client-request-id: $name" \
  -H 'x-farebox-on-disconnect: finish' \
  -d '{
    "model": "gpt-4o",
    "max_tokens": 400,
    "stream": true,
    "messages": [{ "role": "user", "content": "Describe a toll gate in 2000 words." }]
  }' > "/tmp/$name" || echo "the connection is gone"
last=$(sed -n 's/^id: //p' "/tmp/$name" | tail -n 1)

# Back again: every event after the last one that came, live.
curl -sS -N "$OPENAI_BASE_URL/chat/completions/$name/stream?after=$last" \
  -H "authorization: Bearer $OPENAI_API_KEY" | head -n 2
rm "/tmp/$name"

# Enough of it: the bill.
curl -sS -w "\n" -X POST "$OPENAI_BASE_URL/chat/completions/$name/cancel" \
  -H "authorization: Bearer $OPENAI_API_KEY"
