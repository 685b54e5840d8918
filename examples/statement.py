# Two calls that belong together, their line of the statement, and what is carried.
import os
from datetime import datetime, timezone

from openai import OpenAI

client = OpenAI()
session = f"conversation-{os.getpid()}"
for tokens in [17, 16]:
    answer = client.chat.completions.create(
        model="gemini-3.1-flash-image-preview",
        max_tokens=tokens,
        messages=[{"role": "user", "content": "What does a toll gate do?"}],
        extra_body={"session_id": session},
    )
    print(f"{tokens} tokens of output: ${answer.usage.cost}")

line = client.post(f"/sessions/{session}/settle", cast_to=object)
print(f"${line['charged']}: mills settled: {line['mills']}, carried: ${line['carried']}")

cycle = datetime.now(timezone.utc).strftime("%Y-%m")
statement = client.get(f"/statements?cycle={cycle}", cast_to=object)
print(statement["arithmetic"])
