"""What went or would go to a server, and the list of requests, in words: the same on the screens and in plain lines."""

from __future__ import annotations

from collections.abc import Iterator

from migrator.app.leaving.links import asked
from migrator.app.network import Log
from migrator.app.pushing import Pushed, Sum
from migrator.app.steps import by_effect
from migrator.i18n import _, in_use, listed, ngettext, size, when
from migrator.net.ledger import Request
from migrator.vault.handle import Vault


def told(done: Pushed) -> Iterator[str]:
    """What was sent, was there, was left out, and what is lost; a model's answer if there is one."""
    if done.answer is not None:
        yield _("The model answered:")
        yield done.answer
        yield ""
    yield from sums(done)
    for heading, lines in by_effect(done.losses):
        yield ""
        yield f"{heading}:"
        for line in lines:
            yield f"  {in_use().number(line.count)} × {line.meaning}"


def sums(done: Pushed) -> Iterator[str]:
    """A line for each sort of thing."""
    names = {
        "conversation": _("chats"),
        "project": _("folders"),
        "memory": _("memories"),
        "instruction": _("instructions"),
        "asset": _("attachments"),
    }
    for item, total in done.items.items():
        if item in names:
            yield f"  {names[item]}: {_sum(total, dry_run=done.dry_run)}"


def consent(done: Pushed, where: str, *, here: bool) -> Iterator[str]:
    """What is asked before anything is sent. `here`: the server is on this computer."""
    yield _("To {host}, and to no other host, would go:").format(host=where)
    yield from sums(done)
    yield ""
    if here:
        yield _("{host} is this computer.").format(host=where)
    else:
        yield _("{host} is NOT this computer. Whoever runs it can read all of this.").format(host=where)
    yield _("What it has already is not sent again. Each request is noted; n shows the list.")


def every_request(log: Log, vault: Vault | None) -> list[Request]:
    """Those of the list and, with a vault, those about shared links that it keeps; the newest first."""
    about_links = asked(vault) if vault is not None else []
    return sorted((*log.requests, *about_links), key=lambda one: one.at, reverse=True)


def about_log(log: Log, many: int) -> Iterator[str]:
    """How many requests there were, and where they are written down."""
    if not many:
        yield _("Nothing was ever sent over the network.")
        return
    yield (
        ngettext("{n} request in all.", "{n} requests in all.", many).format(n=many)
        + " "
        + _("No titles, texts or tokens are in this list.")
    )
    if log.requests:
        yield _("The list stands in {file}. Delete it if you want it forgotten.").format(file=log.file)
    if many > len(log.requests):
        yield _("What was asked about shared links is in your vault.")
    if log.damaged:
        yield ngettext(
            "{n} line of the list cannot be read.", "{n} lines of the list cannot be read.", log.damaged
        ).format(n=log.damaged)


def request_row(one: Request) -> str:
    """A request on one line."""
    return (
        f"{when.column(one.at.isoformat())} {one.at:%H:%M:%S}  {answer(one):12.14} {one.host}  {one.purpose}"
    )


def request_lines(one: Request) -> Iterator[str]:
    """A request in full."""
    yield _("when: {when}").format(when=when.moment(one.at))
    yield _("host: {host}").format(host=one.host)
    yield _("what for: {what}").format(what=one.purpose)
    yield f"{one.method} {one.path}"
    if one.count:
        yield _("things sent: {n}").format(n=one.count)
    yield _("sent: {sent}, received: {received}").format(sent=size(one.sent), received=size(one.received))
    yield _("answer: {answer}").format(answer=answer(one))


def answer(one: Request) -> str:
    """The status, or why there is none."""
    return str(one.status) if one.status is not None else one.error or _("no answer")


def _sum(total: Sum, *, dry_run: bool) -> str:
    parts = [(_("{n} would be sent") if dry_run else _("{n} sent")).format(n=total.sent)]
    if total.there:
        parts.append(_("{n} there already").format(n=total.there))
    if total.left_out:
        parts.append(_("{n} left out").format(n=total.left_out))
    return listed(parts)
