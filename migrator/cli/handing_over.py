"""One sentence before chats go to another company as they are: what kinds of personal data go along, and a question."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

import click

from migrator.cli.session import Session
from migrator.errors import ConditionNotMet
from migrator.i18n import _

if TYPE_CHECKING:
    from migrator.vault.handle import Vault


class Asked(Protocol):
    """What of a request matters here."""

    @property
    def sources(self) -> tuple[str, ...]:
        """The exports; none for the vault."""

    @property
    def only(self) -> tuple[str, ...]:
        """The queries."""

    @property
    def branches(self) -> Literal["head", "all"]:
        """All versions of a chat, or the one last shown."""


def asked_before_handing_over(session: Session, request: Asked, vault: Vault | None) -> None:
    """Say what goes along, and ask; where nothing may be asked, it is a warning.

    `ConditionNotMet` if the person does not want it. Nothing was written or sent then.
    """
    from migrator.app import scanning

    sources = _read_again(request.sources)
    if sources is None:
        _warn(_("Personal data in these chats goes along. To leave it out, add --redact all."))
        return
    seen = scanning.scan(
        scanning.Request(sources=sources, only=request.only, branches=request.branches),
        session.context(),
        vault,
    )
    if not seen.counts:
        return
    session.diagnostics.close()
    sentence = _("What goes along as it is: {what}.").format(what=scanning.counted(seen.counts))
    _warn(sentence)
    _warn(_("To leave it out, add --redact all. `migrate privacy scan` shows where it is."))
    if session.no_input or session.as_json or not sys.stdin.isatty():
        return
    if not click.confirm(_("Go on with it as it is?"), default=False, err=True):
        raise ConditionNotMet(
            _("Stopped, as you wished. Nothing was written or sent."),
            _("Add --redact all, or choose chats with --only."),
        )


def _read_again(sources: Sequence[str]) -> tuple[str, ...] | None:
    """The sources, if they can be read twice: standard input and pipes cannot."""
    for source in sources:
        if source == "-" or (Path(source).exists() and not (Path(source).is_file() or Path(source).is_dir())):
            return None
    return tuple(sources)


def _warn(text: str) -> None:
    click.echo(text, err=True)
