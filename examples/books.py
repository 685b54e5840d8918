# What an operator looks at in the morning. Wants GATEWAY and ADMIN_TOKEN.
import json
import os
from urllib.request import Request, urlopen


def get(path):
    headers = {"authorization": f"Bearer {os.environ['ADMIN_TOKEN']}"}
    with urlopen(Request(f"{os.environ['GATEWAY']}/admin/v1{path}", headers=headers)) as response:
        return json.load(response)


for row in get("/usage?group_by=model")["data"]:
    print(f"{row['group']}: {row['calls']} calls, ${row['cost']}, costs us ${row['provider_cost']}")
print(f"{len(get('/holds')['data'])} calls run")
audit = get("/audit")
print("the books agree" if audit["ok"] else audit["differences"])
