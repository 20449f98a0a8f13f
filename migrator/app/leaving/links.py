"""Shared links: those that the export lists, and whether each still opens, which takes the network and a yes."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar, Literal

import msgspec

from migrator.app.context import Context
from migrator.app.leaving.book import Book
from migrator.app.network import ledger_beside
from migrator.errors import UsageError
from migrator.events import Finished, Progressed, Started
from migrator.leave.seen import Link
from migrator.net.door import Answer, Ask, NoAnswer, Way, host_of, opened
from migrator.net.ledger import Ledger, Request
from migrator.vault.handle import Vault
from migrator.vault.kinds import Decision

HOST = "chatgpt.com"
PURPOSE = "leave links --check"
PAUSE = 0.5
"""Seconds between two requests: one person looking at their own links, not a crowd."""

State = Literal["open", "gone", "unclear", "not-checked"]


class LinkItem(msgspec.Struct, frozen=True, kw_only=True):
    """One link. `state` "unclear": the host gave an answer from which nothing can be told (`status`)."""

    id: str
    url: str
    title: str
    state: State = "not-checked"
    status: int | None = None


class Links(msgspec.Struct, frozen=True, kw_only=True):
    """The `leave links` document."""

    links: tuple[LinkItem, ...]
    checked: str | None = None

    def document(self) -> dict[str, Any]:
        """The documented JSON object."""
        told: dict[str, Any] = msgspec.to_builtins(self)
        return told


class Requested(Decision, frozen=True, kw_only=True, omit_defaults=True):
    """Requests that went over the network in one run. Key: when the run began. Written before the first one too."""

    kind: ClassVar[str] = "net"
    host: str
    purpose: str
    planned: int
    requests: tuple[Request, ...] = ()


def listed(book: Book, context: Context) -> Links:
    """The links that the exports list. Nothing is opened."""
    return Links(links=tuple(_item(link) for link in book.survey(context).links))


def check(
    book: Book,
    context: Context,
    *,
    allowed: Sequence[str] = (),
    ask: Ask | None = None,
    keep: Callable[[Requested, dt.datetime], None],
    pause: float = PAUSE,
) -> Links:
    """Ask each link's page for its status. Only `HOST` and the hosts in `allowed` are talked to, one after another."""
    links = book.survey(context).links
    hosts = [h for h in dict.fromkeys(map(_host, links)) if h == HOST or h in allowed]
    found: dict[str, LinkItem] = {}
    for host in hosts:
        here = [link for link in links if _host(link) == host]
        begun = context.now()
        requests: list[Request] = []
        with opened(
            host, allowed=allowed, ask=ask, ledger=ledger_beside(_into(requests)), now=context.now
        ) as way:
            keep(Requested(host=host, purpose=PURPOSE, planned=len(here)), begun)
            try:
                found |= _asked(way, here, context, pause)
            finally:
                told = Requested(host=host, purpose=PURPOSE, planned=len(here), requests=tuple(requests))
                keep(told, begun)
    checked = context.now().isoformat() if found else None
    return Links(links=tuple(found.get(link.id, _item(link)) for link in links), checked=checked)


def keeper(vault: Vault) -> Callable[[Requested, dt.datetime], None]:
    """Keeps requests in the journal of the vault."""

    def keep(requested: Requested, begun: dt.datetime) -> None:
        with vault.writing():
            vault.journal.put({f"{begun.isoformat()} {requested.host}": requested})

    return keep


def asked(vault: Vault) -> list[Request]:
    """Every request about shared links that was made, as the journal of the vault has them, the oldest first."""
    runs = vault.journal.all(Requested).values()
    return sorted((one for run in runs for one in run.requests), key=lambda one: one.at)


def _asked(way: Way, links: Iterable[Link], context: Context, pause: float) -> dict[str, LinkItem]:
    these = list(links)
    found: dict[str, LinkItem] = {}
    context.report(Started(phase="links", total=len(these), unit="links"))
    for number, link in enumerate(these):
        if number:
            time.sleep(pause)
        try:
            answer = way.get(link.url, PURPOSE)
            item = _item(link, _state(answer), answer.status)
        except NoAnswer:
            item = _item(link, "unclear")
        found[link.id] = item
        context.report(Progressed(phase="links", done=number + 1))
    context.report(Finished(phase="links"))
    return found


def _state(answer: Answer) -> State:
    """200 shows the page; 404 and 410 say that it is gone. A redirect or a refusal (403, 429) tells nothing."""
    if answer.status == 200:
        return "open"
    return "gone" if answer.status in {404, 410} else "unclear"


def _into(requests: list[Request]) -> Ledger:
    """A ledger in memory: what came of a request takes the place of its announcement."""

    def keep(request: Request) -> None:
        if requests and requests[-1].status is None and not requests[-1].error:
            requests.pop()
        requests.append(request)

    return keep


def _host(link: Link) -> str:
    try:
        return host_of(link.url)
    except (UsageError, ValueError):
        return ""


def _item(link: Link, state: State = "not-checked", status: int | None = None) -> LinkItem:
    return LinkItem(id=link.id, url=link.url, title=link.title, state=state, status=status)
