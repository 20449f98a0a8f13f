"""What opens the vault: the ways in one by one, another passphrase, another recovery code, this computer, removing one."""

from __future__ import annotations

from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType

from migrator.app.keeping import ways
from migrator.i18n import N_, _
from migrator.tui.screens import ask
from migrator.tui.screens.care import ForVault
from migrator.tui.screens.secrets import NewRecovery, Passphrase
from migrator.vault import device


class WaysIn(ForVault):
    """The slots; Enter changes one, and what is not there yet can be added."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("r,delete", "remove", N_("Remove"))]

    def title_text(self) -> str:
        """What the list is of."""
        return _("What opens the vault")

    def entries(self) -> list[tuple[str, str]]:
        """Every way in that there is, then what can be added."""
        found = ways.ways_in(self.vault.folder)
        listed = [(slot.name, _said(slot)) for slot in found]
        kinds = {slot.kind for slot in found}
        if "passphrase" not in kinds:
            listed.append(("+passphrase", "+ " + _("Set a passphrase")))
        if "recovery" not in kinds:
            listed.append(("+recovery", "+ " + _("Make a recovery code")))
        if (keyring := device.available()) is not None:
            words = _("Let this computer remember it, in its {keyring}").format(keyring=keyring)
            listed.append(("+device", "+ " + words))
        return listed

    async def do(self, entry: str) -> None:
        """Change the way in that was chosen, or add one."""
        match entry.removeprefix("+"):
            case "passphrase":
                await self._passphrase()
            case "recovery":
                await self._recovery()
            case "device":
                await self._device()
            case _:
                await self._remove(entry)

    async def _passphrase(self) -> None:
        vault = self.vault
        new = await self.app.push_screen_wait(Passphrase(vault.folder))
        if new is not None:
            await self.job(
                _("Changing the passphrase"),
                lambda _context: ways.change_passphrase(vault, new),
                _("The passphrase is changed."),
                lambda _none: iter([_("Copies made earlier still open with the old one.")]),
            )

    async def _recovery(self) -> None:
        vault = self.vault
        code = await self.app.push_screen_wait(NewRecovery())
        if code is not None:
            await self.job(
                _("Changing the recovery code"),
                lambda _context: ways.replace_recovery(vault, code),
                _("The new recovery code opens the vault."),
                lambda _none: iter([_("The old one opens only copies made earlier. Destroy the old sheet.")]),
            )

    async def _device(self) -> None:
        vault = self.vault
        if await self.app.push_screen_wait(
            ask.Ask(
                _("Let this computer remember it?"),
                _(
                    "The vault then opens here without the passphrase, for whoever is logged in as you. The secret is"
                    " kept in the system's own keychain and nowhere else. Not for a computer that you share."
                ),
                yes=_("Remember it"),
                no=_("Rather not"),
            )
        ):
            await self.job(
                _("Asking the keychain"),
                lambda _context: ways.remember_here(vault),
                _("It is remembered"),
                lambda made: iter([_("{keyring} opens the vault from now on.").format(keyring=made[1])]),
            )

    @work(exclusive=True)
    async def action_remove(self) -> None:
        """Take the way in under the cursor away."""
        entry = self.chosen()
        if not entry.startswith("+"):
            await self._remove(entry)
            self.fill()

    async def _remove(self, name: str) -> None:
        vault = self.vault
        said = dict(self.entries())[name]
        if await self.app.push_screen_wait(
            ask.Ask(
                _("Remove this way in?"),
                f"{said}\n\n"
                + _(
                    "The vault no longer opens with it. Copies made earlier still do. The chats stay as they are."
                ),
                yes=_("Remove"),
                no=_("Keep it"),
            )
        ):
            await self.job(
                _("Removing"),
                lambda _context: ways.take_away(vault, name),
                _("Removed"),
                lambda _none: iter([_("Removed. Copies of the vault made earlier still have it.")]),
            )


def _said(slot: ways.Slot) -> str:
    said = {
        "passphrase": _("the passphrase"),
        "recovery": _("the recovery code"),
        "device": _("a computer that remembers it"),
    }[slot.kind]
    if slot.kind == "device":
        said += f"  ({slot.name})"
    return said + ("" if slot.intact else "  " + _("(not as it was written)"))
