"""What a running call costs so far."""

from __future__ import annotations

import re
from typing import Any, List, Mapping, NamedTuple, Optional, Tuple

from .shapes import Charge, Pricing, Usage


class RunningCost(NamedTuple):
    """
    `amount` in dollars, exact, None where the prices aren't known; `tokens` of output. `source` is
    `estimated` from the output's bytes, `counted` by the gateway and not yet final, or `charged`:
    only the last one is what was paid.
    """

    amount: Optional[str]
    tokens: int
    source: str


class Counted(NamedTuple):
    """What the gateway has counted, and how many bytes of output there were then."""

    usage: Usage
    output_bytes: int


class Output(NamedTuple):
    """What is known of a running call."""

    prompt_tokens: int
    #: Bytes of text, thoughts and tools' arguments so far.
    output_bytes: int
    counted: Optional[Counted]


#: Bytes of one token, where nothing better is known: what English prose has about.
_bytes_per_token = 4
#: An amount in dollars has up to twelve places, so that tokens times price stays whole.
_places = 12


def running_cost(
    output: Output, pricing: Optional[Pricing], bill: Optional[Charge]
) -> RunningCost:
    """The cost by what is known now."""
    if bill is not None:
        return RunningCost(bill["cost"], bill["usage"].get("completion_tokens", 0), "charged")
    counted = output.counted
    usage: Usage = {"prompt_tokens": output.prompt_tokens, "completion_tokens": 0}
    known = 0
    if counted is not None:
        usage, known = counted
    told = usage.get("completion_tokens", 0)
    fresh = output.output_bytes - known
    # The rest weighs what this very answer's tokens have weighed so far: rounded up, in integers.
    weight, per = (known, told) if known > 0 and told > 0 else (_bytes_per_token, 1)
    tokens = told - (-fresh * per // weight)
    amount = None if pricing is None else price_usage(pricing, usage, tokens)
    source = "counted" if fresh == 0 and counted is not None else "estimated"
    return RunningCost(amount, tokens, source)


def charge_of(chunk: Mapping[str, Any]) -> Optional[Charge]:
    """The charge of a whole answer, from its last chunk; None where that has none."""
    usage: Optional[Usage] = chunk.get("usage")
    details = usage.get("cost_details") if usage else None
    if not usage or not details:
        return None
    cost = add_dollars(details["prompt"], details["completion"])
    return {"id": chunk["id"], "usage": usage, "cost": cost}


def bytes_of(chunk: Mapping[str, Any]) -> int:
    """Bytes of what a chunk adds to the output."""
    choices = chunk.get("choices")
    delta = choices[0].get("delta") or {} if choices else {}
    parts: List[Any] = [delta.get("content"), delta.get("reasoning_content")]
    for call in delta.get("tool_calls") or ():
        parts.append((call.get("function") or {}).get("arguments"))
    return sum(len(part.encode("utf-8", "replace")) for part in parts if isinstance(part, str))


def add_dollars(left: str, right: str) -> str:
    """The exact sum of two decimal amounts."""
    return write_dollars(read_dollars(left) + read_dollars(right))


def price_usage(pricing: Pricing, usage: Usage, tokens: int) -> str:
    """Pictures and what came from a cache have prices of their own; the rest is text."""
    details = usage.get("prompt_tokens_details") or {}
    images = details.get("image_tokens", 0)
    cached = details.get("cached_tokens", 0)
    pictures = (usage.get("completion_tokens_details") or {}).get("image_tokens", 0)
    parts: Tuple[Tuple[int, str], ...] = (
        (usage.get("prompt_tokens", 0) - images - cached, pricing["prompt"]),
        (images, pricing["image_token"]),
        (cached, pricing["input_cache_read"]),
        (tokens - pictures, pricing["completion"]),
        (pictures, pricing["image_output"]),
    )
    return write_dollars(sum(count * read_dollars(price) for count, price in parts))


def read_dollars(text: str) -> int:
    """A decimal amount in units of 10⁻¹² dollars. Raises `ValueError` where it is none."""
    read = re.fullmatch(r"(-?)([0-9]+)(?:\.([0-9]{1,12}))?", text)
    if read is None:
        raise ValueError(f'"{text}" is no amount in dollars')
    sign, whole, fraction = read.groups()
    return int(f"{sign}{whole}{(fraction or '').ljust(_places, '0')}")


def write_dollars(amount: int) -> str:
    """As the gateway writes it: at least two places, and no zeros at the end beyond."""
    sign = "-" if amount < 0 else ""
    digits = str(abs(amount)).rjust(_places + 1, "0")
    fraction = digits[-_places:].rstrip("0").ljust(2, "0")
    return f"{sign}{digits[:-_places]}.{fraction}"
