"""What can be wrong with a sealed file. Two answers that must never be mixed up: damaged, and wrong secret."""

from __future__ import annotations

from typing import Literal

from migrator.errors import VaultDamaged, WrongSecret
from migrator.i18n import _

Part = Literal["header", "hmac", "payload"]


class SealBroken(VaultDamaged):
    """The file is not as it was sealed. `part`: "header" (not an age v1 file, or malformed), "hmac" or "payload"."""

    def __init__(self, part: Part, reason: str, name: str = "") -> None:
        super().__init__(
            _("The sealed file {name} is damaged: {reason}.").format(
                name=name or _("(unnamed)"), reason=reason
            ),
            _("Use another copy of the vault if you have one; nothing was changed."),
        )
        self.part = part
        self.reason = reason


class NoMatch(WrongSecret):
    """The file is well formed, and none of the given keys or passphrases opens it."""

    def __init__(self, name: str = "") -> None:
        super().__init__(
            _("That key or passphrase does not open {name}.").format(name=name or _("this sealed file")),
            _("Check the passphrase, or use the recovery code. Nothing was changed."),
        )
