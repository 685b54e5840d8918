# curl waits as Retry-After says, else 1, 2, 4 … seconds. The key makes all attempts one call.
curl -sS -w "\n" --retry 4 --retry-max-time 60 "$OPENAI_BASE_URL/chat/completions" \
  -H "authorization: Bearer $OPENAI_API_KEY" \
  -H 'content-type: application/json' \
  -H "idempotency-key: report-2026-11-22-$$" \
  -d '{
    "model": "gpt-4o",
    "max_tokens": 50,
    "messages": [{ "role": "user", "content": "What does a toll gate do?" }]
  }'
