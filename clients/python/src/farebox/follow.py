"""A stream, followed to its end over as many connections as it takes."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING, Dict, List, Optional

from . import limits
from .answer import is_stream, read_error
from .errors import ConnectionError, FareboxError
from .events import EventReader, StreamEvent
from .steps import Close, Feed, Read, Sleep, Steps

if TYPE_CHECKING:
    import httpx

    from .connection import Connection


class Followed:
    """The events of a stream, each once and in order."""

    def __init__(self, connection: Connection, call_id: str, first: httpx.Response) -> None:
        self._connection = connection
        self._feed = Feed(first)
        self._reader = EventReader()
        #: What a gap or a lost connection was, once the events before it are handed over.
        self._fault: Optional[Exception] = None
        self._barren = 0
        self.id = call_id
        self.first = first
        #: The number of the last event that came.
        self.received = 0
        #: How often the connection was lost and found again.
        self.resumed = 0
        #: Whether the last event has come.
        self.ended = False
        self.resumable = True
        #: Whether the call asked for its usage: who didn't expects no chunk without choices.
        self.with_usage = True

    def next_events(self) -> Steps[List[StreamEvent]]:
        """
        The events that one read brings; none at the end. A connection that ends before `[DONE]`, or
        before a chunk that tells an error, is lost: the stream is asked for again. Raises
        `ConnectionError` where it stays lost, and what the gateway says where it refuses.
        """
        while not self.ended:
            events = yield from self._read_new()
            if events:
                return events
            if self._fault is not None:
                yield from self._come_back()
        yield from self._read_last_bytes()
        return []

    def close(self) -> Steps[None]:
        """Ends the reading, wherever it is."""
        yield Close(self._feed.response)

    def _read_new(self) -> Steps[List[StreamEvent]]:
        """What the next bytes bring. A connection that broke or fell silent is a fault."""
        import httpx

        if self._fault is not None:
            return []
        try:
            piece: Optional[bytes] = yield Read(self._feed)
            if piece is None:
                self._fault = ConnectionError("it ended before its last event")
                return []
            fresh = self._take_new(self._reader.take(piece))
        except (httpx.HTTPError, httpx.StreamError, OSError) as error:
            self._fault = error
            return []
        if self.ended and self.resumed > 0:
            yield from self._connection.confirm(self.id)
        return fresh

    def _take_new(self, events: List[StreamEvent]) -> List[StreamEvent]:
        """Events that came before are left out, and all behind a gap: both come again."""
        fresh: List[StreamEvent] = []
        for event in events:
            if event.id is not None and event.id <= self.received:
                continue
            if event.id is not None and event.id > self.received + 1:
                self._fault = ConnectionError(f"event {self.received + 1} is missing")
                break
            if event.id is not None:
                self.received = event.id
            # Within a text the quotes would be escaped.
            self.ended = event.data == "[DONE]" or bool(_tells_error.search(event.data))
            self._barren = 0
            fresh.append(event)
            if self.ended:
                break
        return fresh

    def _come_back(self) -> Steps[None]:
        fault = self._fault
        yield Close(self._feed.response)
        may_resume = self.resumable and self.resumed < limits.RESUMES_MAX
        while may_resume and self._barren < limits.RESUME_ATTEMPTS_MAX:
            if self._barren > 0:
                yield Sleep(_draw_pause(self._barren))
            self._barren += 1
            try:
                response = yield from self._connection.again(self.id, self._query())
            except Exception as error:
                fault = error
                continue
            if response.is_success and is_stream(response):
                self._feed = Feed(response)
                self._reader = EventReader()
                self._fault = None
                self.resumed += 1
                return
            if is_stream(response):
                yield Close(response)
                fault = ConnectionError(f"a stream with status {response.status_code} came")
                break
            fault = read_error(response)
            if response.status_code < 429:
                break
        if isinstance(fault, FareboxError) and not isinstance(fault, ConnectionError):
            raise fault
        message = f"the stream was lost after event {self.received}: {fault}"
        raise ConnectionError(message, self._barren + 1) from fault

    def _query(self) -> Dict[str, object]:
        usage = "true" if self.with_usage else None
        return {"after": self.received, "include_usage": usage}

    def _read_last_bytes(self) -> Steps[None]:
        """Awaits the connection's own end, so that the next call can use it."""
        try:
            # Comments at most are still to come.
            for _ in range(_last_reads):
                if (yield Read(self._feed, limits.LAST_BYTES_TIMEOUT)) is None:
                    break
        except Exception:
            # A fault behind the last event changes nothing any more.
            return
        finally:
            yield Close(self._feed.response)


_tells_error = re.compile(r'"finish_reason": ?"error"')
_last_reads = 16


def _draw_pause(barren: int) -> float:
    most = min(limits.RESUME_PAUSE * 2**barren, limits.RESUME_PAUSE_MAX)
    return random.random() * float(most)
