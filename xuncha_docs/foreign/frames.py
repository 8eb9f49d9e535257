"""How a process and its child talk: frames of bytes over a pipe, the first of them JSON."""

import json
import struct
from collections.abc import Mapping
from typing import IO, Any

from xuncha_docs.foreign.preflight import MAX_FILE

_COUNT, _SIZE = struct.Struct("<I"), struct.Struct("<Q")
_MOST_FRAMES = 10_000
Message = tuple[dict[str, Any], tuple[bytes, ...]]
"""What is said, and the bytes it is about."""


def send(stream: IO[bytes], said: Mapping[str, Any], *blobs: bytes) -> None:
    """Writes one message."""
    frames = (json.dumps(said, ensure_ascii=False).encode("utf-8", "surrogatepass"), *blobs)
    stream.write(_COUNT.pack(len(frames)))
    for frame in frames:
        stream.write(_SIZE.pack(len(frame)))
        stream.write(frame)
    stream.flush()


def receive(stream: IO[bytes]) -> Message | None:
    """The next message; None when the other side has ended, or says more than any document holds."""
    head = stream.read(_COUNT.size)
    if len(head) < _COUNT.size:
        return None
    frames: list[bytes] = []
    left = 2 * MAX_FILE
    for _ in range(min(_COUNT.unpack(head)[0], _MOST_FRAMES)):
        length = stream.read(_SIZE.size)
        size = _SIZE.unpack(length)[0] if len(length) == _SIZE.size else left + 1
        left -= size
        frame = stream.read(size) if left >= 0 else b""
        if left < 0 or len(frame) < size:
            return None
        frames.append(frame)
    said = json.loads(frames[0].decode("utf-8", "surrogatepass")) if frames else {}
    return said, tuple(frames[1:])
