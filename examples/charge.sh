# The record of the call that examples/stop.sh has stopped: status, usage, cost, hold, attempts.
curl -sS -w "\n" "$OPENAI_BASE_URL/chat/completions/my-call" \
  -H "authorization: Bearer $OPENAI_API_KEY"

# What the account has left.
curl -sS -w "\n" "$OPENAI_BASE_URL/balance" -H "authorization: Bearer $OPENAI_API_KEY"

# All books derived again from the journal and compared; runs beside the gateway.
node bin/farebox.js audit
