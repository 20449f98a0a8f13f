"""The key text: the few lines that every slot holds, sealed, and that open everything else.

It is itself a valid age identity file, since lines with `#` are comments there:

    # vault 7f3a…  format 1  created 2026-11-21
    # index.db (SQLCipher 4)  PRAGMA key = "x'<64 hex>'"
    AGE-SECRET-KEY-1…

Between the first and the last step of a rekey it holds two identities, the new one first, and the index's key of before. After a rekey that met files
too damaged to be read, a comment and then the earlier identities follow: a sound file from an older copy still opens.
"""

from __future__ import annotations

import datetime as dt
import os
import re

from migrator.errors import VaultDamaged
from migrator.i18n import _
from migrator.seal.keys import Identity, Recipient

_HEAD = re.compile(r"# vault ([0-9a-f-]{36})  format 1  created (\d{4}-\d{2}-\d{2})")
_FORMER = re.compile(r"# index\.db before the change  PRAGMA key = \"x'([0-9a-f]{64})'\"")
_EARLIER = "# earlier keys, kept for files that could not be read when the keys were changed"
_INDEX = re.compile(r"# index\.db \(SQLCipher 4\)  PRAGMA key = \"x'([0-9a-f]{64})'\"")


class KeyText:
    """The secrets of a vault. Never printed: its `repr` shows the vault's id alone."""

    def __init__(
        self,
        vault: str,
        created: dt.date,
        identities: tuple[Identity, ...],
        index_key: bytes,
        *,
        earlier: int = 0,
        former_index: bytes | None = None,
    ) -> None:
        """`identities`: the one that new files are sealed for comes first; the last `earlier` ones only read old files.

        `former_index`: while the keys are being changed, what the index that is there may still be under.
        """
        self.vault = vault
        self.created = created
        self.identities = identities
        self.index_key = index_key
        self.earlier = earlier
        self.former_index = former_index

    @classmethod
    def new(cls, vault: str) -> KeyText:
        """Fresh keys for the vault of that id, dated today (UTC)."""
        return cls(vault, dt.datetime.now(dt.UTC).date(), (Identity.new(),), os.urandom(32))

    @property
    def recipient(self) -> Recipient:
        """The newest identity's public half, which everything is sealed for in the end."""
        return self.identities[0].recipient()

    @property
    def recipients(self) -> list[Recipient]:
        """What new files are sealed for. While the keys are being changed that is both, the new and the former identity.

        A stop can leave one slot with the new identity alone, or with the former alone: each opens what is sealed.
        """
        return [identity.recipient() for identity in self.identities[: len(self.identities) - self.earlier]]

    @property
    def changing(self) -> bool:
        """Whether a rekey was begun and not finished."""
        return len(self.identities) - self.earlier > 1

    def text(self) -> bytes:
        """The key text as it is sealed in a slot."""
        former = self.former_index
        held = [identity.text() for identity in self.identities]
        now, before = held[: len(held) - self.earlier], held[len(held) - self.earlier :]
        lines = [
            f"# vault {self.vault}  format 1  created {self.created.isoformat()}",
            f"# index.db (SQLCipher 4)  PRAGMA key = \"x'{self.index_key.hex()}'\"",
            *([f"# index.db before the change  PRAGMA key = \"x'{former.hex()}'\""] if former else []),
            *now,
            *([_EARLIER, *before] if before else []),
        ]
        return ("\n".join(lines) + "\n").encode("ascii")

    @classmethod
    def parse(cls, data: bytes) -> KeyText:
        """Read a key text. VaultDamaged if it is not one: the slot was not written by this program."""
        try:
            head, index, *keys = data.decode("ascii").splitlines()
            vault, created = (_HEAD.fullmatch(head) or _bad()).groups()
            former = _FORMER.fullmatch(keys[0]) if keys else None
            keys = keys[1:] if former else keys
            now = keys.index(_EARLIER) if _EARLIER in keys else len(keys)
            before = keys[now + 1 :]
            if not 1 <= now <= 2:
                _bad()
            identities = tuple(Identity.parse(line) for line in (*keys[:now], *before))
            return cls(
                vault,
                dt.date.fromisoformat(created),
                identities,
                bytes.fromhex((_INDEX.fullmatch(index) or _bad())[1]),
                earlier=len(before),
                former_index=bytes.fromhex(former[1]) if former else None,
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
