"""A folder for temporary files that only this user can enter, and the broom for what a crash left there.

Everything in it is named `<what>-<process id>-<hex>`; `sweep` removes what belongs to a process that is gone.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
import stat
import sys
import tempfile
from pathlib import Path

from migrator.errors import MigratorError, Refused
from migrator.i18n import _

_NAME = re.compile(r"[a-z]+-(\d{1,10})-[0-9a-f]{8,}")


def private_folder() -> Path:
    """`migrator-<user>` under the system's temporary folder, mode 0700, made if need be.

    Refused if something of that name belongs to somebody else, is a link, or is open to others.
    """
    user = str(os.getuid()) if hasattr(os, "getuid") else "user"
    folder = Path(tempfile.gettempdir()) / f"migrator-{user}"
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    seen = folder.lstat()
    mine = not hasattr(os, "getuid") or (seen.st_uid == os.getuid() and not seen.st_mode & 0o077)
    if not stat.S_ISDIR(seen.st_mode) or not mine:
        raise Refused(
            _("The folder for temporary files, {folder}, is not this user's own.").format(folder=folder),
            _("Remove it, or set TMPDIR to a folder of your own. Nothing was written."),
        )
    return folder


def private_name(what: str) -> Path:
    """A fresh path in the private folder that `sweep` will recognise. Nothing is made there yet."""
    return private_folder() / f"{what}-{os.getpid()}-{secrets.token_hex(8)}"


def sweep_at_start() -> None:
    """`sweep`, if there is a private folder at all; what is wrong with it is told to those who need it. Never raises."""
    user = str(os.getuid()) if hasattr(os, "getuid") else "user"
    with contextlib.suppress(MigratorError, OSError):
        if os.path.lexists(Path(tempfile.gettempdir()) / f"migrator-{user}"):
            sweep()


def sweep() -> int:
    """Remove what processes that no longer run left in the private folder; how many things were removed.

    Called at the start of the program, whatever it is asked to do. What cannot be removed (Windows keeps an open file) is still in use.
    """
    removed = 0
    for path in private_folder().iterdir():
        named = _NAME.fullmatch(path.name)
        if named is None or _alive(int(named[1])):
            continue
        with contextlib.suppress(OSError):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()
            removed += 1
    return removed


def remove_own() -> None:
    """Remove everything that this process has in the private folder: session vaults, spools, opened attachments.

    For an end that cannot wait for whoever made them: each is renamed first, so that a thread that is still writing by
    path finds nothing to write to. Never raises.
    """
    with contextlib.suppress(MigratorError, OSError):
        for path in private_folder().iterdir():
            named = _NAME.fullmatch(path.name)
            if named is None or int(named[1]) != os.getpid():
                continue
            with contextlib.suppress(OSError):
                path = path.rename(private_name("removed"))  # noqa: PLW2901 - the same thing by its new name
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            else:
                with contextlib.suppress(OSError):
                    path.unlink()


def forbid_core_dumps() -> None:
    """Let a crash of this process leave no image of its memory, which may hold keys. Called at the start of the program."""
    if sys.platform != "win32":
        import resource

        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if sys.platform == "win32":

    def _alive(process: int) -> bool:
        """Asked of the system: `os.kill` with 0 would end the process there."""
        import ctypes

        kernel = ctypes.windll.kernel32
        handle = kernel.OpenProcess(0x1000, False, process)  # PROCESS_QUERY_LIMITED_INFORMATION
        if not handle:
            return bool(kernel.GetLastError() == 5)  # ERROR_ACCESS_DENIED: it runs, as somebody else
        code = ctypes.c_ulong()
        kernel.GetExitCodeProcess(handle, ctypes.byref(code))
        kernel.CloseHandle(handle)
        return bool(code.value == 259)  # STILL_ACTIVE

else:

    def _alive(process: int) -> bool:
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return False
        except OSError:
            return True
        return True
