"""Opening the index: the one place that speaks to SQLCipher.

The key is raw, 64 hex digits: with 96 the stored salt would not be checked (16 of 120 flips went unseen in a trial). A wrong
key and damage look alike to SQLite; the key comes from the vault's slot, which has already been told apart, so here it
is always damage.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlcipher3

from migrator.errors import MigratorError, NoSpace, VaultBusy, VaultDamaged
from migrator.i18n import _
from migrator.vault.handle import Vault
from migrator.vault.index import schema

Connection = Any  # sqlcipher3 has no types
_LASTING = ("journal_mode=WAL", "synchronous=NORMAL", "secure_delete=ON")
# An index that is being built aside is thrown away after a stop, and synced once before it takes its place.
_ASIDE = ("journal_mode=MEMORY", "synchronous=OFF", "secure_delete=OFF")
_SMALLEST = 4096  # an empty file would open as a fresh, empty database


class IndexStale(MigratorError):
    """There is no index, or it does not show what the vault holds: it has to be built."""

    kind = "index-stale"


@contextlib.contextmanager
def told(what: str = "index.db") -> Iterator[None]:
    """Turn SQLite's errors into ours. `what` names the file."""
    try:
        yield
    except sqlcipher3.dbapi2.OperationalError as why:
        text = str(why)
        if "full" in text:
            raise NoSpace(
                _("There is no room left on the disk for {what}.").format(what=what),
                _("Free some space and run it again. Your originals are complete."),
            ) from None
        if "locked" in text:
            raise VaultBusy(
                _("Another process is writing the index."), _("Wait until it has finished, then try again.")
            ) from None
        raise _damaged(what) from None
    except sqlcipher3.dbapi2.DatabaseError:
        raise _damaged(what) from None


def _damaged(what: str) -> VaultDamaged:
    return VaultDamaged(
        _("{what} cannot be read. It only shows what the originals hold; nothing is lost.").format(what=what),
        _("Run `migrate vault rebuild`."),
    )


def create(vault: Vault, path: Path) -> Connection:
    """A new, empty index at `path`, which must not exist. It is worth nothing before it is whole, closed and synced."""
    with told(path.name):
        connection = _keyed(vault.keys.index_key, path, _ASIDE)
        connection.executescript(schema.TABLES)
        connection.executemany(
            "INSERT INTO meta VALUES (?, ?)", [("vault", vault.id), ("schema", schema.VERSION)]
        )
        connection.commit()
        return connection


def connect(vault: Vault) -> Connection:
    """The index of the vault. IndexStale if there is none or it is of another schema; VaultDamaged if it cannot be read."""
    return _connected(vault, vault.keys.index_key)


def former(vault: Vault) -> Connection | None:
    """The index that is there, whatever it shows, be it under the key of before a rekey; None if it cannot be read."""
    for key in (vault.keys.index_key, vault.keys.former_index):
        with contextlib.suppress(IndexStale, VaultDamaged):
            if key is not None:
                return _connected(vault, key)
    return None


def _connected(vault: Vault, key: bytes) -> Connection:
    path = vault.layout.index
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        raise stale() from None
    if size < _SMALLEST:
        raise stale()
    if vault.read_only and path.with_name(path.name + "-wal").exists():
        raise stale()  # `immutable` would pass over what stands in it, without a word
    with told():
        connection = _keyed(key, path, () if vault.read_only else _LASTING, immutable=vault.read_only)
        try:
            meta = dict(connection.execute("SELECT key, value FROM meta").fetchall())
        except BaseException:
            connection.close()
            raise
    if meta.get("vault") != vault.id or meta.get("schema") != schema.VERSION:
        connection.close()
        raise stale()
    return connection


def stale() -> IndexStale:
    """The error for an index that has to be built."""
    return IndexStale(
        _("The index of this vault has to be built; nothing is lost."), _("Run `migrate vault rebuild`.")
    )


def _keyed(key: bytes, path: Path, ways: tuple[str, ...], *, immutable: bool = False) -> Connection:
    """`immutable`: it lies on a medium that cannot be written, where SQLite can make no lock."""
    new = not path.exists()
    place = f"{path.absolute().as_uri()}?immutable=1" if immutable else str(path)
    connection = sqlcipher3.connect(place, timeout=5, check_same_thread=False, uri=immutable)
    if new:
        path.chmod(0o600)
    for pragma in (
        "cipher_log_level=NONE",  # else SQLCipher writes on standard error and spoils a screen
        f"key=\"x'{key.hex()}'\"",
        *ways,
        "temp_store=MEMORY",  # a sorter's temporary file would be plain text
        "cell_size_check=ON",
        "trusted_schema=OFF",
        "mmap_size=0",
        "cache_size=-65536",  # 64 MiB: building the words of a large archive reads its own pages again and again
    ):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def read_through(connection: Connection) -> bool:
    """Read every page and check it: whether all of them are as they were written."""
    with told():
        if connection.execute("PRAGMA cipher_integrity_check").fetchall():
            return False
        return [row[0] for row in connection.execute("PRAGMA quick_check").fetchall()] == ["ok"]


def settle(connection: Connection) -> None:
    """Bring everything into the one file: a byte flipped in a write-ahead log would silently drop what follows it."""
    with told():
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
