"""What a hostile case is, and the few words in which most of them are written."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Json = dict[str, Any]
EPOCH = (1980, 1, 1, 0, 0, 0)

OK, INCOMPLETE, UNKNOWN, REFUSED = 0, 3, 4, 5


@dataclass(frozen=True)
class Case:
    """One hostile or broken export, and what `migrate inspect` must say of it.

    `exits`: the exit codes that are right (one, unless both ways are sound). `conversations` and `messages`: how
    many a reader must find when it reads (exit 0 or 3), None where that is open; `least`: at least so many
    conversations. `hostile`: strings of the export that must never reach a terminal as they are. `long`: takes a
    second or more to write.
    """

    name: str
    about: str
    write: Callable[[Path], Path]
    exits: frozenset[int]
    conversations: int | None = None
    messages: int | None = None
    least: int = 0
    hostile: tuple[str, ...] = ()
    long: bool = False

    def __str__(self) -> str:
        return self.name


@dataclass
class Pack:
    """Files on their way into a ZIP; values are bytes, or JSON values that are written as JSON."""

    files: dict[str, Any] = field(default_factory=dict)

    def write(self, path: Path) -> Path:
        """The ZIP, deflated, dated 1980."""
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, value in self.files.items():
                entry = zipfile.ZipInfo(name, EPOCH)
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, value if isinstance(value, bytes) else dump(value))
        return path


def dump(value: Any) -> bytes:
    """JSON in ASCII, so that unpaired surrogates can be written."""
    return json.dumps(value).encode("ascii")


def packed(
    name: str,
    about: str,
    files: Callable[[], dict[str, Any]],
    *exits: int,
    conversations: int | None = None,
    messages: int | None = None,
    least: int = 0,
    hostile: Iterable[str] = (),
    long: bool = False,
) -> Case:
    """A case that is a ZIP of `files`."""

    def write(folder: Path) -> Path:
        return Pack(files()).write(folder / f"{name}.zip")

    return Case(
        name,
        about,
        write,
        frozenset(exits or (OK,)),
        conversations,
        messages,
        least,
        tuple(hostile),
        long,
    )


def classic(name: str, about: str, chats: Callable[[], list[Any]], *exits: int, **expected: Any) -> Case:
    """A case that is a classic export with these conversations and the usual small files."""
    return packed(name, about, lambda: usual(chats()), *exits, **expected)


def usual(chats: Any) -> dict[str, Any]:
    """The files of a classic export."""
    return {
        "conversations.json": chats,
        "user.json": {"id": "user-hostile", "email": "hostile@example.org", "chatgpt_plus_user": False},
        "message_feedback.json": [],
        "shared_conversations.json": [],
    }


# ------------------------------------------------------------------------------------------------- building


def uid(*key: object) -> str:
    """An id in the form of a UUID, made from words."""
    import hashlib

    raw = hashlib.sha256("/".join(map(str, key)).encode("utf-8", "surrogatepass")).hexdigest()
    return f"{raw[:8]}-{raw[8:12]}-4{raw[13:16]}-a{raw[17:20]}-{raw[20:32]}"


def message(role: str, content: Any, at: Any = 1_700_000_000.0, **fields: Any) -> Json:
    """A message in the full form. A string as `content` becomes plain text."""
    if isinstance(content, str):
        content = {"content_type": "text", "parts": [content]}
    out: Json = {
        "author": {"role": role, "name": None, "metadata": {}},
        "create_time": at,
        "update_time": None,
        "content": content,
        "status": "finished_successfully",
        "end_turn": None,
        "weight": 1.0,
        "metadata": {},
        "recipient": "all",
        "channel": None,
    }
    return out | fields


def chain(messages: Iterable[Json | None], prefix: str = "n") -> Json:
    """A mapping in which each message hangs on the one before; None makes a node without a message."""
    mapping: Json = {}
    above: str | None = None
    for i, said in enumerate(messages):
        key = f"{prefix}{i}"
        mapping[key] = {
            "id": key,
            "parent": above,
            "children": [],
            "message": None if said is None else {"id": key} | said,
        }
        if above is not None:
            mapping[above]["children"].append(key)
        above = key
    return mapping


def chat(key: str, said: Iterable[Any] = ("Hello?", "Hello!"), **fields: Any) -> Json:
    """A conversation. Strings are said by turns, messages (dicts) stand as they are, None is an empty node."""
    messages = [
        message("user" if i % 2 == 0 else "assistant", item, 1_700_000_000.0 + i)
        if isinstance(item, str)
        else item
        for i, item in enumerate(said)
    ]
    mapping = chain([None, *messages])
    identity = uid(key)
    out: Json = {
        "title": key,
        "create_time": 1_700_000_000.0,
        "update_time": 1_700_000_100.0,
        "mapping": mapping,
        "current_node": list(mapping)[-1],
        "conversation_id": identity,
        "id": identity,
        "default_model_slug": "gpt-4o",
        "is_archived": False,
        "is_starred": None,
        "gizmo_id": None,
        "gizmo_type": None,
        "conversation_template_id": None,
    }
    return out | fields
