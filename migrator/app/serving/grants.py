"""What the person lets programs of other assistants read: given once, listed, withdrawn. Kept in the journal."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any, Literal

import msgspec

from migrator.app.context import Context
from migrator.errors import UnknownId, UsageError
from migrator.i18n import _
from migrator.privacy.kinds import chosen
from migrator.privacy.selection import check
from migrator.shape import times
from migrator.vault.handle import Vault
from migrator.vault.kinds import Grant

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


class Given(msgspec.Struct, frozen=True):
    """A grant by its name."""

    name: str
    grant: Grant

    def document(self) -> dict[str, Any]:
        """The documented JSON object."""
        grant = self.grant
        return {
            "name": self.name,
            "only": list(grant.only),
            "redact": list(grant.redact),
            "attachments": grant.attachments,
            "about_me": grant.about_me,
            "state": grant.state,
            "made": times.iso(grant.made) if grant.made else None,
        }


def given(vault: Vault, *, withdrawn: bool = False) -> list[Given]:
    """The grants, the oldest first; with `withdrawn` those as well that no longer hold."""
    return [
        Given(name, grant)
        for name, grant in vault.journal.all(Grant).items()
        if withdrawn or grant.state == "given"
    ]


def check_name(name: str, in_use: Collection[str] = ()) -> None:
    """UsageError if it is none that a grant can have, or one of those that are in use."""
    if name in in_use:
        raise UsageError(
            _("There is a grant “{name}” already; it is as it was.").format(name=name),
            _("Withdraw it first (`migrate mcp withdraw {name}`), or take another name.").format(name=name),
        )
    if not _NAME.fullmatch(name):
        raise UsageError(
            _("“{name}” is no name for a grant.").format(name=name),
            _("Small letters, digits, - and _, at most 40: for example “work”. Nothing was changed."),
        )


def give(
    vault: Vault,
    name: str,
    context: Context,
    *,
    only: Sequence[str] = (),
    redact: Sequence[str] = (),
    attachments: bool = True,
    about_me: Literal["all", "chosen", "none"] | None = None,
) -> Given:
    """Make a grant. UsageError if the name is no name or is in use, a query cannot be read, or a kind is unknown.

    Without a word on `about_me`: all of it if the grant covers every chat, else what stands in the chats it covers.
    """
    check_name(name)
    check(only)
    kinds = chosen(redact)
    with vault.writing():
        known = vault.journal.get(Grant, name)
        check_name(name, {name} if known is not None and known.state == "given" else ())
        grant = Grant(
            only=tuple(only),
            redact=kinds,
            attachments=attachments,
            about_me=about_me or ("chosen" if only else "all"),
            made=context.now(),
        )
        vault.journal.put({name: grant})
    return Given(name, grant)


def withdraw(vault: Vault, name: str) -> Given:
    """Nothing is read by this grant any more, from the next request on. UsageError if there is none of that name."""
    with vault.writing():
        known = vault.journal.get(Grant, name)
        if known is None or known.state != "given":
            raise UnknownId(
                _("There is no grant “{name}”.").format(name=name), _("`migrate mcp grants` lists them.")
            )
        gone = msgspec.structs.replace(known, state="withdrawn")
        vault.journal.put({name: gone})
    return Given(name, gone)


def meant(vault: Vault, name: str | None) -> Given | None:
    """The grant of that name, or the only one there is; None if there is none, or none is named among several."""
    found = [one for one in given(vault) if name is None or one.name == name]
    return found[0] if len(found) == 1 else None
