"""The files of an export that messages show: which there are, what they are called, and which one a pointer means.

Everything that could be an attachment is listed, whether or not a message points to it. Names are the vendor's, exact:
whoever writes a file makes its name safe.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, BinaryIO

from migrator.errors import NotRecognised
from migrator.events import Report
from migrator.model import Asset, Origin
from migrator.source import Entry, Source
from migrator_chatgpt import asset_maps, layout, magic, sandbox
from migrator_chatgpt.asset_maps import LibraryFile, Place
from migrator_chatgpt.pointers import Lookup, best, ids_in, whole_id

_ID = re.compile(r"file[-_](?=[A-Za-z0-9]*[A-Z0-9])[A-Za-z0-9]{3,}(?=[-._]|$)")
_FOLDER = re.compile(
    r"(?:^|/)(?:dalle-generations|user-[A-Za-z0-9]+|[0-9a-f]{8}-[0-9a-f-]{27}/[a-z_-]+)/[^/]+$", re.IGNORECASE
)
_CONVERSATION = re.compile(
    r"(?:^|/)([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/[^/]+/[^/]+$", re.IGNORECASE
)
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_PORTAL = frozenset({"financial", "user profile"})  # folders of the Privacy Portal: bills and account data
_DATA = frozenset({"json", "html"})


class AssetIndex:
    """All assets of one source by id, and the way to them. Built once; the bytes stay where they are."""

    def __init__(self, source: Source, report: Report) -> None:
        unnamed = any(
            not _tells_itself(entry.name)
            for entry in source.entries
            if not layout.is_litter(entry.path) and not layout.is_upload(source, entry)
        )
        maps = asset_maps.read(source, report, page=unnamed)
        self._source = source
        self._entries = {entry.path: entry for entry in source.entries}
        self._names = maps.names
        self._library: dict[str, LibraryFile] = {}
        for file in maps.library:
            self._library.setdefault(file.file_id, file)
        self._places = _placed(maps.places, self._entries)
        self._types = {path: maps.places[pointer].media_type for pointer, path in self._places.items()}
        self._known = {whole_id(key) for key in (*maps.names, *self._library, *self._places)} - {""}
        assets: dict[str, Asset] = {}
        for entry in source.entries:
            if self.is_asset(entry):
                asset = self._asset(entry, assets)
                assets[asset.id] = asset
        self.assets: Mapping[str, Asset] = assets
        self._ids = {asset.path: asset.id for asset in assets.values()}
        self._by_id = {whole_id(pointer): path for pointer, path in reversed(self._places.items())}
        self._of_library = {f.library_id: f.file_id for f in maps.library if f.library_id}
        self._lookup = Lookup(assets.values())

    def is_asset(self, entry: Entry) -> bool:
        """Whether a file is one that messages may show: by its place, its id, a map, or what its name ends in."""
        path, name = entry.path, entry.name
        if layout.is_litter(path):
            return False
        if layout.is_upload(self._source, entry):
            return True
        ending = name.rpartition(".")[2].lower()
        if ending in _DATA:
            return _ID.match(name) is not None  # a map that names the conversations themselves is no proof
        if path in self._types or name in self._names or ending == "dat":
            return True
        if _ID.match(name) or _FOLDER.search(path):
            return True
        folders = {piece.lower() for piece in path.split("/")[:-1]}
        return magic.is_media(name) and not folders & _PORTAL

    def find(
        self,
        pointer: str,
        *,
        name: str | None = None,
        size: int | None = None,
        conversation: str | None = None,
    ) -> str | None:
        """The id of the asset that `pointer` means, None if the export does not hold it.

        In this order: the map of `chat.html`, if any file's name says less; `<id>.dat`; `<id>-<name>`, in the conversation's own folder first;
        `<id>` and `<id>.<ending>`; and by `name`, if one file alone has it and its length is `size`.
        """
        if sandbox.is_link(pointer):
            made = self.made_by(pointer, message=None, conversation=conversation)
            return made.files[0] if len(made.files) == 1 and made.how != "ambiguous" else None
        placed = self._ids.get(self._places.get(pointer, ""))
        if placed is not None:
            return placed
        for key in ids_in(pointer):
            placed = self._ids.get(self._by_id.get(key, ""))
            if placed is not None:
                return placed
            for candidates in self._lookup.by_id(self._of_library.get(key, key)):
                if candidates:
                    return best(candidates, name, size, conversation)
        return self._lookup.by_name(name, size)

    def made_by(
        self,
        link: str,
        *,
        message: str | None,
        conversation: str | None,
        referenced: Sequence[str] = (),
    ) -> sandbox.Made:
        """Which assets a `sandbox:/mnt/data/…` link means, and how that was told. Files that are not held count out.

        First what the message itself refers to, then the library, then the one file that bears the name.
        """
        named = self._held(referenced)
        if named:
            return sandbox.Made("referenced" if len(named) == 1 else "ambiguous", named)
        made = sandbox.made_by(link, self._library.values(), message=message, conversation=conversation)
        held = self._held(made.files)
        if held:
            return sandbox.Made(made.how, held)
        alike = self._lookup.called(sandbox.file_name(link))
        if not alike:
            return sandbox.Made("none")
        here = [asset for asset in alike if conversation is not None and asset.conversation == conversation]
        found = tuple(asset.id for asset in here or alike)
        return sandbox.Made("name" if len(found) == 1 else "ambiguous", found)

    def _held(self, pointers: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(asset for asset in map(self.find, pointers) if asset is not None))

    def open(self, asset: Asset) -> BinaryIO:
        """The bytes of an asset."""
        return self._source.open(self._entries[asset.path])

    def _asset(self, entry: Entry, taken: Mapping[str, Asset]) -> Asset:
        key = self._id(entry.name)
        file = self._library.get(key)
        name = self._name(entry, key, file)
        found = _CONVERSATION.search(entry.path) or _CONVERSATION.search(name or "")
        media_type = self._media_type(entry, name, file)
        shown = {"file_id": key, "file_name": name, "mime_type": media_type, "file_size_bytes": entry.size}
        return Asset(
            id=_free(key, entry.path, taken),
            path=entry.path,
            name=name,
            media_type=media_type,
            size=entry.size,
            conversation=(file.conversation if file else None) or (found[1] if found else None),
            message=file.message if file else None,
            created=file.created if file else None,
            origin=Origin(entry.path),
            extra={"library": _rest(file.raw, shown)} if file is not None else {},
        )

    def _id(self, name: str) -> str:
        """The vendor's whole id at the beginning of a file's name, "" if it has none."""
        stem = name.removesuffix(".dat")
        if stem != name or stem in self._known:
            return stem
        ends = [match.start() for match in re.finditer(r"[-._]", name)]
        known = next((name[:end] for end in reversed(ends) if name[:end] in self._known), None)
        found = _ID.match(name)
        return known or (found[0] if found else "")

    def _name(self, entry: Entry, key: str, file: LibraryFile | None) -> str | None:
        """What the person called it: by the map of names, by the library, or by what follows the id."""
        mapped = self._names.get(entry.name)
        listed = file.name if file is not None else None
        if mapped is not None and not (listed and _UUID.fullmatch(mapped)):
            return mapped
        if listed is not None:
            return listed
        if entry.name == f"{key}.dat":
            return None
        rest = entry.name[len(key) :] if key else ""
        return rest[1:] if rest[:1] in {"-", "_"} and len(rest) > 1 else entry.name

    def _media_type(self, entry: Entry, name: str | None, file: LibraryFile | None) -> str | None:
        """By the ending of its name, by what a map says, or by its first bytes."""
        told = (file.media_type if file else None) or self._types.get(entry.path)
        return magic.by_name(name) or magic.by_name(entry.name) or told or self._sniffed(entry)

    def _sniffed(self, entry: Entry) -> str | None:
        try:
            with self._source.open(entry) as stream:
                return magic.by_bytes(stream.read(magic.HEAD))
        except (NotRecognised, OSError, EOFError, ValueError):
            return None  # whoever reads the whole file reports that


def _tells_itself(name: str) -> bool:
    """Whether a file's name says which file it is, so that the page has nothing to add."""
    ending = name.rpartition(".")[2].lower()
    return ending in _DATA or ending == "dat" or _ID.match(name) is not None


