"""What a folder held only as a link when it was added: it is in no ZIP of ours, and only the journal still knows of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from migrator.app.opening import Opened
from migrator.app.watch import Watch
from migrator.events import Problem
from migrator.i18n import _
from migrator.vault import kinds
from migrator.vault.handle import Vault

LINKED = "linked-file"
"""The kind of problem that a reader reports for a link with the name of a file of the export."""


class LeftOut(kinds.Decision, frozen=True, kw_only=True, omit_defaults=True):
    """Files that an original should hold and does not, by their paths. Key: the hex name of the original."""

    kind: ClassVar[str] = "left-out"
    files: tuple[str, ...]


def linked(exports: Iterable[Opened], watch: Watch) -> dict[str, tuple[str, ...]]:
    """The links that stand for files of an export, by the absolute path of the folder in which they are."""
    told = {one.where for one in watch.problems if one.kind == LINKED and one.incomplete}
    found: dict[str, tuple[str, ...]] = {}
    for export in exports:
        locator = export.source.locator() if export.source.kind == "folder" else None
        names = tuple(left.path for left in export.source.ignored if left.why == "link" and left.path in told)
        if locator is not None and names:
            found[locator.path] = names
    return found


def keep(vault: Vault, original: str, files: tuple[str, ...]) -> None:
    """Note that `files` are not in an original. Nothing is written if that is known."""
    if files and vault.journal.get(LeftOut, original) != LeftOut(files=files):
        with vault.writing():
            vault.journal.put({original: LeftOut(files=files)})


def problems(vault: Vault, original: str) -> list[Problem]:
    """What is not in an original, as its reader told it when the folder was there."""
    left = vault.journal.get(LeftOut, original)
    what = _(
        "It was a link when the folder was added, so it is not in the vault. Add the folder with the file itself."
    )
    return [
        Problem(kind=LINKED, where=name, what=what, incomplete=True) for name in (left.files if left else ())
    ]
