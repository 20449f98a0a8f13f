"""Putting exports into the vault: sealed first, byte for byte, then read from the sealed copy.

What is not an export, or is dangerous, is refused before anything is sealed. The source is only ever read.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from migrator.app.accounts import accounts, same_account
from migrator.app.context import Context
from migrator.app.keeping import left_out
from migrator.app.keeping.contents import contents
from migrator.app.keeping.takings import takings
from migrator.app.opening import opened
from migrator.app.watch import watched
from migrator.errors import UsageError
from migrator.events import Event, Problem
from migrator.i18n import _
from migrator.seal.spool import Spool
from migrator.source.kinds import is_zip
from migrator.source.stream import piped
from migrator.vault.content import PackedSpool, SpoolContent, content_of
from migrator.vault.handle import Vault
from migrator.vault.index import browse, build
from migrator.vault.index.fill import unreadable
from migrator.vault.layout import Layout, find
from migrator.vault.merge import take_in
from migrator.vault.originals import BLOCK, Content, Original, all_originals
from migrator.vault.originals import add as keep


class Added(msgspec.Struct, frozen=True, kw_only=True):
    """What came in: conversations that are new, that grew, that were there as they are, records that cannot be read."""

    added: int
    merged: int
    unchanged: int
    unreadable: int
    originals: tuple[Original, ...]
    new: int
    complete: bool
    decisions: int = 0  # that came in with another vault

    def document(self) -> dict[str, Any]:
        """The documented JSON object."""
        return {
            "added": self.added,
            "merged": self.merged,
            "unchanged": self.unchanged,
            "unreadable": self.unreadable,
            "originals": [{"name": o.name, "sha256": o.sha256} for o in self.originals],
        }


OpenOther = Callable[[Path], Vault]
"""Opens another vault, whose keys are others than those of the one that is open, with a secret that it asks for."""


def add(
    vault: Vault,
    paths: Sequence[str],
    context: Context,
    *,
    open_other: OpenOther | None = None,
    stdin: BinaryIO | None = None,
) -> Added:
    """Take the exports at `paths` into the vault. The same export twice changes nothing.

    A path may be the folder of another vault, such as a copy that somebody worked in: its exports and decisions come in.
    `stdin` is read for the path `-` in place of standard input.
    Raises as `app.opening.opened` does before anything is written, and as `vault.originals.add` does.
    """
    others = [path for path in paths if path != "-" and is_vault(Path(path))]
    paths = [path for path in paths if path not in others]
    outer = context
    context, watch = watched(context)
    originals: list[Original] = []
    vaults: list[Vault] = []
    new = decisions = 0
    with ExitStack() as stack:
        came_in = stack.enter_context(_came_in(stdin)) if "-" in paths else None
        # Each is an export that a reader knows, none is dangerous, and none is somebody else's.
        with (
            opened(paths, context, stdin=came_in.reader() if came_in else None) as exports,
            contents(vault, context, ()) as held,
        ):
            links = left_out.linked(exports, watch)
            mine = held.all()
            same_account(accounts(mine), exports)
            for path in others:
                other = stack.enter_context(_opened_other(vault, Path(path), open_other))
                inside = stack.enter_context(contents(other, context, ()))
                same_account(accounts([*mine, *exports]), inside.all())
                vaults.append(other)
        for path in paths:
            content = content_of(Path(path)) if came_in is None or path != "-" else _piped(came_in)
            original, is_new = keep(vault, content, report=context.report)
            left_out.keep(vault, original.hex, links.get(str(Path(path).absolute()), ()))
            originals.append(original)
            new += is_new
        for other in vaults:
            came = take_in(vault, other, context.report)
            originals += came.originals
            new += came.new
            decisions += came.decisions
    names = {original.hex for original in originals}

    def report(event: Event) -> None:
        """Damage of what was there before is said, but makes nothing of what was added incomplete."""
        earlier = isinstance(event, Problem) and event in {
            unreadable(each.hex) for each in all_originals(vault) if each.hex not in names
        }
        (outer if earlier else context).report(event)

    with contents(vault, context, names) as held:
        connection, filled = build.ready(vault, held.exports, report, takings=takings(vault, held, context))
        connection.close()
    brought = [filled[name] for name in filled if name in names]
    known = 0 if brought else _conversations(vault)
    return Added(
        added=sum(one.added for one in brought),
        merged=sum(one.merged for one in brought),
        unchanged=sum(one.unchanged for one in brought) + known,
        unreadable=sum(one.unreadable for one in brought),
        originals=tuple(originals),
        new=new,
        complete=watch.complete,
        decisions=decisions,
    )


def is_vault(path: Path) -> bool:
    """Whether a folder is a vault or a copy of one."""
    at = Layout(path)
    return at.keys.is_dir() and at.originals.is_dir() and (at.marker.exists() or at.journal.is_dir())


def _opened_other(vault: Vault, folder: Path, open_other: OpenOther | None) -> Vault:
    """Another vault: with the keys of this one if these open it, as those of a copy do."""
    at = find(folder)
    if folder.resolve() == vault.folder.resolve():
        raise UsageError(_("This is the vault itself. Name another one."))
    same = Vault(at, vault.keys)
    if not any(problem.kind == "journal-damaged" for problem in same.journal.problems):
        return same
    if open_other is None:
        raise UsageError(
            _("The vault in {folder} has other keys than this one.").format(folder=folder),
            _("Use `migrate vault add {folder}`, which asks for its passphrase.").format(folder=folder),
        )
    return open_other(folder)


def _conversations(vault: Vault) -> int:
    connection = build.opened(vault)
    try:
        return browse.counts(connection)["conversations"]
    finally:
        connection.close()


@contextmanager
def _came_in(stream: BinaryIO | None) -> Iterator[Spool]:
    """All that comes in at `stream`, None for standard input."""
    with Spool() as spool:
        shutil.copyfileobj(piped() if stream is None else stream, spool, BLOCK)
        yield spool


def _piped(spool: Spool) -> Content:
    with spool.reader() as plain:
        whole = is_zip(plain.read(64))
    return (
        SpoolContent("stdin.zip", spool) if whole else PackedSpool("stdin.zip", "conversations.json", spool)
    )
