# What comes of a wrong key, a model that doesn't exist, and a limit that covers nothing.
ask() {
  curl -sS -w "\n%{http_code}\n" "$OPENAI_BASE_URL/chat/completions" \
    -H "authorization: Bearer $1" -H 'content-type: application/json' -d @- <<BODY
{ "model": "$2", "max_cost": "$3", "messages": [{ "role": "user", "content": "Hi" }] }
BODY
}
ask sk-mistyped gpt-4o 0.01
ask "$OPENAI_API_KEY" gpt-4 0.01
ask "$OPENAI_API_KEY" gpt-4o 0.000001
