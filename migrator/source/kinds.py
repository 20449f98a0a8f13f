"""What a file is, told from its first bytes."""

from __future__ import annotations

from migrator.errors import NotRecognised
from migrator.i18n import _
from migrator.source.damage import HoldsNothing

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


def is_zip(head: bytes, name: str = "") -> bool:
    """True if a file that begins with `head` is a ZIP, or claims to be one."""
    return head.startswith(_ZIP_STARTS) or name.lower().endswith(".zip")


def check_kind(head: bytes, *, page: bool = False) -> None:
    """Raise NotRecognised for an empty file and for kinds that are known and hold no export that can be read.

    `page`: a web page is no export either (where a ZIP was expected).
    """
    if not head:
        raise HoldsNothing(
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
