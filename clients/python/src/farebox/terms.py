"""What a call may say beside its body."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Dict, Mapping, Optional, Union

from .errors import SettingError
from .settings import check_number

if TYPE_CHECKING:
    from decimal import Decimal

    from typing_extensions import Literal, TypedDict

    class Terms(TypedDict, total=False):
        """Each of them optional; None is not given."""

        #: Dollars, such as `"0.05"`: the most that this call may cost.
        max_cost: Optional[Union[str, int, float, Decimal]]
        #: What happens when the connection is lost for good; `linger` where nothing is said.
        on_disconnect: Optional[Literal["linger", "finish", "stop"]]
        hold: Optional[Literal["auto", "full"]]
        #: Calls that belong together: one line of the statement.
        session_id: Optional[str]
        #: False: the answer is not kept, and can't be come back to once it has ended.
        store: Optional[bool]
        #: Made before the first attempt where none is given.
        idempotency_key: Optional[str]
        #: The call's own name, usable in place of its id; made where none is given.
        client_request_id: Optional[str]
        #: Seconds until the head of a stream, or the end of any other answer.
        timeout: Optional[float]


_in_body = ("max_cost", "on_disconnect", "hold", "session_id", "store")
_in_headers = {"idempotency_key": "idempotency-key", "client_request_id": "x-client-request-id"}
_allowed = (*_in_body, *_in_headers, "timeout")


def write_body(body: Mapping[str, Any], terms: Mapping[str, Any]) -> Dict[str, Any]:
    """The body with its terms. Raises `SettingError` where one has no such name."""
    if not isinstance(body, Mapping):
        seen = type(body).__name__
        raise SettingError(f"body is of type {seen}; give a dict with model and messages")
    for name in terms:
        if name not in _allowed:
            names = ", ".join(_allowed)
            raise SettingError(f"{name} is no term of a call; there are {names}")
    if terms.get("timeout") is not None:
        check_number("timeout", terms["timeout"])
    said = {name: terms[name] for name in _in_body if terms.get(name) is not None}
    if "max_cost" in said and not isinstance(said["max_cost"], (str, int, float)):
        said["max_cost"] = str(said["max_cost"])
    return {**body, **said}


def write_headers(terms: Mapping[str, Any]) -> Dict[str, str]:
    """
    The headers that carry a call's names, where it has some. Raises `SettingError` where a header
    can't; how long a name may be, the gateway says.
    """
    said = {name: terms[name] for name in _in_headers if terms.get(name) is not None}
    for name, value in said.items():
        if not isinstance(value, str) or not re.fullmatch("[!-~]+", value):
            raise SettingError(f"{name} is {value!r}; it is printable ASCII without spaces")
    return {_in_headers[name]: value for name, value in said.items()}


def write_json(body: object) -> bytes:
    """Raises `SettingError` where something in it is nothing that JSON knows."""
    try:
        return json.dumps(body, separators=(",", ":"), allow_nan=False).encode()
    except ValueError as error:
        raise SettingError(f"the body can't be written as JSON: {error}") from error
    except TypeError as error:
        hint = "a picture's bytes go through farebox.picture()"
        raise SettingError(f"the body can't be written as JSON: {error}; {hint}") from error
