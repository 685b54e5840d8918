"""What a client is opened with, completed and checked."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Mapping, NamedTuple, Optional, Tuple
from urllib.parse import urlsplit

from . import limits
from .errors import SettingError

if TYPE_CHECKING:
    from typing_extensions import TypedDict

    class Options(TypedDict, total=False):
        """How a client is opened. Times in seconds."""

        api_key: Optional[str]
        base_url: Optional[str]
        timeout: Optional[float]
        connect_timeout: Optional[float]
        silence: Optional[float]
        connections_max: Optional[int]
        retries: Optional[int]


class Settings(NamedTuple):
    """Times in seconds."""

    api_key: str
    base_url: str
    #: Until the head of a stream, or the end of any other answer.
    timeout: float = limits.DEFAULT_TIMEOUT
    #: Until a connection stands.
    connect_timeout: float = limits.DEFAULT_CONNECT_TIMEOUT
    #: Without a byte, after which a stream is taken for lost.
    silence: float = limits.DEFAULT_SILENCE
    #: Connections at once.
    connections_max: int = limits.DEFAULT_CONNECTIONS_MAX
    #: Repetitions of what may be repeated.
    retries: int = limits.DEFAULT_RETRIES


LOCAL_GATEWAY = "http://127.0.0.1:8080"


def read_settings(options: Mapping[str, object]) -> Settings:
    """Raises `SettingError` with what was seen and what to do."""
    given = {name: value for name, value in options.items() if value is not None}
    for name in given:
        if name not in Settings._fields:
            allowed = ", ".join(Settings._fields)
            raise SettingError(f"{name} is no option of a client; there are {allowed}")
    key, url = _read_environment()
    api_key = _check_key(given.pop("api_key", key))
    base_url = _check_url(given.pop("base_url", url))
    for name, value in given.items():
        check_number(name, value)
    return Settings(api_key, base_url, **given)  # type: ignore[arg-type]


def _read_environment() -> Tuple[str, str]:
    """
    What the `openai` package reads is taken only where both are there: a key alone may be
    another's.
    """
    key = os.environ.get("OPENAI_API_KEY")
    url = os.environ.get("OPENAI_BASE_URL")
    both = key is not None and url is not None
    shared = re.sub(r"/v1/?$", "", url or "")
    return (
        os.environ.get("FAREBOX_API_KEY") or (key if both and key else ""),
        os.environ.get("FAREBOX_BASE_URL") or (shared if both else LOCAL_GATEWAY),
    )


def _check_key(key: object) -> str:
    """Tells of a wrong key next to nothing: it may be a real one in quotes."""
    if isinstance(key, str) and re.fullmatch(r"sk-[A-Za-z0-9_-]{8,}", key):
        return key
    seen = "missing" if not key else f'"{str(key)[:3]}" and more'
    raise SettingError(f"api_key is {seen}; give sk-… alone, or set FAREBOX_API_KEY")


def _check_url(url: object) -> str:
    text = str(url)
    refused = SettingError(f'base_url "{text}" is no address such as {LOCAL_GATEWAY}')
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise refused from None
    host = parts.hostname
    if parts.scheme not in ("http", "https") or not host or re.search(r"\s", text):
        raise refused
    named = f"[{host}]" if ":" in host else host
    origin = f"{parts.scheme}://{named}" + ("" if port is None else f":{port}")
    if parts.username is not None:
        raise SettingError(f'base_url has a name in it; give "{origin}" alone')
    behind = text[len(f"{parts.scheme}://{parts.netloc}") :]
    if behind != "":
        raise SettingError(f'base_url has "{behind}" behind it; give "{origin}" alone')
    return origin


def check_number(name: str, value: object) -> None:
    """Raises `SettingError` where an option, or a time, is out of its bounds."""
    whole = name in ("connections_max", "retries")
    most = {"retries": limits.RETRIES_MAX, "connections_max": limits.CONNECTIONS_MAX}.get(
        name, limits.TIME_MAX
    )
    is_number = isinstance(value, int if whole else (int, float)) and not isinstance(value, bool)
    if is_number and (0 if name == "retries" else 1e-3) <= value <= most:  # type: ignore[operator]
        return
    if whole:
        least = 0 if name == "retries" else 1
        raise SettingError(f"{name} is {value!r}; it is a whole number from {least} to {most}")
    raise SettingError(f"{name} is {value!r}; it is seconds, from 0.001 to {most:.0f}")
