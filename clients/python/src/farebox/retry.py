"""What is sent again, when, and how often."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Callable, Mapping, NamedTuple, Optional, Union
from uuid import uuid4

from . import limits
from .errors import ConnectionError, TimeoutError
from .steps import Close, Layer, SendSteps, Sleep, Steps

if TYPE_CHECKING:
    import httpx


class Retry(NamedTuple):
    """One repetition that is about to be made, after `pause` seconds."""

    url: str
    #: 1 for the first repetition.
    repetition: int
    pause: float
    #: The status that it repeats, or the fault of the connection.
    because: Union[int, Exception]


class RetryTerms(NamedTuple):
    """Pauses in seconds."""

    #: Repetitions after the first attempt.
    retries: int = limits.DEFAULT_RETRIES
    #: The first pause is drawn below this.
    pause: float = limits.DEFAULT_PAUSE
    pause_max: float = limits.DEFAULT_PAUSE_MAX
    #: Hears of every repetition before its pause.
    on_retry: Optional[Callable[[Retry], None]] = None


def repeat(terms: RetryTerms) -> Layer:
    """
    Repeats what may succeed next time: faults of the connection, 408, 429 and 5xx, after pauses
    with full jitter, and `Retry-After` in full. Never another status, nothing that says
    `x-should-retry: false`, and no `POST` without an `Idempotency-Key`: it could be charged twice.
    """

    def layer(send: SendSteps) -> SendSteps:
        def patiently(request: httpx.Request) -> Steps[httpx.Response]:
            tries = terms.retries + 1 if _can_repeat(request) else 1
            for attempt in range(1, tries + 1):
                outcome = yield from _attempt(send, request)
                pause = None if attempt == tries else _pause_before(outcome, attempt, terms)
                if pause is None:
                    return _conclude(outcome, request, attempt)
                fault = outcome if isinstance(outcome, Exception) else outcome.status_code
                if not isinstance(outcome, Exception):
                    # An answer that nobody reads would hold its connection.
                    yield Close(outcome)
                if terms.on_retry is not None:
                    terms.on_retry(Retry(str(request.url), attempt, pause, fault))
                yield Sleep(pause)
            raise AssertionError("the last attempt is concluded")

        return patiently

    return layer


def name_posts(send: SendSteps) -> SendSteps:
    """Gives every `POST` its key before the first attempt: no repetition is charged again."""

    def named(request: httpx.Request) -> Steps[httpx.Response]:
        if request.method == "POST":
            request.headers.setdefault("idempotency-key", str(uuid4()))
        return (yield from send(request))

    return named


def read_retry_after(headers: Mapping[str, str]) -> Optional[float]:
    """`Retry-After` in seconds, which may be a date; None where there is none to be read."""
    text = headers.get("retry-after")
    if text is None:
        return None
    if text.strip().isdigit():
        return float(text)
    from email.utils import parsedate_to_datetime
    from time import time

    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time())
    except (TypeError, ValueError):
        return None


_Outcome = Union["httpx.Response", Exception]


def _attempt(send: SendSteps, request: httpx.Request) -> Steps[_Outcome]:
    import httpx

    try:
        return (yield from send(request))
    except (httpx.TransportError, OSError) as error:
        return error


def _can_repeat(request: httpx.Request) -> bool:
    if request.method in ("GET", "HEAD"):
        return True
    import httpx

    # What is read from a file or a generator is there only once.
    again = isinstance(request.stream, httpx.ByteStream)
    return again and "idempotency-key" in request.headers


def _pause_before(outcome: _Outcome, attempt: int, terms: RetryTerms) -> Optional[float]:
    """Seconds to wait before the next attempt; None where there shall be none."""
    drawn = random.random() * min(float(terms.pause * 2 ** (attempt - 1)), terms.pause_max)
    if isinstance(outcome, Exception):
        return drawn
    status = outcome.status_code
    if status not in (408, 429) and status < 500:
        return None
    if outcome.headers.get("x-should-retry") == "false":
        return None
    asked = read_retry_after(outcome.headers)
    if asked is None:
        return drawn
    within = asked <= limits.RETRY_AFTER_MAX
    return asked + random.random() * terms.pause if within else None


def _conclude(outcome: _Outcome, request: httpx.Request, attempts: int) -> httpx.Response:
    if not isinstance(outcome, Exception):
        return outcome
    import httpx

    late = isinstance(outcome, (httpx.TimeoutException, TimeoutError))
    said = str(outcome) or type(outcome).__name__
    origin = f"{request.url.scheme}://{request.url.netloc.decode()}"
    message = f"{origin} gave no answer in {attempts} attempts: {said}"
    raise (TimeoutError if late else ConnectionError)(message, attempts) from outcome
