"""Messages between the two processes: JSON, with bytes carried beside it.

Not pickle: the child has handled hostile bytes, and unpickling what it sends would let it run code here.
A message is None, bool, int (64 bit), float, str, bytes, list, tuple (arrives as list), or dict with text
keys.
"""

import struct
from typing import Any, BinaryIO

import orjson

_HEAD = struct.Struct(">IQ")  # number of byte strings, length of the JSON
_SIZE = struct.Struct(">Q")
_BYTES = "\x00bytes"  # {_BYTES: n} stands for the n-th byte string
_OPTIONS = (
    orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_SUBCLASS
)


class BadMessage(Exception):
    """The other side sent something that is not a message, or one over the limit."""


def send(stream: BinaryIO, message: Any) -> None:
    """Write one message; raises TypeError for a value that is not plain data (nothing is written then)."""
    blobs: list[bytes] = []

    def carry(value: object) -> dict[str, int]:
        if not isinstance(value, bytes | bytearray | memoryview):
            raise TypeError(f"only plain data crosses to another process, not {type(value).__name__}")
        blobs.append(bytes(value))
        return {_BYTES: len(blobs) - 1}

    body = orjson.dumps(message, default=carry, option=_OPTIONS)
    sizes = b"".join(_SIZE.pack(len(blob)) for blob in blobs)
    stream.write(_HEAD.pack(len(blobs), len(body)) + sizes)
    stream.write(body)
    for blob in blobs:
        stream.write(blob)
    stream.flush()


def receive(stream: BinaryIO, limit: int) -> Any:
    """Read one message of at most `limit` bytes; raises EOFError at the end, BadMessage for nonsense."""
    count, length = _HEAD.unpack(_exactly(stream, _HEAD.size))
    if count * _SIZE.size + length > limit:
        raise BadMessage("the message is too large")
    lengths = [size for (size,) in _SIZE.iter_unpack(_exactly(stream, count * _SIZE.size))]
    if length + sum(lengths) > limit:
        raise BadMessage("the message is too large")
    try:
        message = orjson.loads(_exactly(stream, length))
    except orjson.JSONDecodeError as error:
        raise BadMessage(str(error)) from error
    blobs = [_exactly(stream, size) for size in lengths]
    return _restore(message, blobs) if blobs else message


def _restore(value: Any, blobs: list[bytes]) -> Any:
    """Put the byte strings back in their places."""
    if isinstance(value, list):
        return [_restore(item, blobs) for item in value]
    if not isinstance(value, dict):
        return value
    index = value.get(_BYTES) if len(value) == 1 else None
    if isinstance(index, int) and 0 <= index < len(blobs):
        return blobs[index]
    return {key: _restore(item, blobs) for key, item in value.items()}


def _exactly(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size) if size else b""
    if len(data) < size:
        raise EOFError
    return data
