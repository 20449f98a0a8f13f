"""Readers, targets and pushers by entry point, in three grains: the names, one, all.

Looking up names imports nothing. A broken third-party adapter costs a reported problem, never the program.
"""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points
from typing import cast

from migrator.adapter import Pusher, Reader, Target
from migrator.errors import MigratorError, UnknownId, UsageError
from migrator.events import Problem, Report, quiet
from migrator.i18n import _, listed

_READERS = "migrator.readers"
_WRITERS = "migrator.writers"
_PUSHERS = "migrator.pushers"


def target_names() -> list[str]:
    """The names of all installed targets, without importing any."""
    return list(_group(_WRITERS))


def target(name: str) -> Target:
    """The target called `name`; `UsageError` lists what there is if it is unknown."""
    known = _group(_WRITERS)
    if name not in known:
        raise UnknownId(
            _("There is no target called “{name}”.").format(name=name),
            _("Known targets: {names}. `migrate targets` compares them.").format(names=listed(known)),
        )
    return cast("Target", _load(name, known))


def pusher_names() -> list[str]:
    """The names of all servers that can be pushed to, without importing any."""
    return list(_group(_PUSHERS))


def pusher(name: str) -> Pusher:
    """The pusher called `name`; `UsageError` lists what there is, and says so if it is a target of files."""
    known = _group(_PUSHERS)
    if name not in known:
        if name in _group(_WRITERS):
            raise UsageError(
                _("“{name}” takes files; there is no server of it to push to.").format(name=name),
                _("Write them with `migrate --to {name}`. Servers: {names}.").format(
                    name=name, names=listed(known)
                ),
            )
        raise UnknownId(
            _("There is no server called “{name}” to push to.").format(name=name),
            _("Known: {names}.").format(names=listed(known)),
        )
    return cast("Pusher", _load(name, known))


def targets(report: Report = quiet) -> list[Target]:
    """All targets that load; the others are reported."""
    return [cast("Target", t) for t in _load_all(_WRITERS, report)]


def readers(report: Report = quiet) -> list[Reader]:
    """All readers that load; the others are reported."""
    return [cast("Reader", r) for r in _load_all(_READERS, report)]


def _group(group: str) -> dict[str, EntryPoint]:
    return {e.name: e for e in sorted(entry_points(group=group), key=lambda e: e.name)}


def _load(name: str, known: dict[str, EntryPoint]) -> object:
    try:
        return known[name].load()
    except Exception as fault:
        raise MigratorError(_broken(name, fault), _("Install it again, or choose another target.")) from fault


def _load_all(group: str, report: Report) -> list[object]:
    found: list[object] = []
    for name, entry in _group(group).items():
        try:
            found.append(entry.load())
        except Exception as fault:  # noqa: BLE001 - a stranger's code must not take the program down
            report(Problem(kind="adapter-broken", where="", what=_broken(name, fault)))
    return found


def _broken(name: str, fault: Exception) -> str:
    return _("The adapter “{name}” does not load ({kind}).").format(name=name, kind=type(fault).__name__)
