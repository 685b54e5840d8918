"""
Tokens of a text, counted here: exactly where `tiktoken` is installed and the model's tokenizer is
public, else by calibrated ratios.
"""

from __future__ import annotations

import re
from typing import Any, Callable, Dict, List, NamedTuple, Optional

from .limits import VOCABULARY_TIMEOUT


class TokenCount(NamedTuple):
    """
    `tokens` is what is expected, `tokens_max` what can't be passed. `error` is by how much what is
    expected may be off, as a share: 0 where it is exact, else the worst that was measured on prose
    and code. Text such as digests is farther off than that, and never above `tokens_max`.
    """

    tokens: int
    tokens_max: int
    error: float
    #: `tiktoken`, or `ratio` where the vocabulary itself is estimated.
    source: str


class Rule(NamedTuple):
    """How a tokenizer counts."""

    #: Tokens around each message, and before the answer.
    message: int
    reply: int
    #: Tokens for each of the vocabulary's, by script; None where the vocabulary is the model's own.
    ratios: Optional[Dict[str, float]]


def _ratios(latin: float, cjk: float, code: float) -> Dict[str, float]:
    # What was never calibrated counts as the dearest.
    return {"latin": latin, "cjk": cjk, "code": code, "other": max(latin, code)}


_openai = Rule(4, 3, None)
#: The gateway's own, with their sources in docs/reference/tokens.md (2026-11-22).
_rules: Dict[str, Rule] = {
    "o200k_base": _openai,
    "o200k_base-6": _openai._replace(reply=2),
    "cl100k_base": _openai,
    "claude-ratio": Rule(3, 1, _ratios(1.69, 1.18, 1.72)),
    "claude-ratio-4.6": Rule(3, 1, _ratios(1.30, 0.91, 1.32)),
    "gemini-ratio": Rule(4, 3, _ratios(0.93, 0.61, 1.13)),
}
#: The worst of what was measured of the ratios, on prose and code.
RATIO_ERROR = 0.17
#: The same of `_count_pieces`, on the project's own documents and sources (5 % on average).
PIECES_ERROR = 0.13


def rule_of(tokenizer: str) -> Rule:
    """A tokenizer's rule; one that isn't known is taken for the dearest."""
    return _rules.get(tokenizer, _rules["claude-ratio"])


def count_text(text: str, tokenizer: str) -> TokenCount:
    """Tokens of a text, by a tokenizer's name as the catalogue has it (`o200k_base`, …)."""
    ratios = rule_of(tokenizer).ratios
    encode = _encoder_of("cl100k_base" if tokenizer == "cl100k_base" else "o200k_base")
    count: Callable[[str], float] = _count_pieces if encode is None else encode
    # A token of any of these stands for at least one byte.
    size = len(text.encode("utf-8", "replace"))
    if ratios is None:
        expected = count(text)
    else:
        parts = _split_scripts(text).items()
        expected = sum(count(part) * ratios[script] for script, part in parts if part)
    tokens = min(size, -int(-expected // 1))
    if ratios is None and encode is not None:
        return TokenCount(tokens, tokens, 0.0, "tiktoken")
    error = (0 if ratios is None else RATIO_ERROR) + (PIECES_ERROR if encode is None else 0)
    return TokenCount(tokens, size, round(error, 2), "ratio" if encode is None else "tiktoken")


_encoders: Dict[str, Optional[Callable[[str], int]]] = {}


def _encoder_of(vocabulary: str) -> Optional[Callable[[str], int]]:
    """
    What counts in a vocabulary; None where `tiktoken` isn't there, or can't load it in time: it
    fetches what it has not kept, and knows no limit of its own. Asked for once.
    """
    if vocabulary not in _encoders:
        from threading import Thread

        _encoders[vocabulary] = None
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


#: Words and humps of names, digits, runs of marks, indentation, and all other characters.
_piece = re.compile(
    "([A-Z]?[a-z\u00c0-\u017f]+|[A-Z]+(?![a-z]))|([0-9]{1,3})|([^\\w\\s]+|_+)"
    "|(\\s*\\n\\s*|[ \\t]{2,})|([\u0180-\u200f\u2028-\U0010ffff])"
)
_word, _marks, _character = 1, 3, 5
#: Fitted to o200k_base on the project's documents and sources, November 2026.
_whole_word, _per_letter, _per_mark, _per_character, _scale = 6, 1 / 8, 1 / 8, 0.875, 0.95


def _count_pieces(text: str) -> float:
    """About how many tokens of o200k_base a text is, by the pieces it is taken apart into."""
    tokens = 0.0
    for found in _piece.finditer(text):
        kind, length = found.lastindex, found.end() - found.start()
        if kind == _character:
            tokens += _per_character
            continue
        tokens += 1
        if kind == _word:
            tokens += max(0, length - _whole_word) * _per_letter
        elif kind == _marks:
            tokens += (length - 1) * _per_mark
    return tokens * _scale


_cjk = re.compile(
    "[\u3001-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]+"
)
_other = re.compile("[\u0180-\u200f\u2028-\u2fff\u3100-\u33ff\ua000-\uf8ff\U00010000-\U0001ffff]+")
#: Digits and what prose seldom has.
_symbols = re.compile(r"[0-9{}\[\]()<>=;:_/\\|&*+#@$%^~\"`]")
#: A line with more symbols than one in so many characters is code.
_characters_per_symbol = 10


def _split_scripts(text: str) -> Dict[str, str]:
    """A text by its scripts, which tokenizers treat each in its own way."""
    found: Dict[str, List[str]] = {"latin": [], "cjk": [], "code": [], "other": []}
    for line in text.splitlines(keepends=True):
        found["cjk"].extend(_cjk.findall(line))
        rest = _cjk.sub("", line)
        found["other"].extend(_other.findall(rest))
        plain = _other.sub("", rest)
        indented = line.startswith(("  ", "\t"))
        dense = len(_symbols.findall(plain)) * _characters_per_symbol > len(plain)
        found["code" if indented or dense else "latin"].append(plain)
    return {script: "".join(parts) for script, parts in found.items()}
