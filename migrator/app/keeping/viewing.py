"""Handing a file to the program that this computer opens such files with."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from migrator.errors import MigratorError
from migrator.i18n import _


def viewer() -> list[str] | None:
    """The command that opens a file with its usual program; None if there is none, as without a desktop."""
    if sys.platform == "win32":
        return ["cmd", "/c", "start", ""]
    if sys.platform == "darwin":
        return ["open"]
    seen = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    found = shutil.which("xdg-open")
    return [found] if seen and found else None


def show(file: Path) -> None:
    """Open `file` with its usual program, and do not wait for that. MigratorError if nothing can."""
    command = viewer()
    if command is None:
        raise MigratorError(
            _("There is no program here that could show the file."),
            _("Save the files into a folder instead, and look at them there."),
        )
    subprocess.Popen(  # noqa: S603 - the system's own opener, with a path that we made
        [*command, str(file)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
