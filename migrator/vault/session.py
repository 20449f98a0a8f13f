"""A vault for one sitting: an ordinary one in a private temporary folder whose key exists only in this process's memory.

It has no slots, so that nothing on disk can open it: after a crash it is noise, and the next start sweeps it away
(`migrator.seal.private.sweep`). `keep` turns it into a lasting vault.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

from migrator.errors import UsageError
from migrator.events import Report, quiet
from migrator.i18n import _
from migrator.seal.private import private_name
from migrator.vault import disk, layout, readme, secret, slots
from migrator.vault.copy import copy_files
from migrator.vault.handle import Vault
from migrator.vault.keytext import KeyText
from migrator.vault.layout import Layout


@contextlib.contextmanager
def session() -> Iterator[Vault]:
    """An empty vault that is gone when the block ends, or the program."""
    at = Layout(private_name("session"))
    keys = KeyText.new(str(uuid.uuid4()))
    at.make()
    removal = functools.partial(shutil.rmtree, at.folder, ignore_errors=True)
    atexit.register(removal)
    try:
        slots.write_hints(at, keys.vault, ())
        with Vault(at, keys) as vault:
            yield vault
    finally:
        removal()
        atexit.unregister(removal)


@disk.guarded(disk.THE_VAULT)
def keep(vault: Vault, folder: Path, passphrase: str, recovery_code: str, report: Report = quiet) -> Vault:
    """Make a lasting vault of a session's, in the new or empty `folder`, with the two usual ways in; it is returned open.

    The sealed files are copied and hash-checked, and keep their keys. The index is not: it is made again. UsageError if
    the folder holds anything.
    """
    to = Layout(folder)
    layout.refuse_links(to)
    with disk.guarded(str(folder)):
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise UsageError(
                _("The folder {folder} is not empty.").format(folder=folder),
                _("Name a new or an empty one with --vault. Nothing was written."),
            )
    typed = {slots.RECOVERY: recovery_code, slots.PASSPHRASE: secret.passphrase(passphrase)}
    with vault.writing():
        to.make()  # a whole, empty vault first: if this is stopped, it opens, and the exports can be added to it
        disk.write_whole(to.readme, readme.text(vault.keys).encode("utf-8"), "readme")
        slots.write_slots(to, vault.keys, typed)
        copy_files(vault.layout, to, report, marker=False)
    return Vault(to, vault.keys)
