"""Whose exports these are: those of one account are merged, those of two are never mixed.

An account is known by the vendor's id in the export, never by name or address. An export that does not say whose it is goes
with any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from migrator.app.opening import Opened
from migrator.errors import OtherAccount
from migrator.events import Problem
from migrator.i18n import _, ngettext


def accounts(exports: Iterable[Opened]) -> list[str]:
    """The ids of the accounts that the exports name, in the order in which they come up."""
    return list(dict.fromkeys(one.export.account.id for one in exports if one.export.account is not None))


def one_account(exports: Sequence[Opened]) -> None:
    """UsageError if the exports are of different accounts: a conversion of both would mix two histories."""
    found = len(accounts(exports))
    if found > 1:
        raise OtherAccount(_several(found), _("Run it once for each account, with an --out of its own."))


def same_account(here: Iterable[str], new: Sequence[Opened]) -> None:
    """UsageError if `new` is not of the account whose archive is here already (`here`: its ids)."""
    if len({*here, *accounts(new)}) > 1:
        raise OtherAccount(
            _("This export is of another account than what the vault holds; nothing was added."),
            _("Keep each account in a vault of its own: migrate vault init --vault DIR"),
        )


def noticed(exports: Sequence[Opened]) -> Problem | None:
    """What to say where exports of several accounts are only looked at."""
    found = len(accounts(exports))
    return Problem(kind="several-accounts", where="", what=_several(found)) if found > 1 else None


def _several(n: int) -> str:
    return ngettext(
        "These exports are of {n} account.", "These exports are of {n} different accounts.", n
    ).format(n=n)
