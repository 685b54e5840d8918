# What an operator looks at in the morning. Wants GATEWAY and ADMIN_TOKEN.
for question in 'usage?group_by=model' holds audit; do
  curl -sS -w "\n" "$GATEWAY/admin/v1/$question" -H "authorization: Bearer $ADMIN_TOKEN"
done
