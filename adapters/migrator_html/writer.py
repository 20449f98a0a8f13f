"""The reading copy: every chat in any browser, from a folder or out of one file, with or without a passphrase."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import msgspec

from migrator.adapter import Archive, Choices, Option, Receipt, Sink
from migrator.events import Report
from migrator.i18n import N_
from migrator.model import Asset
from migrator.shape import tongues
from migrator_html import about, record
from migrator_html.layout import PIECE, Layout, layout
from migrator_html.words import Index

OPTIONS = (
    Option(
        key="single",
        default="no",
        choices=("no", "yes"),
        help=N_("One file instead of a folder, for a selection of chats or for a phone."),
    ),
    Option(
        key="encrypt",
        default="no",
        choices=("no", "yes"),
        help=N_("One file that opens with a passphrase of its own; nothing in it can be read without."),
    ),
    Option(
        key="hidden",
        default="no",
        choices=("no", "yes"),
        help=N_("Also write messages that ChatGPT itself never showed."),
    ),
)


def encrypts(choices: Choices) -> bool:
    """Whether a run needs a passphrase."""
    return choices.options.get("encrypt") == "yes"


def write(archive: Archive, choices: Choices, sink: Sink, report: Report) -> Iterator[Receipt]:
    """The copy. Receipts of conversations name the address in the page."""
    del report
    single = choices.options["single"] == "yes"
    with layout(sink, single=single, passphrase=choices.passphrase if encrypts(choices) else None) as place:
        yield from _written(archive, choices, place)


def _written(archive: Archive, choices: Choices, place: Layout) -> Iterator[Receipt]:
    listed = _List(dict(archive.names()))
    parts = _Parts(place)
    index = Index()
    keys: dict[str, str] = {}
    convert = partial(record.made, hidden=choices.options["hidden"] == "yes")
    for made in archive.convert(convert):
        if made.body is None or made.line is None or made.words is None:
            yield made.receipt
            continue
        parts.add(made.body)
        index.add(made.words)
        listed.add(made.line)
        keys[made.receipt.source] = made.line.key
        yield msgspec.structs.replace(made.receipt, target=f"{place.page}#{made.receipt.target}")
    parts.close()
    shards = []
    for number, shard in enumerate(index.shards()):
        place.shard(number, shard.data)
        shards.append((shard.first, shard.last))
    views: list[str] = []
    for receipt in about.written(archive, place, keys):
        if isinstance(receipt, list):
            views = receipt
        else:
            yield receipt
    pictures = sum((asset.media_type or "").startswith("image/") for asset in archive.items(Asset))
    place.finish(listed.columns(parts, {"shards": shards, "views": views, "pictures": pictures}))


class _Parts:
    """Packs chats into parts. A chat that is larger than a part gets several of its own, in a row."""

    def __init__(self, place: Layout) -> None:
        self._place = place
        self._held: list[bytes] = []
        self._size = 0
        self.count = 0
        self.first: list[int] = []
        self.within: list[int] = []
        self.long: dict[str, int] = {}

    def add(self, body: bytes) -> None:
        """The next chat."""
        if self._held and self._size + len(body) > PIECE:
            self.close()
        self.first.append(self.count)
        self.within.append(len(self._held))
        self._held.append(body)
        self._size += len(body) + 1

    def close(self) -> None:
        """Write what is held."""
        if not self._held:
            return
        data = b"[" + b",".join(self._held) + b"]"
        start = self.count
        for at in range(0, len(data), PIECE):
            self._place.part(self.count, data[at : at + PIECE])
            self.count += 1
        if self.count - start > 1:
            self.long[str(start)] = self.count - start
        self._held, self._size = [], 0


class _List:
    """The list of chats as columns; models, projects, custom GPTs and languages as numbers into lists of names."""

    def __init__(self, called: dict[str, str]) -> None:
        self._called = called
        self._lines: list[record.Line] = []

    def add(self, line: record.Line) -> None:
        """The next chat."""
        self._lines.append(line)

    def columns(self, parts: _Parts, more: dict[str, Any]) -> dict[str, Any]:
        """What the page reads."""
        lines = self._lines
        models, projects, personas, languages = _Names(), _Names(self._called), _Names(self._called), _Names()
        return {
            "key": [line.key for line in lines],
            "title": [line.title for line in lines],
            "created": [line.created for line in lines],
            "messages": [line.messages for line in lines],
            "branches": [line.branches for line in lines],
            "size": [line.size for line in lines],
            "flags": [line.flags for line in lines],
            "holds": [line.holds for line in lines],
            "model": [models.number(line.model) for line in lines],
            "project": [projects.number(line.project) for line in lines],
            "persona": [personas.number(line.persona) for line in lines],
            "language": [languages.number(line.language) for line in lines],
            "models": models.all,
            "projects": projects.all,
            "personas": personas.all,
            "languages": languages.all,
            "names": {tag: tongues.name(tag) for tag in languages.all if tag},
            "part": parts.first,
            "within": parts.within,
            "long": parts.long,
            **more,
        }


class _Names:
    """Numbers for names; 0 is none."""

    def __init__(self, called: dict[str, str] | None = None) -> None:
        self._called = called or {}
        self._longest = None if called is None else 12  # characters of an id that has no name
        self._numbers: dict[str, int] = {"": 0}
        self.all: list[str] = [""]

    def number(self, key: str | None) -> int:
        """The number of a name, or of the id of something that has one."""
        found = self._numbers.get(key or "")
        if found is None:
            found = self._numbers[key or ""] = len(self.all)
            self.all.append(record.clean(self._called.get(key or "") or (key or "")[: self._longest]))
        return found
