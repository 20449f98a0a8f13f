"""Readers and targets by entry point, in three grains: the names, one, all.

Looking up names imports nothing. A broken third-party adapter costs a warning, never the program.
"""

from __future__ import annotations

import sys
from importlib.metadata import EntryPoint, entry_points
from typing import cast

from migrator.adapter import Reader, Target
from migrator.errors import UsageError
from migrator.i18n import _


def _group(group: str) -> dict[str, EntryPoint]:
    return {e.name: e for e in sorted(entry_points(group=group), key=lambda e: e.name)}


def target_names() -> list[str]:
    """The names of all installed targets, without importing any."""
    return list(_group("migrator.writers"))


def target(name: str) -> Target:
    """The target called `name`; `UsageError` lists what there is if it is unknown."""
    known = _group("migrator.writers")
    if name not in known:
        raise UsageError(
            _("There is no target called “{name}”.").format(name=name),
            _("Known targets: {names}. `migrate targets` compares them.").format(names=", ".join(known)),
        )
    return cast("Target", known[name].load())


def targets() -> list[Target]:
    """All targets that load."""
    return [cast("Target", t) for t in _load_all("migrator.writers")]


def readers() -> list[Reader]:
    """All readers that load."""
    return [cast("Reader", r) for r in _load_all("migrator.readers")]


def _load_all(group: str) -> list[object]:
    found: list[object] = []
    for name, entry in _group(group).items():
        try:
            found.append(entry.load())
        except Exception as fault:  # noqa: BLE001 - a stranger's code must not take the program down
            print(f"migrate: adapter {name} does not load ({type(fault).__name__})", file=sys.stderr)  # noqa: T201
    return found
