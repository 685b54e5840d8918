"""The way to one gateway."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Dict, Mapping, NamedTuple, Optional, Sequence
from urllib.parse import quote, urlencode

from .answer import read_answer, within
from .errors import ConnectionError, FareboxError
from .limits import KEEP_ALIVE, LEAVE_TIMEOUT, REMEMBERED_MAX, RESUME_TIMEOUT
from .retry import Retry, RetryTerms, name_posts, repeat
from .settings import Settings
from .steps import SendSteps, Steps, compose, send_by
from .terms import write_json

if TYPE_CHECKING:
    import httpx

    from .local_estimate import Pictured
    from .shapes import Bill, CallRecord, Model, Pricing
    from .steps import Transport

COMPLETIONS = "/v1/chat/completions"


class Sending(NamedTuple):
    """One request to the gateway: a `POST` where it has a body or says so, else a `GET`."""

    path: str
    method: Optional[str] = None
    query: Mapping[str, object] = {}
    body: Optional[Mapping[str, Any]] = None
    headers: Mapping[str, str] = {}
    #: Seconds; the client's own where nothing is said.
    timeout: Optional[float] = None


def open_transport(
    settings: Settings, middleware: Sequence[Callable[[Any], Any]], own: Callable[..., Any]
) -> Any:
    """
    A pool of connections under layers of the caller's own, the first one outermost; the last may
    replace it. `own` is httpx's transport, for one world or the other.
    """
    import httpx

    bounds = httpx.Limits(
        max_connections=settings.connections_max,
        max_keepalive_connections=settings.connections_max,
        keepalive_expiry=KEEP_ALIVE,
    )
    transport = own(limits=bounds)
    for layer in reversed(middleware):
        transport = layer(transport)
    return transport


class Connection:
    """What is sent to one gateway, in steps: its address, its key, and a transport."""

    def __init__(self, settings: Settings, transport: Transport) -> None:
        self.settings = settings
        self.transport = transport
        self._send = send_by(transport)
        self._models: Dict[str, Model] = {}
        #: Tokens of pictures that were asked for, by their digest.
        self.pictured: Dict[bytes, Pictured] = {}

    def ask(self, sending: Sending) -> Steps[Any]:
        """The JSON of an answer. Raises the error that fits any answer but a yes."""
        send = self.patient(timeout=sending.timeout)
        return read_answer((yield from send(self.request_of(sending))))

    def patient(
        self,
        on_retry: Optional[Callable[[Retry], None]] = None,
        timeout: Optional[float] = None,
    ) -> SendSteps:
        """What sends with keys, retries and a limit of time."""
        terms = RetryTerms(retries=self.settings.retries, on_retry=on_retry)
        seconds = self.settings.timeout if timeout is None else timeout
        bounded = within(seconds, self.settings.silence)
        return compose(self._send, name_posts, repeat(terms), bounded)

    def again(self, call_id: str, query: Mapping[str, object]) -> Steps[httpx.Response]:
        """Asks for a stream again, once: how often that is tried is the stream's own affair."""
        request = self.request_of(Sending(f"{path_of(call_id)}/stream", query=query))
        send = compose(self._send, within(RESUME_TIMEOUT, self.settings.silence))
        return (yield from send(request))

    def cancel(self, call_id: str) -> Steps[Bill]:
        """Stops a call by its id or its own name."""
        return self.ask(Sending(f"{path_of(call_id)}/cancel", method="POST"))

    def give_up(self, call_id: str) -> Steps[None]:
        """The same for who has left: where it fails, the gateway ends the call soon after."""
        send = compose(self._send, name_posts, within(LEAVE_TIMEOUT, LEAVE_TIMEOUT))
        request = self.request_of(Sending(f"{path_of(call_id)}/cancel", method="POST"))
        try:
            yield from send(request)
        except Exception:
            return

    def record(self, call_id: str) -> Steps[CallRecord]:
        return self.ask(Sending(path_of(call_id)))

    def confirm(self, call_id: str) -> Steps[None]:
        """Raises where a call was given up while its client was away: it says no whole answer."""
        record = yield from self.record(call_id)
        if record["status"] == "stopped":
            said = f"the call was stopped while it was out of reach, at ${record['cost']}"
            raise ConnectionError(said)

    def model(self, name: str) -> Steps[Model]:
        """A model of the catalogue; remembered for its prices."""
        found: Model = yield from self.ask(Sending(f"/v1/models/{quote(name, safe='')}"))
        if len(self._models) >= REMEMBERED_MAX:
            self._models.clear()
        self._models[name] = found
        return found

    def known_model(self, name: str) -> Steps[Model]:
        """The same, as it was when it was first asked for."""
        known = self._models.get(name)
        return (yield from self.model(name)) if known is None else known

    def pricing_of(self, name: str) -> Steps[Optional[Pricing]]:
        """A model's prices; None where there are none. They are for show: nothing fails."""
        try:
            return (yield from self.known_model(name))["pricing"]
        except FareboxError:
            return None

    def known_pricing(self, name: str) -> Optional[Pricing]:
        known = self._models.get(name)
        return None if known is None else known["pricing"]

    def address_of(self, path: str, query: Mapping[str, object]) -> str:
        said = {name: value for name, value in query.items() if value is not None}
        search = "?" + urlencode(said) if said else ""
        return self.settings.base_url + path + search

    def request_of(self, sending: Sending) -> httpx.Request:
        import httpx

        body = sending.body
        headers = {
            "authorization": f"Bearer {self.settings.api_key}",
            "accept-encoding": "identity",
            "user-agent": "farebox-python",
            **({} if body is None else {"content-type": "application/json"}),
            **sending.headers,
        }
        return httpx.Request(
            sending.method or ("GET" if body is None else "POST"),
            self.address_of(sending.path, sending.query),
            headers=headers,
            content=None if body is None else write_json(body),
            extensions={"timeout": {"connect": self.settings.connect_timeout}},
        )


def path_of(call_id: str) -> str:
    """A call's own path, by its id or its name."""
    return f"{COMPLETIONS}/{quote(call_id, safe='')}"
