import base64
import json
from pathlib import Path

from openai import OpenAI

client = OpenAI()
schema = {
    "type": "object",
    "properties": {"title": {"type": "string"}, "total": {"type": "number"}},
    "required": ["title", "total"],
    "additionalProperties": False,
}
picture = base64.b64encode(Path("docs/pictures/toll-gate.png").read_bytes()).decode()
content = [
    {"type": "text", "text": "Read this page."},
    {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{picture}"}},
]
answer = client.chat.completions.create(
    model="gemini-3.1-flash-image-preview",
    max_tokens=200,
    messages=[{"role": "user", "content": content}],
    response_format={
        "type": "json_schema",
        "json_schema": {"name": "page", "strict": True, "schema": schema},
    },
    extra_body={"max_cost": "0.02"},
)
page = json.loads(answer.choices[0].message.content)
print(sorted(page), f"${answer.usage.cost}")
