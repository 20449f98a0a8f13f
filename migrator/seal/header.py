"""The textual header of an age v1 file, read strictly and written canonically.

Format: https://age-encryption.org/v1 (C2SP age.md, seen 2026-11). A header that could be written in two ways is
refused in all but one: canonical unpadded base64, lines of exactly 64 columns but the last, single blanks.
"""

from __future__ import annotations

import binascii
from collections.abc import Sequence
from typing import BinaryIO, NamedTuple

from migrator.i18n import _
from migrator.seal.errors import SealBroken

VERSION = b"age-encryption.org/v1\n"
CAP = 64 * 1024  # bytes; a header of ours has about 200, a large one of many recipients a few thousand
_COLUMNS = 64
_MAC = b"---"
_STANZA = b"-> "
_ARMOR = b"-----BEGIN AGE ENCRYPTED FILE-----"


class Stanza(NamedTuple):
    """One way to open the file: `type`, its arguments, and what is wrapped."""

    type: str
    args: tuple[str, ...]
    body: bytes


class Header(NamedTuple):
    """A parsed header: `signed` are the bytes that `mac` covers, `end` is where the payload begins."""

    stanzas: tuple[Stanza, ...]
    signed: bytes
    mac: bytes
    end: int


def to_base64(data: bytes) -> str:
    """Standard base64 without padding."""
    return binascii.b2a_base64(data, newline=False).rstrip(b"=").decode("ascii")


def from_base64(text: str) -> bytes:
    """The bytes of canonical unpadded base64; ValueError for every other spelling of them."""
    try:
        data = binascii.a2b_base64(text.encode("ascii") + b"=" * (-len(text) % 4), strict_mode=True)
    except (binascii.Error, UnicodeEncodeError):
        raise ValueError("not base64") from None
    if to_base64(data) != text:
        raise ValueError("not canonical base64")
    return data


def signed_part(stanzas: Sequence[Stanza]) -> bytes:
    """The header as bytes up to and including `---`: what the HMAC covers."""
    lines = [VERSION]
    for stanza in stanzas:
        lines.append(("-> " + " ".join((stanza.type, *stanza.args)) + "\n").encode("ascii"))
        body = to_base64(stanza.body)
        whole = len(body) // _COLUMNS
        lines.extend((body[i * _COLUMNS :][:_COLUMNS] + "\n").encode("ascii") for i in range(whole + 1))
    return b"".join(lines) + _MAC


def read(file: BinaryIO, name: str = "") -> Header:
    """Parse the header at the start of `file`. SealBroken("header") for anything that is not exactly one."""
    data = file.read(CAP)
    if not data.startswith(VERSION):
        if data.lstrip().startswith(_ARMOR):
            raise SealBroken("header", _("it is an armored age file, which is not read here"), name)
        raise SealBroken("header", _("it does not begin as an age v1 file does"), name)
    try:
        return _parse(data)
    except (ValueError, UnicodeDecodeError) as why:
        # The reasons below are words of this module, never bytes of the file.
        raise SealBroken(
            "header", _("its header is malformed ({why})").format(why=_reason(why)), name
        ) from None


def _reason(why: Exception) -> str:
    return "not ASCII" if isinstance(why, UnicodeDecodeError) else str(why)


def _parse(data: bytes) -> Header:
    at = len(VERSION)
    stanzas: list[Stanza] = []
    while True:
        line, at = _line(data, at)
        if line.startswith(_MAC):
            break
        if not line.startswith(_STANZA):
            raise ValueError("a line that begins neither a stanza nor the end")
        args = line[len(_STANZA) :].decode("ascii").split(" ")
        if any(not arg or any(not 33 <= ord(c) <= 126 for c in arg) for arg in args):
            raise ValueError("an empty or unprintable argument")
        body: list[str] = []
        while True:
            line, at = _line(data, at)
            if len(line) > _COLUMNS:
                raise ValueError("a line that is too long")
            body.append(line.decode("ascii"))
            if len(line) < _COLUMNS:
                break
        stanzas.append(Stanza(args[0], tuple(args[1:]), from_base64("".join(body))))
    if not stanzas:
        raise ValueError("no stanza")
    if not line.startswith(_MAC + b" "):
        raise ValueError("no HMAC")
    mac = from_base64(line[len(_MAC) + 1 :].decode("ascii"))
    if len(mac) != 32:
        raise ValueError("an HMAC of wrong length")
    return Header(tuple(stanzas), data[: at - len(line) - 1 + len(_MAC)], mac, at)


def _line(data: bytes, at: int) -> tuple[bytes, int]:
    end = data.find(b"\n", at)
    if end < 0:
        raise ValueError("cut short" if len(data) < CAP else "too long")
    return data[at:end], end + 1
