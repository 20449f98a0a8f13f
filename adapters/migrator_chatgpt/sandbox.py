"""Links to files that ChatGPT made in its sandbox (`sandbox:/mnt/data/plan.docx`), joined to the library of the export.

The link holds a name only, and names repeat. So the join says how sure it is, and offers all candidates where it
cannot tell. Order of the steps: nexus' documentation of 2026-08-03.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal
from urllib.parse import unquote

import msgspec

from migrator_chatgpt.asset_maps import LibraryFile

How = Literal[
    "referenced", "message-and-name", "message", "conversation-and-name", "name", "ambiguous", "none"
]
_SCHEME = "sandbox:"


class Made(msgspec.Struct, frozen=True):
    """What a link means: `files` are file ids of the vendor; one, several if `how` is "ambiguous", or none."""

    how: How
    files: tuple[str, ...] = ()


def is_link(pointer: str) -> bool:
    """Whether `pointer` leads into the sandbox."""
    return pointer.startswith((_SCHEME, "/mnt/data/"))


def file_name(link: str) -> str:
    """The name in a link, as the person saw it."""
    return unquote(link.split("#", 1)[0].split("?", 1)[0]).rsplit("/", 1)[-1]


def made_by(
    link: str, library: Iterable[LibraryFile], *, message: str | None, conversation: str | None
) -> Made:
    """Which library file the `link` of a message means.

    The file of that name from this very message; else the only file from the message; else the one of that name from
    the conversation; else the only one of that name at all. A step that finds several decides nothing but ends the
    search, except that copies with one checksum count as one, the newest.
    """
    name = file_name(link)
    files = list(library)
    steps: tuple[tuple[How, Callable[[LibraryFile], bool]], ...] = (
        ("message-and-name", lambda f: bool(message) and f.message == message and f.name == name),
        ("message", lambda f: bool(message) and f.message == message),
        (
            "conversation-and-name",
            lambda f: bool(conversation) and f.conversation == conversation and f.name == name,
        ),
        ("name", lambda f: f.name == name),
    )
    for how, fits in steps:
        found = _distinct(f for f in files if fits(f))
        if len(found) == 1:
            return Made(how, found)
        if found and how != "message":  # several files of one message, none of this name: look further
            return Made("ambiguous", found)
    return Made("none")


def _distinct(files: Iterable[LibraryFile]) -> tuple[str, ...]:
    """The ids of `files`, those of equal content once."""
    once: dict[str, LibraryFile] = {}
    for file in files:
        key = file.sha256 or file.file_id
        known = once.get(key)
        if known is None or _when(file) > _when(known):
            once[key] = file
    return tuple(dict.fromkeys(file.file_id for file in once.values()))


def _when(file: LibraryFile) -> float:
    return file.created.timestamp() if file.created is not None else 0.0
