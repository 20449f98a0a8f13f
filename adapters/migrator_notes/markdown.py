"""A folder of Markdown: one file a chat, readable by people and by every program that takes documents."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import msgspec

from migrator.adapter import Archive, Choices, Option, Receipt, Sink
from migrator.events import Report
from migrator.i18n import N_
from migrator.shape import names
from migrator.shape.markdown.parts import Style
from migrator.shape.markdown.words import words
from migrator.shape.projects import unnamed
from migrator_notes import beside
from migrator_notes.page import Layout, page

OPTIONS = (
    Option(
        key="hidden",
        default="no",
        choices=("no", "yes"),
        help=N_("Also write messages that ChatGPT itself never showed."),
    ),
    Option(
        key="reasoning",
        default="fold",
        choices=("fold", "drop"),
        help=N_("What the model showed of its thinking: folded, or left out."),
    ),
    Option(
        key="tools",
        default="fold",
        choices=("fold", "drop"),
        help=N_("What went to and from tools: folded, or left out."),
    ),
)


def write(archive: Archive, choices: Choices, sink: Sink, report: Report) -> Iterator[Receipt]:
    """`chats/`, `projects/<name>/`, `attachments/`, `index.md`, `memories.md`, `instructions.md`."""
    del report
    yield from folder(archive, sink, layout(archive, choices, Style(words=words(), breaks=True)))


def layout(archive: Archive, choices: Choices, style: Style, *, vault: bool = False) -> Layout:
    """The layout that the options ask for."""
    wish = choices.options
    style = msgspec.structs.replace(
        style, reasoning=wish["reasoning"] == "fold", tools=wish["tools"] == "fold"
    )
    return Layout(style=style, hidden=wish["hidden"] == "yes", called=dict(archive.names()), vault=vault)


def folder(archive: Archive, sink: Sink, made_so: Layout) -> Iterator[Receipt]:
    """The pages in their folders, and what stands beside them."""
    called, style = made_so.called, made_so.style
    taken = names.Names()
    folders: dict[str, str] = {}
    projects: dict[str, str] = {}
    entries: list[beside.Entry] = []
    named: set[str] = set()
    for made in archive.convert(partial(page, layout=made_so)):
        if made.body is None:
            yield made.receipt
            continue
        where, project = "chats", None
        if made.project is not None:
            project = projects.setdefault(made.project, called.get(made.project) or unnamed(made.words))
            if made.project not in folders:
                folders[made.project] = taken.take("projects", names.safe(project, "project"))
            where = folders[made.project]
        path = taken.take(where, made.name, ".md")
        sink.write(path, made.whole(project))
        named |= made.named
        count = made.receipt.messages
        entries.append(beside.Entry(made.receipt.source, made.title, path, made.created, count, project))
        yield msgspec.structs.replace(made.receipt, target=path)
    yield from beside.memories(archive, sink, style)
    yield from beside.instructions(archive, sink, style)
    yield from beside.index(entries, named, archive, sink)
    yield from beside.files(archive, sink)
