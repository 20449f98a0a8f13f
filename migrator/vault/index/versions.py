"""What the index holds of one conversation: the rows that it shows, and the raw JSON of each export, read anew."""

from __future__ import annotations

import contextlib
import zlib
from collections.abc import Callable, Iterator, Sequence

from migrator.adapter import Export, Record
from migrator.errors import NotRecognised, Refused, VaultDamaged
from migrator.i18n import _
from migrator.model import Conversation, Origin
from migrator.vault.index.connection import Connection
from migrator.vault.index.rows import Row

UNREADABLE = (VaultDamaged, NotRecognised, Refused)
"""What an original that cannot be opened or read to its end raises."""

Exports = Callable[[str], Sequence[Export]]
"""The opened exports of an original, by the hex name of its file; the same objects each time."""


def known(connection: Connection, key: str) -> Row | None:
    """What is shown of a conversation, None if nothing is."""
    found = connection.execute("SELECT * FROM conversation WHERE id = ?", (key,)).fetchone()
    if found is None:
        return None
    messages = connection.execute(
        "SELECT conversation, id, role, created, hidden, body FROM message WHERE conversation = ? ORDER BY number",
        (key,),
    ).fetchall()
    named = connection.execute("SELECT asset FROM named WHERE conversation = ? ORDER BY 1", (key,)).fetchall()
    return Row(tuple(found), tuple(map(tuple, messages)), tuple(sorted(asset for (asset,) in named)))


def unpacked(raw: bytes) -> bytes:
    """The JSON in a row of `raw`. VaultDamaged if its page was damaged: SQLCipher may hand out what it could not check."""
    try:
        return zlib.decompress(raw)
    except zlib.error:
        raise VaultDamaged(
            _("index.db cannot be read. It only shows what the originals hold; nothing is lost."),
            _("Run `migrate vault rebuild`."),
        ) from None


def versions(connection: Connection, key: str, exports: Exports) -> Iterator[Conversation]:
    """The conversation as each export has it, read anew from its raw JSON.

    Of an original that can no longer be opened the raw JSON is still here: another export's reader reads it then, and
    only its attachments stay unknown. VaultDamaged if there is no other.
    """
    found = connection.execute(
        "SELECT original, export, file, pointer, vendor_id, raw FROM raw WHERE conversation = ?"
        " ORDER BY original, export, seq",
        (key,),
    ).fetchall()
    for original, place, file, pointer, vendor_id, raw in found:
        record = Record(unpacked(raw), Origin(file, pointer), vendor_id)
        conversation = _reader(connection, original, place, exports).conversation(record)
        if conversation is not None:
            yield conversation


def _reader(connection: Connection, original: str, place: int, exports: Exports) -> Export:
    try:
        return exports(original)[place]
    except UNREADABLE:
        for (another,) in connection.execute("SELECT hex FROM original").fetchall():
            with contextlib.suppress(*UNREADABLE, IndexError):
                return exports(another)[0]
        raise
