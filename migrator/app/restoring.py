"""Values back in place of stand-ins, in a text that came from a redacted copy."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import msgspec

from migrator.app.redacting import saved
from migrator.errors import OutputExists, UsageError
from migrator.i18n import _
from migrator.privacy.standins import PATTERN, restore
from migrator.vault.handle import Vault

LARGEST = 64 << 20
"""Bytes of an answer."""


class Restored(msgspec.Struct, frozen=True):
    """A text with its values. `count` is how many places changed, `unknown` how many stand-ins are not in the map."""

    text: str
    count: int
    unknown: int

    def __repr__(self) -> str:
        """Without the text."""
        return f"<Restored {self.count}>"


def restored(text: str, vault: Vault) -> Restored:
    """`text` with everything put back that the vault has a value for."""
    entries, _keys = saved(vault)
    if not entries:
        raise UsageError(
            _("This vault holds no stand-ins: nothing was redacted from it yet."),
            _("For example: migrate --to claude --redact all"),
        )
    before = len(PATTERN.findall(text))
    known = sum(match[0].strip("\u2060").replace("\\", "") in entries for match in PATTERN.finditer(text))
    fakes = sum(text.count(one) for one in entries if not PATTERN.fullmatch(one.strip('"')))
    return Restored(restore(text, entries), known + fakes, before - known)


def read(file: str) -> str:
    """The text of `file`, - for standard input. `UsageError` if it is no text."""
    try:
        if file == "-":
            data = sys.stdin.buffer.read(LARGEST + 1)
        else:
            with Path(file).open("rb") as stream:
                data = stream.read(LARGEST + 1)
        text = data.decode("utf-8-sig")
    except OSError as why:
        raise UsageError(
            _("{path} cannot be read ({why}).").format(path=Path(file).name, why=os.strerror(why.errno or 0)),
            _("Check its name, and whether you may read it. Nothing was changed."),
        ) from None
    except UnicodeDecodeError:
        raise UsageError(
            _("“{file}” is not plain text in UTF-8.").format(file=Path(file).name),
            _("Save it as plain text."),
        ) from None
    if len(data) > LARGEST:
        raise UsageError(_("“{file}” is too large for an answer.").format(file=Path(file).name))
    return text


def write(out: Path, text: str) -> None:
    """`text` into a new file that only this user can read."""
    try:
        handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    except FileExistsError:
        raise OutputExists(
            _("“{file}” exists already; nothing in it was changed.").format(file=out.name),
            _("Name a new file."),
        ) from None
    except OSError as why:
        raise UsageError(
            _("“{file}” cannot be written ({why}).").format(file=out.name, why=os.strerror(why.errno or 0)),
            _("Name a file in a folder that you may write to."),
        ) from None
    with os.fdopen(handle, "wb") as stream:
        stream.write(text.encode("utf-8"))
