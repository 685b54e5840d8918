"""What a call will cost, told before anything of it is sent."""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING, Any, Dict, List, NamedTuple, Tuple, TypedDict

from .connection import Connection, Sending
from .cost import price_usage, read_dollars, write_dollars
from .errors import InvalidRequestError, SettingError
from .limits import PICTURE_HEAD_BYTES, REMEMBERED_MAX
from .steps import Steps
from .tokens import TokenCount, count_text, rule_of

if TYPE_CHECKING:
    from .shapes import ChatBody, EstimatedCost, Model, Usage


class LocalEstimate(TypedDict):
    """
    Tokens expected, and what they can't pass. `error` is by how much the text may be off, as a
    share, and `source` says why: `tiktoken` or `ratio`. `cost` in dollars, None without prices.
    """

    model: str
    prompt_tokens: int
    prompt_tokens_max: int
    text_tokens: int
    image_tokens: int
    max_completion_tokens: int
    error: float
    source: str
    cost: Any


class Pictured(NamedTuple):
    """Tokens of pictures, as the gateway measures them."""

    tokens: int
    tokens_max: int


def estimate_locally(connection: Connection, body: ChatBody) -> Steps[LocalEstimate]:
    """
    Counts the text here. Of pictures, only their first bytes are sent, to `/v1/estimate`, which
    measures them by the model's own rule and sends nothing on; the same picture is asked for once.
    The model's tokenizer and prices are asked for once as well.
    """
    name = body.get("model")
    if not isinstance(name, str):
        raise SettingError("the body names no model; give one of models()")
    # What can't be counted is told before anything is asked.
    pictures = _pictures_of(body)
    model = yield from connection.known_model(name)
    text = _count_prompt(body, str(model["architecture"].get("tokenizer", "")))
    image = Pictured(0, 0)
    for picture in pictures:
        one = yield from _count_picture(connection, name, picture)
        image = Pictured(image.tokens + one.tokens, image.tokens_max + one.tokens_max)
    most = _completion_tokens_max(body, model)
    tokens, tokens_max = text.tokens + image.tokens, text.tokens_max + image.tokens_max
    return {
        "model": model["id"],
        "prompt_tokens": tokens,
        "prompt_tokens_max": tokens_max,
        "text_tokens": text.tokens,
        "image_tokens": image.tokens,
        "max_completion_tokens": most,
        "error": text.error,
        "source": text.source,
        "cost": _price(model, (tokens, image.tokens), most),
    }


def _count_prompt(body: ChatBody, tokenizer: str) -> TokenCount:
    rule = rule_of(tokenizer)
    texts: List[str] = []
    frame = rule.reply
    for message in _messages_of(body):
        frame += rule.message
        content = message.get("content")
        parts = content if isinstance(content, list) else [{"text": content}]
        texts.extend(map(_text_of, parts))
        texts.extend(_write(message.get(field)) for field in ("name", "tool_calls"))
    texts.extend(_write(body.get(field)) for field in ("tools", "functions"))
    counts = [count_text(text, tokenizer) for text in texts if text]
    sources = [count.source for count in counts]
    return TokenCount(
        frame + sum(count.tokens for count in counts),
        frame * 2 + sum(count.tokens_max for count in counts),
        max((count.error for count in counts), default=0.0),
        "ratio" if "ratio" in sources else "tiktoken",
    )


def _messages_of(body: ChatBody) -> List[Dict[str, Any]]:
    messages = body.get("messages")
    if isinstance(messages, list) and all(isinstance(one, dict) for one in messages):
        return messages
    seen = type(messages).__name__
    raise SettingError(f"messages is of type {seen}; give a list of dicts with role and content")


def _text_of(part: object) -> str:
    text = part.get("text") if isinstance(part, dict) else None
    return text if isinstance(text, str) else ""


def _write(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))


def _pictures_of(body: ChatBody) -> List[Dict[str, Any]]:
    found: List[Dict[str, Any]] = []
    for message in _messages_of(body):
        content = message.get("content")
        for part in content if isinstance(content, list) else ():
            image = part.get("image_url") if isinstance(part, dict) else None
            if isinstance(image, dict) and isinstance(image.get("url"), str):
                found.append(image)
            elif isinstance(image, str):
                found.append({"url": image})
    return found


def _count_picture(
    connection: Connection, model: str, picture: Dict[str, Any]
) -> Steps[Pictured]:
    detail = picture.get("detail")
    digest = hashlib.sha256(f"{model}\n{detail}\n{picture['url']}".encode()).digest()
    known = connection.pictured.get(digest)
    if known is not None:
        return known
    head = {**picture, "url": _cut(picture["url"])}
    try:
        found = yield from _ask(connection, model, head)
    except InvalidRequestError:
        if head == picture:
            raise
        # A rare header is longer: the whole picture has it.
        found = yield from _ask(connection, model, picture)
    if len(connection.pictured) >= REMEMBERED_MAX:
        connection.pictured.clear()
    connection.pictured[digest] = found
    return found


def _ask(connection: Connection, model: str, picture: Dict[str, Any]) -> Steps[Pictured]:
    content = [{"type": "image_url", "image_url": picture}]
    body = {"model": model, "messages": [{"role": "user", "content": content}]}
    images = (yield from connection.ask(Sending("/v1/estimate", body=body)))["images"]
    tokens = sum(image["tokens"] for image in images)
    return Pictured(tokens, sum(image["tokens_max"] for image in images))


def _cut(url: str) -> str:
    """A data URL with the picture's first bytes alone; an address stays one."""
    head, comma, data = url.partition(",")
    if comma == "" or not head.lower().endswith(";base64"):
        return url
    characters = PICTURE_HEAD_BYTES // 3 * 4
    if len(data) <= characters:
        return url
    try:
        return f"{head},{b64encode(b64decode(data[:characters])).decode()}"
    except ValueError:
        return url


def _completion_tokens_max(body: ChatBody, model: Model) -> int:
    for field in ("max_completion_tokens", "max_tokens"):
        if isinstance(body.get(field), int):
            return int(body[field])
    return int(model["top_provider"].get("max_completion_tokens") or 0)


def _price(model: Model, tokens: Tuple[int, int], most: int) -> Any:
    pricing = model["pricing"]
    if pricing is None:
        return None
    usage: Usage = {
        "prompt_tokens": tokens[0],
        "prompt_tokens_details": {"image_tokens": tokens[1]},
    }
    prompt = read_dollars(price_usage(pricing, usage, 0))
    makes_pictures = "image" in model["architecture"].get("output_modalities", ())
    dearest = [pricing["completion"]] + ([pricing["image_output"]] if makes_pictures else [])
    completion = most * max(map(read_dollars, dearest))
    cost: EstimatedCost = {
        "prompt": write_dollars(prompt),
        "completion_max": write_dollars(completion),
        "total_max": write_dollars(prompt + completion),
    }
    return cost
