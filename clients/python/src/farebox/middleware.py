"""
Layers around any of httpx's transports, for either world: the client's own rules, to be put
together with layers of your own.
"""

from __future__ import annotations

from typing import Any, Callable, Optional

import httpx

from .errors import ConnectionError
from .limits import DEFAULT_PAUSE, DEFAULT_PAUSE_MAX, DEFAULT_RETRIES
from .retry import Retry, RetryTerms, name_posts, repeat
from .steps import Layer, run, run_async, send_by

#: Takes a transport of httpx, sync or async, and answers one around it.
Middleware = Callable[[Any], Any]


def retry(
    retries: int = DEFAULT_RETRIES,
    *,
    pause: float = DEFAULT_PAUSE,
    on_retry: Optional[Callable[[Retry], None]] = None,
) -> Middleware:
    """
    Repeats faults of the connection, 408, 429 and 5xx, as `repeat` says; pauses in seconds, the
    first one drawn below `pause`. In the end the last answer stands, or httpx's own error.
    """
    terms = RetryTerms(retries, pause, max(pause, DEFAULT_PAUSE_MAX), on_retry)
    return lambda transport: LayeredTransport(transport, repeat(terms))


def idempotent(transport: Any) -> LayeredTransport:
    """Gives every `POST` its key; goes outside `retry`, so that all repetitions share one."""
    return LayeredTransport(transport, name_posts)


def compose(transport: Any, *layers: Middleware) -> Any:
    """Layers around a transport; the first is the outermost."""
    for layer in reversed(layers):
        transport = layer(transport)
    return transport


class LayeredTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """A transport with one layer around it; closing it closes what is inside."""

    def __init__(self, inner: Any, layer: Layer) -> None:
        self._inner = inner
        self._send = layer(send_by(inner))

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        try:
            return run(self._send(request))
        except ConnectionError as error:
            raise error.__cause__ or error from None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        try:
            return await run_async(self._send(request))
        except ConnectionError as error:
            raise error.__cause__ or error from None

    def close(self) -> None:
        self._inner.close()

    async def aclose(self) -> None:
        await self._inner.aclose()
