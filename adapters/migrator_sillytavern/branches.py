"""Which chats a conversation becomes where a chat is a line whose last message alone may have versions ("swipes").

SillyTavern lets a person walk through the versions of the last message of a chat and of no other. So answers that end a branch
and hang below the same message share a chat, as versions of its last message; every other branch is a chat of its own.
"""

from __future__ import annotations

import msgspec

from migrator.model import Conversation, Message
from migrator.shape import ids, tree
from migrator.shape.runs import runs
from migrator.shape.turns import side

Run = tuple[Message, ...]


class Branch(msgspec.Struct, frozen=True):
    """One chat: the turns down to its end, the versions of the last one, and which of them was shown.

    `key` is the same in every run, whichever branch is shown, and stays while the branch grows.
    """

    key: str
    path: tuple[Run, ...]
    versions: tuple[Run, ...]
    chosen: int


def branches(whole: Conversation) -> list[Branch]:
    """The chats of a conversation, the one with its head first."""
    found = runs(whole)
    of = {message.id: run for run in found for message in run}
    below: dict[str | None, list[Run]] = {}
    for run in found:
        below.setdefault(_above(run), []).append(run)
    parents = {_above(run) for run in found}
    shown = of.get(tree.head(whole) or "")
    made: list[Branch] = []
    keys: set[str] = set()
    for run in found:
        if run[-1].id in parents:
            continue
        versions: tuple[Run, ...] = (run,)
        if side(run[0]) == "assistant":
            siblings = [
                r for r in below[_above(run)] if side(r[0]) == "assistant" and r[-1].id not in parents
            ]
            if run is not siblings[0]:
                continue
            versions = tuple(siblings)
        path = _path(run, of)
        own = ids.derived("chat", whole.id, *_choices(path if len(versions) == 1 else path[:-1], below))
        if own in keys:
            own = ids.derived("chat", whole.id, "versions", run[0].id)
        keys.add(own)
        chosen = next((n for n, version in enumerate(versions) if version is shown), len(versions) - 1)
        made.append(Branch(own, path[:-1], versions, chosen))
    made.sort(key=lambda branch: all(version is not shown for version in branch.versions))
    return made


def _above(run: Run) -> str | None:
    return run[0].parent


def _path(run: Run, of: dict[str, Run]) -> tuple[Run, ...]:
    found = [run]
    while (above := _above(found[-1])) is not None:
        found.append(of[above])
    return tuple(reversed(found))


def _choices(path: tuple[Run, ...], below: dict[str | None, list[Run]]) -> list[str]:
    """The turns taken at forks, where it was not the first way."""
    return [run[0].id for run in path if below[_above(run)][0] is not run]
