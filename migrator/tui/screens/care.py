"""Looking after the vault: check it, copy it, what opens it, new keys, lock. Each long job can be stopped and gone on with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from migrator.app.context import Context
from migrator.app.keeping.caring import Checked, rebuild, verify
from migrator.app.keeping.copying import Copy, copy
from migrator.app.keeping.ways import Rekeyed, rekey
from migrator.i18n import _, ngettext
from migrator.tui.jobs import JobScreen, is_stop
from migrator.tui.screens import ask
from migrator.tui.screens.place import Place
from migrator.tui.screens.secrets import NewRecovery, Typed
from migrator.tui.screens.things import Things
from migrator.vault.handle import Vault

if TYPE_CHECKING:
    pass


class ForVault(Things):
    """Things to do for the vault that lies open on the desk."""

    @property
    def vault(self) -> Vault:
        """The vault; this screen is only there while one is open."""
        assert self.migrate.desk.vault is not None  # noqa: S101 - for the type checker
        return self.migrate.desk.vault

    async def job(
        self,
        title: str,
        job: Callable[[Context], Any],
        done: str,
        told: Callable[[Any], Iterator[str]],
        *,
        goes_on: str = "",
    ) -> bool:
        """Run it behind its own screen and tell how it ended. `goes_on`: what to say when it was stopped."""
        outcome = await self.app.push_screen_wait(JobScreen(title, job))
        if outcome.error is None:
            await self.app.push_screen_wait(ask.Tell(done, "\n".join(told(outcome.value))))
        elif not is_stop(outcome.error):
            await self.app.push_screen_wait(ask.fault(outcome.error))
        elif goes_on:
            self.app.notify(goes_on, markup=False, timeout=20)
        return outcome.error is None


class Care(ForVault):
    """All of it."""

    def title_text(self) -> str:
        """Whose list this is."""
        return _("Looking after the vault")

    def entries(self) -> list[tuple[str, str]]:
        """What can be done now."""
        return [
            ("verify", _("Check it: read all of it and compare")),
            ("copy", _("Copy it to another disk")),
            ("keys", _("What opens it: passphrase, recovery code, this computer")),
            (
                "rekey",
                _("Finish giving it new keys, which was stopped")
                if self.vault.keys.changing
                else _("Give it new keys, if somebody may know the old ones"),
            ),
            ("rebuild", _("Make the list of chats and the search anew")),
            ("assistants", _("What other assistants may read, and what they were given")),
            ("lock", _("Lock it now")),
        ]

    async def do(self, entry: str) -> None:
        """Do it."""
        app, vault = self.migrate, self.vault
        match entry:
            case "verify":
                await self.job(
                    _("Checking the vault"), lambda context: verify(vault, context), _("Checked"), _checked,
                    goes_on=_("Stopped. Nothing was changed; a check begins at the beginning."),
                )  # fmt: skip
            case "copy":
                await self._copy(vault)
            case "keys":
                from migrator.tui.screens.ways_in import WaysIn  # it stands on this module

                await app.push_screen_wait(WaysIn())
            case "rekey":
                await self._rekey(vault)
            case "rebuild":
                await self._rebuild(vault)
            case "assistants":
                from migrator.tui.screens.assistants import Assistants  # it stands on this module

                await app.push_screen_wait(Assistants())
            case _:
                self.dismiss(None)
                app.call_later(app.lock)

    async def _copy(self, vault: Vault) -> None:
        where = await self.app.push_screen_wait(
            Place(
                _("Copy the vault to another disk"),
                _(
                    "The copy is as encrypted as the vault. One on this same disk is no safeguard, and does not open"
                    " the steps that delete: use a stick or another disk."
                ),
                _("A new or empty folder there, or an older copy"),
            )
        )
        if where:
            await self.job(
                _("Copying the vault"),
                lambda context: copy(vault, Path(where), context),
                _("Copied"),
                _copied,
                goes_on=_("Stopped. What was copied is right; copy to the same folder to go on."),
            )

    async def _rebuild(self, vault: Vault) -> None:
        desk = self.migrate.desk

        def make(context: Context) -> int:
            desk.close_library()
            try:
                rebuild(vault, context)
            finally:
                desk.open_library(context)
            return desk.conversations

        await self.job(
            _("Making the list anew"),
            make,
            _("Done"),
            lambda n: iter([ngettext("{n} conversation is here.", "{n} conversations are here.", n).format(n=n)]),
            goes_on=_("Stopped. The list is as it was, or is made when it is next needed."),
        )  # fmt: skip

    async def _rekey(self, vault: Vault) -> None:
        app, desk = self.migrate, self.migrate.desk
        if not await app.push_screen_wait(
            ask.Ask(
                _("New keys for everything?"),
                _(
                    "Everything in the vault is sealed anew, which takes as long as copying it. The passphrase stays, the"
                    " recovery code is a new one, and computers that remember the vault forget it."
                )
                + "\n\n"
                + _(
                    "Copies made earlier still open with the old code: make new ones afterwards and destroy those."
                ),
                yes=_("Go on"),
                no=_("Not now"),
            )
        ):
            return
        passphrase = await app.push_screen_wait(
            Typed(_("New keys for everything"), _("The vault's passphrase, to be sure that it is you:"))
        )
        if passphrase is None:
            return
        code = await app.push_screen_wait(NewRecovery())
        if code is None:
            return

        def renew(context: Context) -> Rekeyed:
            desk.close_library()
            try:
                return rekey(vault, passphrase, code, context)
            finally:
                desk.open_library(Context(listener=context.listener, language=context.language))

        await self.job(
            _("Sealing everything with new keys"),
            renew,
            _("The vault has new keys"),
            _rekeyed,
            goes_on=_("Stopped. Nothing is lost and the passphrase opens all of it. Choose it again to finish."),
        )  # fmt: skip


def _checked(found: Checked) -> Iterator[str]:
    yield _("All of it is there and right.") if found.ok else _("Something is not as it was written.")
    yield from found.lines()


def _rekeyed(done: Rekeyed) -> Iterator[str]:
    yield _("It opens with your passphrase and with the new recovery code.")
    if done.devices:
        yield ngettext(
            "{n} computer no longer opens it by itself.",
            "{n} computers no longer open it by themselves.",
            done.devices,
        ).format(n=done.devices)
    yield _("Copies made earlier still open with the old ones: make new copies and destroy those.")
    for problem in done.kept:
        yield f"{problem.where}: {problem.what}"


def _copied(done: Copy) -> Iterator[str]:
    yield ngettext(
        "{n} file copied and checked: {folder}", "{n} files copied and checked: {folder}", done.files
    ).format(n=done.files, folder=done.folder)
    if done.same_device is None:
        yield _(
            "This computer cannot tell whether that is another disk (a network share, an encrypted folder). If you know that"
            " it is, say so when you leave: migrate leave accept copy-place"
        )
    elif done.same_device:
        yield _("This is on the same disk as the vault, as far as can be told: make another one elsewhere.")
    for problem in done.problems:
        yield f"{problem.where}: {problem.what}"
