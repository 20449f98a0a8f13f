"""Keeping the index what it should be: opened if it fits, filled where it lags, built anew where it does not fit.

The truth is the journal's list of imports. An index that misses one of them is filled; one that shows an original which
the journal does not know, or that is damaged or of another schema, is built aside and put in its place. An original that
is damaged is shown as far as it can be read; once its file is another one, the index lags behind again.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

from migrator.errors import VaultDamaged
from migrator.events import Report, quiet
from migrator.vault import disk
from migrator.vault.handle import Vault
from migrator.vault.index.connection import (
    Connection,
    IndexStale,
    connect,
    create,
    former,
    settle,
    stale,
    told,
)
from migrator.vault.index.fill import INDEXED, Filled, Takings, fill
from migrator.vault.index.versions import Exports
from migrator.vault.originals import all_originals


def opened(vault: Vault) -> Connection:
    """The index, if it shows exactly what the journal says; else IndexStale or VaultDamaged, and `ready` mends that."""
    connection = connect(vault)
    bad = set(damaged(connection))
    if _states(connection) != {
        key: _as_it_is(vault, key) if key in bad else INDEXED for key in _wanted(vault)
    }:
        connection.close()
        raise stale()
    return connection


def damaged(connection: Connection) -> list[str]:
    """The originals (hex names) that could not be read to their end when the index took them in."""
    return [key for key, state in _states(connection).items() if state != INDEXED]


def ready(
    vault: Vault, exports: Exports, report: Report = quiet, *, takings: Takings | None = None
) -> tuple[Connection, dict[str, Filled]]:
    """The index, brought up to date under the vault's lock, and what each original that was missing brought.

    `takings` makes the records ready, on several cores say; without it this process does.
    """
    with vault.writing():
        try:
            connection = connect(vault)
            if _states(connection).keys() - _wanted(vault):
                connection.close()
                raise stale()
        except (IndexStale, VaultDamaged):
            return rebuild(vault, exports, report, takings=takings)
        return connection, _caught_up(vault, connection, exports, report, takings)


def rebuild(
    vault: Vault, exports: Exports, report: Report = quiet, *, takings: Takings | None = None
) -> tuple[Connection, dict[str, Filled]]:
    """A new index from the originals, built aside and renamed; the old one, whatever it is, goes.

    Of an original that is damaged, what the old one has and can still be read in it is taken along.
    """
    with vault.writing():
        path = vault.layout.index
        aside = path.with_name("index.db.part")
        _remove(aside)
        disk.step("index.building")
        connection = create(vault, aside)
        disk.owe(aside)
        old = former(vault)
        try:
            filled = _caught_up(vault, connection, exports, report, takings, old)
            settle(connection)
        except BaseException:
            connection.close()
            _remove(aside)
            raise
        finally:
            if old is not None:
                old.close()
        connection.close()
        disk.step("index.built")
        with disk.guarded("index.db"):
            with aside.open("r+b") as whole:
                disk.sync(whole)
            disk.step("index.synced")
            _remove(path)
            aside.replace(path)
            disk.sync_folder(path.parent)
        disk.step("index.renamed")
        return connect(vault), filled


def aside(
    vault: Vault, path: Path, exports: Exports, report: Report = quiet, *, takings: Takings | None = None
) -> Connection:
    """A whole index at `path`, outside a vault that cannot be written. It is the caller's to remove."""
    connection = create(vault, path)
    _caught_up(vault, connection, exports, report, takings)
    return connection


def _caught_up(
    vault: Vault,
    connection: Connection,
    exports: Exports,
    report: Report,
    takings: Takings | None,
    old: Connection | None = None,
) -> dict[str, Filled]:
    states = _states(connection)
    return {
        original: fill(
            connection,
            original,
            exports,
            report,
            takings=takings,
            otherwise=_as_it_is(vault, original),
            former=old,
        )
        for original in _wanted(vault)
        if states.get(original) != INDEXED
    }


def _wanted(vault: Vault) -> list[str]:
    return [original.hex for original in all_originals(vault) if original.what == "export"]


def _as_it_is(vault: Vault, original: str) -> str:
    """What tells the damaged file of an original from one that takes its place."""
    try:
        seen = (vault.layout.originals / f"{original}.age").stat()
    except OSError:
        return "damaged"
    return f"damaged {seen.st_size} {seen.st_mtime_ns}"


def _states(connection: Connection) -> dict[str, str]:
    with told():
        return dict(connection.execute("SELECT hex, state FROM original").fetchall())


def _remove(path: Path) -> None:
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
        with contextlib.suppress(FileNotFoundError):
            path.with_name(name).unlink()
