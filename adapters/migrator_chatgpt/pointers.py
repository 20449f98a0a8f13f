"""From a pointer in a message to a file of the export, by the whole id.

`file-AbC123` must never mean `file-AbC1234-photo.png`: an id ends where a `-`, `.` or `_` stands in the name, or the
name itself does.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from migrator.model import Asset

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_END_OF_ID = re.compile(r"[-._]")
_MOST_ENDS = 12  # places in one name where an id could end
_SHORTEST = len("file-XXX")
_LONGEST = 4096  # characters of a pointer that is looked through
_ID_INSIDE = re.compile(r"(?<![A-Za-z0-9])file[-_][A-Za-z0-9]{3,}")


def whole_id(pointer: str) -> str:
    """The file id in a pointer: without scheme, folders, `#…`, `?…` and `.dat`. Case counts."""
    bare = _SCHEME.sub("", pointer.strip(), count=1)
    for mark in "#?":
        bare = bare.split(mark, 1)[0]
    return bare.rstrip("/").rsplit("/", 1)[-1].removesuffix(".dat")


def ids_in(pointer: str) -> Iterator[str]:
    """Every file id that a pointer may mean, the likeliest first.

    Most pointers are one id. That of a page's preview is `sediment://<hash of the page>#<id of the file>#p_<n>.jpg`, and
    an address of the vendor's may have the id in its query.
    """
    whole = whole_id(pointer)
    yield whole
    bare = pointer.strip()
    if bare.endswith(whole) or len(bare) > _LONGEST:
        return
    for match in _ID_INSIDE.finditer(unquote(bare)):
        if match[0] != whole:
            yield match[0]


def named_id(pointer: str) -> str:
    """The id by which to call a file that the export does not hold: one that looks like a file's, else the whole id."""
    whole = whole_id(pointer)
    return whole if _ID_INSIDE.match(whole) else next((i for i in ids_in(pointer) if i != whole), whole)


class Lookup:
    """All assets by the ids that their names may begin with, and by the names that people know them by."""

    def __init__(self, assets: Iterable[Asset]) -> None:
        self._dat: dict[str, list[Asset]] = {}
        self._prefixed: dict[str, list[Asset]] = {}
        self._bare: dict[str, list[Asset]] = {}
        self._named: dict[str, list[Asset]] = {}
        for asset in assets:
            name = asset.path.rsplit("/", 1)[-1]
            if name.endswith(".dat"):
                self._dat.setdefault(name.removesuffix(".dat"), []).append(asset)
            else:
                self._by_prefixes(name, asset)
            for known in {_same(name), _same((asset.name or "").rsplit("/", 1)[-1])}:
                self._named.setdefault(known, []).append(asset)

    def _by_prefixes(self, name: str, asset: Asset) -> None:
        self._bare.setdefault(name, []).append(asset)
        for count, end in enumerate(_END_OF_ID.finditer(name)):
            if count == _MOST_ENDS:
                break
            key = name[: end.start()]
            if len(key) >= _SHORTEST:
                index = self._bare if end[0] == "." else self._prefixed
                index.setdefault(key, []).append(asset)

    def by_id(self, key: str) -> Iterator[list[Asset]]:
        """The candidates for a whole id, the surest sort first: `<id>.dat`, `<id>-…`, `<id>` and `<id>.…`."""
        if key:
            for index in (self._dat, self._prefixed, self._bare):
                yield index.get(key, [])

    def called(self, name: str | None) -> list[Asset]:
        """All assets of that name."""
        return self._named.get(_same(name), []) if name else []

    def by_name(self, name: str | None, size: int | None) -> str | None:
        """The id of the only asset of that name, if it is as long as `size`. A name without a size proves nothing."""
        candidates = self._named.get(_same(name), []) if name else []
        if size is None or len(candidates) != 1 or candidates[0].size != size:
            return None
        return candidates[0].id


def best(candidates: list[Asset], name: str | None, size: int | None, conversation: str | None) -> str:
    """Of several files with one id: the conversation's own, one that is as long, one of that name, the first."""
    here = f"{conversation}/"

    def rank(asset: Asset) -> tuple[bool, bool, bool]:
        return (
            conversation is None or not (asset.conversation == conversation or here in asset.path),
            size is None or asset.size != size,
            name is None or not asset.path.endswith(name),
        )

    return min(candidates, key=rank).id


def _same(name: str | None) -> str:
    """Names in one form: macOS unpacks `é` as two characters."""
    return unicodedata.normalize("NFC", name or "")
