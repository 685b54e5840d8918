"""What is known of a streamed call while it is read; the same for both worlds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, List, Optional, TypedDict

from .cost import Counted, Output, RunningCost, bytes_of, charge_of, running_cost
from .errors import FareboxError, error_of, nothing_known, read_refused
from .steps import Steps

if TYPE_CHECKING:
    from .events import StreamEvent
    from .open_call import LiveStream
    from .shapes import Bill, Charge, ChatChunk, Usage


class WholeAnswer(TypedDict):
    """A whole answer that was read from a stream. `cost` in dollars, exact."""

    id: str
    text: str
    finish_reason: Optional[str]
    usage: Optional[Usage]
    #: None where the stream told no usage.
    cost: Optional[str]


class Reading:
    """One streamed call, read once."""

    def __init__(self, live: LiveStream) -> None:
        self.live = live
        self.received = live.followed.received
        self.model = ""
        self.bill: Optional[Charge] = None
        self.final: Optional[Bill] = None
        self._begun = False
        said = live.followed.first.headers.get("x-farebox-prompt-tokens", "")
        self._output = Output(int(said) if said.isdigit() else 0, 0, None)

    def begin(self) -> None:
        if self._begun:
            raise FareboxError("a stream is read once; `resume` tells it again")
        self._begun = True

    def take(self, event: StreamEvent) -> Optional[ChatChunk]:
        """The event's chunk; None for the end's own. Raises the error that it tells."""
        if event.id is not None:
            self.received = event.id
        if event.data == "[DONE]":
            return None
        chunk = json.loads(event.data)
        given = nothing_known(500)._replace(request_id=self.live.followed.id)
        refused = read_refused(chunk.get("error"), given)
        if refused is not None:
            error = error_of(refused)
            self.bill = error.bill
            raise error
        self.model = chunk.get("model", self.model)
        output = self._output
        grown = output.output_bytes + bytes_of(chunk)
        self._output = output._replace(output_bytes=grown)
        self.bill = charge_of(chunk) or self.bill
        read: ChatChunk = chunk
        return read

    def cost(self) -> RunningCost:
        pricing = self.live.connection.known_pricing(self.model)
        return running_cost(self._output, pricing, self.bill)

    def ask_pricing(self) -> Steps[None]:
        """The prices, unless they are known or no longer needed."""
        if self.bill is None and self.model:
            yield from self.live.connection.pricing_of(self.model)

    def measure(self) -> Steps[RunningCost]:
        connection, call_id = self.live.connection, self.live.followed.id
        record = yield from connection.record(call_id)
        pricing = yield from connection.pricing_of(record["model"])
        usage, cost = record["usage"], record["cost"]
        # What has come meanwhile is part of what was counted.
        counted = Counted(usage, self._output.output_bytes)
        self._output = self._output._replace(counted=counted)
        bill: Optional[Charge] = None
        if cost is not None:
            bill = {"id": call_id, "usage": usage, "cost": cost}
        return running_cost(self._output, pricing, bill)

    def stop(self) -> Steps[Bill]:
        if self.final is None:
            self.final = yield from self.live.connection.cancel(self.live.followed.id)
            self.bill = self.bill or self.final
            # Where nobody reads, the answer's last bytes would hold their connection.
            if not self._begun:
                yield from self.live.leave(stopped=True)
        return self.final

    def leave(self, end: Optional[BaseException]) -> Steps[None]:
        """
        Ends the reading. Left in mid-stream (`end` is None or that of a closed generator), the call
        is stopped, and who leaves hears if it can't be; an interruption waits for no answer.
        """
        live = self.live
        left = end is None or isinstance(end, GeneratorExit)
        try:
            if left and not (live.followed.ended or live.goes_on):
                yield from self.stop()
        finally:
            over = self.final is not None or isinstance(end, Exception)
            yield from live.leave(stopped=over)


def is_interruption(end: Optional[BaseException]) -> bool:
    """Whether a task was cancelled, or somebody has pressed Ctrl-C."""
    return end is not None and not isinstance(end, (Exception, GeneratorExit))


class Gathering:
    """Chunks put together."""

    def __init__(self) -> None:
        self._pieces: List[str] = []
        self._finish: Optional[str] = None

    def take(self, chunk: ChatChunk) -> None:
        self._pieces.append(text_of(chunk))
        for choice in chunk["choices"][:1]:
            self._finish = choice.get("finish_reason") or self._finish

    def whole(self, call_id: str, bill: Optional[Charge]) -> WholeAnswer:
        return {
            "id": call_id,
            "text": "".join(self._pieces),
            "finish_reason": self._finish,
            "usage": bill["usage"] if bill else None,
            "cost": bill["cost"] if bill else None,
        }


def text_of(chunk: ChatChunk) -> str:
    """The piece of text in a chunk; empty where it has none."""
    choices: List[Any] = list(chunk["choices"])
    delta = choices[0].get("delta") or {} if choices else {}
    return delta.get("content") or ""
