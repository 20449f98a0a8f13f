"""A stage that gets a vault onto the desk: the one that is there, a new one, or one for now alone."""

from __future__ import annotations

from contextlib import ExitStack

from migrator.app import unlocking
from migrator.app.context import Context
from migrator.app.keeping import ways
from migrator.errors import MigratorError, WrongSecret
from migrator.i18n import _
from migrator.tui.screens.secrets import NewRecovery, NewVault, Passphrase, Unlock
from migrator.tui.screens.stage import StageScreen
from migrator.vault import keys
from migrator.vault.create import create
from migrator.vault.handle import Vault
from migrator.vault.session import keep, session


class VaultStage(StageScreen):
    """The ways to a vault, each with its questions. All of them are workers' work: they wait for what is answered."""

    def tell(self) -> None:
        """Show anew what is on the desk."""
        raise NotImplementedError

    def there(self) -> bool:
        """Whether the usual place holds a vault, open or not."""
        return (self.desk.folder / "vault.json").exists()

    async def vault_at_hand(self, seen: str, wish: str | None = None) -> bool:
        """A vault on the desk, of the sort that the person wants; asked for unless `wish` is "look" or "keep"."""
        if self.there():
            return await self.opened()
        wish = wish or await self.app.push_screen_wait(NewVault(seen))
        if wish == "look":
            stack = ExitStack()
            self.desk.hold(stack.enter_context(session()), stack, lasting=False)
            return True
        return wish == "keep" and await self.made()

    async def made(self) -> bool:
        """A new lasting vault: out of the session's if there is one. None in a workshop."""
        if self.desk.kiosk:
            self.notify(_("In a workshop nothing is kept."), markup=False)
            return False
        secrets = await self.app.push_screen_wait(Passphrase(self.desk.folder))
        if secrets is None:
            return False
        code = await self.app.push_screen_wait(NewRecovery())
        if code is None:
            return False
        folder, temporary = self.desk.folder, self.desk.vault

        def make(context: Context) -> Vault:
            folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if temporary is not None:
                return keep(temporary, folder, secrets, code, context.report)
            return create(folder, secrets, code)

        made = await self.job(_("Making your vault"), make)
        if made.error is not None:
            return False
        await self._put(made.value)
        return True

    async def _put(self, vault: Vault) -> None:
        stack = ExitStack()
        stack.enter_context(vault)
        self.desk.hold(vault, stack, lasting=True)

    async def opened(self) -> bool:
        """The vault that is there, opened by the keychain or by what is typed; False if nothing was typed."""
        folder = self.desk.folder
        vault = await self._remembered()
        objection = ""
        while vault is None:
            typed = await self.app.push_screen_wait(Unlock(folder, objection))
            if typed is None:
                return False
            given = typed

            def open_it(_context: Context, given: str = given) -> Vault:
                return unlocking.opened(folder, lambda: given, typed=True)

            opened = await self.job(_("Opening your vault"), open_it, asks_again=WrongSecret)
            objection = opened.error.message if isinstance(opened.error, WrongSecret) else ""
            vault = opened.value if opened.error is None else None
        await self._put(vault)
        self._say_about(vault)
        outcome = await self.job(_("Opening your chats"), self.desk.open_library)
        self.tell()
        return outcome.error is None

    async def _remembered(self) -> Vault | None:
        """The vault, if this computer's keychain opens it; nothing is said if it does not: the passphrase is asked for."""
        folder = self.desk.folder

        def with_keychain(_context: Context) -> Vault | None:
            try:
                return keys.unlock_here(folder)
            except MigratorError:
                return None

        try:
            remembered = any(slot.kind == "device" for slot in ways.ways_in(folder))
        except MigratorError:  # told when it is opened
            return None
        if not remembered:
            return None
        opened = await self.job(_("Opening your vault"), with_keychain)
        vault: Vault | None = opened.value
        return vault

    def _say_about(self, vault: Vault) -> None:
        """What was noticed while it was opened."""
        for name in vault.mended:
            self.notify(
                _("{file} was damaged and has been written anew.").format(file=name), markup=False, timeout=20
            )
        if vault.keys.changing:
            self.notify(
                _("Giving it new keys was interrupted. Nothing is lost; “Look after the vault” finishes it."),
                markup=False,
                timeout=30,
            )
