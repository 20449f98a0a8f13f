"""`migrate net log`: every request that was made, to whom and how much; never what was in it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

import click

from migrator.cli import wording
from migrator.cli.session import Session, shared
from migrator.i18n import _, ngettext, size

if TYPE_CHECKING:
    from migrator.app.network import Log
    from migrator.net.ledger import Request


def command() -> click.Command:
    """The command in the language in use."""

    @click.command(
        help=_(
            "List every request that this program made over the network: when, to which host, what for, how many things,"
            " how many bytes, and the answer. No titles, no texts and no tokens are in it. --json lists them one by one."
        )
    )
    @shared
    def log(session: Session) -> None:
        from migrator.app.network import log as read_log

        found = read_log(session.context())
        session.show(found.document(), _lines(found))

    return log


def _lines(found: Log) -> Iterator[str]:
    if not found.requests:
        yield _("Nothing was ever sent over the network.")
        return
    titles = (_("when"), _("host"), _("what"), _("requests"), _("things"), _("sent"), _("received"))
    rows = [[*titles, _("answers")]]
    for _run, requests in groupby(found.requests, lambda r: (r.run or r.at.date(), r.host)):
        kinds: dict[str, list[Request]] = {}
        for request in requests:
            kinds.setdefault(request.purpose, []).append(request)
        rows += [_row(group) for group in kinds.values()]
    yield from wording.table(rows)
    yield ""
    yield ngettext("{n} request in all.", "{n} requests in all.", len(found.requests)).format(
        n=len(found.requests)
    )
    if found.damaged:
        yield ngettext(
            "{n} line of the list cannot be read.", "{n} lines of the list cannot be read.", found.damaged
        ).format(n=found.damaged)
    yield _("The list stands in {file}. Delete it if you want it forgotten.").format(file=found.file)


def _row(group: list[Request]) -> list[str]:
    answers: dict[str, int] = {}
    for request in group:
        said = str(request.status) if request.status is not None else request.error or _("none")
        answers[said] = answers.get(said, 0) + 1
    things = sum(request.count for request in group)
    return [
        group[0].at.strftime("%Y-%m-%d %H:%M:%S"),
        group[0].host,
        group[0].purpose,
        str(len(group)),
        str(things) if things else "",
        size(sum(request.sent for request in group)),
        size(sum(request.received for request in group)),
        ", ".join(f"{said} ×{n}" if n > 1 else said for said, n in answers.items()),
    ]
