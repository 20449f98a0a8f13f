"""Which relative paths a bundle may hold: none that leaves its folder, none that another system cannot keep.

Targets make their own file names safe (`shape.names`); this is the wall behind them, and the check on the paths of an
old manifest before anything that it names is removed.
"""

from __future__ import annotations

import re
import unicodedata

_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\\ud800-\udfff]')
LONGEST_NAME = 255  # bytes of UTF-8 in one piece: what ext4, APFS and NTFS all keep


def is_safe(path: str) -> bool:
    """Whether `path` is relative, stays inside, and can be kept by Linux, macOS and Windows alike."""
    return all(_is_safe_piece(piece) for piece in path.split("/"))


def _is_safe_piece(piece: str) -> bool:
    return (
        piece not in {"", ".", ".."}
        and not _FORBIDDEN.search(piece)
        and not piece.endswith((" ", "."))
        and not _RESERVED.fullmatch(piece)
        and len(piece.encode("utf-8")) <= LONGEST_NAME
    )


def same_place(path: str) -> str:
    """A key that is equal for paths which a file system that ignores case or composes accents would confuse."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())
