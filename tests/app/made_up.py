"""Opened exports without a vendor's format, and a small target to watch the core at work."""

import io
from contextlib import contextmanager

import msgspec

from migrator.adapter import FileRole, Receipt, Record, Target
from migrator.app import gathering
from migrator.app.opening import Opened
from migrator.capabilities import parse
from migrator.losses import Loss
from migrator.model import Asset, Conversation, Item, Message, Origin, Text

CAPABILITIES = parse(
    """
schema = 1
title = "Made-up target"
kind = "file"
local = true
about = "For tests."
steps = ["Look at it."]
loses = ["hidden", "branch-left-out", "memory-left-out", "instruction-left-out", "project-left-out"]
[holds]
chats = "yes"
branches = "partly"
images = "yes"
memories = "no"
instructions = "no"
projects = "no"
[proof]
kind = "not-verified"
""",
    "made up",
)


class MadeUpExport:
    """An export of values. `broken` records are reported the way a reader reports them, as unreadable."""

    generation = "made-up"
    account = None

    def __init__(self, *conversations, others=(), carried=(), broken=0):
        self._conversations = conversations
        self._others = [item for item in others if not isinstance(item, Asset)]
        self._carried = carried
        self._broken = broken
        self.assets = {item.id: item for item in others if isinstance(item, Asset)}
        self.files = [FileRole("chats.json", "conversations", 0)]
        self.passes = 0

    def records(self):
        self.passes += 1
        for number, conversation in enumerate(self._conversations):
            yield Record(
                msgspec.json.encode(conversation), Origin("chats.json", f"/{number}"), conversation.id
            )
        for _ in range(self._broken):
            yield Record(b"{", Origin("chats.json", "/x"))

    def conversation(self, record):
        return None if record.raw == b"{" else msgspec.json.decode(record.raw, type=Conversation)

    def identify(self, record):
        return record.id

    def found_in(self, conversation):
        return (item for key, item in self._carried if key == conversation.id)

    def others(self):
        yield from self._others
        yield from self.assets.values()

    def open(self, asset):
        return io.BytesIO(asset.id.encode())


class NoSource:
    """Where a made-up export would stand."""

    name = "made-up"
    kind = "folder"
    container = None
    entries = ()
    ignored = ()

    def close(self):
        """Nothing to close."""


def opened(*exports):
    """`exports` as if they had been opened."""
    return [Opened(NoSource(), None, export) for export in exports]


def use(monkeypatch, module, *exports, target=None):
    """Let a use-case's `module` see these exports whatever it opens, and this target whatever its name."""

    @contextmanager
    def open_these(_paths, _context):
        yield opened(*exports)

    monkeypatch.setattr(gathering, "opened", open_these)
    if target is not None:
        monkeypatch.setattr(module.registry, "target", lambda _name: target)


def chat(key, *texts, **fields):
    """A conversation in one line."""
    messages = []
    for number, text in enumerate(texts):
        parent = messages[-1].id if messages else None
        role = "assistant" if number % 2 else "user"
        parts = text if isinstance(text, tuple) else (Text(text=text),)
        messages.append(Message(id=f"{key}-{number}", role=role, parent=parent, parts=parts))
    messages += fields.pop("more", ())
    fields.setdefault("head", messages[-1].id if messages else None)
    return Conversation(id=key, messages=tuple(messages), **fields)


def target(write=None, options=()):
    """A target that writes one file a conversation; `write` replaces it."""
    return Target(name="made-up", capabilities=CAPABILITIES, write=write or write_all, options=options)


def write_all(archive, choices, sink, report):
    """Everything, honestly."""
    for conversation in archive.items(Conversation):
        sink.write(f"{conversation.id}.json", msgspec.json.encode(conversation))
        yield Receipt(
            item="conversation",
            source=conversation.id,
            target=f"{conversation.id}.json",
            messages=len(conversation.messages),
        )
    for asset in archive.items(Asset):
        with archive.open(asset) as stream:
            sink.write(f"assets/{asset.id}", stream.read())
        yield Receipt(item="asset", source=asset.id, target=f"assets/{asset.id}")


def lossy(kind, *where):
    """A loss."""
    return Loss(kind, where)


__all__ = ["CAPABILITIES", "Item", "MadeUpExport", "chat", "lossy", "opened", "target", "use", "write_all"]
