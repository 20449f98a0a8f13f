"""Keep: bring in the export and make the vault, or open the one that is there."""

from __future__ import annotations

import shlex
from contextlib import ExitStack
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Button, Input, Static

from migrator import i18n
from migrator.app import finding, opening
from migrator.app.context import Context
from migrator.app.finding import Candidate
from migrator.app.keeping.adding import Added, add
from migrator.errors import MigratorError
from migrator.i18n import N_, _, ngettext
from migrator.tui import added, demo, dropped
from migrator.tui.content import safe
from migrator.tui.desk import surroundings
from migrator.tui.screens import ask
from migrator.tui.screens.care import Care
from migrator.tui.screens.found import Found
from migrator.tui.screens.picker import Picker
from migrator.tui.screens.vault_stage import VaultStage
from migrator.vault.session import session

_OFF = {
    *("open_vault", "pick", "find", "demo", "none", "make_empty", "keep", "care"),
    *("keep_newest", "look_newest"),
}
"""What brings something in or keeps it: not in a workshop."""


class KeepScreen(VaultStage):
    """The first screen."""

    STAGE = "keep"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o", "open_vault", N_("Open vault")),
        Binding("p", "pick", N_("Pick the file")),
        Binding("f", "find", N_("Find exports")),
        Binding("d", "demo", N_("Try made-up chats")),
        Binding("n", "none", N_("No export yet")),
        Binding("e", "make_empty", N_("Make a vault now")),
        Binding("k", "keep", N_("Keep for good")),
        Binding("c", "care", N_("Manage vault")),
        Binding("up", "step(-1)", N_("Up"), show=False, priority=True),  # before the page scrolls
        Binding("down", "step(1)", N_("Down"), show=False, priority=True),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._newest: Candidate | None = None
        self._looked = False

    def body(self) -> ComposeResult:
        """What happens here, and the place for a path."""
        with VerticalScroll(classes="page", can_focus=False):
            with Horizontal(id="languages"):
                for code, name in i18n.NAMES.items():
                    yield Button(safe(name), id=f"language-{code}", classes="language")
            yield Static(id="about")
            yield Static(id="found")
            yield Input(
                placeholder=_("Path of the export: type it, paste it or drop the file here"), id="path"
            )
            yield Static(id="next", classes="note")
            with Vertical(id="ways"):
                yield Button(safe(_("Keep it safe: encrypted, on this computer")), id="keep_newest")
                yield Button(safe(_("Look at it now: nothing is kept")), id="look_newest")
                yield Button(safe(_("Open my vault")), id="open_vault")
                yield Button(safe(_("Keep what is here for good")), id="keep")
                yield Button(safe(_("Manage the vault: check, copy, keys, lock")), id="care")
                yield Button(safe(_("I have no export yet: how do I get one?")), id="none")
                yield Button(safe(_("Make a vault now: it keeps my checklist while I wait")), id="make_empty")
                yield Button(safe(_("Choose the export from a list of files")), id="pick")
                yield Button(safe(_("Look for exports in my download folders")), id="find")
                yield Button(safe(_("Try it with made-up chats first")), id="demo")

    def on_mount(self) -> None:
        """The path is what comes first."""
        self.tell()
        self.query_one("#path").focus()
        if self.there() and self.desk.vault is None:
            self.migrate.hold_keys()
            self.action_open_vault()
        elif self.desk.kiosk:
            self.query_one("#path").disabled = True
            self.set_focus(None)
            self.action_demo()
        elif self.desk.vault is None:
            self._look_for_newest()

    @work(thread=True, group="newest", exit_on_error=False)
    def _look_for_newest(self) -> None:
        """Look at the newest files where downloads land, so that the export can be taken by one key."""
        places = finding.folders()
        if (last := self._last()) is not None and last not in places:
            places.insert(0, last)
        found = finding.newest(places, surroundings())
        self.app.call_from_thread(self._offer, found)

    def _offer(self, found: Candidate | None) -> None:
        self._newest = found
        if self.is_attached:
            self.tell()

    def on_screen_resume(self) -> None:
        """Tell it anew: a vault may have come or gone."""
        super().on_screen_resume()
        field = self.query_one("#path", Input)
        if self.desk.vault is not None and self.focused is field and not field.value:
            self.set_focus(None)  # what is typed now are the keys of this screen
        self.tell()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys without a use now are not shown."""
        del parameters
        if self.desk.kiosk:
            return action not in _OFF or (action == "demo" and self.desk.vault is None)
        if action == "open_vault":
            return self.desk.vault is None and self.there()
        if action == "keep":
            return self.desk.vault is not None and not self.desk.lasting
        if action in {"keep_newest", "look_newest"}:
            return self.desk.vault is None and self._newest is not None and not self.there()
        if action == "make_empty":
            return self.desk.vault is None and not self.there()
        if action == "care":
            return self.desk.lasting
        if action == "demo":
            return self.desk.vault is None
        return True

    def _last(self) -> Path | None:
        """The folder in which an export was last, if it is still there."""
        folder = self.migrate.wishes.export_folder
        return Path(folder) if folder is not None and Path(folder).is_dir() else None

    def tell(self) -> None:
        """What is here, and what comes next."""
        desk = self.desk
        if desk.vault is None:
            text = "\n\n".join(
                (
                    _(
                        "Welcome. Migrator brings your ChatGPT history to another home in four steps: keep it"
                        " (encrypted, on this computer), look at it, move it, and leave safely."
                    ),
                    _("Nothing leaves this computer. Your export is only read, never changed."),
                )
            )
            hint = (
                _("You already have a vault here.")
                if self.there()
                else _("Have the ZIP from ChatGPT? Give its path above and press Enter.")
                if self._newest is None
                else ""
            )
        else:
            where = (
                _("Kept, encrypted, in {folder}.").format(folder=desk.folder)
                if desk.lasting
                else _("Only for now: encrypted in a temporary place, deleted when you close the program.")
            )
            count = ngettext("{n} conversation is here.", "{n} conversations are here.", desk.conversations)
            text = count.format(n=desk.conversations) + "\n" + where
            hint = (
                _("A workshop: made-up chats, nothing is kept. Press 2 to look, 4 for the checklist.")
                if desk.kiosk
                else _("Another export can be added above. Press 2 to look, 3 to move, 4 to leave.")
            )
        if (last := self._last()) is not None:
            hint += "\n" + _("Last time an export was in {folder}.").format(folder=last)
        self.query_one("#about", Static).update(safe(text))
        self.query_one("#languages").display = desk.vault is None
        found = self._newest if desk.vault is None and not self.there() else None
        self.query_one("#found", Static).update(safe(added.offered(found)) if found is not None else "")
        self.query_one("#next", Static).update(safe(hint))
        for button in self.query(Button):
            button.display = bool(self.check_action(button.id or "", ()))
        self.refresh_bindings()

    def command(self) -> str:
        """Keeping, as commands."""
        typed = dropped.path(self.query_one("#path", Input).value) or "export.zip"
        first = [] if self.there() else ["migrate vault init && "]
        return "".join(first) + shlex.join(["migrate", "vault", "add", typed])

    # ------------------------------------------------------------------------------------- bringing in

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """A path was given; none means the export that is offered."""
        if typed := dropped.path(event.value):
            self.bring([typed])
        elif self._newest is not None and self.desk.vault is None:
            self.bring([str(self._newest.path)])

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """One of the ways; each is called as its action is."""
        if (button := event.button.id or "").startswith("language-"):
            self.call_later(self.migrate.prefer, "language", button.removeprefix("language-"))
            return
        self.call_later(self.run_action, event.button.id or "")

    @work(exclusive=True, group="keep")
    async def bring(self, paths: list[str], wish: str | None = None) -> None:
        """Look at what was handed over, ask what to do with it (unless `wish` says so), do it."""
        if self.desk.kiosk:
            self.notify(_("In a workshop only the made-up chats are shown."), markup=False)
            return

        def look(context: Context) -> str:
            with opening.opened(paths, context) as exports:
                lines = [
                    _("{reader} export, generation {generation}: {files} files").format(
                        reader=one.reader.title, generation=one.export.generation, files=len(one.export.files)
                    )
                    for one in exports
                ]
                return "\n".join(lines)

        seen = await self.job(_("Looking at the file"), look)
        if seen.error is not None:
            return
        if self.desk.vault is None and not await self.vault_at_hand(str(seen.value), wish):
            return
        await self._add(paths)

    async def _add(self, paths: list[str]) -> None:
        vault = self.desk.vault
        assert vault is not None  # noqa: S101 - `vault_at_hand` saw to it

        def bring_in(context: Context) -> Added:
            done = add(vault, paths, context)
            self.desk.open_library(context)
            return done

        outcome = await self.job(_("Bringing your export in"), bring_in)
        self.tell()
        if outcome.error is None:
            await self._remember(paths[0])
            await self.app.push_screen_wait(
                ask.Tell(
                    _("Export added"),
                    added.summary(outcome.value)
                    + (added.still_readable(paths[0]) if self.desk.lasting else ""),
                )
            )
            self.query_one("#path", Input).value = ""
            self.migrate.go("look")

    async def _remember(self, path: str) -> None:
        """Where the export was, for the next one; only what is kept for good leaves such a trace."""
        folder = dropped.folder_of(path)
        if self.desk.lasting and folder.isprintable():
            await self.migrate.prefer("export_folder", folder)

    # -------------------------------------------------------------------------------------- the vault

    @work(exclusive=True, group="keep")
    async def action_open_vault(self) -> None:
        """Open the vault that is there."""
        if await self.opened():
            self.migrate.go("look")

    @work(exclusive=True, group="keep")
    async def action_keep(self) -> None:
        """Make what is only here for now last."""
        if await self.made():
            await self.job(_("Opening your chats"), self.desk.open_library)
            self.tell()

    def action_keep_newest(self) -> None:
        """Keep the export that is offered."""
        if self._newest is not None:
            self.bring([str(self._newest.path)], "keep")

    def action_look_newest(self) -> None:
        """Look at the export that is offered, without keeping it."""
        if self._newest is not None:
            self.bring([str(self._newest.path)], "look")

    @work(exclusive=True, group="keep")
    async def action_make_empty(self) -> None:
        """A vault before there is an export: what is ticked in the checklist has a place to be kept."""
        if self.desk.vault is None and not self.there() and await self.made():
            await self.job(_("Opening your chats"), self.desk.open_library)
            self.tell()
            self.migrate.go("leave")

    def action_step(self, by: int) -> None:
        """To the next field or button."""
        if by > 0:
            self.focus_next()
        else:
            self.focus_previous()

    def action_care(self) -> None:
        """Check, copy, keys, lock."""
        self.app.push_screen(Care())

    @work(exclusive=True, group="keep")
    async def action_demo(self) -> None:
        """Made-up chats in a vault for this sitting."""
        if self.desk.vault is not None:
            return
        stack = ExitStack()
        vault = stack.enter_context(session())
        self.desk.hold(vault, stack, lasting=False)

        outcome = await self.job(
            _("Making up some chats"), lambda context: demo.bring_in(self.desk, vault, context)
        )
        if outcome.error is not None:
            self.desk.clear()
        self.tell()
        if outcome.error is None:
            self.migrate.go("look")

    # ------------------------------------------------------------------------------------ finding one

    @work(exclusive=True, group="keep")
    async def action_pick(self) -> None:
        """Walk to the file; where an export was last, or where downloads land, comes first."""
        usual = finding.folders()
        chosen = await self.app.push_screen_wait(Picker(self._last() or (usual[0] if usual else Path.home())))
        if chosen is not None:
            if str(chosen).isprintable():  # a field shows what it holds as it stands
                self.query_one("#path", Input).value = str(chosen)
            self.bring([str(chosen)])

    @work(exclusive=True, group="keep")
    async def action_find(self) -> None:
        """Look for exports in the usual folders, and where one was last, after asking."""
        places = finding.folders()
        if (last := self._last()) is not None and last not in places:
            places.insert(0, last)
        if not await self.app.push_screen_wait(
            ask.Ask(
                _("Look for exports?"),
                _("These folders are looked through, not what lies deeper. Nothing is changed or copied:")
                + "\n\n"
                + "\n".join(str(place) for place in places),
                yes=_("Look"),
                no=_("Do not look"),
            )
        ):
            return
        outcome = await self.job(_("Looking for exports"), lambda context: finding.find(places, context))
        if outcome.error is not None:
            return
        if not outcome.value:
            await self.app.push_screen_wait(
                ask.Tell(_("None found"), _("No export lies in these folders. Press n for how to get one."))
            )
            return
        chosen = await self.app.push_screen_wait(Found(outcome.value))
        if chosen is not None:
            self.bring([str(chosen)])

    @work(exclusive=True, group="keep")
    async def action_none(self) -> None:
        """How to get an export, and how long that takes."""
        from migrator.app.leaving.book import NoBook, VaultBook
        from migrator.app.leaving.checklist import show
        from migrator.tui.steps import told

        book = VaultBook(self.desk.vault) if self.desk.vault is not None else NoBook()
        try:
            text = told(show(book, "request-export", surroundings()))
        except MigratorError as fault:
            text = fault.message
        await self.app.push_screen_wait(ask.Tell(_("How to ask ChatGPT for your export"), text))
