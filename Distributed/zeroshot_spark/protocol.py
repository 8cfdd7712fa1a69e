"""Frames of the worker's protocol, version 1.

A frame is `ZSW1`, the lengths of header and body as 32-bit numbers (most significant byte first),
the header as JSON, the body. WorkerProtocol.md says what the messages mean.
"""

import json
import struct
from dataclasses import dataclass

VERSION = 1
MARK = b"ZSW1"
_PROLOGUE = struct.Struct(">4sII")

# An answer to a full batch with many labels stays far below.
MAXIMUM_BYTES = 1 << 30


class ProtocolError(Exception):
    """What arrived is no frame, or the worker says that what it got is none."""


@dataclass(frozen=True)
class Frame:
    header: dict
    body: bytes = b""

    @property
    def type(self) -> str:
        return self.header.get("type", "")

    def encoded(self) -> bytes:
        header = json.dumps(self.header, ensure_ascii=False).encode()
        return _PROLOGUE.pack(MARK, len(header), len(self.body)) + header + self.body


class FrameDecoder:
    """Makes frames of bytes, however they are cut up."""

    def __init__(self, maximum_bytes: int = MAXIMUM_BYTES):
        self._bytes = bytearray()
        self._maximum = maximum_bytes

    def feed(self, data: bytes) -> list[Frame]:
        """Takes more bytes and returns the frames that are whole now."""
        self._bytes += data
        frames = []
        while (frame := self._next()) is not None:
            frames.append(frame)
        return frames

    @property
    def is_between_frames(self) -> bool:
        return not self._bytes

    def _next(self) -> Frame | None:
        if not MARK.startswith(self._bytes[: len(MARK)]):
            raise ProtocolError(
                f"the worker wrote {bytes(self._bytes[:40])!r}, which begins no frame; "
                "is this a zeroshot that has the command 'worker'?"
            )
        if len(self._bytes) < _PROLOGUE.size:
            return None
        _, header_bytes, body_bytes = _PROLOGUE.unpack_from(self._bytes)
        if max(header_bytes, body_bytes) > self._maximum:
            raise ProtocolError(
                f"the worker announces {header_bytes} and {body_bytes} bytes; "
                f"at most {self._maximum} are taken"
            )
        end = _PROLOGUE.size + header_bytes + body_bytes
        if len(self._bytes) < end:
            return None
        middle = _PROLOGUE.size + header_bytes
        try:
            header = json.loads(self._bytes[_PROLOGUE.size : middle])
        except ValueError as error:
            raise ProtocolError(f"the worker wrote a header that is not JSON ({error})") from error
        if not isinstance(header, dict):
            raise ProtocolError("the worker wrote a header that is no object")
        frame = Frame(header, bytes(self._bytes[middle:end]))
        del self._bytes[:end]
        return frame
