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


class TooMuchWork(SealBroken):
    """A passphrase file with a work factor above the highest that is tried. `factor`: log2 N."""

    def __init__(self, factor: int, highest: int, name: str = "") -> None:
        message = _(
            "{name} asks for a work factor of {factor}, more than the {highest} that are tried here: another program made it"
            " so, or it is damaged."
        ).format(name=name or _("(unnamed)"), factor=factor, highest=highest)
        hint = _(
            "The `age` program may open it, given memory and time. Or use another way in. Nothing was changed."
        )
        VaultDamaged.__init__(self, message, hint)
        self.part, self.reason, self.factor = "header", message, factor


class NoMatch(WrongSecret):
    """The file is well formed, and none of the given keys or passphrases opens it."""

    def __init__(self, name: str = "") -> None:
        super().__init__(
            _("That key or passphrase does not open {name}.").format(name=name or _("this sealed file")),
            _("Check the passphrase, or use the recovery code. Nothing was changed."),
        )
