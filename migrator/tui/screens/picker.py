"""Choosing a file or folder from a list, for whoever would rather not type a path. Names are shown through the gate."""

from __future__ import annotations

import datetime as dt
import stat
from pathlib import Path
from typing import ClassVar

import msgspec
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from migrator.i18n import N_, _, when
from migrator.tui.content import cell, safe
from migrator.tui.widgets.keys import Keys
from migrator.tui.widgets.rows import Rows

_MOST = 20_000  # entries of one folder


class Entry(msgspec.Struct, frozen=True):
    """What stands in a folder. `size` in bytes, `changed` by the file system's clock; both for files alone."""

    path: Path
    folder: bool
    size: int = 0
    changed: dt.datetime | None = None


def entries(folder: Path, *, everything: bool) -> list[Entry]:
    """What is in `folder`: folders by name, then files, the newest first. OSError if it cannot be read.

    Without `everything`, files that are no ZIP and no JSON are left out, and what is hidden.
    """
    folders: list[Entry] = []
    files: list[Entry] = []
    for count, path in enumerate(folder.iterdir()):
        if count >= _MOST:
            break
        if path.name.startswith(".") and not everything:
            continue
        try:
            about = path.stat()
        except OSError:
            continue
        if stat.S_ISDIR(about.st_mode):
            folders.append(Entry(path, folder=True))
        elif stat.S_ISREG(about.st_mode) and (everything or path.suffix.lower() in {".zip", ".json"}):
            changed = dt.datetime.fromtimestamp(about.st_mtime, tz=dt.UTC)
            files.append(Entry(path, folder=False, size=about.st_size, changed=changed))
    folders.sort(key=lambda one: one.path.name.casefold())
    files.sort(key=lambda one: one.changed or dt.datetime.min.replace(tzinfo=dt.UTC), reverse=True)
    return [*folders, *files]


class Picker(ModalScreen[Path | None]):
    """Walks through folders. Ends with a file, with the folder that is open, or with None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("backspace,left", "up", N_("Folder above")),
        Binding("right", "into", show=False),
        Binding("t", "take", N_("Take this folder")),
        Binding("a", "everything", N_("Show all files")),
        Binding("h", "home", N_("My own folder")),
        Binding("escape", "none", N_("Back")),
    ]

    def __init__(self, start: Path) -> None:
        super().__init__()
        self._folder = start
        self._everything = False
        self._entries: list[Entry] = []

    def compose(self) -> ComposeResult:
        """Where one is, and what is there."""
        with Vertical(classes="box wide"):
            yield Static(safe(_("Which file is the export?")), classes="title")
            yield Static(id="folder")
            yield Rows(id="entries")
            yield Static(id="trouble")
        yield Keys()

    def on_mount(self) -> None:
        """Open the first folder."""
        self.query_one(Rows).styles.height = max(4, min(16, self.app.size.height - 10))
        self._open(self._folder)
        self.query_one(Rows).focus()

    def _open(self, folder: Path, *, at: Path | None = None) -> None:
        said = ""
        try:
            found = entries(folder, everything=self._everything)
        except OSError as why:
            said = _("This folder cannot be read: {why}.").format(why=why.strerror or type(why).__name__)
            found = []
        if not found and not said:
            said = _("No folder, ZIP or JSON file is here. Press a to see all files, ← for the folder above.")
        self._folder, self._entries = folder, found
        rows = self.query_one(Rows)
        cursor = next((n for n, one in enumerate(found) if one.path == at), 0)
        rows.show(len(found), self._row, cursor=cursor)
        self.query_one("#folder", Static).update(safe(str(folder), one_line=True))
        self.query_one("#trouble", Static).update(safe(said))

    def _row(self, row: int, cells: int) -> Text:
        one = self._entries[row]
        if one.folder:
            text = cell(f"▸ {one.path.name}/")
        else:
            size = f"{one.size / 1e6:.1f} MB"
            day = when.column(one.changed.isoformat() if one.changed else None)
            about = f"{day}  {size:>11}  " if cells >= 60 else ""
            text = cell(f"  {about}{one.path.name}")
        text.truncate(cells, overflow="ellipsis")
        return text

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Into a folder, or this file."""
        event.stop()
        one = self._entries[event.row]
        if one.folder:
            self._open(one.path)
        else:
            self.dismiss(one.path)

    def action_into(self) -> None:
        """Into the folder under the cursor."""
        row = self.query_one(Rows).cursor
        if row < len(self._entries) and self._entries[row].folder:
            self._open(self._entries[row].path)

    def action_up(self) -> None:
        """The folder above, with the cursor where one was."""
        self._open(self._folder.parent, at=self._folder)

    def action_take(self) -> None:
        """An unpacked export is a folder."""
        self.dismiss(self._folder)

    def action_everything(self) -> None:
        """All files, or only those that an export can be."""
        self._everything = not self._everything
        self._open(self._folder)

    def action_home(self) -> None:
        """The person's own folder."""
        self._open(Path.home())

    def action_none(self) -> None:
        """None after all."""
        self.dismiss(None)
