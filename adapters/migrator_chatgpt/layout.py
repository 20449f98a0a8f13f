"""Which file of an export is what.

Files are known by their last name at any depth and in any case: exports have been seen below `tmp/`, in a folder of
the unpacker, and inside other ZIPs. A name is a first guess only; what a file of conversations looks like inside
decides (`recognise.head_shape`). Shards of any logical file are told apart by number (`user-000.json`).

One place is more than a name: a container of the Privacy Portal holds the person's own files in ZIPs of their own
(`Files__0a1b-files-0001.zip`, as people report them, 2026-07-18). Whatever such a file is called, it is no data of ChatGPT's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from migrator.source import Entry, Source

_SHARD = re.compile(r"^(.+?)[-_](\d{1,6})(\.(?:json|html))$")
_COPY = re.compile(r"^(.+?) ?\(\d+\)(\.(?:json|html))$")
_UPLOADS = re.compile(r"^files_.+-files[-_]\d+(?:[-_ ]part[-_ ]?\d+)?(?:\.zip)?$", re.IGNORECASE)
_CONVERSATIONS = re.compile(r"^conversations(?:[-_]?\d{1,6})?\.json$")

# Where the files of messages are named, and what this reader reads besides conversations. Everything else is kept.
MAPS = frozenset({"conversation_asset_file_names.json", "library_files.json", "chat.html"})
DATA = MAPS | {"user.json", "message_feedback.json", "shared_conversations.json", "export_manifest.json"}
# Files that only ChatGPT's export has, with contents that are nowhere documented: kept byte for byte.
UNREAD = frozenset(
    {
        "user_settings.json",
        "model_comparisons.json",
        "shopping.json",
        "sora.json",
        "basispoints.json",
        "ads.json",
        "sectioned_conversations.json",
        "tool_messages.json",
    }
)
PAGE = "chat.html"
CODEX = "codex.json"
GROUPS = "group_chats.json"


class Found(msgspec.Struct, frozen=True):
    """One file: the logical name it has or is a shard of, in small letters, and the shard's number.

    A file of the person's own has no logical name.
    """

    entry: Entry
    logical: str
    number: int


def name_of(path: str) -> tuple[str, int]:
    """The logical name of a file and its shard number, -1 if it is no shard: `tmp/Conversations-003.json` → 3.

    A copy made by a browser, `conversations (1).json`, is what it copies.
    """
    name = path.rsplit("/", 1)[-1].lower()
    copy = _COPY.match(name)
    if copy:
        name = copy[1] + copy[2]
    shard = _SHARD.match(name)
    if shard:
        return shard[1] + shard[3], int(shard[2])
    if _CONVERSATIONS.match(name):
        return "conversations.json", int(name[len("conversations") : -len(".json")] or -1)
    return name, -1


def is_litter(path: str) -> bool:
    """Whether a file is an operating system's own and no part of the export."""
    pieces = path.split("/")
    return (
        "__MACOSX" in pieces
        or pieces[-1].startswith("._")
        or pieces[-1] in {".DS_Store", "Thumbs.db", "desktop.ini"}
    )


def is_upload(source: Source, entry: Entry) -> bool:
    """Whether a file lies where a container of the Privacy Portal holds the person's own files."""
    folders = entry.path.split("/")[:-1]
    if source.container is not None:  # one of its ZIPs, looked at alone
        folders.append(source.name)
    return any(map(_UPLOADS.match, folders))


def look(source: Source) -> list[Found]:
    """All files that are no litter: shards of one folder together and by number, else in the source's order."""
    found = [
        Found(entry, *(("", -1) if is_upload(source, entry) else name_of(entry.path)))
        for entry in source.entries
        if not is_litter(entry.path)
    ]
    first: dict[tuple[str, str], int] = {}
    for place, file in enumerate(found):
        first.setdefault(_family(file), place)
    return sorted(found, key=lambda file: (first[_family(file)], file.number))


def _family(file: Found) -> tuple[str, str]:
    return (file.entry.path.rpartition("/")[0], file.logical)


def named(found: Sequence[Found], logical: str) -> list[Found]:
    """All files with one logical name."""
    return [file for file in found if file.logical == logical]
