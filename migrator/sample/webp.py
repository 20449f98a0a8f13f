"""The same small pictures as lossless WebP, the form in which DALL·E's pictures stand in exports.

The plainest bitstream that the format allows (RFC 9649, "WebP Lossless"): a palette, no copies, no cache, and codes
of equal length, except that a channel without variety takes no bits at all.
"""

from __future__ import annotations

import struct
from functools import lru_cache

from migrator.sample import pictures

_STEP = 2  # half the size in each direction: pixels are not compressed further


def webp(motif: str, label: str) -> bytes:
    """The picture `motif`; `label` (ASCII) stands in a chunk of its own that readers skip."""
    note = label.encode("ascii")
    note += b"\x00" * (len(note) % 2)
    body = b"WEBP" + _image(motif) + b"NOTE" + struct.pack("<I", len(note)) + note
    return b"RIFF" + struct.pack("<I", len(body)) + body


def webp_size(motif: str, label: str) -> int:
    """How many bytes `webp` gives, without making them."""
    return 20 + len(_image(motif)) + len(label) + len(label) % 2


class _Bits:
    """Bits, the least significant first."""

    def __init__(self) -> None:
        self._out = bytearray()
        self._word = self._count = 0

    def put(self, value: int, width: int) -> None:
        self._word |= value << self._count
        self._count += width
        while self._count >= 8:
            self._out.append(self._word & 255)
            self._word >>= 8
            self._count -= 8

    def done(self) -> bytes:
        if self._count:
            self._out.append(self._word)
        return bytes(self._out)


def _flat_code(bits: _Bits, symbols: int, width: int) -> None:
    """A prefix code of `width` bits (7 or 8) for each symbol below 2 to the power of `width`, and none for the rest."""
    bits.put(0, 1)  # a code written as lengths
    bits.put(12 - 4, 4)  # lengths of the first 12 code-length symbols, in the format's own order
    for symbol in (17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8):
        bits.put(1 if symbol in {0, width} else 0, 3)
    bits.put(0, 1)  # all symbols have a length
    for number in range(symbols):
        bits.put(1 if number < 1 << width else 0, 1)


def _single(bits: _Bits, symbol: int) -> None:
    """A prefix code with one symbol, which then takes no bits."""
    bits.put(1, 1)
    bits.put(0, 1)
    bits.put(1, 1)
    bits.put(symbol, 8)


def _turned(value: int, width: int) -> int:
    """Codes are read from their first bit on, numbers from their last."""
    return int(f"{value:0{width}b}"[::-1], 2)


_GREENS = 256 + 24  # the green channel's symbols are joined by 24 lengths of copies


@lru_cache(maxsize=len(pictures.MOTIFS))
def _image(motif: str) -> bytes:
    palette, rows = pictures.drawn(motif)
    bits = _Bits()
    bits.put(0x2F, 8)
    bits.put(pictures.WIDTH // _STEP - 1, 14)
    bits.put(pictures.HEIGHT // _STEP - 1, 14)
    bits.put(0, 1 + 3)  # no alpha, version 0
    _put_palette(bits, palette)
    bits.put(0, 1 + 1 + 1)  # no other transform, no colour cache, one set of codes
    _flat_code(bits, _GREENS, 7)  # the number of the colour stands in the green channel
    for symbol in (0, 0, 255, 0):  # red, blue, alpha, distance
        _single(bits, symbol)
    codes = [_turned(number, 7) for number in range(128)]
    for row in rows[::_STEP]:
        for number in row[::_STEP]:
            bits.put(codes[number], 7)
    data = bits.done()
    return b"VP8L" + struct.pack("<I", len(data)) + data + b"\x00" * (len(data) % 2)


def _put_palette(bits: _Bits, palette: list[tuple[int, ...]]) -> None:
    """The transform that gives each number a colour: the colours as a row of pixels, each less the one before."""
    bits.put(1, 1)
    bits.put(3, 2)
    bits.put(len(palette) - 1, 8)
    bits.put(0, 1)  # no colour cache
    for symbols in (_GREENS, 256, 256):  # green, red, blue
        _flat_code(bits, symbols, 8)
    _flat_code(bits, 256, 8)  # alpha: 255, then differences of 0
    _single(bits, 0)  # distance
    before = (0, 0, 0, 0)
    for red, green, blue in palette:
        colour = (green, red, blue, 255)
        for value, last in zip(colour, before, strict=True):
            bits.put(_turned((value - last) % 256, 8), 8)
        before = colour
