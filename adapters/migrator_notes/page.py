"""One conversation as one page of Markdown.

The line that was last shown comes first. Every other branch follows once, in a section of its own that says which
version it is of what, and from where it goes on. Messages of the assistant's side in a row form one answer: reasoning
and traffic with tools is folded above the words that it led to.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import msgspec

from migrator.adapter import Receipt, Shelf
from migrator.model import Conversation, Message
from migrator.shape import names, times, tree
from migrator.shape.attachments import file_name, named
from migrator.shape.markdown import front, parts, pieces
from migrator.shape.markdown.footnotes import Footnotes
from migrator.shape.people import speaker
from migrator.shape.tally import Tally
from migrator.shape.titles import titled
from migrator.shape.turns import side
from migrator.shape.visible import just_words, writable

ATTACHMENTS = "attachments"
ALL_LINKED = 12
"""Up to so many versions each links to all the others; beyond, links to all would grow with their square."""


class Layout(msgspec.Struct, frozen=True):
    """What holds for all pages of a run: the style, whether hidden messages are shown, what things are called.

    `vault` is true for Obsidian, which knows no HTML anchors and wants its own kinds of tags and times.
    """

    style: parts.Style
    hidden: bool
    called: Mapping[str, str]
    vault: bool = False


class Page(msgspec.Struct, frozen=True):
    """A page, before its place in the folder is known; `body` is None if there is nothing to write.

    `properties` stand above `body`; `words` is the chat's title as the export gives it.
    """

    name: str
    title: str
    project: str | None
    created: dt.datetime | None
    body: bytes | None
    receipt: Receipt
    named: frozenset[str] = frozenset()  # ids of the files that the chat names
    words: str = ""
    properties: Mapping[str, front.Value] = {}

    def whole(self, project: str | None) -> bytes:
        """The file's content; `project` is what the project of the chat is called."""
        fields = dict(self.properties)
        if project is not None:
            fields["project"] = project
        return front.matter(fields).rstrip("\n").encode("utf-8") + b"\n\n" + (self.body or b"")


class Answer(msgspec.Struct, frozen=True):
    """Messages that stand under one heading; `main` is the one whose time and model the heading shows."""

    main: Message
    messages: list[Message]


def page(conversation: Conversation, shelf: Shelf, layout: Layout) -> Page:
    """The page of a conversation."""
    conversation = titled(conversation)
    tally = Tally()
    style = layout.style

    def keep(message: Message) -> bool:
        if just_words(message):
            return True
        return writable(message, tally, hidden=layout.hidden) and parts.kept(message, style, tally)

    shown = tree.splice(conversation, keep)
    title = pieces.inline(conversation.title or "") or style.words.untitled
    body, properties = None, {}
    if shown.messages:
        lines = tree.lines(shown)
        properties = _properties(conversation, shown, lines, layout)
        body = _body(shown, lines, title, shelf, layout, tally).encode("utf-8")
        if pieces.one_line(conversation.title or "") != (conversation.title or "").strip():
            tally.add("title-changed", conversation.id)
        if conversation.extra:
            tally.add("details-left-out", conversation.id)
    elif not conversation.messages:
        tally.add("no-messages", conversation.id)
    first = conversation.messages[0].created if conversation.messages else None
    day = conversation.created or first or conversation.updated
    stem = names.safe(conversation.title or "", style.words.untitled, 100)
    losses = tally.losses()
    return Page(
        name=f"{times.iso(day)[:10]} {stem}" if day else stem,
        title=title,
        project=conversation.project,
        created=day,
        body=body,
        named=frozenset(named(conversation)) if body is not None else frozenset(),
        words=conversation.title or "",
        properties=properties,
        receipt=Receipt(
            item="conversation",
            source=conversation.id,
            outcome="left-out" if body is None else "changed" if losses else "written",
            messages=len(shown.messages),
            branches=tree.branches(shown),
            losses=losses,
        ),
    )


def _properties(
    conversation: Conversation, shown: Conversation, lines: tuple[tree.Line, ...], layout: Layout
) -> dict[str, front.Value]:
    """The properties of the page. The project stands there by its id: its name may be that of another chat."""
    called = layout.called
    project, persona = conversation.project, conversation.persona
    marks = tuple(word for word in ("archived", "starred", "pinned") if getattr(conversation, word))
    return {
        "title": conversation.title or "",
        "aliases": (conversation.title,) if layout.vault and conversation.title else None,
        "id": conversation.id,
        "source": "chatgpt",
        "created": _time(conversation.created, layout),
        "updated": _time(conversation.updated, layout),
        "model": conversation.model,
        "project": project,
        "gpt": None if persona is None else called.get(persona, persona),
        "tags": ("chatgpt", *(f"chatgpt/{mark}" for mark in marks)) if layout.vault else marks,
        "messages": len(shown.messages),
        "branches": len(lines) - 1 or None,
    }


