"""Server-sent events, from bytes that may be split anywhere."""

from __future__ import annotations

import re
from typing import List, NamedTuple, Optional

from .errors import FareboxError
from .limits import LINE_BYTES_MAX


class StreamEvent(NamedTuple):
    """One event. `id` is its number, counted from 1; None where it has none, as `[DONE]`."""

    id: Optional[int]
    data: str


class EventReader:
    """
    Takes bytes as they come, within a character too, and answers the events that they complete. An
    event that its blank line has not closed is none: whoever resumes is sent it again.

    Source: https://html.spec.whatwg.org/multipage/server-sent-events.html (2026-11-22).
    """

    def __init__(self) -> None:
        # Pieces of what no line's end has closed yet: joined once, however many they are.
        self._open: List[bytes] = []
        self._open_bytes = 0
        self._id: Optional[int] = None
        self._data: List[str] = []

    def take(self, piece: bytes) -> List[StreamEvent]:
        """Raises `FareboxError` where a line outgrows its bound."""
        ended = bool(self._open) and self._open[-1].endswith(b"\r")
        self._open.append(piece)
        self._open_bytes += len(piece)
        if self._open_bytes > LINE_BYTES_MAX:
            raise FareboxError("a line without end came")
        if not ended and b"\n" not in piece and b"\r" not in piece:
            return []
        # A CR at the very end may be half of a line's end.
        *lines, rest = _line_end.split(b"".join(self._open))
        self._open = [rest]
        self._open_bytes = len(rest)
        events: List[StreamEvent] = []
        for line in lines:
            self._take_line(line, events)
        return events

    def _take_line(self, line: bytes, events: List[StreamEvent]) -> None:
        if line == b"":
            if self._data:
                events.append(StreamEvent(self._id, "\n".join(self._data)))
            self._id = None
            self._data = []
            return
        name, _, value = line.partition(b":")
        text = value.decode("utf-8", "replace")
        text = text[1:] if text.startswith(" ") else text
        if name == b"data":
            self._data.append(text)
        elif name == b"id" and _number.fullmatch(text):
            self._id = int(text)


_line_end = re.compile(rb"\r\n|\n|\r(?!\Z)")
_number = re.compile(r"[0-9]{1,18}")
