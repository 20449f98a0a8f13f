"""Settings: how the screens look, and looking after the vault: check, copy, passphrase, who can open it, lock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from migrator.app.context import Context
from migrator.app.keeping.caring import Checked, verify
from migrator.i18n import N_, _, ngettext
from migrator.tui import dropped, wishes
from migrator.tui.content import cell, safe
from migrator.tui.jobs import JobScreen, is_stop
from migrator.tui.screens import ask
from migrator.tui.screens.secrets import Passphrase
from migrator.tui.widgets.keys import Keys
from migrator.tui.widgets.rows import Rows
from migrator.vault import keys
from migrator.vault.copy import Copy, copy
from migrator.vault.handle import Vault

if TYPE_CHECKING:
    from migrator.tui.app import MigrateApp


class Settings(ModalScreen[None]):
    """A list of things to do; those for a vault only when one is open for good."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,f2", "close", N_("Back"))]

    def __init__(self) -> None:
        super().__init__()
        self._entries: list[tuple[str, str]] = []

    @property
    def migrate(self) -> MigrateApp:
        """The program, with its own type."""
        from migrator.tui.app import MigrateApp

        assert isinstance(self.app, MigrateApp)  # noqa: S101 - for the type checker
        return self.app

    def compose(self) -> ComposeResult:
        """The list in a box."""
        with Vertical(classes="box"):
            yield Static(safe(_("Settings")), classes="title")
            yield Rows(id="settings")
        yield Keys()

    def on_mount(self) -> None:
        """Fill it."""
        self._fill()
        self.query_one(Rows).focus()

    def _fill(self) -> None:
        app = self.migrate
        names = [name for name in wishes.CHOICES if name != "idle_minutes" or app.desk.lasting]
        entries = [(name, wishes.said(name, wishes.current(app.wishes, name))) for name in names]
        if app.desk.lasting:
            entries += [
                ("verify", _("Check the vault: read all of it and compare")),
                ("copy", _("Copy the vault to another disk")),
                ("passphrase", _("Change the passphrase")),
                ("slots", _("What opens the vault?")),
                ("lock", _("Lock the vault now")),
            ]
        self._entries = entries
        rows = self.query_one(Rows)
        rows.styles.height = len(entries)
        rows.show(len(entries), self._row, cursor=rows.cursor)

    def _row(self, row: int, _cells: int) -> Text:
        return cell(self._entries[row][1])

    @work(exclusive=True)
    async def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Do it."""
        app, vault = self.migrate, self.migrate.desk.vault
        match self._entries[event.row][0], vault:
            case name, _any if name in wishes.CHOICES:
                app.call_later(self._prefer, name)
                return
            case "lock", _any:
                self.dismiss(None)
                app.call_later(app.lock)
                return
            case "verify", Vault() as held:
                await self._job(
                    _("Checking the vault"), lambda context: verify(held, context), _("Checked"), _checked
                )
            case "copy", Vault() as held:
                await self._copy(held)
            case "passphrase", Vault() as held:
                new = await app.push_screen_wait(Passphrase(held.folder))
                if new is not None:
                    await self._job(
                        _("Changing the passphrase"),
                        lambda _context: keys.change_passphrase(held, new),
                        _("The passphrase is changed."),
                        lambda _none: iter([_("Copies made earlier still open with the old one.")]),
                    )
            case "slots", Vault() as held:
                await self._job(
                    _("Looking"), lambda _context: keys.all_slots(held.layout), _("What opens it"), _slots
                )
        self._fill()

    async def _prefer(self, name: str) -> None:
        """Go on to the next choice. Another language makes all screens anew, this one as well."""
        app = self.migrate
        await app.prefer(name, wishes.following(app.wishes, name))
        if app.screen is self:
            self._fill()
        else:
            app.push_screen(Settings())

    async def _copy(self, vault: Vault) -> None:
        where = await self.app.push_screen_wait(Folder())
        if where:
            await self._job(
                _("Copying the vault"),
                lambda context: copy(vault, Path(where), context.report),
                _("Copied"),
                _copied,
            )

    async def _job(
        self,
        title: str,
        job: Callable[[Context], Any],
        done: str,
        told: Callable[[Any], Iterator[str]],
    ) -> None:
        outcome = await self.app.push_screen_wait(JobScreen(title, job))
        if outcome.error is None:
            await self.app.push_screen_wait(ask.Tell(done, "\n".join(told(outcome.value))))
        elif not is_stop(outcome.error):
            await self.app.push_screen_wait(ask.fault(outcome.error))

    def action_close(self) -> None:
        """Back to where one was."""
        self.dismiss(None)


class Folder(ModalScreen[str | None]):
    """Where the copy goes."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "none", N_("Back"))]

    def compose(self) -> ComposeResult:
        """What a copy is for, and a field."""
        with Vertical(classes="box"):
            yield Static(safe(_("Copy the vault to another disk")), classes="title")
            yield Static(
                safe(
                    _(
                        "The copy is as encrypted as the vault. One on this same disk is no safeguard, and does not open"
                        " the steps that delete: use a stick or another disk."
                    )
                )
            )
            yield Input(placeholder=_("A new or empty folder there, or an older copy"))
        yield Keys()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """There."""
        event.stop()
        if where := dropped.path(event.value):
            self.dismiss(where)

    def action_none(self) -> None:
        """Not now."""
        self.dismiss(None)


def _checked(found: Checked) -> Iterator[str]:
    yield _("All of it is there and right.") if found.ok else _("Something is not as it was written.")
    yield ngettext(
        "{n} export read in full and hashed", "{n} exports read in full and hashed", found.originals
    ).format(n=found.originals)
    yield ngettext("{n} file inside them checked", "{n} files inside them checked", found.members).format(
        n=found.members
    )
    yield ngettext("{n} conversation", "{n} conversations", found.conversations).format(n=found.conversations)
    for problem in found.problems:
        yield f"{problem.where}: {problem.what}"


def _copied(done: Copy) -> Iterator[str]:
    yield ngettext(
        "{n} file copied and checked: {folder}", "{n} files copied and checked: {folder}", done.files
    ).format(n=done.files, folder=done.folder)
    if done.same_device is not False:
        yield _("This is on the same disk as the vault, as far as can be told: make another one elsewhere.")
    for problem in done.problems:
        yield f"{problem.where}: {problem.what}"


def _slots(found: list[keys.Slot]) -> Iterator[str]:
    kinds = {
        "passphrase": _("the passphrase"),
        "recovery": _("the recovery code"),
        "device": _("a computer that remembers it"),
    }
    for slot in found:
        yield kinds[slot.kind] + ("" if slot.intact else "  " + _("(not as it was written)"))
