"""What is handed to packages that send by an httpx client of one's own, such as `openai`."""

from __future__ import annotations

from typing import AsyncIterator, Iterator, List, Optional, Union

import httpx

from .answer import read_error
from .connection import Connection
from .errors import ConnectionError, FareboxError, TimeoutError
from .events import StreamEvent
from .open_call import LiveStream, open_call
from .steps import Steps, run, run_async


def open_http_client(connection: Connection) -> httpx.Client:
    """
    An `httpx.Client` through the client's connections, retries and keys, in which a lost stream
    goes on in the answer's body. Closing it leaves the connections alone: they are the client's.
    """
    # The environment's proxies would go around the transport.
    return httpx.Client(transport=GatewayTransport(connection), trust_env=False)


def open_async_http_client(connection: Connection) -> httpx.AsyncClient:
    """The same, awaited."""
    return httpx.AsyncClient(transport=GatewayTransport(connection), trust_env=False)


class GatewayTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """The client's road as a transport. Errors of its own are told as httpx's."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        try:
            return run(self._send(request))
        except FareboxError as error:
            raise _translate(error, request) from error

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        try:
            return await run_async(self._send(request))
        except FareboxError as error:
            raise _translate(error, request) from error

    def _send(self, request: httpx.Request) -> Steps[httpx.Response]:
        settings = self._connection.settings
        origin = f"{request.url.scheme}://{request.url.netloc.decode()}"
        if origin == settings.base_url:
            request.headers.setdefault("authorization", f"Bearer {settings.api_key}")
        asked = (request.extensions.get("timeout") or {}).get("read")
        call = yield from open_call(self._connection, request, asked)
        if isinstance(call, LiveStream):
            return _relay(call)
        # A page for people is nobody's answer: whoever asked could make nothing of it.
        if call.headers.get("content-type", "").startswith("text/html"):
            raise read_error(call)
        return call


def _translate(error: FareboxError, request: Optional[httpx.Request]) -> httpx.TransportError:
    if isinstance(error, TimeoutError):
        return httpx.ReadTimeout(str(error), request=request)
    if isinstance(error, ConnectionError):
        return httpx.ReadError(str(error), request=request)
    return httpx.RemoteProtocolError(str(error), request=request)


def _relay(live: LiveStream) -> httpx.Response:
    first = live.followed.first
    packed = ("content-encoding", "content-length", "transfer-encoding")
    headers = [pair for pair in first.headers.multi_items() if pair[0] not in packed]
    stream = RelayedStream(live)
    extensions = {"http_version": b"HTTP/1.1"}
    return httpx.Response(
        first.status_code, headers=headers, stream=stream, extensions=extensions
    )


class RelayedStream(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that goes on where a connection ends; closing it early stops the call."""

    def __init__(self, live: LiveStream) -> None:
        self._live = live

    def __iter__(self) -> Iterator[bytes]:
        while True:
            try:
                events = run(self._live.followed.next_events())
            except FareboxError as error:
                raise _translate(error, self._live.followed.first.request) from error
            if not events:
                return
            yield _write_events(events)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            try:
                events = await run_async(self._live.followed.next_events())
            except FareboxError as error:
                raise _translate(error, self._live.followed.first.request) from error
            if not events:
                return
            yield _write_events(events)

    def close(self) -> None:
        run(self._live.leave())

    async def aclose(self) -> None:
        import anyio

        # A cancelled task closes its answer too; what that takes is bounded by itself.
        with anyio.CancelScope(shield=True):
            await run_async(self._live.leave())


def _write_events(events: List[StreamEvent]) -> bytes:
    return "".join(map(_write_event, events)).encode()


def _write_event(event: StreamEvent) -> str:
    data = event.data.replace("\n", "\ndata: ")
    number: Union[str, int] = "" if event.id is None else f"id: {event.id}\n"
    return f"{number}data: {data}\n\n"
