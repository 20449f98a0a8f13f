"""Writes the chats of an archive as files that Open WebUI's Import Chats reads.

    chats.json, chats-002.json …        chats that belong to no project
    folders/<project>.json …            one project's chats: made to be dropped onto a folder of that name
    folders.json                        the projects, for `migrate push` and for scripts
    memories.txt, instructions.md       to paste, since no file import takes them
    files/                              what the chats name and what does not fit into them

Each file of chats stays under the size limit, because Open WebUI reads the whole file in the browser.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import ExitStack
from typing import BinaryIO, Self

import orjson

from migrator.adapter import Archive, Choices, Receipt, Sink, copied
from migrator.events import Report
from migrator.model import Asset, Instruction, Memory, Project
from migrator.shape import names, times
from migrator.shape.facts.fact import joined, of_memory
from migrator.shape.markdown.prose import clean
from migrator.shape.projects import unnamed
from migrator_open_webui.chat import chat, folder_id, source_id
from migrator_open_webui.options import wishes


def write(archive: Archive, choices: Choices, sink: Sink, report: Report) -> Iterator[Receipt]:
    """Chats first, then what belongs beside them."""
    del report
    wish = wishes(choices)
    called = archive.names()
    inside: set[str] = set()
    with _Files(sink, wish.chat_limit) as files:
        for page in archive.convert(functools.partial(chat, wishes=wish)):
            if page.data:
                inside.update(page.inlined)
                files.add(page.project, called.get(page.project or "") or unnamed(page.title), page.data)
            yield page.receipt
        projects = files.projects
    yield from _projects(archive, projects, sink)
    yield from _memories(archive, sink)
    yield from _instructions(archive, sink)
    for asset in archive.items(Asset):
        if asset.id in inside:
            yield Receipt(item="asset", source=asset.id)
        else:
            yield copied(archive, asset, "files", sink)


class _Files:
    """JSON arrays of chats, one open file for each project; each is cut before it passes the limit."""

    def __init__(self, sink: Sink, limit: int) -> None:
        self._sink = sink
        self._limit = limit
        self._names = names.Names()
        self._open: dict[str | None, tuple[ExitStack, BinaryIO, int]] = {}
        self.projects: dict[str, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        for stack, out, _ in self._open.values():
            if kind is None:
                out.write(b"\n]\n")
            stack.close()

    def add(self, project: str | None, called: str | None, data: bytes) -> None:
        """Append one chat to the files of its project."""
        stack, out, used = self._open.get(project) or (ExitStack(), None, 0)
        if out is not None and used + len(data) > self._limit:
            out.write(b"\n]\n")
            stack.close()
            stack, out, used = ExitStack(), None, 0
        if out is None:
            out = stack.enter_context(self._sink.open(self._name(project, called)))
            out.write(b"[\n")
        else:
            out.write(b",\n")
        out.write(data)
        self._open[project] = (stack, out, used + len(data) + 2)

    def _name(self, project: str | None, called: str | None) -> str:
        if project is None:
            return self._names.take("", "chats", ".json")
        self.projects[project] = clean(called or project)
        return self._names.take("folders", names.safe(called or project, "project"), ".json")


def _projects(archive: Archive, used: dict[str, str], sink: Sink) -> Iterator[Receipt]:
    """`folders.json`: what `POST /api/v1/folders/` takes, with the id that the chats name."""
    folders = dict(used)
    instructions: dict[str, str] = {}
    for project in archive.items(Project):
        folders.setdefault(project.id, clean(project.name or project.id))
        if project.name:
            folders[project.id] = clean(project.name)
        if project.instructions:
            instructions[project.id] = clean(project.instructions)
        yield Receipt(item="project", source=project.id, target=folder_id(project.id))
    if folders:
        listed = [
            {
                "id": folder_id(key),
                "name": name,
                "data": {"system_prompt": instructions[key]} if key in instructions else {},
                "meta": {"source_id": source_id(key)},
            }
            for key, name in folders.items()
        ]
        sink.write("folders.json", orjson.dumps(listed, option=orjson.OPT_INDENT_2) + b"\n")


def _memories(archive: Archive, sink: Sink) -> Iterator[Receipt]:
    """Each fact once, one a line, the oldest first."""
    traces = []
    for memory in archive.items(Memory):
        traces.append(of_memory(memory))
        yield Receipt(item="memory", source=memory.id, target="memories.txt")
    if lines := [clean(fact.text) for fact in joined(traces)]:
        sink.write("memories.txt", ("\n".join(lines) + "\n").encode())


def _instructions(archive: Archive, sink: Sink) -> Iterator[Receipt]:
    """The custom instructions, the newest first: it is the one to paste."""
    found = sorted(
        archive.items(Instruction), key=lambda i: (i.created is not None, i.created or times.UNKNOWN)
    )
    pieces = []
    for instruction in reversed(found):
        when = times.plain(instruction.created) if instruction.created else "no date"
        pieces.append(f"# {when}\n\n{clean(instruction.about_me)}\n\n{clean(instruction.how_to_answer)}\n")
        yield Receipt(item="instruction", source=instruction.id, target="instructions.md")
    if pieces:
        sink.write("instructions.md", "\n".join(pieces).encode())
