"""
One logic for two worlds. What a call does is written once, as a generator of steps: send, read,
wait, close. `run` takes them one after the other; `run_async` awaits each.
"""

from __future__ import annotations

from contextlib import suppress
from typing import (
    TYPE_CHECKING,
    Any,
    AsyncIterator,
    Callable,
    Generator,
    Iterator,
    NamedTuple,
    Optional,
    TypeVar,
    Union,
    cast,
)

from .limits import LEAVE_TIMEOUT

if TYPE_CHECKING:
    import httpx

    Transport = Union[httpx.BaseTransport, httpx.AsyncBaseTransport]


class Send(NamedTuple):
    """Sends a request and answers the head of what comes back."""

    transport: Transport
    request: httpx.Request


class Feed:
    """The body of an answer while it is read."""

    __slots__ = ("pieces", "response")

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self.pieces: Union[Iterator[bytes], AsyncIterator[bytes], None] = None


class Read(NamedTuple):
    """Answers the next bytes, or None at the end; also after `seconds`, where they are said."""

    feed: Feed
    seconds: Optional[float] = None


class Close(NamedTuple):
    """Gives up an answer, and its connection where it has not been read to its end."""

    response: httpx.Response


class Sleep(NamedTuple):
    seconds: float


Effect = Union[Send, Read, Close, Sleep]
Result = TypeVar("Result")
Steps = Generator[Effect, Any, Result]
#: What sends a request, in steps.
SendSteps = Callable[["httpx.Request"], "Steps[httpx.Response]"]
#: A layer around whatever sends: retries, keys and limits of time are put together of these.
Layer = Callable[[SendSteps], SendSteps]


def send_by(transport: Transport) -> SendSteps:
    """The innermost layer."""

    def send(request: httpx.Request) -> Steps[httpx.Response]:
        response = cast("httpx.Response", (yield Send(transport, request)))
        response.request = request
        return response

    return send


def compose(send: SendSteps, *layers: Layer) -> SendSteps:
    """Layers around what sends; the first is the outermost."""
    for layer in reversed(layers):
        send = layer(send)
    return send


def run(steps: Steps[Result]) -> Result:
    """Takes all steps here and now."""
    outcome: Any = None
    fault: Optional[BaseException] = None
    while True:
        try:
            effect = steps.send(outcome) if fault is None else steps.throw(fault)
        except StopIteration as end:
            return cast(Result, end.value)
        outcome = fault = None
        try:
            outcome = _perform(effect)
        except BaseException as error:
            fault = error


async def run_async(steps: Steps[Result]) -> Result:
    """
    Awaits each step. Where the task is cancelled meanwhile, what the steps still do (they stop the
    call) is done within `LEAVE_TIMEOUT` seconds and can't be cancelled again.
    """
    outcome: Any = None
    fault: Optional[BaseException] = None
    leaving = False
    while True:
        try:
            effect = steps.send(outcome) if fault is None else steps.throw(fault)
        except StopIteration as end:
            return cast(Result, end.value)
        outcome = fault = None
        try:
            outcome = await (_perform_shielded(effect) if leaving else _perform_async(effect))
        except GeneratorExit:
            # Nothing can be awaited any more, not even the closing of an answer.
            with suppress(RuntimeError):
                steps.close()
            raise
        except BaseException as error:
            leaving = leaving or not isinstance(error, Exception)
            fault = error


def _perform(effect: Effect) -> object:
    if isinstance(effect, Send):
        return cast("httpx.BaseTransport", effect.transport).handle_request(effect.request)
    if isinstance(effect, Read):
        feed = effect.feed
        feed.pieces = feed.response.iter_bytes() if feed.pieces is None else feed.pieces
        pieces = cast(Iterator[bytes], feed.pieces)
        return next(pieces, None) if effect.seconds is None else _read_briefly(effect, pieces)
    if isinstance(effect, Close):
        effect.response.close()
        return None
    from time import sleep

    sleep(effect.seconds)
    return None


def _read_briefly(effect: Read, pieces: Iterator[bytes]) -> Optional[bytes]:
    """A read in progress knows no other limit than its first: the socket is closed under it."""
    from socket import SHUT_RDWR
    from threading import Timer

    network = effect.feed.response.extensions.get("network_stream")
    socket: Any = None if network is None else network.get_extra_info("socket")

    def end() -> None:
        try:
            socket.shutdown(SHUT_RDWR)
        except OSError:
            # It has ended by itself.
            return

    if socket is None:
        return next(pieces, None)
    timer = Timer(effect.seconds or 0, end)
    timer.daemon = True
    timer.start()
    try:
        return next(pieces, None)
    finally:
        timer.cancel()


async def _perform_async(effect: Effect) -> object:
    if isinstance(effect, Send):
        transport = cast("httpx.AsyncBaseTransport", effect.transport)
        return await transport.handle_async_request(effect.request)
    if isinstance(effect, Close):
        await effect.response.aclose()
        return None
    import anyio

    if isinstance(effect, Sleep):
        await anyio.sleep(effect.seconds)
        return None
    if effect.seconds is None:
        return await _read_async(effect.feed)
    with anyio.move_on_after(effect.seconds):
        return await _read_async(effect.feed)
    return None


async def _read_async(feed: Feed) -> Optional[bytes]:
    feed.pieces = feed.response.aiter_bytes() if feed.pieces is None else feed.pieces
    try:
        return await cast(AsyncIterator[bytes], feed.pieces).__anext__()
    except StopAsyncIteration:
        return None


async def _perform_shielded(effect: Effect) -> object:
    import anyio

    with anyio.fail_after(LEAVE_TIMEOUT, shield=True):
        return await _perform_async(effect)
