"""
A thin client of the Farebox gateway: it knows the cost of a call, stops it, comes back to a dropped
stream, and never pays twice.

Importing the package loads nothing: each name brings its own part when it is first used, and httpx
comes with the first client that is opened.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .chat_stream import AsyncChatStream as AsyncChatStream
    from .chat_stream import ChatStream as ChatStream
    from .client import AsyncFarebox as AsyncFarebox
    from .client import Farebox as Farebox
    from .cost import RunningCost as RunningCost
    from .errors import AuthenticationError as AuthenticationError
    from .errors import ConnectionError as ConnectionError
    from .errors import FareboxError as FareboxError
    from .errors import InvalidRequestError as InvalidRequestError
    from .errors import ModelNotAvailableError as ModelNotAvailableError
    from .errors import NotFoundError as NotFoundError
    from .errors import OutputExpiredError as OutputExpiredError
    from .errors import PaymentRequiredError as PaymentRequiredError
    from .errors import PictureError as PictureError
    from .errors import RateLimitError as RateLimitError
    from .errors import RefusedError as RefusedError
    from .errors import SettingError as SettingError
    from .errors import TimeoutError as TimeoutError
    from .errors import UnexpectedAnswerError as UnexpectedAnswerError
    from .errors import UpstreamError as UpstreamError
    from .pictures import data_url as data_url
    from .pictures import media_type_of as media_type_of
    from .pictures import picture as picture
    from .tokens import count_text as count_text

__version__ = "0.1.0"

_parts = {
    "chat_stream": ("AsyncChatStream", "ChatStream"),
    "client": ("AsyncFarebox", "Farebox"),
    "cost": ("RunningCost",),
    "errors": (
        "AuthenticationError",
        "ConnectionError",
        "FareboxError",
        "InvalidRequestError",
        "ModelNotAvailableError",
        "NotFoundError",
        "OutputExpiredError",
        "PaymentRequiredError",
        "PictureError",
        "RateLimitError",
        "RefusedError",
        "SettingError",
        "TimeoutError",
        "UnexpectedAnswerError",
        "UpstreamError",
    ),
    "pictures": ("data_url", "media_type_of", "picture"),
    "tokens": ("count_text",),
}
_part_of = {name: part for part, names in _parts.items() for name in names}
# Without the errors that Python has by the same name: `import *` shall not take their place.
__all__ = [name for name in _part_of if name not in ("ConnectionError", "TimeoutError")]


def __getattr__(name: str) -> object:
    part = _part_of.get(name)
    if part is None:
        raise AttributeError(f"module 'farebox' has no attribute '{name}'")
    from importlib import import_module

    found = getattr(import_module(f".{part}", __name__), name)
    globals()[name] = found
    return found
