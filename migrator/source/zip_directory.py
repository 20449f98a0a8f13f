"""The table of contents of a ZIP, read and checked in full before anything in it is opened.

Whoever uses a `Member` may rely on it: its bytes lie inside the file and overlap no other member's, its name leads
nowhere and occurs once, its sizes are within the limits. Format: PKWARE APPNOTE 6.3.10 (2022-11-01).
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

import msgspec

from migrator.errors import NotRecognised, Refused
from migrator.i18n import N_, _
from migrator.source.blob import Blob
from migrator.source.limits import Limits

_END = struct.Struct("<4s4H2LH")
_END64_LOCATOR = struct.Struct("<4sLQL")
_END64 = struct.Struct("<4sQ2H2L4Q")
_RECORD = struct.Struct("<4s4B4HL2L5H2L")
_NONE16, _NONE32 = 0xFFFF, 0xFFFFFFFF
LOCAL_HEADER = 30
_LONGEST_COMMENT = 0xFFFF
_ENCRYPTED = 1 << 0 | 1 << 6 | 1 << 13
_UTF8 = 1 << 11
_TYPE, _REGULAR, _FOLDER = 0o170000, 0o100000, 0o040000
# Systems of which packers write folders with backslashes (APPNOTE 4.4.2: MS-DOS, NTFS, VFAT). Those of PowerShell 5.1 and of
# .NET before 4.6.1 do, against APPNOTE 4.4.17.1; elsewhere a backslash may be part of a name.
_BACKSLASHES = frozenset({0, 10, 14})
_DRIVE = re.compile(r"[A-Za-z]:")


class Member(msgspec.Struct, frozen=True):
    """One file of a ZIP as its table of contents describes it. Positions count from the start of the blob.

    `bound` is where the next thing in the ZIP begins: no byte of this member lies there or behind.
    """

    path: str
    raw_name: bytes
    header: int
    packed: int
    size: int
    crc: int
    method: int
    folder: bool
    bound: int = 0


def read_directory(blob: Blob, limits: Limits) -> list[Member]:
    """Every member in the order of the table. Raises NotRecognised (no ZIP, or cut short) or Refused (dangerous)."""
    table, start, count = _locate(blob, limits)
    members: list[Member] = []
    for member in _records(table, start[1]):
        members.append(member)
        if len(members) > limits.members:
            raise _refused(N_("it lists more than {n} files"), n=limits.members)
    if len(members) & _NONE16 != count & _NONE16:
        raise _damaged()
    _check_names(members)
    _check_sizes(members, limits)
    return _bounded(members, start[0])


def _locate(blob: Blob, limits: Limits) -> tuple[bytes, tuple[int, int], int]:
    """The bytes of the table; where it begins and how far all positions in it are off; how many members it has."""
    reach = min(blob.size, _END.size + _LONGEST_COMMENT)
    tail = blob.read_at(blob.size - reach, reach)
    at = _find_end(tail)
    if at is None:
        raise _incomplete() if blob.read_at(0, 2) == b"PK" else _no_zip()
    end = blob.size - reach + at
    _sig, disk, start_disk, count_here, count, size, offset, _comment = _END.unpack_from(tail, at)
    if (end64 := _end64(blob, end)) is not None:
        end, disk, start_disk, count_here, count, size, offset = end64
    if disk != start_disk or count_here != count or disk not in (0, _NONE16):
        raise NotRecognised(
            _("This is one part of a ZIP that was split into several. Nothing was changed."),
            _("Join the parts with the program that split them, or unpack them and use the folder."),
        )
    if size > limits.directory:
        raise _refused(N_("its table of contents is larger than {n} MiB"), n=limits.directory >> 20)
    start = end - size
    if start < 0 or start < offset:
        raise _incomplete(_("This ZIP is not complete: its beginning is missing. The file was not changed."))
    shift = start - offset
    if shift and blob.read_at(offset, 4) == b"PK\1\2" and offset + size <= end:
        start, shift = offset, 0  # something stands between the table and its end record
    return blob.read_at(start, size), (start, shift), count


def _find_end(tail: bytes) -> int | None:
    """Where the end record begins: the last whose comment fills the file exactly, else the last with room for it."""
    roomy, at = None, len(tail)
    while (at := tail.rfind(b"PK\5\6", 0, at)) >= 0:
        if at + _END.size <= len(tail):
            comment = _END.unpack_from(tail, at)[-1]
            rest = len(tail) - at - _END.size
            if comment == rest:
                return at
            if comment < rest and roomy is None:
                roomy = at
        at += 3  # rfind's end is exclusive and the signature has four bytes
    return roomy


def _end64(blob: Blob, end: int) -> tuple[int, int, int, int, int, int, int] | None:
    """The ZIP64 end record that stands before the end record, if there is one."""
    raw = blob.read_at(end - _END64_LOCATOR.size, _END64_LOCATOR.size)
    if len(raw) < _END64_LOCATOR.size or not raw.startswith(b"PK\6\7"):
        return None
    _sig, _disk, declared, _disks = _END64_LOCATOR.unpack(raw)
    for at in (declared, end - _END64_LOCATOR.size - _END64.size):
        record = blob.read_at(at, _END64.size)
        if len(record) == _END64.size and record.startswith(b"PK\6\6"):
            _s, _n, _made, _need, disk, start_disk, here, count, size, offset = _END64.unpack(record)
            return at, disk, start_disk, here, count, size, offset
    raise _damaged()


def _records(table: bytes, shift: int) -> Iterator[Member]:
    at = 0
    while at < len(table):
        if len(table) - at < _RECORD.size or table[at : at + 4] != b"PK\1\2":
            raise _damaged()
        fields = _RECORD.unpack_from(table, at)
        flags, method, crc = fields[5], fields[6], fields[9]
        packed, size, name_length, extra_length, comment_length, disk = fields[10:16]
        attributes, header = fields[17], fields[18]
        at += _RECORD.size
        name = table[at : at + name_length]
        extra = table[at + name_length : at + name_length + extra_length]
        at += name_length + extra_length + comment_length
        if at > len(table):
            raise _damaged()
        size, packed, header = _wide(extra, size, packed, header)
        if flags & _ENCRYPTED:
            raise _refused(
                N_("it is locked with a password"), _("Unpack it with the password and use the folder.")
            )
        if disk not in (0, _NONE16):
            raise _damaged()
        kind = attributes >> 16 & _TYPE
        if kind not in (0, _REGULAR, _FOLDER):
            raise _refused(N_("it holds a link or a device"))
        path = _decoded(name, flags)
        if fields[2] in _BACKSLASHES:
            path = path.replace("\\", "/")
        folder = kind == _FOLDER or path.endswith("/")
        yield Member(path, name, header + shift, packed, size, crc, method, folder)


def _wide(extra: bytes, size: int, packed: int, header: int) -> tuple[int, int, int]:
    """The same three numbers, those that did not fit in 32 bits taken from the ZIP64 extra field."""
    if _NONE32 not in (size, packed, header):
        return size, packed, header
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        body = extra[at + 4 : at + 4 + length]
        at += 4 + length
        if kind != 1:
            continue
        values: list[int] = []
        for value in (size, packed, header):
            if value != _NONE32:
                values.append(value)
            elif len(body) >= 8:
                values.append(int.from_bytes(body[:8], "little"))
                body = body[8:]
            else:
                raise _damaged()
        return values[0], values[1], values[2]
    return size, packed, header


def _decoded(name: bytes, flags: int) -> str:
    """UTF-8 where the flag says so, and where it does not but the bytes are (macOS); else the old IBM code page."""
    try:
        return name.decode("utf-8")
    except UnicodeDecodeError:
        if flags & _UTF8:
            raise _damaged() from None
        return name.decode("cp437")


def _check_names(members: list[Member]) -> None:
    seen: set[str] = set()
    for number, member in enumerate(members, 1):
        path = member.path
        pieces = path.split("/")
        if not path or "\0" in path or not pieces[0] or ".." in pieces or _DRIVE.match(path):
            raise _refused(N_("the name of its file no. {n} leads outside of it"), n=number)
        if "\\" in path:
            raise _refused(
                N_("the name of its file no. {n} holds a backslash, which is a folder on some systems only"),
                _("Unpack it with the program that packed it, and use the folder."),
                n=number,
            )
        if path in seen:
            raise _refused(N_("its file no. {n} has the same name as one before it"), n=number)
        seen.add(path)


def _check_sizes(members: list[Member], limits: Limits) -> None:
    total = 0
    for number, member in enumerate(members, 1):
        size, packed = member.size, member.packed
        total += size
        if size > limits.member and size > 2 * packed:
            raise _refused(N_("its file no. {n} would unpack to {size} GiB"), n=number, size=size >> 30)
        if size > limits.ratio_after and size > limits.ratio * packed:
            raise _refused(N_("its file no. {n} would unpack to far more than it is packed"), n=number)
    if total > limits.total:
        raise _refused(N_("it would unpack to {size} GiB"), size=total >> 30)


def _bounded(members: list[Member], table: int) -> list[Member]:
    """The members with their bounds. Refuses two that share bytes, and one that reaches into the table or beyond."""
    order = sorted(range(len(members)), key=lambda number: members[number].header)
    bound = table
    for number in reversed(order):
        member = members[number]
        least = LOCAL_HEADER + len(member.raw_name) + member.packed
        if member.header + least > bound:
            raise _refused(N_("its file no. {n} overlaps another or lies outside of it"), n=number + 1)
        members[number] = msgspec.structs.replace(member, bound=bound)
        bound = member.header
    return members


def _refused(why: str, hint: str = "", **values: int) -> Refused:
    return Refused(
        _("This ZIP was not opened: {why}. Nothing was unpacked or changed.").format(
            why=_(why).format(**values)
        ),
        hint
        or _(
            "An export straight from its maker is not like that. Download it again; "
            "if you trust this file, unpack it yourself and use the folder."
        ),
    )


def _incomplete(what: str = "") -> NotRecognised:
    return NotRecognised(
        what or _("This ZIP is not complete: its end is missing. The file was not changed."),
        _(
            "The download probably broke off. Download it again; if the link in the mail has run out, "
            "ask for a new export."
        ),
    )


def _damaged() -> NotRecognised:
    return NotRecognised(
        _("The table of contents of this ZIP is damaged. The file was not changed."),
        _("Download the export again. If that does not help, unpack it yourself and use the folder."),
    )


def _no_zip() -> NotRecognised:
    return NotRecognised(
        _("This file is not a ZIP, whatever its name says. It was not changed."),
        _("Check that it is the file that you downloaded, and not the web page that led to it."),
    )