def _rest(raw: Mapping[str, Any], shown: Mapping[str, Any]) -> dict[str, Any]:
    """What the library says beyond the fields of the asset."""
    taken = {"origination_thread_id", "origination_message_id"}
    return {
        key: value
        for key, value in raw.items()
        if not (key in shown and shown[key] == value)
        and not (key in taken and isinstance(value, str) and value)
    }


def _free(key: str, path: str, taken: Mapping[str, Asset]) -> str:
    """The id to list a file under: its own, or its path if it has none or another file came first."""
    for candidate in (key, path):
        if candidate and candidate not in taken:
            return candidate
    count = 2
    while f"{path}#{count}" in taken:
        count += 1
    return f"{path}#{count}"


def _placed(places: Mapping[str, Place], entries: Mapping[str, Entry]) -> dict[str, str]:
    """The pointers of `chat.html` whose files exist, with their paths."""
    by_name: dict[str, list[str]] = {}
    for path in entries:
        by_name.setdefault(path.rsplit("/", 1)[-1], []).append(path)
    found: dict[str, str] = {}
    for pointer, place in places.items():
        path = place.path.removeprefix("./").lstrip("/")
        options: Iterable[str] = (place.folder + path, path)
        exact = next((option for option in options if option in entries), None)
        alike = by_name.get(path.rsplit("/", 1)[-1], [])
        if exact is not None:
            found[pointer] = exact
        elif len(alike) == 1:
            found[pointer] = alike[0]
    return found
