"""Streamed calls, as they are handed to programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, AsyncGenerator, Iterator, Optional

from .reading import Gathering, Reading, WholeAnswer, is_interruption, text_of
from .steps import run, run_async

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Type

    from .cost import RunningCost
    from .open_call import LiveStream
    from .shapes import Bill, Charge, ChatChunk


class _Known:
    """What a stream can say without asking anybody."""

    def __init__(self, live: LiveStream) -> None:
        self._reading = Reading(live)

    @property
    def id(self) -> str:
        """The call's id."""
        return self._reading.live.followed.id

    @property
    def received(self) -> int:
        """The number of the last event that was handed over: where `resume` goes on."""
        return self._reading.received

    @property
    def resumed(self) -> int:
        """How often the connection was lost and found again."""
        return self._reading.live.followed.resumed

    @property
    def bill(self) -> Optional[Charge]:
        """What was charged, once the last chunk is there; else None."""
        return self._reading.bill


class ChatStream(_Known):
    """A streamed call: its chunks, each once, over as many connections as it takes. Read once."""

    @property
    def cost(self) -> RunningCost:
        """What it costs so far; asks for the model's prices once."""
        run(self._reading.ask_pricing())
        return self._reading.cost()

    def measure(self) -> RunningCost:
        """What it costs so far by the gateway's own count."""
        return run(self._reading.measure())

    def stop(self) -> Bill:
        """
        Stops the call and answers its final bill; that of a call which has ended already is what it
        was. Whoever reads the stream still gets what was produced, and its end.
        """
        return run(self._reading.stop())

    def text(self) -> Iterator[str]:
        """The pieces of text alone."""
        return (piece for piece in map(text_of, self) if piece)

    def whole(self) -> WholeAnswer:
        """Reads to the end."""
        gathering = Gathering()
        for chunk in self:
            gathering.take(chunk)
        return gathering.whole(self.id, self.bill)

    def close(self) -> None:
        """Leaves: a call that hasn't ended is stopped, unless it was to finish."""
        run(self._reading.live.leave(stopped=self._reading.final is not None))

    def __iter__(self) -> Iterator[ChatChunk]:
        reading = self._reading
        reading.begin()
        end: Optional[BaseException] = None
        try:
            while True:
                events = run(reading.live.followed.next_events())
                if not events:
                    break
                for event in events:
                    chunk = reading.take(event)
                    if chunk is not None:
                        yield chunk
        except BaseException as error:
            end = error
            raise
        finally:
            run(reading.leave(end))

    def __enter__(self) -> ChatStream:
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        self.close()


class AsyncChatStream(_Known):
    """The same, awaited."""

    @property
    def cost(self) -> RunningCost:
        """
        What it costs so far. The prices are asked for in the background where asyncio runs, and by
        `measure` everywhere; until they have come, `amount` is None.
        """
        self._ask_pricing()
        return self._reading.cost()

    async def measure(self) -> RunningCost:
        """What it costs so far by the gateway's own count."""
        return await run_async(self._reading.measure())

    async def stop(self) -> Bill:
        """Stops the call and answers its final bill; whoever reads still gets its end."""
        return await run_async(self._reading.stop())

    async def text(self) -> AsyncGenerator[str, None]:
        """The pieces of text alone."""
        chunks = self.__aiter__()
        try:
            async for chunk in chunks:
                piece = text_of(chunk)
                if piece:
                    yield piece
        finally:
            # Leaving this loop leaves the one inside, too.
            await chunks.aclose()

    async def whole(self) -> WholeAnswer:
        """Reads to the end."""
        gathering = Gathering()
        async for chunk in self:
            gathering.take(chunk)
        return gathering.whole(self.id, self.bill)

    async def close(self) -> None:
        """Leaves: a call that hasn't ended is stopped, unless it was to finish."""
        await run_async(self._reading.live.leave(stopped=self._reading.final is not None))

    async def __aiter__(self) -> AsyncGenerator[ChatChunk, None]:
        import anyio

        reading = self._reading
        reading.begin()
        end: Optional[BaseException] = None
        try:
            while True:
                events = await run_async(reading.live.followed.next_events())
                if not events:
                    break
                for event in events:
                    chunk = reading.take(event)
                    if chunk is not None:
                        yield chunk
        except BaseException as error:
            end = error
            raise
        finally:
            # What a cancelled task still has to say is bounded by itself.
            with anyio.CancelScope(shield=is_interruption(end)):
                await run_async(reading.leave(end))

    async def __aenter__(self) -> AsyncChatStream:
        return self

    async def __aexit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        await self.close()

    def _ask_pricing(self) -> None:
        import asyncio

        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return
        if self._asking is None and self._reading.model:
            self._asking = loop.create_task(run_async(self._reading.ask_pricing()))

    _asking: Optional[object] = None
