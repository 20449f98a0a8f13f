"""The bytes of one member of a ZIP: inflated, counted and checked while they are read, never trusted beforehand."""

from __future__ import annotations

import contextlib
import struct
import zlib

from migrator.errors import Refused
from migrator.i18n import _
from migrator.source.blob import Blob
from migrator.source.damage import Damaged
from migrator.source.limits import LIMITS, STEP, Limits
from migrator.source.steps import Steps
from migrator.source.zip_directory import LOCAL_HEADER, Member

STORED, DEFLATED = 0, 8
_LOCAL = struct.Struct("<4s5H3L2H")
_PACKED_STEP = 1 << 16


def data_start(blob: Blob, member: Member) -> int:
    """Where the member's data begin. Its own header must agree with the table of contents."""
    raw = blob.read_at(member.header, LOCAL_HEADER)
    if len(raw) < LOCAL_HEADER or not raw.startswith(b"PK\3\4"):
        raise Damaged("cut-short")
    fields = _LOCAL.unpack(raw)
    flags, name_length, extra_length = fields[2], fields[9], fields[10]
    name = blob.read_at(member.header + LOCAL_HEADER, name_length)
    start: int = member.header + LOCAL_HEADER + name_length + extra_length
    if name != member.raw_name or flags & 1 or start + member.packed > member.bound:
        raise Refused(
            _(
                "This ZIP says two different things about one of its files. "
                "That file was not opened and nothing was changed."
            ),
            _("Download the export again; if you trust this file, unpack it yourself and use the folder."),
        )
    return start


class MemberStream(Steps):
    """A member's bytes from the first on. What is wrong with them is raised once all that is readable was given."""

    def __init__(self, blob: Blob, member: Member, limits: Limits = LIMITS) -> None:
        if member.method not in (STORED, DEFLATED):
            raise Damaged("unknown-compression")
        self._blob = blob
        self._member = member
        self._at = data_start(blob, member)
        self._left = member.packed
        self._limits = limits
        self._given = 0
        self._excess = 0
        self._crc = 0
        self._inflate = zlib.decompressobj(-zlib.MAX_WBITS) if member.method == DEFLATED else None
        self._packed = b""
        self._saved = b""
        self._broken = False

    def _step(self, most: int) -> bytes:
        piece = self._unpacked(most)
        room = self._member.size - self._given
        if len(piece) > room:
            self._excess += len(piece) - room
            piece = piece[:room]
        self._given += len(piece)
        self._crc = zlib.crc32(piece, self._crc)
        if not piece:
            self._check_end(most)
        return piece

    def _check_end(self, most: int) -> None:
        """Raise if the end is not as declared. What comes after it is counted, to tell damage from an attack."""
        while self._excess and (piece := self._unpacked(most)):
            self._excess += len(piece)
            if (
                self._excess > self._limits.ratio_after
                and self._excess > self._limits.ratio * self._member.packed
            ):
                raise Refused(
                    _(
                        "A file in this ZIP unpacks to far more than the ZIP says. "
                        "Reading stopped there; nothing was changed."
                    ),
                    _("Do not use this file unless you know where it comes from. Download the export again."),
                )
        if self._excess or self._given < self._member.size:
            raise Damaged("size-mismatch")
        if self._crc != self._member.crc:
            raise Damaged("crc-mismatch")

    def _unpacked(self, most: int) -> bytes:
        return self._stored(most) if self._inflate is None else self._inflated(self._inflate, most)

    def _stored(self, step: int) -> bytes:
        piece = self._blob.read_at(self._at, min(step, self._left))
        self._at += len(piece)
        self._left -= len(piece)
        return piece

    def _inflated(self, inflate: zlib._Decompress, most: int) -> bytes:
        while not self._saved and not inflate.eof:
            if self._broken:
                raise Damaged("bad-compression")
            if not self._packed:
                self._packed = self._stored(_PACKED_STEP)
            at_end = not self._packed
            before = inflate.copy()
            try:
                self._saved = inflate.decompress(self._packed, most)
            except zlib.error:
                self._broken = True
                self._saved = _up_to_fault(before, self._packed, self._member.size - self._given + 1)
                continue
            if not self._saved and at_end and not inflate.eof:
                raise Damaged("cut-short")
            self._packed = inflate.unconsumed_tail
        piece, self._saved = self._saved[:most], self._saved[most:]
        return piece


def _up_to_fault(inflate: zlib._Decompress, packed: bytes, most: int) -> bytes:
    """What `packed` holds before the first byte that cannot be inflated; for damaged input alone, so slow is fine."""
    saved = bytearray()
    with contextlib.suppress(zlib.error):
        for at in range(len(packed)):
            saved += inflate.decompress(packed[at : at + 1], STEP)
            if len(saved) >= most:
                break
    return bytes(saved[:most])
