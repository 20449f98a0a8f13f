"""The programs that can be a client, out of `clients.toml`, and the entry that each takes."""

from __future__ import annotations

import datetime as dt
import functools
import json
import os
import sys
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import Any, Literal

import msgspec

from migrator.errors import UnknownId
from migrator.i18n import _, listed

KEYCHAIN = ("DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR", "XDG_DATA_HOME", "XDG_CURRENT_DESKTOP", "DISPLAY")
"""Variables of the environment by which Linux's keychain is reached."""

START_SECONDS, ANSWER_SECONDS = 10, 60


class ClientKind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One program. `files` by `sys.platform`; `proof` says whether and when it was run."""

    name: str
    title: str
    form: Literal["json", "toml", "shown"]
    steps: tuple[str, ...]
    notes: tuple[str, ...]
    source: str
    seen: dt.date
    proof: str
    key: str = ""
    entry: str = ""
    shape: Literal["usual", "opencode", "codex"] = "usual"
    files: dict[str, str] = msgspec.field(default_factory=dict)

    @property
    def file(self) -> Path | None:
        """Where its settings are on this system; None if nothing can be written there."""
        place = self.files.get(sys.platform)
        if place is None:
            return None
        expanded = place.replace("%APPDATA%", os.environ.get("APPDATA", "~/AppData/Roaming"))
        return Path(expanded).expanduser()


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    client: tuple[ClientKind, ...]


@functools.cache
def clients() -> dict[str, ClientKind]:
    """All of them by name, in the order of the file."""
    text = resources.files(__package__).joinpath("clients.toml").read_text("utf-8")
    return {one.name: one for one in msgspec.toml.decode(text, type=_File).client}


def client(name: str) -> ClientKind:
    """The program of that name. UsageError that lists them."""
    found = clients().get(name)
    if found is None:
        raise UnknownId(
            _("There is no client “{name}”.").format(name=name),
            _("There are: {names}.").format(names=listed(clients())),
        )
    return found


def entry(kind: ClientKind, command: Sequence[str]) -> dict[str, Any]:
    """What stands under the server's name in the settings of that program."""
    first, *rest = command
    match kind.shape:
        case "opencode":
            return {
                "type": "local",
                "command": list(command),
                "enabled": True,
                "timeout": 1000 * ANSWER_SECONDS,
            }
        case "codex":
            return {
                "command": first,
                "args": rest,
                "env_vars": list(KEYCHAIN),
                "required": True,
                "startup_timeout_sec": START_SECONDS,
                "tool_timeout_sec": ANSWER_SECONDS,
            }
        case _:
            return {"command": first, "args": rest}


def toml_text(table: str, values: dict[str, Any]) -> str:
    """A table of strings, numbers, truths and lists of strings as TOML, whose basic strings are JSON's."""
    lines = [f"[{table}]"]
    lines += [f"{key} = {json.dumps(value, ensure_ascii=True)}" for key, value in values.items()]
    return "\n".join(lines) + "\n"
