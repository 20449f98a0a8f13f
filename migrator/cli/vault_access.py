"""The options of commands that open the vault, and the secret: from a file, from standard input, or asked for.

A secret is never an argument and never an environment variable.
"""

from __future__ import annotations

import os
import shlex
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from migrator.cli.session import Session
from migrator.errors import AnswerNeeded, UsageError, WrongSecret
from migrator.i18n import _

if TYPE_CHECKING:
    from migrator.vault.handle import Vault

F = TypeVar("F", bound=Callable[..., Any])
_LONGEST = 4096


def vault_options(function: F) -> F:
    """Add --vault and --passphrase-file."""
    function = click.option(
        "--passphrase-file",
        metavar="FILE",
        help=_("Read the passphrase or recovery code from the first line of FILE, - for standard input."),
    )(function)
    return click.option(
        "--vault",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help=_("The vault's folder, if it is not in the usual place."),
    )(function)


@contextmanager
def opened(session: Session, folder: Path | None, passphrase_file: str | None) -> Iterator[Vault]:
    """The open vault. NoVault before anything is asked; a usage error if a secret is needed under --no-input."""
    from migrator.app import unlocking
    from migrator.vault.lacks import lacks

    def secret() -> str:
        if passphrase_file is not None:
            return read_secret(passphrase_file)
        return asked_secret(session, _("Passphrase or recovery code"))

    with unlocking.opened(folder, secret, typed=passphrase_file is not None) as vault:
        for name in vault.mended:
            session.diagnostics.note(_("{file} was damaged and has been written anew.").format(file=name))
        if _others_may_write(vault.folder):
            session.diagnostics.note(
                _(
                    "Others on this computer may remove or replace files of the vault: chmod 700 {folder}"
                ).format(folder=shlex.quote(str(vault.folder)))
            )
        if vault.keys.changing:
            session.diagnostics.note(
                _("Making new keys was interrupted. Nothing is lost; `migrate vault rekey` finishes it.")
            )
        for problem in lacks(vault):
            session.diagnostics.report(problem)
        yield vault


def other(session: Session, folder: Path, passphrase_file: str | None) -> Vault:
    """Another vault than the one that is open: with the secret in the file if that fits, else with one that is asked for."""
    from migrator.vault.handle import unlock

    if passphrase_file not in (None, "-"):
        try:
            return unlock(folder, read_secret(str(passphrase_file)))
        except WrongSecret:
            pass
    question = _("Passphrase or recovery code of the vault in {folder}").format(folder=folder)
    return unlock(folder, asked_secret(session, question))


def _others_may_write(folder: Path) -> bool:
    try:
        seen = folder.stat()
    except OSError:
        return False
    return hasattr(os, "getuid") and seen.st_uid == os.getuid() and bool(seen.st_mode & 0o022)


def asked_secret(session: Session, question: str) -> str:
    """The secret that a person types, unseen; a usage error if nothing may be asked or nobody is there to ask."""
    if session.no_input:
        raise AnswerNeeded(
            _("The vault needs its passphrase, and nothing may be asked."), _("Add --passphrase-file FILE.")
        )
    if not _has_terminal():
        raise AnswerNeeded(
            _("The vault needs its passphrase, and there is no terminal to ask on."),
            _("Add --passphrase-file FILE, - for standard input."),
        )
    return str(click.prompt(question, hide_input=True, err=True))


def _has_terminal() -> bool:
    if sys.stdin is not None and sys.stdin.isatty():
        return True
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
    except (OSError, AttributeError):  # Windows has neither
        return False
    return True


def read_secret(file: str) -> str:
    """The first line of `file` (- for standard input) without its line end."""
    try:
        return first_line(file)
    except OSError as why:
        raise UsageError(
            _("The passphrase file “{file}” cannot be read ({reason}).").format(
                file=file, reason=reason(why)
            ),
            _("Name a file that you may read. Nothing was changed."),
        ) from None
    except UnicodeDecodeError:
        raise UsageError(
            _("The passphrase file is not text in UTF-8."), _("Save it as plain text with one line.")
        ) from None


def first_line(file: str) -> str:
    """The same, with the errors as Python has them."""
    if file == "-":
        line = sys.stdin.buffer.readline(_LONGEST)
    else:
        with Path(file).open("rb") as stream:
            _refuse_shared(stream.fileno(), file)
            line = stream.readline(_LONGEST)
    return line.decode("utf-8-sig").rstrip("\r\n")  # some editors put a mark before the text


def _refuse_shared(handle: int, file: str) -> None:
    """UsageError if a file of this user's own may be read by others: what is in it is a secret no more. As ssh does."""
    seen = os.fstat(handle)
    if not hasattr(os, "getuid") or not stat.S_ISREG(seen.st_mode) or seen.st_uid != os.getuid():
        return
    if seen.st_mode & 0o077:
        raise UsageError(
            _(
                "Others on this computer may read the file “{file}” (mode {mode}), so what is in it is no secret."
            ).format(file=file, mode=f"{stat.S_IMODE(seen.st_mode):04o}"),
            _(
                "Make it yours alone: chmod 600 {file}. Where a disk knows no permissions, use - and standard input."
            ).format(file=shlex.quote(file)),
        )


def reason(why: OSError) -> str:
    """Why the system refused, in its own words and without a path."""
    return os.strerror(why.errno) if why.errno else type(why).__name__
