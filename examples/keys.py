# A key that may use one model for little money, and what it is told where it asks for more.
# Wants GATEWAY (http://127.0.0.1:8080), ADMIN_TOKEN, and PROJECT_ID from examples/operator.sh.
import json
import os
from urllib.request import Request, urlopen

from openai import APIStatusError, OpenAI

gateway = os.environ["GATEWAY"]


def admin(method, path, body):
    headers = {
        "authorization": f"Bearer {os.environ['ADMIN_TOKEN']}",
        "content-type": "application/json",
    }
    data = json.dumps(body).encode()
    request = Request(f"{gateway}/admin/v1{path}", data, headers, method=method)
    with urlopen(request) as response:
        return json.load(response)


def ask(model):
    try:
        answer = client.chat.completions.create(
            model=model, max_tokens=20, messages=[{"role": "user", "content": "Hi"}]
        )
        print(f"{model}: ${answer.usage.cost:.6f}")
    except APIStatusError as error:
        print(f"{model}: {error.status_code} {error.code}: {error.body['message']}")


terms = {
    "project_id": os.environ["PROJECT_ID"],
    "name": "web",
    "models": ["gpt-4o"],
    "output_tokens_max": 500,
    "spend_limit": {"amount": "1.00", "period": "day"},
}
key = admin("POST", "/keys", terms)
client = OpenAI(base_url=f"{gateway}/v1", api_key=key["secret"])

ask("claude-3-5-haiku")
admin("PATCH", f"/keys/{key['id']}", {"models": ["gpt-4o", "claude-3-5-haiku"]})
ask("claude-3-5-haiku")
admin("PATCH", f"/keys/{key['id']}", {"disabled": True})
ask("claude-3-5-haiku")
