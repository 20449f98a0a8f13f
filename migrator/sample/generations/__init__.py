"""The layouts in which exports have come: one file a family of generations."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from migrator.sample.account import Account
from migrator.sample.assets import Asset
from migrator.sample.ledger import Json, Ledger
from migrator.sample.outlet import Outlet
from migrator.sample.story import Story

Generation = Literal["A", "B", "C", "D", "P"]
Encode = Callable[[Any], bytes]


@dataclass(frozen=True)
class Material:
    """What an export is made from. `stories` may be asked again and gives the same each time.

    `single`: generations C and D without shards, as small accounts have got them.
    """

    generation: Generation
    person: Account
    stories: Callable[[], Iterator[Story]]
    chat_html: bool = True
    single: bool = False


def encoder(*, ascii_only: bool, ordered: bool) -> Encode:
    """JSON as the vendor writes it: one line, a blank after each comma and colon."""
    encode = json.JSONEncoder(ensure_ascii=ascii_only, sort_keys=ordered).encode
    return lambda value: encode(value).encode("utf-8")


def as_json(value: Any) -> bytes:
    """A small file as JSON."""
    return json.dumps(value, ensure_ascii=False).encode("utf-8")


def write_conversations(
    outlet: Outlet, name: str, stories: Iterable[Story], ledger: Ledger, encode: Encode
) -> list[Story]:
    """One file of conversations, streamed; returns the stories without their records, for the other files."""
    kept: list[Story] = []
    with outlet.file(name) as out:
        out.write(b"[")
        between = b""
        for story in stories:
            data = encode(story.record)
            out.write(between)
            out.write(data)
            between = b", "
            story.size = len(data)
            ledger.count(story.record, story.marks)
            note_assets(story, ledger)
            story.record = _label(story.record)
            story.marks = []
            kept.append(story)
        out.write(b"]")
    ledger.json_bytes += outlet.sizes[name]
    return kept


def note_assets(story: Story, ledger: Ledger) -> None:
    """Which files the conversation names, in its form of now."""
    mapping = story.record["mapping"]
    for asset in story.assets:
        if asset.message in mapping and asset.place != "sandbox":
            ledger.referenced.add(asset.id)


def _label(record: Json) -> Json:
    """What the other files need to know of a record; the rest is let go, so that memory stays flat."""
    return {key: record.get(key) for key in ("conversation_id", "title", "update_time")}


def shared_conversations(stories: Iterable[Story]) -> list[Json]:
    """The list of links that the person made."""
    out = []
    for story in stories:
        if story.shared:
            conversation = str(story.record["conversation_id"])
            link = f"{conversation[9:13]}{conversation[:8]}-{conversation[-12:]}"
            out.append(
                {
                    "id": link,
                    "conversation_id": conversation,
                    "title": story.record["title"],
                    "is_anonymous": True,
                }
            )
    return out


def feedback(person: Account, stories: Iterable[Story]) -> list[Json]:
    """The thumbs up and down."""
    return [{**story.feedback, "user_id": person.id} for story in stories if story.feedback]


def survives(asset: Asset) -> bool:
    """Whether the export holds the file's bytes."""
    return not asset.lost
