"""A folder for a USB stick: the program and its libraries unpacked per version of Python, with scripts that start a workshop.

Nothing is installed on the machine that runs it: Python finds the libraries on the stick. Made with pip, which fetches
the libraries of this kind of system from its usual index, so it needs a network once.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import msgspec

from migrator import __version__, i18n
from migrator.app.context import Context
from migrator.errors import MigratorError, UsageError
from migrator.events import Finished, Started
from migrator.i18n import _

_SH = """#!/bin/sh
# Starts a workshop from this folder; nothing is installed.
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd) || exit 1
version=$(python3 -c 'import sys; print("%d.%d" % sys.version_info[:2])') || { echo "Python 3 is missing." >&2; exit 1; }
if [ ! -d "$here/python-$version" ]; then
  echo "This stick has no libraries for Python $version. It has:" >&2
  (cd "$here" && ls -d python-*) >&2
  exit 1
fi
export PYTHONPATH="$here/python-$version" PYTHONDONTWRITEBYTECODE=1 PYTHONSAFEPATH=1 PYTHONUTF8=1
exec python3 -m migrator workshop "$@"
"""
_BAT = """@echo off
rem Not tested on Windows. It needs a stick that was made on Windows.
set PYTHONDONTWRITEBYTECODE=1
set PYTHONUTF8=1
for /f %%v in ('py -3 -c "import sys; print('%%d.%%d' %% sys.version_info[:2])"') do set PYTHONPATH=%~dp0python-%%v
py -3 -m migrator workshop %*
"""


class Stick(msgspec.Struct, frozen=True):
    """What was written: the folder, and the versions of Python that it serves."""

    folder: Path
    pythons: tuple[str, ...]
    size: int  # bytes


def stick(folder: Path, pythons: Sequence[str], context: Context) -> Stick:
    """Fill the new or empty `folder`. `pythons`: versions such as "3.13"; none for the one that runs this.

    Raises UsageError if the folder holds anything or pip is missing, MigratorError if pip fails; nothing is left then.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(
            _("The folder {folder} is not empty.").format(folder=folder), _("Name a new or an empty one.")
        )
    versions = tuple(dict.fromkeys(pythons)) or (f"{sys.version_info[0]}.{sys.version_info[1]}",)
    pip = _pip()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".stick-", dir=folder.parent) as aside:
        made = Path(aside) / "stick"
        made.mkdir()
        context.report(Started(phase="stick", total=len(versions) + 1, unit="files"))
        wheel = _wheel(pip, Path(aside))
        for version in versions:
            context.check()
            _run(
                [
                    *pip,
                    "install",
                    "--quiet",
                    "--disable-pip-version-check",
                    "--no-compile",
                    "--only-binary=:all:",
                    "--python-version",
                    version,
                    "--target",
                    str(made / f"python-{version}"),
                    wheel,
                ]
            )
        context.report(Finished(phase="stick"))
        start = made / "start.sh"
        start.write_text(_SH, "utf-8")
        start.chmod(0o755)
        (made / "start.bat").write_text(_BAT, "utf-8", newline="\r\n")
        (made / "README.txt").write_text(_readme(versions), "utf-8")
        size = sum(path.stat().st_size for path in made.rglob("*") if path.is_file())
        if folder.exists():
            folder.rmdir()
        shutil.move(made, folder)
    return Stick(folder, versions, size)


def _pip() -> list[str]:
    """How pip is called for this Python: its own, or any other that is here."""
    own = [sys.executable, "-m", "pip"]
    if subprocess.run([*own, "--version"], capture_output=True, check=False).returncode == 0:  # noqa: S603 - this Python
        return own
    if (other := shutil.which("pip") or shutil.which("pip3")) is not None:
        return [other, "--python", sys.executable]
    raise UsageError(_("pip is missing; it fetches the libraries."), _("Install pip, then run this again."))


def _wheel(pip: Sequence[str], folder: Path) -> str:
    """This program as a wheel: built from its source if it runs from there, else this version as pip finds it."""
    source = Path(__file__).resolve().parents[2]
    if not (source / "pyproject.toml").is_file():
        return f"assistant-migrator=={__version__}"
    _run(
        [*pip, "wheel", "--quiet", "--disable-pip-version-check", "--no-deps", "-w", str(folder), str(source)]
    )
    return str(next(folder.glob("assistant_migrator-*.whl")))


def _run(command: Sequence[str]) -> None:
    ran = subprocess.run(  # noqa: S603 - a fixed command line, without a shell
        command, capture_output=True, text=True, errors="replace", check=False, env=os.environ
    )
    if ran.returncode:
        raise MigratorError(
            _("pip could not fetch or build what is needed: {reason}").format(
                reason=(ran.stderr.strip().splitlines() or ["?"])[-1]
            ),
            _("It needs a network this once. Nothing was left in the folder."),
        )


def _readme(versions: Sequence[str]) -> str:
    before, parts = i18n.language(), []
    try:
        for language in i18n.LANGUAGES:
            i18n.use(language)
            parts.append(
                "\n".join(
                    (
                        i18n.NAMES[language],
                        _(
                            "Migrator for workshops: made-up chats only, no network, no log-in, nothing is installed."
                        ),
                        _("Start it in a terminal, in this folder:"),
                        f"    sh start.sh --lang {language}",
                        _("For a screen reader:"),
                        f"    sh start.sh --plain --lang {language}",
                        _("The machine needs Python in one of these versions: {versions}.").format(
                            versions=", ".join(versions)
                        ),
                        _("It has to be the same kind of system as the one on which this folder was made."),
                        _("start.bat is for Windows; nobody has tested it."),
                        _("Leave with Ctrl+Q. The last lines have to say that everything was wiped."),
                    )
                )
            )
    finally:
        i18n.use(before)
    return "\n\n".join(parts) + "\n"
