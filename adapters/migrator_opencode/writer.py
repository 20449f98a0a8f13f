"""Writes `sessions/`, a file for each chat, `branches/`, one for each other branch, and `import_chats.py`, which brings them in."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from importlib.resources import files

from migrator.adapter import Archive, Choices, Receipt, Sink
from migrator.events import Report
from migrator.losses import Loss
from migrator.model import Asset
from migrator_opencode.options import plan, today
from migrator_opencode.session import sessions

SCRIPT = "import_chats.py"


def write(archive: Archive, choices: Choices, sink: Sink, report: Report) -> Iterator[Receipt]:
    """A file a session, and the script."""
    del report
    inside: dict[str, str] = {}
    for made in archive.convert(partial(sessions, plan=plan(choices, today()))):
        for session in made.sessions:
            folder = "sessions" if session.shown else "branches"
            sink.write(f"{folder}/{session.id}.json", session.data)
        if made.receipt.target:
            inside.update(dict.fromkeys(made.inlined, made.receipt.target))
        yield made.receipt
    sink.write(SCRIPT, (files(__package__) / SCRIPT).read_bytes())
    for asset in archive.items(Asset):
        if asset.id in inside:
            yield Receipt(item="asset", source=asset.id, target=inside[asset.id])
        else:
            lost = Loss("asset-left-out", (asset.id,))
            yield Receipt(item="asset", source=asset.id, outcome="left-out", losses=(lost,))
