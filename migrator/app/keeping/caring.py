"""Looking after the vault: is all of it there, does the index show what the originals hold, build it anew."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from migrator.app.context import Context
from migrator.app.keeping import sighting
from migrator.app.keeping.contents import Contents, contents
from migrator.app.keeping.takings import takings
from migrator.errors import MigratorError
from migrator.events import Problem
from migrator.i18n import _, ngettext
from migrator.text import storable
from migrator.vault.handle import Vault
from migrator.vault.index import browse, build
from migrator.vault.index.connection import Connection, IndexStale, former, read_through, told
from migrator.vault.index.versions import unpacked
from migrator.vault.originals import all_originals
from migrator.vault.verify import verify as verify_storage


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """What a check found. `ok` is false if anything that cannot be made again is not as it was written."""

    ok: bool
    originals: int
    members: int
    conversations: int
    problems: tuple[Problem, ...]

    def document(self) -> dict[str, Any]:
        """The documented JSON object."""
        return {
            "ok": self.ok,
            "originals": self.originals,
            "members": self.members,
            "conversations": self.conversations,
            "problems": [{"kind": p.kind, "where": p.where, "what": p.what} for p in self.problems],
        }

    def lines(self) -> Iterator[str]:
        """What was read and what is wrong, in words."""
        yield ngettext(
            "{n} export read in full and hashed", "{n} exports read in full and hashed", self.originals
        ).format(n=self.originals)
        yield ngettext("{n} file inside them checked", "{n} files inside them checked", self.members).format(
            n=self.members
        )
        yield ngettext("{n} conversation", "{n} conversations", self.conversations).format(
            n=self.conversations
        )
        for problem in self.problems:
            yield f"{problem.where}: {problem.what}"


def verify(vault: Vault, context: Context) -> Checked:
    """Read everything: originals against their hashes, ZIP members against theirs, the index against the originals."""
    names = [one.hex for one in all_originals(vault)]
    before = sighting.stamps(vault.layout, names)
    outcome = verify_storage(vault, context.report)
    if outcome.ok and sighting.stamps(vault.layout, names) == before:
        sighting.note(vault, sighting.THE_VAULT, before)
    problems = list(outcome.problems)
    if vault.keys.changing:
        what = _("Making new keys was interrupted. Nothing is lost; `migrate vault rekey` finishes it.")
        problems.append(Problem(kind="rekey-unfinished", where="keys/", what=what))
    conversations = 0
    try:
        connection = _opened(vault)
    except IndexStale:
        pass  # there is none, or it lags behind: it is built when it is next needed
    except MigratorError as fault:
        problems.append(_index("index-damaged", fault.message))
    else:
        try:
            conversations = browse.counts(connection)["conversations"]
            damaged = {problem.where for problem in outcome.problems if problem.kind == "original-damaged"}
            if not read_through(connection):
                what = _(
                    "Pages of the index are not as they were written; nothing is lost. `migrate vault rebuild` makes it anew."
                )
                problems.append(_index("index-damaged", what))
            with contents(vault, context) as held:
                problems += _compared(vault, connection, held, damaged)
        except MigratorError as fault:
            problems.append(_index("index-damaged", fault.message))
        finally:
            connection.close()
    return Checked(
        ok=outcome.ok and not any(problem.kind.startswith("index-") for problem in problems),
        originals=outcome.originals,
        members=outcome.members,
        conversations=conversations,
        problems=tuple(problems),
    )


def _opened(vault: Vault) -> Connection:
    """The index, while keys are being changed also one that is still under the former key."""
    try:
        return build.opened(vault)
    except MigratorError:
        found = former(vault) if vault.keys.changing else None
        if found is None:
            raise
        return found


def rebuild(vault: Vault, context: Context) -> dict[str, int]:
    """Make the index anew from the originals; how much it shows."""
    with contents(vault, context) as held:
        connection, _filled = build.rebuild(
            vault, held.exports, context.report, takings=takings(vault, held, context)
        )
        try:
            return browse.counts(connection)
        finally:
            connection.close()


def _index(kind: str, what: str) -> Problem:
    return Problem(kind=kind, where="index.db", what=what)


def _compared(vault: Vault, connection: Connection, held: Contents, damaged: set[str]) -> list[Problem]:
    """The raw JSON in the index against that in the originals, record by record, but for those that are damaged."""
    for original in all_originals(vault):
        if original.what != "export" or f"originals/{original.hex}.age" in damaged:
            continue
        # By their ids alone, which is quick; only if that finds a difference, by reading each conversation.
        if _differs(connection, held, original.hex, read=False) and _differs(
            connection, held, original.hex, read=True
        ):
            return [
                _index(
                    "index-differs",
                    _(
                        "The index does not show what the originals hold: `migrate vault rebuild` makes it anew."
                    ),
                )
            ]
    return []


def _differs(connection: Connection, held: Contents, original: str, *, read: bool) -> bool:
    seen: dict[tuple[str, int], int] = {}
    for place, export in enumerate(held.exports(original)):
        for record in export.records():
            if read:
                conversation = export.conversation(record)
                found_id = None if conversation is None else conversation.id
            else:
                found_id = export.identify(record)
            if found_id is None:
                continue
            key = (storable(found_id), place)
            seq = seen[key] = seen.get(key, -1) + 1
            with told():
                found = connection.execute(
                    "SELECT raw FROM raw WHERE conversation = ? AND original = ? AND export = ? AND seq = ?",
                    (key[0], original, place, seq),
                ).fetchone()
            if found is None or unpacked(found[0]) != record.raw:
                return True
    return False
