"""What was written: where it lies, its files, and how it gets into its new home, as IMPORT.md there says."""

from __future__ import annotations

import shlex
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from migrator.app.bundle import STEPS
from migrator.app.convert import Converted
from migrator.app.sink import FileEntry
from migrator.i18n import N_, _, ngettext, size
from migrator.tui.content import prose, safe
from migrator.tui.screens.stage import StageScreen

_MOST = 12  # lines about files and folders


class Written(StageScreen):
    """The steps take the keys, so that they scroll."""

    STAGE = "move"
    CSS = "Written Static { height: auto; } Written #files { margin: 1 0; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter", "back", N_("Back")),
        Binding("c", "copy", N_("Copy the folder's path")),
    ]

    def __init__(self, done: Converted) -> None:
        super().__init__()
        self._done = done

    def body(self) -> ComposeResult:
        """Where, what, and the next steps."""
        with VerticalScroll(classes="page", id="text"):
            yield Static(safe(first_line(self._done)), classes="title")
            if not self._done.complete:
                yield Static(safe(_("The export itself was not complete; Leave says what is missing.")))
            yield Static(safe("\n".join(_files(self._done))), id="files")
            yield Static(prose(_steps(self._done)), id="steps")

    def on_mount(self) -> None:
        """Ready to be read."""
        self.query_one("#text").focus()

    def action_copy(self) -> None:
        """The path, for a file manager or another program."""
        self.app.copy_to_clipboard(str(self._done.path))
        self.notify(_("Copied: {text}").format(text=self._done.path), markup=False)

    def action_back(self) -> None:
        """To the form."""
        self.dismiss(None)

    def command(self) -> str:
        """Reading the steps again."""
        return shlex.join(["less", str(self._done.path / STEPS)])


def first_line(done: Converted) -> str:
    """Whether it was written or was there already, and where."""
    if done.state == "already-there":
        said = _("Already there: {folder} holds exactly this. Nothing was written.")
    else:
        said = _("Written to {folder}")
    return said.format(folder=done.path)


def _files(done: Converted) -> list[str]:
    files = done.manifest.files
    total = sum(one.size for one in files)
    lines = [
        ngettext("{n} file, {size} in all", "{n} files, {size} in all", len(files)).format(
            n=len(files), size=size(total)
        )
    ]
    places: dict[str, list[FileEntry]] = {}
    for one in files:
        top, slash, _rest = one.path.partition("/")
        places.setdefault(top + slash, []).append(one)
    for name, held in sorted(places.items(), key=lambda place: (place[0].endswith("/"), place[0])):
        line = f"  {size(sum(one.size for one in held)):>7}  {name}"
        if name.endswith("/"):
            line += "  " + ngettext("{n} file", "{n} files", len(held)).format(n=len(held))
        lines.append(line)
    if len(lines) > _MOST:
        lines[_MOST:] = ["  " + _("and {n} more").format(n=len(lines) - _MOST)]
    return lines


def _steps(done: Converted) -> str:
    try:
        return (done.path / STEPS).read_text("utf-8")
    except OSError:
        return _("The steps could not be read; they are in {file}.").format(file=STEPS)
