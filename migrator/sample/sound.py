"""A short recording, made by code: a WAV file that really plays, each with its own bytes."""

from __future__ import annotations

import math
import struct
from functools import lru_cache

RATE = 8000
TUNES = ((392, 440, 494), (330, 294, 262), (523, 392, 523), (262, 330, 392))


def wav(tune: int, label: str) -> bytes:
    """A tune as 16-bit mono WAV; `label` (ASCII) stands in a comment chunk."""
    data = _samples(tune % len(TUNES))
    note = label.encode("ascii") + b"\x00" * (2 - len(label) % 2)
    info = b"INFOICMT" + struct.pack("<I", len(note)) + note
    body = (
        b"WAVEfmt "
        + struct.pack("<IHHIIHH", 16, 1, 1, RATE, RATE * 2, 2, 16)
        + b"LIST"
        + struct.pack("<I", len(info))
        + info
        + b"data"
        + struct.pack("<I", len(data))
        + data
    )
    return b"RIFF" + struct.pack("<I", len(body)) + body


def wav_size(tune: int, label: str) -> int:
    """How many bytes `wav` gives, without making them."""
    return 64 + len(label) + 2 - len(label) % 2 + len(_samples(tune % len(TUNES)))


def seconds(tune: int) -> float:
    """How long a tune lasts."""
    return len(_samples(tune % len(TUNES))) / 2 / RATE


@lru_cache(maxsize=len(TUNES))
def _samples(tune: int) -> bytes:
    out: list[int] = []
    length = RATE // 6
    for note in TUNES[tune]:
        out += [
            int(9000 * math.sin(2 * math.pi * note * i / RATE) * min(i, length - i) / (length / 2))
            for i in range(length)
        ]
    return struct.pack(f"<{len(out)}h", *out)
