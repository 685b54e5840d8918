import base64
from pathlib import Path

from openai import OpenAI

client = OpenAI()
picture = base64.b64encode(Path("docs/pictures/toll-gate.png").read_bytes()).decode()
content = [
    {"type": "text", "text": "Write the catalogue entry for this."},
    {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{picture}"}},
]
answer = client.chat.completions.create(
    model="two-step/gemini-3.1-flash-image-preview+gpt-4o-mini",
    max_tokens=300,
    messages=[{"role": "user", "content": content}],
    extra_body={"two_step": {"summary_tokens": 128}},
)
print(answer.choices[0].message.content)
record = client.get(f"/chat/completions/{answer.id}", cast_to=object)
for step in record["steps"]:
    print(f"{step['model']}: {step['usage']['completion_tokens']} tokens, ${step['cost']}")
print(f"together ${record['cost']}")
