"""Estimates of the Python client beside the gateway's own; prints a line for each, as JSON."""

import json
import os
import sys

import httpx

from farebox import Farebox, InvalidRequestError, picture

if os.environ.get("WITHOUT_TIKTOKEN"):
    sys.modules["tiktoken"] = None

PROSE = (
    "The toll keeper looks at every cart that comes up the road, weighs what it carries, and names "
    "the price before the gate opens. Nobody pays for a load that was turned away, and nobody "
    "leaves without knowing what is still in the purse. When the bridge was new, the merchants "
    "argued about each crossing; now they send their drivers with exact change and a short note.\n"
)
JAPANESE = "料金所の番人は道を上がってくる荷車を見て、積み荷を量り、門が開く前に値段を告げます。"
CODE = "\n".join(
    f"    if (balance_{n} < price_{n} * 2) {{ return refuse('insufficient', {n}); }}"
    for n in range(12)
)
TEXTS = {"prose": PROSE * 4, "japanese": JAPANESE * 6, "code": CODE}
MODELS = ["exact", "claude-like", "gemini-like"]
largest = 0


class Noting(httpx.BaseTransport):
    def __init__(self, inner):
        self.inner = inner

    def handle_request(self, request):
        global largest
        largest = max(largest, len(request.read()))
        return self.inner.handle_request(request)

    def close(self):
        self.inner.close()


def body_of(model, text, parts=()):
    content = [{"type": "text", "text": text}, *parts]
    return {"model": model, "max_tokens": 200, "messages": [{"role": "user", "content": content}]}


def compare(client, name, body):
    local = client.estimate_locally(body)
    sent = largest
    whole = client.estimate(body)
    return {
        "name": name,
        "local": local,
        "text": whole["prompt_tokens_details"].get("text_tokens", 0),
        "image": whole["prompt_tokens_details"].get("image_tokens", 0),
        "prompt": whole["prompt_tokens"],
        "completion": whole["cost"]["completion_max"],
        "sent": sent,
    }


with Farebox(middleware=[Noting]) as client:
    for model in MODELS:
        for kind, text in TEXTS.items():
            largest = 0
            print(json.dumps(compare(client, f"{model} {kind}", body_of(model, text))))
        for path in (os.environ["PICTURE"], os.environ["LARGE_PICTURE"]):
            largest = 0
            parts = [picture(path, detail="low")]
            body = body_of(model, PROSE, parts)
            print(json.dumps(compare(client, f"{model} picture", body)))
            largest = 0
            client.estimate_locally(body)
            assert largest == 0, "the same picture is asked for once"
    try:
        unreadable = "data:image/png;base64,iVBORw0KGgo="
        parts = [{"type": "image_url", "image_url": {"url": unreadable}}]
        client.estimate_locally(body_of("exact", "x", parts))
    except InvalidRequestError as error:
        assert error.code == "image_unreadable", error
    else:
        raise AssertionError("no picture, and no error")