def _body(
    shown: Conversation, lines: tuple[tree.Line, ...], title: str, shelf: Shelf, layout: Layout, tally: Tally
) -> str:
    up = "../" if shown.project is None else "../../"

    def place(asset_id: str) -> str | None:
        asset = shelf.asset(asset_id)
        return None if asset is None else f"{up}{ATTACHMENTS}/{file_name(asset)}"

    writing = _Writing(shown, lines, layout, place, tally)
    return "\n\n".join([f"# {title}", *writing.blocks()]) + "\n"


def _time(time: dt.datetime | None, layout: Layout) -> front.Value:
    if time is None or not layout.vault:
        return time
    return front.Plain(times.plain(time)[:19].replace(" ", "T"))


class _Writing:
    """Writes the lines of one conversation, and knows which messages are versions of each other."""

    def __init__(
        self,
        shown: Conversation,
        lines: tuple[tree.Line, ...],
        layout: Layout,
        place: parts.Place,
        tally: Tally,
    ) -> None:
        self.lines, self.style, self.place, self.tally = lines, layout.style, place, tally
        self.vault = layout.vault
        self.version: dict[str, tuple[int, list[Message]]] = {}
        self.anchor: dict[str, str] = {}
        self.by_id: dict[str, Message] = {}
        self.written: set[str] = set()
        self.models: dict[str, str] = {}
        self.footnotes = Footnotes()
        words = layout.style.words
        self.sides = {
            "user": words.you,
            "assistant": words.assistant,
            "tool": words.assistant,
            "system": words.system,
        }
        if len(lines) > 1:
            self.by_id = {message.id: message for message in shown.messages}
            for twins in tree.children(shown).values():
                if len(twins) > 1:
                    for number, message in enumerate(twins, 1):
                        self.version[message.id] = (number, twins)
                        self.anchor[message.id] = f"v{len(self.anchor) + 1}"

    def blocks(self) -> list[str]:
        """All blocks, the line last shown first."""
        out: list[str] = []
        for number, line in enumerate(self.lines):
            if number:
                out += self._branch(number, line)
            for answer in self._answers(line.messages):
                self._answer(answer, out)
            self.written.update(message.id for message in line.messages if message.id in self.version)
        return out

    def _branch(self, number: int, line: tree.Line) -> list[str]:
        words = self.style.words
        twins = self.version[line.messages[0].id][1]
        other = next(
            twin for twin in twins if twin.id in self.written
        )  # the line that it leaves went on with one
        if line.leaves is None:
            says = words.branch_root.replace("{version}", self._link(other))
        else:
            above = self.by_id[line.leaves]
            who = speaker(above)
            turn = " · ".join(
                [
                    pieces.inline(who) if who else self.sides[above.role],
                    *([times.plain(above.created)] if above.created else []),
                ]
            )
            says = words.branch_of.replace("{version}", self._link(other)).replace("{turn}", turn)
        return ["---", f"# {words.branch.replace('{number}', str(number))}", f"*{says}*"]

    def _link(self, message: Message) -> str:
        anchor, mark = self.anchor[message.id], self._mark(message)
        return f"[[#^{anchor}|{mark}]]" if self.vault else f"[{mark}](#{anchor})"

    def _mark(self, message: Message) -> str:
        number, twins = self.version[message.id]
        return f"‹{number}/{len(twins)}›"

    def _others(self, message: Message) -> list[Message]:
        """The versions that a message links to: all, or where there are many the first, its neighbours and the last."""
        number, twins = self.version[message.id]
        count = len(twins)
        wanted = range(1, count + 1) if count <= ALL_LINKED else sorted({1, number - 1, number + 1, count})
        return [twins[n - 1] for n in wanted if 1 <= n <= count and n != number]

    def _answers(self, messages: tuple[Message, ...]) -> list[Answer]:
        found: list[Answer] = []
        run: list[Message] = []
        main: Message | None = None
        for message in messages:
            if run and (main is not None or message.id in self.version or side(message) != side(run[-1])):
                found.append(Answer(main or run[0], run))
                run, main = [], None
            run.append(message)
            if message.role in {"user", "system"} or parts.speaks(message):
                main = message
        if run:
            found.append(Answer(main or run[0], run))
        return found

    def _answer(self, answer: Answer, out: list[str]) -> None:
        main = answer.main
        name = speaker(main)
        heading = [f"## {pieces.inline(name) if name else self.sides[main.role]}"]
        if main.created is not None:
            heading.append(times.plain(main.created))
        if main.model is not None and main.role != "user":
            if main.model not in self.models:
                self.models[main.model] = pieces.inline(main.model)
            heading.append(self.models[main.model])
        versioned = next((m for m in answer.messages if m.id in self.version), None) if self.version else None
        if versioned is not None:
            heading.append(self._mark(versioned))
            if not self.vault:
                out.append(f'<a id="{self.anchor[versioned.id]}"></a>')
        out.append(" · ".join(heading))
        if versioned is not None:
            others = self._others(versioned)
            links = f"*{self.style.words.versions} {' · '.join(self._link(twin) for twin in others)}*"
            out.append(f"{links} ^{self.anchor[versioned.id]}" if self.vault else links)
        for message in answer.messages:
            stamp = "" if message is main or message.created is None else f" · {times.plain(message.created)}"
            out += parts.blocks(self.footnotes.apart(message), self.style, self.place, self.tally, stamp)
