"""Every call of a client, in steps; `client.py` takes them in one world or the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, List, Mapping, Optional
from urllib.parse import quote

from .answer import read_answer, read_error
from .connection import COMPLETIONS, Connection, Sending, path_of
from .errors import FareboxError, SettingError
from .local_estimate import LocalEstimate, estimate_locally
from .open_call import LiveStream, open_call
from .steps import Steps
from .terms import write_body, write_headers

if TYPE_CHECKING:
    from .shapes import (
        Answer,
        Balance,
        ChatBody,
        ChatCompletion,
        Estimate,
        Key,
        Model,
        Session,
        UsageReport,
    )


class Calls:
    """What can be asked of one gateway."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def complete(self, body: ChatBody, terms: Mapping[str, Any]) -> Steps[ChatCompletion]:
        asked = write_body(body, terms)
        if asked.get("stream"):
            raise SettingError("the body says stream; leave it out and call stream() instead")
        call = yield from self._open(_chat(asked, terms))
        if isinstance(call, LiveStream):
            yield from call.leave()
            raise FareboxError("a stream came where one answer was asked for")
        completion: ChatCompletion = read_answer(call)
        return completion

    def stream(self, body: ChatBody, terms: Mapping[str, Any]) -> Steps[LiveStream]:
        whole = write_body(body, terms)
        options = {"include_usage": True, **(whole.get("stream_options") or {})}
        asked = {**whole, "stream": True, "stream_options": options}
        return (yield from self._open_stream(_chat(asked, terms)))

    def resume(self, call_id: str, after: int) -> Steps[LiveStream]:
        query = {"after": after, "include_usage": "true"}
        return (yield from self._open_stream(Sending(f"{path_of(call_id)}/stream", query=query)))

    def estimate(self, body: ChatBody, terms: Mapping[str, Any]) -> Steps[Estimate]:
        asked = write_body(body, terms)
        sending = Sending("/v1/estimate", body=asked, timeout=terms.get("timeout"))
        return self.connection.ask(sending)

    def estimate_locally(self, body: ChatBody) -> Steps[LocalEstimate]:
        return (yield from estimate_locally(self.connection, body))

    def plan(self, workload: Mapping[str, Any]) -> Steps[Answer]:
        return self.connection.ask(Sending("/v1/plan", body=workload))

    def balance(self) -> Steps[Balance]:
        return self.connection.ask(Sending("/v1/balance"))

    def key(self) -> Steps[Key]:
        return self.connection.ask(Sending("/v1/key"))

    def models(self, every: bool) -> Steps[List[Model]]:
        query = {"all": "true"} if every else {}
        models = yield from self.connection.ask(Sending("/v1/models", query=query))
        listed: List[Model] = models["data"]
        return listed

    def usage(self, query: Mapping[str, object]) -> Steps[UsageReport]:
        return self.connection.ask(Sending("/v1/usage", query=query))

    def session(self, session_id: str) -> Steps[Session]:
        path = f"/v1/sessions/{quote(session_id, safe='')}"
        return self.connection.ask(Sending(path))

    def settle_session(self, session_id: str) -> Steps[Session]:
        path = f"/v1/sessions/{quote(session_id, safe='')}/settle"
        return self.connection.ask(Sending(path, method="POST"))

    def statements(self, query: Mapping[str, object]) -> Steps[Answer]:
        return self.connection.ask(Sending("/v1/statements", query=query))

    def _open(self, sending: Sending) -> Steps[Any]:
        request = self.connection.request_of(sending)
        return (yield from open_call(self.connection, request, sending.timeout))

    def _open_stream(self, sending: Sending) -> Steps[LiveStream]:
        call = yield from self._open(sending)
        if isinstance(call, LiveStream):
            return call
        raise read_error(call)


def _chat(body: Mapping[str, Any], terms: Mapping[str, Any]) -> Sending:
    timeout: Optional[float] = terms.get("timeout")
    return Sending(COMPLETIONS, body=body, headers=write_headers(terms), timeout=timeout)
