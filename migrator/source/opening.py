"""From a path to a source: what it is, is told from what it holds, never from its name alone."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import BinaryIO

from migrator.errors import NotRecognised, UsageError
from migrator.i18n import _
from migrator.source.folder import FolderSource, open_regular
from migrator.source.limits import LIMITS, Limits
from migrator.source.single import FileSource
from migrator.source.view import Locator, Source
from migrator.source.zip_source import ZipSource

# The first bytes of what people take for an export: https://en.wikipedia.org/wiki/List_of_file_signatures
_FOREIGN = (
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"%PDF-", "PDF"),
    (b"age-encryption.org/", "age"),
)
_ZIP_STARTS = (b"PK\3\4", b"PK\5\6", b"PK\7\x08")
_PAGE_STARTS = (b"<!doctype html", b"<html")


def open_source(path: Path | str, *, limits: Limits = LIMITS) -> Source:
    """The ZIP, folder or file at `path`. Containers are opened as the ZIP or folder that they are.

    Raises UsageError if it is not there or may not be read, NotRecognised if it is empty, cut short or of a kind
    that no reader takes, Refused if it is dangerous.
    """
    path = Path(path)
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as error:  # a NUL in a path is a ValueError
        raise UsageError(
            _("There is no file or folder {path}.").format(path=path.name or path),
            _("Check the name. A name with blanks stands in quotes."),
        ) from error
    if stat.S_ISDIR(mode):
        return FolderSource(path, limits)
    if not stat.S_ISREG(mode):
        raise UsageError(
            _("{path} is neither a file nor a folder.").format(path=path.name or path),
            _("Use the ZIP that you downloaded, or the folder that you unpacked it to."),
        )
    with open_regular(path.resolve()) as stream:
        head = stream.read(64)
    check_kind(head)
    if is_zip(head, path.name):
        return _zip_at(path, limits)
    return FileSource(path, limits)


def reopen(locator: Locator, *, limits: Limits = LIMITS) -> Source:
    """The source that gave this locator, opened again, in this process or in another."""
    source = open_source(locator.path, limits=limits)
    if not locator.within or not isinstance(source, ZipSource):
        return source
    entry = next((entry for entry in source.entries if entry.path == locator.within), None)
    inner = source.inner(entry) if entry else None
    if inner is None:
        source.close()
        raise UsageError(
            _("{path} changed while it was being read.").format(path=source.name),
            _("Run the same command again."),
        )
    return inner


def is_zip(head: bytes, name: str) -> bool:
    """True if a file that begins with `head` is a ZIP, or claims to be one."""
    return head.startswith(_ZIP_STARTS) or name.lower().endswith(".zip")


def check_kind(head: bytes, *, page: bool = False) -> None:
    """Raise NotRecognised for an empty file and for kinds that are known and hold no export that can be read.

    `page`: a web page is no export either (where a ZIP was expected).
    """
    if not head:
        raise NotRecognised(
            _("The file is empty. Nothing was changed."),
            _("Download the export again."),
        )
    for start, name in _FOREIGN:
        if head.startswith(start):
            raise NotRecognised(
                _("This is a file of the kind {kind}, not an export. It was not changed.").format(kind=name),
                _("If it holds the export, unpack it first and use what comes out."),
            )
    if page and head.lstrip().lower().startswith(_PAGE_STARTS):
        raise NotRecognised(
            _("This is a web page, not a ZIP. It was not changed."),
            _(
                "The link had probably run out when it was downloaded. Ask for a new export and download that."
            ),
        )


def _zip_at(path: Path, limits: Limits) -> ZipSource:
    stream: BinaryIO = path.open("rb")
    try:
        check_kind(stream.read(64), page=True)
        return ZipSource(stream, path.name, path=path.absolute(), limits=limits)
    except BaseException:
        stream.close()
        raise
