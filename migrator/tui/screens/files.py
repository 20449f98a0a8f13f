"""The files of a conversation: one is opened for a look and removed again, or all are written out. Both ask first."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import ClassVar

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from migrator.app.context import Context
from migrator.app.keeping import viewing
from migrator.app.keeping.reading import Library
from migrator.i18n import N_, _, in_use, ngettext
from migrator.model import Asset, Conversation
from migrator.tui.content import cell, safe
from migrator.tui.jobs import JobScreen, Outcome, Work, is_stop
from migrator.tui.screens import ask
from migrator.tui.screens.place import Place
from migrator.tui.widgets.keys import Keys
from migrator.tui.widgets.rows import Rows


class Files(ModalScreen[None]):
    """The list; Enter opens one, s writes all out."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "save", N_("Save all, readable")),
        Binding("escape,f", "close", N_("Back")),
    ]

    def __init__(self, chats: Library, chat: Conversation, files: Sequence[Asset]) -> None:
        super().__init__()
        self._chats, self._chat, self._files = chats, chat, files

    def compose(self) -> ComposeResult:
        """The list in a box."""
        with Vertical(classes="box wide"):
            yield Static(safe(_("Files of this conversation")), classes="title")
            yield Rows(id="files")
            yield Static(safe("\n" + _("They are encrypted here. Opening or saving one asks first.")))
        yield Keys()

    def on_mount(self) -> None:
        """Fill it."""
        rows = self.query_one(Rows)
        rows.styles.height = min(12, len(self._files))
        rows.show(len(self._files), self._row)
        rows.focus()

    def _row(self, row: int, cells: int) -> Text:
        one = self._files[row]
        text = cell(f"{in_use().figure(one.size):>12}  {one.name or one.path}")
        text.truncate(cells, overflow="ellipsis")
        return text

    async def _job(self, title: str, work: Work) -> Outcome:
        outcome = await self.app.push_screen_wait(JobScreen(title, work))
        if outcome.error is not None and not is_stop(outcome.error):
            await self.app.push_screen_wait(ask.fault(outcome.error))
        return outcome

    @work(exclusive=True)
    async def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Ask, write it where only this person can read it, show it, remove it."""
        if viewing.viewer() is None:
            await self.app.push_screen_wait(
                ask.Tell(
                    _("Nothing here can show it"),
                    _(
                        "No program for looking at files can be opened from here. Press s to save them instead."
                    ),
                )
            )
            return
        if not await self.app.push_screen_wait(
            ask.Ask(
                _("Open this file?"),
                _("It lies readable in a private folder until you say that you have looked."),
                yes=_("Open it"),
                no=_("Leave it sealed"),
            )
        ):
            return
        with ExitStack() as opened:  # ends with this screen, too

            def unseal(_context: Context) -> Path:
                return opened.enter_context(self._chats.unsealed(self._chat, event.row + 1))

            outcome = await self._job(_("Taking the file out"), unseal)
            if outcome.error is None:
                outcome = await self._job(_("Opening it"), lambda _context: viewing.show(outcome.value))
            if outcome.error is None:
                await self.app.push_screen_wait(
                    ask.Tell(
                        _("It is open in another window"),
                        _("Close this when you have looked: the readable file is then removed."),
                    )
                )

    @work(exclusive=True)
    async def action_save(self) -> None:
        """Write all of them into a folder, after saying what that means."""
        where = await self.app.push_screen_wait(
            Place(
                _("Save the files"),
                _(
                    "They are written out readable, no longer encrypted; whoever can open the folder can open them."
                    " Nothing that lies there is overwritten."
                ),
                _("A folder: type it, paste it or drop it here"),
            )
        )
        if where is None:
            return
        outcome = await self._job(
            _("Writing the files"), lambda _context: self._chats.save(self._chat, Path(where))
        )
        if outcome.error is None:
            n = len(outcome.value)
            said = ngettext("{n} file written, readable", "{n} files written, readable", n).format(n=n)
            await self.app.push_screen_wait(ask.Tell(_("Saved"), f"{said}:\n{where}"))

    def action_close(self) -> None:
        """Back to the conversation."""
        self.dismiss(None)
