"""`store.db`, the database in which oterm, a terminal client for Ollama, keeps its chats.

Tables and version as oterm 0.26.1 makes them (`oterm/store/store.py`, read 2026-11-21). oterm's chats are lines of questions and
answers without times. It reads a chat's name as markup, so brackets in a title stand behind a backslash, which it does not show.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import msgspec

from migrator.adapter import Archive, Choices, Option, Receipt, Shelf, Sink, files_left_out
from migrator.events import Report
from migrator.i18n import N_
from migrator.model import Conversation
from migrator.shape import flat, tokens
from migrator.shape.databases import serialized
from migrator.shape.spoken import text
from migrator.shape.tally import Tally
from migrator.shape.unsaid import labels, stamps
from migrator_desktop.line import nothing, others_left_out, shown

FILE = "store.db"

OPTIONS = (
    Option(
        key="model",
        default="llama3.2",
        help=N_("The model of your Ollama that the chats go on with; oterm cannot change it later."),
    ),
)

# PRAGMA user_version: oterm's own version as (major << 16) + (minor << 8) + patch, so that it upgrades nothing.
_CREATE = """
PRAGMA user_version = 6657;
CREATE TABLE "chat" (
  "id" INTEGER, "name" TEXT, "model" TEXT NOT NULL, "system" TEXT, "provider" TEXT DEFAULT "ollama",
  "parameters" TEXT DEFAULT "{}", "tools" TEXT DEFAULT "[]", "thinking" BOOLEAN DEFAULT 0,
  PRIMARY KEY("id" AUTOINCREMENT)
);
CREATE TABLE "message" (
  "id" INTEGER, "chat_id" INTEGER NOT NULL, "author" TEXT NOT NULL, "text" TEXT NOT NULL, "images" TEXT DEFAULT "[]",
  PRIMARY KEY("id" AUTOINCREMENT), FOREIGN KEY("chat_id") REFERENCES "chat"("id") ON DELETE CASCADE
);
"""
_ADD_CHAT = "INSERT INTO chat (name, model, system) VALUES (?, ?, ?)"
_ADD_MESSAGE = "INSERT INTO message (chat_id, author, text) VALUES (?, ?, ?)"

_WISH = flat.Wish(drawn=True)
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")  # a tab's label goes to the terminal


class Chat(msgspec.Struct, frozen=True):
    """A chat as oterm keeps it; `said` holds authors and texts, and is empty if there is nothing to write."""

    name: str
    system: str | None
    said: list[tuple[str, str]]
    receipt: Receipt


def write(archive: Archive, choices: Choices, sink: Sink, report: Report) -> Iterator[Receipt]:
    """`store.db`. It is made in memory, so that no readable copy of the chats is left on the disk."""
    del report
    model = tokens.harmless(str(choices.options["model"]))
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as base:
        base.execute("PRAGMA page_size = 4096")
        base.executescript(_CREATE)
        base.execute("BEGIN")
        for made in archive.convert(chat):
            receipt = made.receipt
            if made.said:
                key = base.execute(_ADD_CHAT, (made.name, model, made.system)).lastrowid
                base.executemany(_ADD_MESSAGE, [(key, author, text) for author, text in made.said])
                receipt = msgspec.structs.replace(receipt, target=str(key))
            yield receipt
        base.execute("COMMIT")
        sink.write(FILE, serialized(base))
    yield from files_left_out(archive)


def chat(conversation: Conversation, shelf: Shelf) -> Chat:
    """The line last shown, as questions and answers in turn."""
    del shelf
    tally = Tally()
    line = shown(conversation, _WISH, tally)
    others_left_out(line, (), tally)
    if not line.turns:
        return Chat("", None, [], nothing(conversation, tally))
    said: list[tuple[str, str]] = [(turn.side, text(turn.messages, _WISH, tally)) for turn in line.turns]
    name = _name(conversation, tally) or _first_words(said)
    spoken = tuple(message for turn in line.turns for message in turn.messages)
    stamps((*line.system, *spoken), tally)
    labels(conversation, tally, "title")
    receipt = Receipt(
        item="conversation",
        source=conversation.id,
        target=FILE,
        outcome="changed",
        messages=len(line.system) + len(spoken),
        losses=tally.losses(),
    )
    return Chat(name, text(line.system, _WISH, tally) if line.system else None, said, receipt)


def _first_words(said: list[tuple[str, str]]) -> str:
    """What a chat without a title is called: a tab without any words cannot be told from another."""
    words = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", " ".join(said[0][1].split()))
    return (words if len(words) <= 40 else f"{words[:39].rstrip()}…").replace("[", "\\[")


def _name(conversation: Conversation, tally: Tally) -> str:
    title = conversation.title or ""
    name = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", " ".join(tokens.harmless(title).split()))
    name = name.replace("[", "\\[")
    if name != title:
        tally.add("title-changed", conversation.id)
    return name
