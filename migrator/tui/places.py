"""Targets in the order in which a person looks for one: to read here, on one's own machine, another company, plain files."""

from __future__ import annotations

from collections.abc import Sequence

from migrator.app.targets import TargetReport
from migrator.i18n import N_, _
from migrator.shape.fold import fold

GROUPS = (N_("read here"), N_("my machine"), N_("company"), N_("files"))
"""Short names, for a column of ten cells."""
_READ = ("html", "markdown", "obsidian")
_FILES = ("native", "pam", "dti", "jsonl", "sharegpt", "parquet", "huggingface", "chatgpt-clean")


def group(target: TargetReport) -> int:
    """The index in `GROUPS`."""
    if not target.local:
        return 2
    if target.name in _READ:
        return 0
    return 3 if target.name in _FILES else 1


def in_order(targets: Sequence[TargetReport]) -> list[TargetReport]:
    """By group, then by title."""
    return sorted(targets, key=lambda one: (group(one), fold(_(one.title))))


def matching(targets: Sequence[TargetReport], typed: str) -> list[TargetReport]:
    """Those in whose name, title or group every typed word occurs."""
    words = fold(typed).split()
    return [
        one
        for one in targets
        if all(word in fold(f"{one.name} {_(one.title)} {_(GROUPS[group(one)])}") for word in words)
    ]
