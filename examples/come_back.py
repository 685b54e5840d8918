# A call that goes on without its client. Its name is ours, so it is known before the answer.
import os
from urllib.request import Request, urlopen

from openai import OpenAI

client = OpenAI()
name = f"report-{os.getpid()}"
stream = client.chat.completions.create(
    model="gpt-4o",
    max_tokens=400,
    messages=[{"role": "user", "content": "Describe a toll gate in 2000 words."}],
    stream=True,
    extra_headers={"x-client-request-id": name, "x-farebox-on-disconnect": "finish"},
)
received = 0
for chunk in stream:
    received += 1
    if received == 20:
        break
stream.close()
print(f"the connection is gone after event {received}")

# Back again: every event after the last one that came, live.
path = f"/chat/completions/{name}"
address = f"{os.environ['OPENAI_BASE_URL']}{path}/stream?after={received}"
headers = {"authorization": f"Bearer {client.api_key}"}
with urlopen(Request(address, headers=headers)) as rest:
    print(rest.readline().decode(), rest.readline().decode(), sep="", end="")

# Enough of it: the bill.
bill = client.post(f"{path}/cancel", cast_to=object)
print(f"{bill['status']}: {bill['usage']['completion_tokens']} tokens, ${bill['cost']}")
