"""How safe the archive is, from what the journal says: was it checked, and is there a second copy elsewhere.

The step that deletes the old account asks this and nothing else. What was added since the last check or copy counts as
unchecked and uncopied; a later check that found damage takes an earlier good one back.
"""

from __future__ import annotations

import datetime as dt

import msgspec

from migrator.vault.handle import Vault
from migrator.vault.kinds import Copied, Verified
from migrator.vault.originals import all_originals


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What is known. None stands for never, for not all of them, and for not any more.

    `verified`: when all originals were last checked and found right. `copied`: when all of them were last copied to
    another disk.
    """

    originals: int
    verified: dt.datetime | None
    copied: dt.datetime | None

    @property
    def safe(self) -> bool:
        """Whether the archive holds something, was checked, and exists twice."""
        return self.originals > 0 and self.verified is not None and self.copied is not None


def standing(vault: Vault) -> Standing:
    """How safe the archive is now, as far as the journal knows. Nothing is read but the journal."""
    held = {original.hex: original.sha256 for original in all_originals(vault)}
    checks = sorted(vault.journal.raw(Verified.kind).values(), key=lambda record: record.at)
    latest = msgspec.convert(checks[-1].value, Verified) if checks else None
    good = latest is not None and latest.ok and latest.originals.items() >= held.items()
    copies = [
        copied.at
        for copied in vault.journal.all(Copied).values()
        if not copied.same_device and copied.at is not None and copied.originals.items() >= held.items()
    ]
    return Standing(
        originals=len(held),
        verified=checks[-1].at if good else None,
        copied=max(copies, default=None),
    )
