"""Bech32 (BIP 173), as age writes its keys: no length limit, one case throughout, checked when read."""

from __future__ import annotations

_CHARSET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_VALUE = {char: number for number, char in enumerate(_CHARSET)}
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def encode(prefix: str, data: bytes) -> str:
    """`data` as lower-case Bech32 under `prefix` (lower case)."""
    values = _regroup(data, 8, 5, pad=True)
    expanded = _expand(prefix)
    check = _polymod([*expanded, *values, 0, 0, 0, 0, 0, 0]) ^ 1
    values += [(check >> 5 * (5 - i)) & 31 for i in range(6)]
    return prefix + "1" + "".join(_CHARSET[v] for v in values)


def decode(text: str) -> tuple[str, bytes]:
    """(prefix, data) of a Bech32 text; the prefix keeps the case of the text. ValueError if it is not canonical."""
    if text.lower() != text and text.upper() != text:
        raise ValueError("mixed case")
    prefix, found, rest = text.rpartition("1")
    if not found or not prefix or len(rest) < 6:
        raise ValueError("no separator, or too short")
    if any(not 33 <= ord(char) <= 126 for char in prefix):
        raise ValueError("a character that cannot stand in a prefix")
    try:
        values = [_VALUE[char] for char in rest.lower()]
    except KeyError:
        raise ValueError("a character that is not Bech32") from None
    if _polymod([*_expand(prefix.lower()), *values]) != 1:
        raise ValueError("the check characters do not match")
    return prefix, bytes(_regroup(values[:-6], 5, 8, pad=False))


def _expand(prefix: str) -> list[int]:
    return [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]


def _polymod(values: list[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for i, generator in enumerate(_GENERATOR):
            if top >> i & 1:
                check ^= generator
    return check


def _regroup(data: bytes | list[int], before: int, after: int, *, pad: bool) -> list[int]:
    held, bits, out = 0, 0, []
    for value in data:
        held = held << before | value
        bits += before
        while bits >= after:
            bits -= after
            out.append(held >> bits & (1 << after) - 1)
        held &= (1 << bits) - 1
    if pad:
        if bits:
            out.append(held << after - bits & (1 << after) - 1)
    elif bits >= before or held:
        raise ValueError("padding that is not zero")
    return out
