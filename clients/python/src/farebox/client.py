"""Clients of one gateway, with connections of their own: open one once, close it at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Dict, List, Mapping, Optional, Sequence

from .calls import Calls
from .chat_stream import AsyncChatStream, ChatStream
from .connection import Connection, open_transport
from .settings import read_settings
from .steps import run, run_async

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Type

    import httpx
    from typing_extensions import Unpack

    from .local_estimate import LocalEstimate
    from .settings import Options
    from .shapes import (
        Answer,
        Balance,
        Bill,
        CallRecord,
        ChatBody,
        ChatCompletion,
        Estimate,
        Key,
        Model,
        Session,
        UsageReport,
    )
    from .terms import Terms

    #: Takes a transport of httpx and answers one around it.
    Middleware = Callable[[Any], Any]


class Farebox:
    """
    A client. Raises `SettingError` where an option can't be right. `middleware` are layers of your
    own around each attempt, the first one outermost; the last may replace the transport.
    """

    def __init__(
        self, *, middleware: Sequence[Middleware] = (), **options: Unpack[Options]
    ) -> None:
        settings = read_settings(options)
        import httpx

        self._transport = open_transport(settings, middleware, httpx.HTTPTransport)
        self._calls = Calls(Connection(settings, self._transport))
        self._http_client: Optional[httpx.Client] = None

    def complete(self, body: ChatBody, **terms: Unpack[Terms]) -> ChatCompletion:
        """A call with one answer."""
        return run(self._calls.complete(body, terms))

    def stream(self, body: ChatBody, **terms: Unpack[Terms]) -> ChatStream:
        """A streamed call; returns with the head of its answer."""
        return ChatStream(run(self._calls.stream(body, terms)))

    def resume(self, id: str, after: int = 0) -> ChatStream:
        """Follows a call again, from the event behind `after` on, live where it still runs."""
        return ChatStream(run(self._calls.resume(id, after)))

    def estimate(self, body: ChatBody, **terms: Unpack[Terms]) -> Estimate:
        """What a call would cost, by the gateway; nothing is sent to a provider, nothing held."""
        return run(self._calls.estimate(body, terms))

    def estimate_locally(self, body: ChatBody) -> LocalEstimate:
        """The same, counted here; see `LocalEstimate` for how exactly."""
        return run(self._calls.estimate_locally(body))

    def plan(self, workload: Mapping[str, Any]) -> Answer:
        """What a workload would cost on every model."""
        return run(self._calls.plan(workload))

    def cancel(self, id: str) -> Bill:
        """Stops a call, by its id or its own name; of one that has ended, answers how."""
        return run(self._calls.connection.cancel(id))

    def record(self, id: str) -> CallRecord:
        return run(self._calls.connection.record(id))

    def balance(self) -> Balance:
        return run(self._calls.balance())

    def key(self) -> Key:
        return run(self._calls.key())

    def models(self, all: bool = False) -> List[Model]:
        """The models that the key may use, or all of them."""
        return run(self._calls.models(all))

    def model(self, id: str) -> Model:
        return run(self._calls.connection.model(id))

    def usage(
        self,
        start: Optional[str] = None,
        end: Optional[str] = None,
        group_by: Optional[str] = None,
    ) -> UsageReport:
        """`start` and `end` are days such as `2026-11-01`, or instants."""
        return run(self._calls.usage({"from": start, "to": end, "group_by": group_by}))

    def session(self, id: str) -> Session:
        return run(self._calls.session(id))

    def settle_session(self, id: str) -> Session:
        return run(self._calls.settle_session(id))

    def statements(
        self,
        cycle: Optional[str] = None,
        after: Optional[str] = None,
        limit: Optional[int] = None,
    ) -> Answer:
        """All months, or one with its lines."""
        return run(self._calls.statements({"cycle": cycle, "after": after, "limit": limit}))

    @property
    def http_client(self) -> httpx.Client:
        """What packages take that send by an httpx client, such as `openai`."""
        if self._http_client is None:
            from .handing_over import open_http_client

            self._http_client = open_http_client(self._calls.connection)
        return self._http_client

    def for_openai(self) -> Dict[str, Any]:
        """All that the constructor of `openai.OpenAI` takes to go through this client."""
        return _for_openai(self._calls.connection, self.http_client)

    def close(self) -> None:
        """Ends every connection; what is still being read breaks."""
        self._transport.close()

    def __enter__(self) -> Farebox:
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        self.close()


class AsyncFarebox:
    """The same client, awaited; for asyncio and trio."""

    def __init__(
        self, *, middleware: Sequence[Middleware] = (), **options: Unpack[Options]
    ) -> None:
        settings = read_settings(options)
        import httpx

        self._transport = open_transport(settings, middleware, httpx.AsyncHTTPTransport)
        self._calls = Calls(Connection(settings, self._transport))
        self._http_client: Optional[httpx.AsyncClient] = None

    async def complete(self, body: ChatBody, **terms: Unpack[Terms]) -> ChatCompletion:
        """A call with one answer. A task that is cancelled stops its call."""
        return await run_async(self._calls.complete(body, terms))

    async def stream(self, body: ChatBody, **terms: Unpack[Terms]) -> AsyncChatStream:
        """A streamed call; returns with the head of its answer."""
        return AsyncChatStream(await run_async(self._calls.stream(body, terms)))

    async def resume(self, id: str, after: int = 0) -> AsyncChatStream:
        """Follows a call again, from the event behind `after` on, live where it still runs."""
        return AsyncChatStream(await run_async(self._calls.resume(id, after)))

    async def estimate(self, body: ChatBody, **terms: Unpack[Terms]) -> Estimate:
        """What a call would cost, by the gateway; nothing is sent to a provider, nothing held."""
        return await run_async(self._calls.estimate(body, terms))

    async def estimate_locally(self, body: ChatBody) -> LocalEstimate:
        """The same, counted here; see `LocalEstimate` for how exactly."""
        return await run_async(self._calls.estimate_locally(body))

    async def plan(self, workload: Mapping[str, Any]) -> Answer:
        """What a workload would cost on every model."""
        return await run_async(self._calls.plan(workload))

    async def cancel(self, id: str) -> Bill:
        """Stops a call, by its id or its own name; of one that has ended, answers how."""
        return await run_async(self._calls.connection.cancel(id))

    async def record(self, id: str) -> CallRecord:
        return await run_async(self._calls.connection.record(id))

    async def balance(self) -> Balance:
        return await run_async(self._calls.balance())

    async def key(self) -> Key:
        return await run_async(self._calls.key())

    async def models(self, all: bool = False) -> List[Model]:
        """The models that the key may use, or all of them."""
        return await run_async(self._calls.models(all))

    async def model(self, id: str) -> Model:
        return await run_async(self._calls.connection.model(id))

    async def usage(
        self,
        start: Optional[str] = None,
        end: Optional[str] = None,
        group_by: Optional[str] = None,
    ) -> UsageReport:
        """`start` and `end` are days such as `2026-11-01`, or instants."""
        query = {"from": start, "to": end, "group_by": group_by}
        return await run_async(self._calls.usage(query))

    async def session(self, id: str) -> Session:
        return await run_async(self._calls.session(id))

    async def settle_session(self, id: str) -> Session:
        return await run_async(self._calls.settle_session(id))

    async def statements(
        self,
        cycle: Optional[str] = None,
        after: Optional[str] = None,
        limit: Optional[int] = None,
    ) -> Answer:
        """All months, or one with its lines."""
        query = {"cycle": cycle, "after": after, "limit": limit}
        return await run_async(self._calls.statements(query))

    @property
    def http_client(self) -> httpx.AsyncClient:
        """What packages take that send by an httpx client, such as `openai`."""
        if self._http_client is None:
            from .handing_over import open_async_http_client

            self._http_client = open_async_http_client(self._calls.connection)
        return self._http_client

    def for_openai(self) -> Dict[str, Any]:
        """All that the constructor of `openai.AsyncOpenAI` takes to go through this client."""
        return _for_openai(self._calls.connection, self.http_client)

    async def close(self) -> None:
        """Ends every connection; what is still being read breaks."""
        await self._transport.aclose()

    async def __aenter__(self) -> AsyncFarebox:
        return self

    async def __aexit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        await self.close()


def _for_openai(connection: Connection, http_client: object) -> Dict[str, Any]:
    """It would try again under a new key what the client has tried three times already."""
    return {
        "api_key": connection.settings.api_key,
        "base_url": f"{connection.settings.base_url}/v1",
        "http_client": http_client,
        "max_retries": 0,
    }
