# A key that may use one model for little money, and what it is told where it asks for more.
# Wants GATEWAY (http://127.0.0.1:8080), ADMIN_TOKEN, and PROJECT_ID from examples/operator.sh.
admin() {
  curl -sS "$GATEWAY/admin/v1$1" -X "$2" -H "authorization: Bearer $ADMIN_TOKEN" \
    -H 'content-type: application/json' -d "$3"
}
ask() {
  curl -sS -w "\n" "$GATEWAY/v1/chat/completions" -H "authorization: Bearer $secret" \
    -H 'content-type: application/json' -d @- <<BODY
{ "model": "$1", "max_tokens": 20, "messages": [{ "role": "user", "content": "Hi" }] }
BODY
}

terms='"name": "web", "models": ["gpt-4o"], "output_tokens_max": 500,
  "spend_limit": { "amount": "1.00", "period": "day" }'
made=$(admin /keys POST "{ \"project_id\": \"$PROJECT_ID\", $terms }")
id=$(echo "$made" | sed -E 's/^\{"id":"([^"]+)".*/\1/')
secret=$(echo "$made" | sed -E 's/.*"secret":"([^"]+)".*/\1/')

ask claude-3-5-haiku
admin "/keys/$id" PATCH '{"models": ["gpt-4o", "claude-3-5-haiku"]}' > /dev/null
ask claude-3-5-haiku
admin "/keys/$id" PATCH '{"disabled": true}' > /dev/null
ask claude-3-5-haiku
