import base64
from pathlib import Path

from openai import OpenAI

client = OpenAI()  # takes OPENAI_BASE_URL and OPENAI_API_KEY from the environment
picture = base64.b64encode(Path("docs/pictures/toll-gate.png").read_bytes()).decode()
question = [
    {"type": "text", "text": "What is in this picture?"},
    {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{picture}"}},
]

stream = client.chat.completions.create(
    model="gemini-3.1-flash-image-preview",
    max_tokens=300,
    messages=[{"role": "user", "content": question}],
    stream=True,
    stream_options={"include_usage": True},
)
for chunk in stream:
    if chunk.choices:
        print(chunk.choices[0].delta.content or "", end="", flush=True)
    if chunk.usage:
        print(f"\n\n{chunk.usage.total_tokens} tokens, ${chunk.usage.cost}")
