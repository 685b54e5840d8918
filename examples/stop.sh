# A call under a name of your own, running in the background …
curl -sN "$OPENAI_BASE_URL/chat/completions" \
  -H "authorization: Bearer $OPENAI_API_KEY" \
  -H 'content-type: application/json' \
  -H 'x-client-request-id: my-call' \
  -d @examples/first-call.json > /dev/null &
sleep 2

# … and its stop, from a second connection. The answer is the final bill.
curl -sS -w "\n" -X POST "$OPENAI_BASE_URL/chat/completions/my-call/cancel" \
  -H "authorization: Bearer $OPENAI_API_KEY"
