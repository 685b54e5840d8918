"""Every error of the client. Its class says what kind of trouble it is."""

from __future__ import annotations

import builtins
import re
from typing import TYPE_CHECKING, Any, Dict, List, Mapping, NamedTuple, Optional, Type

from .limits import EXCERPT_CHARACTERS

if TYPE_CHECKING:
    from .shapes import Charge


class FareboxError(Exception):
    """Whatever the client raises by itself."""


class SettingError(FareboxError, ValueError):
    """An option or a term that can't be right. Nothing was sent."""


class PictureError(FareboxError, ValueError):
    """Something that was to be a picture and is none. Nothing was sent."""


class ConnectionError(FareboxError, builtins.ConnectionError):
    """No answer came, or a stream was lost for good. Python's own of this name catches it too."""

    def __init__(self, message: str, attempts: int = 1) -> None:
        super().__init__(message)
        #: How often it was tried.
        self.attempts = attempts


class TimeoutError(ConnectionError, builtins.TimeoutError):
    """Nothing came for too long."""


class UnexpectedAnswerError(FareboxError):
    """An answer that is not the gateway's: somebody in between has spoken."""

    def __init__(self, answer: ForeignAnswer) -> None:
        kind = answer.media_type or "no content type"
        seen = re.sub(r"\s+", " ", answer.text[:EXCERPT_CHARACTERS]).strip()
        onward = "" if answer.location is None else f" and sends on to {answer.location}"
        super().__init__(
            f'{answer.url} answered {answer.status} with {kind}: "{seen}"{onward}. That is not '
            "the gateway's: check base_url and what stands in between."
        )
        self.status = answer.status


class ForeignAnswer(NamedTuple):
    """What came in place of the gateway's own answer."""

    status: int
    url: str
    media_type: Optional[str]
    location: Optional[str]
    text: str


class Refused(NamedTuple):
    """What the gateway says of a refusal. `retry_after` in seconds."""

    status: int
    message: str
    code: Optional[str]
    type: Optional[str]
    param: Optional[str]
    metadata: Mapping[str, Any]
    request_id: Optional[str]
    retry_after: Optional[float]


class RefusedError(FareboxError):
    """A refusal that the gateway told: by its status, or in the last chunk of a stream."""

    def __init__(self, refused: Refused) -> None:
        named = refused.code or refused.type or "error"
        super().__init__(f"{refused.status} {named}: {refused.message}")
        self.status = refused.status
        self.code = refused.code
        self.type = refused.type
        self.param = refused.param
        #: Numbers that help, as far as the refusal has them; amounts in dollars.
        self.metadata = refused.metadata
        self.request_id = refused.request_id
        #: Seconds.
        self.retry_after = refused.retry_after

    @property
    def bill(self) -> Optional[Charge]:
        """What was charged all the same; None where the refusal names no call."""
        said = self.metadata
        if not (said.get("id") and said.get("usage") and said.get("cost")):
            return None
        return {"id": said["id"], "usage": said["usage"], "cost": said["cost"]}


class AuthenticationError(RefusedError):
    """401: the key is missing, unknown, expired or disabled."""


class ModelNotAvailableError(RefusedError):
    """401: the key is good, and this model isn't on its list."""

    @property
    def available_models(self) -> Optional[List[str]]:
        return self.metadata.get("available_models")


class PaymentRequiredError(RefusedError):
    """402: money is missing, and waiting brings none. Before the call, or in mid-answer."""

    @property
    def available(self) -> Optional[str]:
        """Dollars."""
        return self.metadata.get("available")

    @property
    def required(self) -> Optional[str]:
        """Dollars."""
        return self.metadata.get("required")

    @property
    def affordable_output_tokens(self) -> Optional[int]:
        return self.metadata.get("affordable_output_tokens")


class InvalidRequestError(RefusedError):
    """400, 403, 409, 413, 422: something must be corrected first."""


class NotFoundError(RefusedError):
    """404: nothing with this name or id is here."""


class OutputExpiredError(RefusedError):
    """410: the answer was produced and charged, and is kept no longer."""


class RateLimitError(RefusedError):
    """429: too many calls; after `retry_after` seconds there is room again."""


class UpstreamError(RefusedError):
    """5xx: the provider, or the gateway itself, has failed."""


_classes: Dict[int, Type[RefusedError]] = {
    401: AuthenticationError,
    402: PaymentRequiredError,
    404: NotFoundError,
    410: OutputExpiredError,
    429: RateLimitError,
}


def error_of(refused: Refused) -> RefusedError:
    """The error that fits what was refused."""
    if refused.code == "model_not_available":
        return ModelNotAvailableError(refused)
    otherwise = UpstreamError if refused.status >= 500 else InvalidRequestError
    return _classes.get(refused.status, otherwise)(refused)


def read_refused(told: object, given: Refused) -> Optional[Refused]:
    """
    What an `error` in OpenAI's shape says, completed by what is known of its answer; None where it
    is none. In a stream, whose own status was sent long ago, it has one of its own.
    """
    if not isinstance(told, dict) or not isinstance(told.get("message"), str):
        return None
    said = {name: told[name] for name in _told if told.get(name) is not None}
    return given._replace(**said)


_told = ("status", "message", "code", "type", "param", "metadata")


def nothing_known(status: int) -> Refused:
    """A refusal before anything of it is read."""
    return Refused(status, "", None, None, None, {}, None, None)
