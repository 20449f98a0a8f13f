"""What stands beside the chats, as the page reads it: memories, instructions, projects, links, feedback, files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import orjson

from migrator.adapter import Archive, Receipt
from migrator.model import Asset, Feedback, Instruction, Memory, Persona, Project, SharedLink
from migrator.shape import times
from migrator.text import storable
from migrator_html.files import file_name
from migrator_html.layout import Layout

WHERE = "about"


def written(archive: Archive, layout: Layout, keys: dict[str, str]) -> Iterator[Receipt | list[str]]:
    """The receipts of everything beside the chats; last, which views there are. `keys`: chats' keys by their ids."""
    found: dict[str, list[dict[str, Any]]] = {
        name: []
        for name in ("memories", "instructions", "projects", "personas", "links", "feedback", "files")
    }
    for memory in archive.items(Memory):
        one = {
            "t": storable(memory.text),
            "c": _time(memory.created),
            "o": keys.get(memory.conversation or ""),
        }
        found["memories"].append(one)
        yield Receipt(item="memory", source=memory.id, target=WHERE)
    for item in archive.items(Instruction):
        one = {"a": storable(item.about_me), "b": storable(item.how_to_answer), "c": _time(item.created)}
        found["instructions"].append(one)
        yield Receipt(item="instruction", source=item.id, target=WHERE)
    for project in archive.items(Project):
        _named(found["projects"], project)
        yield Receipt(item="project", source=project.id, target=WHERE)
    for persona in archive.items(Persona):
        _named(found["personas"], persona)
        yield Receipt(item="persona", source=persona.id, target=WHERE)
    for link in archive.items(SharedLink):
        shown = storable(link.title or link.url or link.id)
        found["links"].append(
            {"u": storable(link.url or ""), "n": shown, "o": keys.get(link.conversation or "")}
        )
        yield Receipt(item="other", source=link.id, target=WHERE)
    for thumb in archive.items(Feedback):
        one = {"r": storable(thumb.rating or ""), "t": storable(thumb.text or ""), "c": _time(thumb.created)}
        found["feedback"].append(one | {"o": keys.get(thumb.conversation or "")})
        yield Receipt(item="other", source=thumb.id, target=WHERE)
    for asset in archive.items(Asset):
        receipt = layout.file(archive, asset)
        if receipt.outcome != "left-out":
            name = storable(asset.name or asset.path.rpartition("/")[2])
            origin = keys.get(asset.conversation or "")
            found["files"].append({"f": file_name(asset), "n": name, "s": asset.size, "o": origin})
        yield receipt
    layout.about(orjson.dumps(found))
    views = ["about"] if any(entries for name, entries in found.items() if name != "files") else []
    yield [*views, *(["files"] if found["files"] else [])]


def _named(into: list[dict[str, Any]], thing: Project | Persona) -> None:
    said = (thing.instructions or "").strip()
    if thing.name or said:  # else all that is known is its id, which stands beside the chats
        into.append({"n": storable(thing.name or thing.id), "t": storable(said)})


def _time(time: dt.datetime | None) -> int:
    return 0 if time is None else times.seconds(time)
