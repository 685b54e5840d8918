"""The sending of what may be a chat call."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, Optional, Union
from urllib.parse import parse_qs
from uuid import uuid4

from .answer import is_stream
from .connection import COMPLETIONS, Connection
from .follow import Followed
from .retry import Retry
from .steps import Steps

if TYPE_CHECKING:
    import httpx


class LiveStream(NamedTuple):
    """An answer that is a stream."""

    connection: Connection
    followed: Followed
    #: Whether the call goes on to its end without its client.
    goes_on: bool

    def leave(self, stopped: bool = False) -> Steps[None]:
        """Ends the reading; unless it goes on, a call that hasn't ended is stopped with it."""
        if not (self.followed.ended or self.goes_on or stopped):
            yield from self.connection.give_up(self.followed.id)
        if self.followed.ended:
            yield from self.followed.next_events()
        yield from self.followed.close()


def open_call(
    connection: Connection, request: httpx.Request, timeout: Optional[float] = None
) -> Steps[Union[httpx.Response, LiveStream]]:
    """
    Sends what may be a chat call, and lets it outlive its connection for ten seconds, so that a
    lost one can be found again: a stream is resumed, anything else is joined by its repetition.
    Since leaving alone then stops no call, one that is interrupted is cancelled by name.
    """
    lost = False

    def on_retry(retry: Retry) -> None:
        nonlocal lost
        lost = lost or isinstance(retry.because, Exception)

    calls = request.method == "POST" and request.url.path == COMPLETIONS
    name = request.headers.setdefault("x-client-request-id", str(uuid4())) if calls else ""
    when_gone = _read_when_gone(request) if calls else "finish"
    try:
        response = yield from connection.patient(on_retry, timeout)(request)
        if is_stream(response):
            return _follow(connection, response, when_gone)
        if calls and lost and response.is_success:
            yield from connection.confirm(name)
        return response
    except (Exception, GeneratorExit):
        raise
    except BaseException:
        # The task was cancelled, or somebody has pressed Ctrl-C.
        if when_gone != "finish":
            yield from connection.give_up(name)
        raise


def _follow(connection: Connection, first: httpx.Response, when_gone: str) -> LiveStream:
    url = first.request.url
    name = first.request.headers.get("x-client-request-id", "")
    followed = Followed(connection, first.headers.get("x-request-id") or name, first)
    after = parse_qs(url.query.decode()).get("after", ["0"])[0]
    followed.received = int(after) if after.isdigit() else 0
    followed.resumable = when_gone != "stop"
    asked = b"include_usage=true" in url.query or _with_usage.search(_content_of(first.request))
    followed.with_usage = bool(asked)
    return LiveStream(connection, followed, goes_on=when_gone == "finish")


def _read_when_gone(request: httpx.Request) -> str:
    """What the call itself says, in its body or its headers; nothing said is `linger`."""
    said = _says.search(_content_of(request))
    if said is not None:
        return said.group(1).decode()
    return str(request.headers.setdefault("x-farebox-on-disconnect", "linger"))


def _content_of(request: httpx.Request) -> bytes:
    import httpx

    return request.read() if isinstance(request.stream, httpx.ByteStream) else b""


# Both begin with a word of their own: megabytes of pictures are looked through in a moment.
_says = re.compile(rb'"on_disconnect"\s*:\s*"(\w+)"')
_with_usage = re.compile(rb'"include_usage"\s*:\s*true')
