"""Small pictures, drawn by code: PNG files that really open, each with its own bytes.

A picture is one of a few motifs; the id of the file stands in a text chunk, so that no two files are equal while
all of one motif have one size, known before the file is written.
"""

from __future__ import annotations

import struct
import zlib
from functools import lru_cache

MOTIFS = ("evening", "harbour", "meadow", "chart", "quilt", "night", "leaf", "page", "bowl")
WIDTH, HEIGHT = 240, 160

_SCHEMES = {
    "evening": ((38, 32, 84), (250, 170, 92), (255, 226, 150), (44, 62, 80), (24, 36, 52)),
    "harbour": ((120, 190, 230), (225, 240, 250), (255, 214, 90), (52, 110, 160), (28, 70, 120)),
    "meadow": ((140, 205, 240), (240, 250, 235), (255, 235, 120), (98, 160, 84), (58, 118, 62)),
    "chart": ((252, 252, 250), (252, 252, 250), (214, 88, 70), (64, 120, 180), (60, 60, 60)),
    "quilt": ((236, 220, 196), (206, 120, 96), (96, 138, 120), (70, 92, 130), (60, 48, 60)),
    "night": ((10, 14, 40), (52, 48, 110), (246, 244, 220), (26, 30, 60), (12, 14, 30)),
    "leaf": ((244, 246, 236), (226, 236, 210), (186, 204, 120), (96, 150, 80), (48, 96, 56)),
    "bowl": ((226, 214, 196), (206, 190, 168), (250, 248, 242), (196, 132, 56), (150, 84, 36)),
    "page": ((250, 248, 240), (250, 248, 240), (180, 60, 50), (70, 70, 80), (40, 40, 48)),
}
_SHADES = 64


def png(motif: str, label: str) -> bytes:
    """The picture `motif` as a PNG; `label` (ASCII, of any length) makes its bytes its own."""
    head, body = _parts(motif)
    return head + _chunk(b"tEXt", b"Comment\x00" + label.encode("ascii")) + body


def png_size(motif: str, label: str) -> int:
    """How many bytes `png` gives, without making them."""
    head, body = _parts(motif)
    return len(head) + len(body) + 20 + len(label)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def drawn(motif: str) -> tuple[list[tuple[int, ...]], list[bytearray]]:
    """The picture as its colours (red, green, blue) and rows of their numbers."""
    return _palette(motif), _rows(motif)


def _palette(motif: str) -> list[tuple[int, ...]]:
    top, bottom, light, middle, dark = _SCHEMES[motif]
    last = _SHADES - 1
    shades = [
        tuple(a + (b - a) * step // last for a, b in zip(top, bottom, strict=True)) for step in range(_SHADES)
    ]
    return [*shades, light, middle, dark]


@lru_cache(maxsize=len(MOTIFS))
def _parts(motif: str) -> tuple[bytes, bytes]:
    """What stands before and after the text chunk: signature and header; palette, data and end."""
    palette = b"".join(map(bytes, _palette(motif)))
    data = zlib.compress(b"".join(b"\x00" + bytes(row) for row in _rows(motif)), 9)
    head = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 3, 0, 0, 0))
    return head, _chunk(b"PLTE", palette) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


_LIGHT, _MIDDLE, _DARK = _SHADES, _SHADES + 1, _SHADES + 2


def _rows(motif: str) -> list[bytearray]:
    rows = [bytearray([y * _SHADES // HEIGHT]) * WIDTH for y in range(HEIGHT)]
    if motif == "chart":
        _box(rows, 30, 130, 220, 132, _DARK)
        _box(rows, 30, 20, 32, 132, _DARK)
        for i, tall in enumerate((38, 62, 51, 84, 97, 76, 104)):
            _box(rows, 44 + i * 25, 130 - tall, 60 + i * 25, 130, _LIGHT if i == 6 else _MIDDLE)
    elif motif == "quilt":
        for y in range(0, HEIGHT, 20):
            for x in range(0, WIDTH, 20):
                colour = (y * _SHADES // HEIGHT, _LIGHT, _MIDDLE, _DARK)[(x // 20 * 3 + y // 20 * 5) % 4]
                _box(rows, x + 1, y + 1, x + 19, y + 19, colour)
    elif motif == "page":
        _box(rows, 24, 20, 150, 28, _LIGHT)
        for y in range(40, 140, 10):
            _box(rows, 24, y, 200 - (y * 7) % 60, y + 3, _MIDDLE)
    elif motif == "leaf":
        for x in range(40, 200):
            half = int(46 * (1 - ((x - 120) / 80) ** 2))
            _box(rows, x, 80 - half, x + 1, 80 + half, _MIDDLE)
        for x in range(40, 214):
            _box(rows, x, 79, x + 1, 82, _DARK)
        for x in range(70, 180, 22):
            for step in range(min(30, (196 - x) // 2)):
                _box(rows, x + step, 80 - step, x + step + 2, 81 - step, _DARK)
                _box(rows, x + step, 80 + step, x + step + 2, 81 + step, _DARK)
        for x, y, radius in ((96, 62, 5), (128, 104, 7), (150, 66, 4), (112, 94, 3)):
            _disc(rows, x, y, radius, _LIGHT)
    elif motif == "bowl":
        _disc(rows, 120, 84, 66, _LIGHT)
        _disc(rows, 120, 84, 54, _MIDDLE)
        for i in range(14):
            _disc(rows, 82 + (i * 37) % 78, 56 + (i * 23) % 58, 3 + i % 4, _DARK if i % 3 else _LIGHT)
    else:
        _disc(rows, *{"evening": (165, 92, 26), "night": (60, 44, 18)}.get(motif, (190, 38, 18)), _LIGHT)
        _hills(rows, 104, 18, 50, _MIDDLE)
        _hills(rows, 128, 10, 31, _DARK)
        if motif == "night":
            for i in range(40):
                x, y = (i * 67 + 13) % WIDTH, (i * 29 + 7) % 90
                _box(rows, x, y, x + 1, y + 1, _LIGHT)
        if motif == "harbour":
            _box(rows, 70, 60, 72, 108, _DARK)
            for step in range(34):
                _box(rows, 72, 62 + step, 72 + step, 63 + step, _LIGHT)
            _box(rows, 52, 104, 112, 112, _DARK)
    return rows


def _box(rows: list[bytearray], left: int, top: int, right: int, bottom: int, colour: int) -> None:
    for y in range(max(top, 0), min(bottom, HEIGHT)):
        rows[y][left:right] = bytes([colour]) * (min(right, WIDTH) - left)


def _disc(rows: list[bytearray], x: int, y: int, radius: int, colour: int) -> None:
    for dy in range(-radius, radius + 1):
        half = int((radius * radius - dy * dy) ** 0.5)
        _box(rows, x - half, y + dy, x + half, y + dy + 1, colour)


def _hills(rows: list[bytearray], base: int, tall: int, period: int, colour: int) -> None:
    for x in range(WIDTH):
        wave = abs((x * 2 + period // 3) % (2 * period) - period) / period
        _box(rows, x, base - int(tall * wave * wave * (3 - 2 * wave)), x + 1, HEIGHT, colour)
