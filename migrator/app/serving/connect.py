"""Telling another program how to start the server: its entry shown, or put into its settings and nothing else changed.

An entry is put in as text, so that all else in the file keeps its bytes; what comes out is read again and compared
before it is written, and the file as it was is kept beside it.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sys
import tempfile
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from migrator.app.serving.clients import ClientKind, entry, toml_text
from migrator.app.unlocking import default_folder
from migrator.errors import MigratorError, UsageError
from migrator.i18n import _

KEPT = ".before-migrator"


class Change(msgspec.Struct, frozen=True):
    """An entry for a program, and how its settings would change. `before` None: there is no such file yet.

    `after` None: there is nothing to write, since the entry is there already or the person types it.
    """

    kind: ClientKind
    command: tuple[str, ...]
    text: str
    file: Path | None = None
    before: str | None = None
    after: str | None = None
    is_there: bool = False


def command(vault: Path | None, grant: str | None, passphrase_file: str | None) -> tuple[str, ...]:
    """The command that a client starts; every path in it is absolute."""
    words = [*_program(), "mcp", "serve", "--vault", str((vault or default_folder()).absolute())]
    if grant:
        words += ["--grant", grant]
    if passphrase_file:
        words += ["--passphrase-file", str(Path(passphrase_file).absolute())]
    return tuple(words)


def change(kind: ClientKind, words: Sequence[str], *, name: str = "migrator") -> Change:
    """The entry, and what it would change. UsageError if the settings cannot be read or hold another entry of that name."""
    values = entry(kind, words)
    if kind.form == "toml":
        text = toml_text(f"{kind.key}.{name}", values)
    else:
        text = json.dumps(
            {kind.key or kind.entry: {name: values}} if kind.key or kind.entry else {}, indent=2
        )
    made = Change(kind, tuple(words), text, kind.file)
    if kind.file is None or kind.form == "shown":
        return made
    before = _read(kind.file)
    held, path = _parsed(kind, before or "", kind.file), (kind.key, name)
    known = held.get(kind.key, {})
    if not isinstance(known, dict):
        raise _odd(kind.file)
    if name in known:
        if known[name] == values:
            return msgspec.structs.replace(made, before=before, is_there=True)
        raise UsageError(
            _("{file} holds another entry “{name}” already; nothing was changed.").format(
                file=kind.file, name=name
            ),
            _("Take it out by hand first, or choose another name with --as."),
        )
    after = _with_toml(before or "", text) if kind.form == "toml" else _with_json(before or "", path, values)
    if _parsed(kind, after, kind.file) != {**held, kind.key: {**known, name: values}}:
        raise _odd(kind.file)
    return msgspec.structs.replace(made, before=before, after=after)


def write(made: Change) -> Path | None:
    """Put the change into the file; returns where the file as it was is kept, None if there was none.

    UsageError if the file was changed meanwhile, MigratorError if it cannot be written.
    """
    if made.file is None or made.after is None:
        return None
    file = made.file.resolve()
    if _read(file) != made.before:
        raise UsageError(
            _("{file} was changed meanwhile; nothing was written.").format(file=file), _("Try again.")
        )
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        kept = None
        if made.before is not None:
            kept = _free(file)
            shutil.copy2(file, kept)
        handle, part = tempfile.mkstemp(dir=file.parent, prefix=".migrator-")
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(made.after.encode("utf-8"))
                out.flush()
                os.fsync(out.fileno())
            if made.before is not None:
                shutil.copymode(file, part)
            os.replace(part, file)  # noqa: PTH105 - a name, not a path
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(part)  # noqa: PTH108
            raise
    except OSError as why:
        raise MigratorError(
            _("{file} cannot be written ({why}); it is as it was.").format(
                file=file, why=os.strerror(why.errno or 0)
            ),
            _("Put the entry in by hand."),
        ) from None
    return kept


def _free(file: Path) -> Path:
    for number in range(1000):
        kept = file.with_name(f"{file.name}{KEPT}{number or ''}")
        if not kept.exists():
            return kept
    raise UsageError(_("There are too many older copies beside {file}.").format(file=file))


def _program() -> list[str]:
    """How this program is started, whatever folder one is in."""
    own = Path(sys.argv[0])
    if own.name.startswith("migrate") and own.is_file() and os.access(own, os.X_OK):
        return [str(own.absolute())]
    found = shutil.which("migrate")
    return [str(Path(found).absolute())] if found else [sys.executable, "-m", "migrator"]


def _read(file: Path) -> str | None:
    try:
        return file.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError):
        raise _odd(file) from None


def _parsed(kind: ClientKind, text: str, file: Path) -> dict[str, Any]:
    try:
        if kind.form == "toml":
            return tomllib.loads(text)
        held = json.loads(text) if text.strip() else {}
    except (ValueError, RecursionError):
        raise _odd(file) from None
    if not isinstance(held, dict):
        raise _odd(file)
    return held


def _odd(file: Path) -> UsageError:
    return UsageError(
        _("{file} is not written in a way that can be changed safely; nothing was changed.").format(
            file=file
        ),
        _("It may hold comments. Put the entry in by hand: the same command without --write shows it."),
    )


def _with_toml(text: str, table: str) -> str:
    if not text:
        return table
    return text + ("" if text.endswith("\n") else "\n") + "\n" + table


def _with_json(text: str, path: tuple[str, str], values: dict[str, Any]) -> str:
    """The text with a member more: in the object under the first name, or with that object as a new first member."""
    outer, name = path
    if not text.strip():
        return json.dumps({outer: {name: values}}, indent=2, ensure_ascii=False) + "\n"
    inside = _value_of(text, outer)
    if inside is None:
        return _first_member(text, text.index("{"), outer, {name: values}, 2)
    return _first_member(text, inside, name, values, 4)


def _first_member(text: str, brace: int, name: str, value: Any, indent: int) -> str:
    shown = json.dumps({name: value}, indent=2, ensure_ascii=False)[1:-1].strip("\n")
    shown = "\n".join(" " * (indent - 2) + line for line in shown.split("\n"))
    rest = text[brace + 1 :]
    closes = rest.lstrip().startswith("}")
    end = (
        ("\n" + " " * (indent - 2) + rest.lstrip())
        if closes
        else "," + (rest if rest[:1] in "\r\n" else "\n" + rest)
    )
    return f"{text[: brace + 1]}\n{shown}{end}"


def _value_of(text: str, name: str) -> int | None:
    """Where the value of a member of the outer object begins; None if there is no such member."""
    decoder = json.JSONDecoder()
    at = text.index("{") + 1
    while True:
        at = _blank(text, at)
        if text[at] == "}":
            return None
        key, at = decoder.raw_decode(text, at)
        at = _blank(text, _blank(text, at) + 1)  # the colon
        if key == name:
            return at
        _value, at = decoder.raw_decode(text, at)
        at = _blank(text, at)
        if text[at] == ",":
            at += 1


def _blank(text: str, at: int) -> int:
    while text[at] in " \t\r\n":
        at += 1
    return at
