"""The index opens in another implementation of SQLCipher, with the key that the vault's slot holds: no lock-in."""

import pytest

from migrator.sample import demo
from migrator.vault.index import build

apsw = pytest.importorskip("apsw", reason="apsw-sqlite3mc is not installed")


def test_a_second_implementation_reads_every_message(vault, put, exports_of):
    put(vault, demo.pair()[1], "newer")
    connection, _ = build.ready(vault, exports_of(vault))
    ours = connection.execute("SELECT conversation, id, body FROM message ORDER BY number").fetchall()
    connection.close()
    other = apsw.Connection(str(vault.layout.index), flags=apsw.SQLITE_OPEN_READONLY)
    other.pragma("cipher", "sqlcipher")
    other.pragma("legacy", 4)
    other.pragma("key", f"x'{vault.keys.index_key.hex()}'")
    assert other.execute("SELECT conversation, id, body FROM message ORDER BY number").fetchall() == [
        tuple(row) for row in ours
    ]
    assert other.execute("SELECT count(*) FROM search WHERE search MATCH 'istanbul'").fetchone()[0] > 0
    other.close()
