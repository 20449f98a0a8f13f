"""The key text: the few lines that every slot holds, sealed, and that open everything else.

It is itself a valid age identity file, since lines with `#` are comments there:

    # vault 7f3a…  format 1  created 2026-11-21
    # index.db (SQLCipher 4)  PRAGMA key = "x'<64 hex>'"
    AGE-SECRET-KEY-1…

Between the first and the last step of a rekey it holds two identities, the new one first.
"""

from __future__ import annotations

import datetime as dt
import os
import re

from migrator.errors import VaultDamaged
from migrator.i18n import _
from migrator.seal.keys import Identity, Recipient

_HEAD = re.compile(r"# vault ([0-9a-f-]{36})  format 1  created (\d{4}-\d{2}-\d{2})")
_INDEX = re.compile(r"# index\.db \(SQLCipher 4\)  PRAGMA key = \"x'([0-9a-f]{64})'\"")


class KeyText:
    """The secrets of a vault. Never printed: its `repr` shows the vault's id alone."""

    def __init__(
        self, vault: str, created: dt.date, identities: tuple[Identity, ...], index_key: bytes
    ) -> None:
        self.vault = vault
        self.created = created
        self.identities = identities
        self.index_key = index_key

    @classmethod
    def new(cls, vault: str) -> KeyText:
        """Fresh keys for the vault of that id, dated today (UTC)."""
        return cls(vault, dt.datetime.now(dt.UTC).date(), (Identity.new(),), os.urandom(32))

    @property
    def recipient(self) -> Recipient:
        """What new files are sealed for."""
        return self.identities[0].recipient()

    @property
    def changing(self) -> bool:
        """Whether a rekey was begun and not finished."""
        return len(self.identities) > 1

    def text(self) -> bytes:
        """The key text as it is sealed in a slot."""
        lines = [
            f"# vault {self.vault}  format 1  created {self.created.isoformat()}",
            f"# index.db (SQLCipher 4)  PRAGMA key = \"x'{self.index_key.hex()}'\"",
            *(identity.text() for identity in self.identities),
        ]
        return ("\n".join(lines) + "\n").encode("ascii")

    @classmethod
    def parse(cls, data: bytes) -> KeyText:
        """Read a key text. VaultDamaged if it is not one: the slot was not written by this program."""
        try:
            head, index, *keys = data.decode("ascii").splitlines()
            vault, created = (_HEAD.fullmatch(head) or _bad()).groups()
            identities = tuple(Identity.parse(line) for line in keys)
            if not 1 <= len(identities) <= 2:
                _bad()
            return cls(
                vault,
                dt.date.fromisoformat(created),
                identities,
                bytes.fromhex((_INDEX.fullmatch(index) or _bad())[1]),
            )
        except ValueError:
            raise VaultDamaged(
                _("A key slot opens, but what it holds is not a key text of this vault."),
                _("Try another slot: the recovery code, or the passphrase."),
            ) from None

    def __repr__(self) -> str:
        return f"<KeyText of vault {self.vault}>"


def _bad() -> re.Match[str]:
    raise ValueError
