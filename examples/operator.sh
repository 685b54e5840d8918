# An account with money, a project and a key. Wants GATEWAY (http://127.0.0.1:8080) and ADMIN_TOKEN.
post() {
  curl -sS -w "\n" "$GATEWAY/admin/v1$1" -H "authorization: Bearer $ADMIN_TOKEN" \
    -H 'content-type: application/json' -d "$2"
}
id() { sed -E 's/^\{"id":"([^"]+)".*/\1/'; }

account=$(post /accounts '{"name": "acme", "rpm": 120}' | id)
post "/accounts/$account/topups" '{"amount": "25.00", "reference": "invoice-2041"}'
project=$(post /projects "{\"account_id\": \"$account\", \"name\": \"web\"}" | id)
post /keys "{\"project_id\": \"$project\", \"name\": \"web, production\", \"models\": [\"gpt-4o\"]}"
