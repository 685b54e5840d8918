// What an operator looks at in the morning. Wants GATEWAY and ADMIN_TOKEN.
const { GATEWAY, ADMIN_TOKEN } = process.env;

async function get(path) {
  const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
  const response = await fetch(`${GATEWAY}/admin/v1${path}`, { headers });
  if (!response.ok) throw new Error(await response.text());
  return await response.json();
}

for (const { group, calls, cost, provider_cost } of (await get("/usage?group_by=model")).data) {
  console.log(`${group}: ${calls} calls, $${cost}, costs us $${provider_cost}`);
}
console.log(`${(await get("/holds")).data.length} calls run`);
const audit = await get("/audit");
console.log(audit.ok ? "the books agree" : audit.differences);
