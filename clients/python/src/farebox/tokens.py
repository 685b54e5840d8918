"""
Tokens of a text, counted here: exactly where `tiktoken` is installed and the model's tokenizer is
public, else by calibrated ratios.
"""

from __future__ import annotations

import re
from typing import Any, Callable, Dict, NamedTuple, Optional

from .limits import VOCABULARY_TIMEOUT


class TokenCount(NamedTuple):
    """
    `tokens` is what is expected, `tokens_max` what can't be passed. `error` is by how much what is
    expected may be off, as a share: 0 where it is exact, else the worst of what was measured on
    prose and code. Text such as digests is farther off than that, and never above `tokens_max`.
    """

    tokens: int
    tokens_max: int
    error: float
    #: `tiktoken` or `ratio`.
    source: str


class _Rule(NamedTuple):
    """Tokens around each message and before the answer, and of a hundred characters."""

    message: int
    reply: int
    latin: float
    cjk: float
    code: float
    #: The same ratios over o200k_base's own, or None where that counts exactly.
    of_vocabulary: Optional[Dict[str, float]]


#: Measured per character in July 2026 on English, Japanese and code; docs/reference/tokens.md.
_o200k = {"latin": 0.192, "cjk": 0.833, "code": 0.275}


def _rule(message: int, reply: int, latin: float, cjk: float, code: float) -> _Rule:
    found = {"latin": latin, "cjk": cjk, "code": code}
    over = {script: found[script] / _o200k[script] for script in found}
    return _Rule(message, reply, latin, cjk, code, over)


_openai = _Rule(4, 3, 0.192, 0.833, 0.275, None)
_rules: Dict[str, _Rule] = {
    "o200k_base": _openai,
    "o200k_base-6": _openai._replace(reply=2),
    "cl100k_base": _openai,
    "claude-ratio": _rule(3, 1, 0.324, 0.979, 0.471),
    "claude-ratio-4.6": _rule(3, 1, 0.250, 0.758, 0.363),
    "gemini-ratio": _rule(4, 3, 0.178, 0.502, 0.310),
}
#: The worst of what was measured on prose and code.
RATIO_ERROR = 0.17


def rule_of(tokenizer: str) -> _Rule:
    """How a tokenizer counts; one that isn't known is taken for the dearest."""
    return _rules.get(tokenizer, _rules["claude-ratio"])


def count_text(text: str, tokenizer: str) -> TokenCount:
    """Tokens of a text, by a tokenizer's name as the catalogue has it (`o200k_base`, …)."""
    if text == "":
        return TokenCount(0, 0, 0.0, "tiktoken")
    rule = rule_of(tokenizer)
    size = len(text.encode("utf-8", "replace"))
    vocabulary = "cl100k_base" if tokenizer == "cl100k_base" else "o200k_base"
    encode = _encoder_of(vocabulary)
    if encode is None:
        expected = sum(
            len(part) * getattr(rule, script) for script, part in _split(text).items()
        )
        return TokenCount(min(size, _ceil(expected)), size, RATIO_ERROR, "ratio")
    if rule.of_vocabulary is None:
        exact = encode(text)
        return TokenCount(exact, exact, 0.0, "tiktoken")
    parts = _split(text).items()
    scaled = sum(encode(part) * rule.of_vocabulary[script] for script, part in parts if part)
    return TokenCount(min(size, _ceil(scaled)), size, RATIO_ERROR, "tiktoken")


_encoders: Dict[str, Optional[Callable[[str], int]]] = {}


def _encoder_of(vocabulary: str) -> Optional[Callable[[str], int]]:
    """
    What counts in a vocabulary; None where `tiktoken` isn't there, or can't load it in time: it
    fetches what it has not kept, and knows no limit of its own. Asked for once.
    """
    if vocabulary not in _encoders:
        _encoders[vocabulary] = None
        from threading import Thread

        thread = Thread(target=_load, args=(vocabulary,), daemon=True)
        thread.start()
        thread.join(VOCABULARY_TIMEOUT)
    return _encoders[vocabulary]


def _load(vocabulary: str) -> None:
    try:
        import tiktoken

        encoding: Any = tiktoken.get_encoding(vocabulary)
    except Exception:
        # Not installed, or its vocabulary can't be had: the count then says `ratio`.
        return
    _encoders[vocabulary] = lambda text: len(encoding.encode_ordinary(text))


def _ceil(number: float) -> int:
    return -int(-number // 1)


#: Chinese and Japanese characters, and whatever else no ratio was measured for: the dearest.
_wide = re.compile("[\u0180-\u200f\u2028-\U0010ffff]+")
#: Digits and what prose seldom has.
_symbols = re.compile(r"[0-9{}\[\]()<>=;:_/\\|&*+#@$%^~\"`]")
#: A line with more symbols than one in so many characters is code.
_characters_per_symbol = 10


def _split(text: str) -> Dict[str, str]:
    found: Dict[str, list[str]] = {"latin": [], "cjk": [], "code": []}
    for line in text.splitlines(keepends=True):
        found["cjk"].extend(_wide.findall(line))
        plain = _wide.sub("", line)
        indented = line.startswith(("  ", "\t"))
        dense = len(_symbols.findall(plain)) * _characters_per_symbol > len(plain)
        found["code" if indented or dense else "latin"].append(plain)
    return {script: "".join(parts) for script, parts in found.items()}
