# The same picture at each detail: what it counts and the most that the call can cost.
import base64
from pathlib import Path

from openai import OpenAI

client = OpenAI()
picture = base64.b64encode(Path("docs/pictures/toll-gate.png").read_bytes()).decode()
for detail in ["low", "auto", "high"]:
    url = {"url": f"data:image/png;base64,{picture}", "detail": detail}
    content = [
        {"type": "text", "text": "What is in this picture?"},
        {"type": "image_url", "image_url": url},
    ]
    body = {
        "model": "gemini-3.1-flash-image-preview",
        "max_tokens": 100,
        "messages": [{"role": "user", "content": content}],
    }
    estimate = client.post("/estimate", body=body, cast_to=object)
    image = estimate["images"][0]
    size = f"{image['width']} x {image['height']}"
    print(f"{detail}: {size}, {image['tokens']} tokens, at most ${estimate['cost']['total_max']}")
