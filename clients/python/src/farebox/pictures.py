"""Pictures for a message: read, told by their bytes, written as data URLs."""

from __future__ import annotations

import binascii
import os
import re
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING, Any, Dict, Optional, Tuple, Union

from .errors import PictureError
from .limits import EXCERPT_CHARACTERS

if TYPE_CHECKING:
    from typing import BinaryIO

    from typing_extensions import Literal

    #: Bytes, a file that is open, a path, an address, or a data URL.
    PictureSource = Union[bytes, bytearray, memoryview, BinaryIO, "os.PathLike[str]", str]
    Detail = Literal["auto", "low", "high", "original"]


def picture(source: PictureSource, detail: Optional[Detail] = None) -> Dict[str, Any]:
    """
    A picture as a part of a message, in the shape of OpenAI's chat completions. `detail` says how
    closely the model looks, and what that costs. Raises `PictureError` where it isn't one.
    """
    url: Dict[str, Any] = {"url": data_url(source)}
    if detail is not None:
        url["detail"] = detail
    return {"type": "image_url", "image_url": url}


def data_url(source: PictureSource) -> str:
    """
    A picture as a data URL; an address stays one, and is fetched by the gateway. What bytes are is
    said by their beginning alone. Raises `PictureError` where they are no picture, and `OSError`
    where a file can't be read.
    """
    if isinstance(source, str) and re.match(r"https?:", source, re.IGNORECASE):
        return source
    if isinstance(source, str) and re.match("data:", source, re.IGNORECASE):
        return _check_data_url(source)
    data, name = _read_source(source)
    kind = media_type_of(data)
    if kind is None:
        raise PictureError(f"{name} {_describe(data)}; {_allowed}")
    return f"data:{kind};base64,{b64encode(data).decode()}"


def media_type_of(data: bytes) -> Optional[str]:
    """The media type of a picture's bytes, by their beginning; None where they are no picture."""
    head = bytes(data[:16])
    for pattern, kind in _kinds:
        if re.match(pattern, head, re.DOTALL):
            return kind
    return None


_allowed = "PNG, JPEG, WebP, GIF, AVIF and HEIC can be sent"
_kinds = (
    (rb"\x89PNG\r\n\x1a\n", "image/png"),
    (rb"\xff\xd8\xff", "image/jpeg"),
    (rb"GIF8[79]a", "image/gif"),
    (rb"RIFF.{4}WEBP", "image/webp"),
    (rb".{4}ftyp(?:avif|avis)", "image/avif"),
    (rb".{4}ftyp(?:heic|heix|heim|heis|hevc|hevx|mif1|msf1)", "image/heic"),
)


def _read_source(source: PictureSource) -> Tuple[bytes, str]:
    if isinstance(source, (bytes, bytearray, memoryview)):
        return bytes(source), "it"
    if isinstance(source, (str, os.PathLike)):
        path = os.fspath(source)
        with open(path, "rb") as file:
            return file.read(), f'"{path}"'
    read = getattr(source, "read", None)
    data = read() if callable(read) else None
    if not isinstance(data, bytes):
        seen = type(source).__name__
        raise PictureError(f"a {seen} is no picture; give bytes, a path or a file open in 'rb'")
    return data, f'"{getattr(source, "name", "the file")}"'


def _check_data_url(url: str) -> str:
    """A data URL is taken as it is, once its beginning has shown that it holds a picture."""
    head, comma, body = url.partition(",")
    if comma == "" or not re.search(r";base64$", head, re.IGNORECASE):
        seen = url[: EXCERPT_CHARACTERS // 3]
        raise PictureError(f'the data URL "{seen}…" is not in base64; {_allowed}')
    try:
        start = b64decode(body[:24], validate=True)
    except binascii.Error:
        raise PictureError(f'what follows "{head}," is no base64; {_allowed}') from None
    if media_type_of(start) is None:
        raise PictureError(f'the data URL "{head}" {_describe(start)}; {_allowed}')
    return url


def _describe(data: bytes) -> str:
    """What is seen in place of a picture."""
    if len(data) == 0:
        return "is empty"
    head = data[:64].decode("latin-1")
    start = head.lstrip().lower()
    if head.startswith("%PDF"):
        return "is a PDF, not a picture; turn its pages into pictures"
    if start.startswith(("<svg", "<?xml")):
        return "is SVG, which no model reads"
    if start.startswith("<"):
        return f'is no picture but a page: "{start[:30].strip()}"'
    if head.startswith("BM"):
        return "is a BMP"
    if head.startswith(("II*\0", "MM\0*")):
        return "is a TIFF"
    seen = " ".join(f"{byte:02x}" for byte in data[:8])
    return f"is no picture: it begins with the bytes {seen}"
