"""Whole answers: read within a time, and told as what they are."""

from __future__ import annotations

import json
from time import monotonic
from typing import TYPE_CHECKING, Any, List

from .errors import (
    FareboxError,
    ForeignAnswer,
    TimeoutError,
    UnexpectedAnswerError,
    error_of,
    nothing_known,
    read_refused,
)
from .limits import ANSWER_BYTES_MAX
from .retry import read_retry_after
from .steps import Close, Feed, Layer, Read, SendSteps, Steps

if TYPE_CHECKING:
    import httpx


def within(timeout: float, silence: float) -> Layer:
    """
    Bounds one attempt, in seconds: until the head of a stream, whose silence is then bounded, until
    the last byte of anything else. What is no stream is read here, so that an answer that breaks
    off is a fault like any other.
    """

    def layer(send: SendSteps) -> SendSteps:
        def bounded(request: httpx.Request) -> Steps[httpx.Response]:
            started = monotonic()
            times = dict(request.extensions.get("timeout") or {})
            times.update(read=timeout, write=timeout, pool=timeout)
            request.extensions["timeout"] = times
            response = yield from send(request)
            if is_stream(response):
                # The transport looks here once more before it reads the body.
                times["read"] = silence
                return response
            deadline = started + timeout
            times["read"] = max(deadline - monotonic(), 0.001)
            return (yield from read_whole(response, deadline))

        return bounded

    return layer


def is_stream(response: httpx.Response) -> bool:
    return str(response.headers.get("content-type")).startswith("text/event-stream")


def read_whole(response: httpx.Response, deadline: float) -> Steps[httpx.Response]:
    """The same answer with its body at hand. Its connection is free again."""
    import httpx

    feed = Feed(response)
    pieces: List[bytes] = []
    size = 0
    try:
        while True:
            piece = yield Read(feed)
            if piece is None:
                break
            size += len(piece)
            if size > ANSWER_BYTES_MAX:
                raise FareboxError(f"an answer of over {size} bytes came")
            if monotonic() > deadline:
                raise TimeoutError("the answer had begun, and did not end in time")
            pieces.append(piece)
    finally:
        yield Close(response)
    # It is unpacked already, and its length is another.
    packed = ("content-encoding", "content-length", "transfer-encoding")
    headers = [pair for pair in response.headers.multi_items() if pair[0] not in packed]
    whole = httpx.Response(response.status_code, headers=headers, content=b"".join(pieces))
    whole.request = response.request
    return whole


def read_answer(response: httpx.Response) -> Any:
    """
    The JSON of an answer that says yes. Its shape is the gateway's promise and is not checked
    again. Raises the error that fits any other answer.
    """
    read = _parse(response.content)
    if response.is_success and isinstance(read, dict):
        return read
    raise read_error(response)


def read_error(response: httpx.Response) -> FareboxError:
    """The error that an answer tells, whatever it is. Its body has been read."""
    given = nothing_known(response.status_code)._replace(
        request_id=response.headers.get("x-request-id"),
        retry_after=read_retry_after(response.headers),
    )
    read = _parse(response.content)
    refused = read_refused(read.get("error") if isinstance(read, dict) else None, given)
    if refused is not None:
        return error_of(refused)
    foreign = ForeignAnswer(
        status=response.status_code,
        url=str(response.request.url),
        media_type=response.headers.get("content-type"),
        location=response.headers.get("location"),
        text=response.text,
    )
    return UnexpectedAnswerError(foreign)


def _parse(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return None
