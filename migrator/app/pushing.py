"""Bringing exports or a vault to a server that is running, straight and in small steps: `migrate push`.

    done = push(Request(target="open-webui", url="http://127.0.0.1:8080", token=…, sources=("export.zip",)), context)

A face shows `context.listener` events while it works (phase "push", in conversations), and then `done`: how many of each
thing were sent, were there already, were left out; the losses; a model's answer if one was asked for. `dry_run=True`
sends nothing, not even a question, and gives the same counts as if the server were empty.

Run again after a stop, it goes on: what the server has is never sent twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any, Literal

import msgspec

from migrator import registry
from migrator.adapter import Arrivals, Choices, Client, Pusher, Receipt, Said
from migrator.app import network
from migrator.app.archive import OpenArchive
from migrator.app.choices import choices_of
from migrator.app.context import Context
from migrator.app.delivered import Delivered
from migrator.app.gathering import archive_of, exports_of
from migrator.app.opening import Opened
from migrator.app.receipts import Books, Counts, LossLine
from migrator.app.redacting import Redacted, Redacting
from migrator.app.watch import Watch, watched
from migrator.errors import ConditionNotMet, Interrupted, NetworkRefused, Stopped, VaultBusy, WrongSecret
from migrator.events import Event, Finished, Progressed, Report, Started
from migrator.i18n import _, ngettext
from migrator.net.client import Limits, address, connected
from migrator.net.door import is_this_computer
from migrator.vault import kinds, lock
from migrator.vault.handle import Vault

PHASE = "push"
"""The phase of the events while things are sent; its unit is conversations."""


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What the person asked for.

    `target` is a name of `registry.pusher_names()`, `url` the server's address, `token` its key if it wants one.
    `allowed` are hosts that the person allowed by name; this computer needs none. The rest is as for a conversion.
    """

    target: str
    url: str
    token: str | None = None
    allowed: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    branches: Literal["head", "all"] = "all"
    settings: tuple[str, ...] = ()
    redact: tuple[str, ...] = ()
    dry_run: bool = False

    def __repr__(self) -> str:
        """Without the token."""
        return f"<push.Request {self.target}>"


class Sum(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the things of one sort: sent in this run, there before it, not taken along."""

    sent: int = 0
    there: int = 0
    left_out: int = 0


class Pushed(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it. `counts` is what the server has now of what was asked for; `items` sorts to sums."""

    target: str
    title: str
    url: str
    dry_run: bool
    counts: Counts
    items: Mapping[str, Sum]
    losses: tuple[LossLine, ...]
    ids: Mapping[str, str]
    answer: str | None
    next: str
    redaction: Redacted | None = None
    complete: bool

    def document(self) -> dict[str, Any]:
        """The documented JSON object."""
        return {
            "target": self.target,
            "url": self.url,
            "dry_run": self.dry_run,
            "counts": msgspec.to_builtins(self.counts),
            "items": msgspec.to_builtins(self.items),
            "losses": msgspec.to_builtins(self.losses),
            "ids": dict(self.ids),
            "answer": self.answer,
            **({} if self.redaction is None else {"redaction": msgspec.to_builtins(self.redaction)}),
        }


def place(url: str) -> tuple[str, bool]:
    """The host of a server's address, and whether it is this computer. `UsageError` if it is no address."""
    host, _base = address(url)
    return host, is_this_computer(host)


def goes_to_others(request: Request) -> bool:
    """Whether this push sends chats as they are to another computer, so that the person is to be asked first."""
    return not request.dry_run and not request.redact and not place(request.url)[1]


def push(
    request: Request, context: Context, vault: Vault | None = None, *, limits: Limits | None = None
) -> Pushed:
    """Carry out `request`, on the exports in `vault` if it names none. `limits` are for tests.

    Raises `UsageError` for an unknown server, setting or address, `NetworkRefused` before anything is sent if the rules
    do not allow it, `WrongSecret` if the server does not take the token, `Stopped` if it went part of the way.
    """
    pusher = registry.pusher(request.target)
    host, base = address(request.url)
    kept = None if request.sources else vault
    redacting = Redacting(request.redact, request.settings, kept, hosted=not is_this_computer(host))
    choices = choices_of(pusher, request.branches, redacting.settings, context.language, redacting.kinds)
    run = _Run(pusher, request, base, choices, context.listener, redacting)
    watching, watch = watched(msgspec.structs.replace(context, listener=run.hear))

    def archive_from(exports: Sequence[Opened]) -> OpenArchive:
        return archive_of(
            exports,
            watching,
            kept,
            only=request.only,
            head_only=request.branches == "head",
            redaction=redacting.redaction,
        )

    if request.dry_run:
        with exports_of(request.sources, vault, watching) as exports:
            archive = archive_from(exports)
            run.carry(archive, None, _Nothing(), watching, watch)
        return run.result(complete=watch.complete)
    purpose = f"push {pusher.name}"
    ledger = network.ledger()
    with (
        connected(
            request.url,
            purpose,
            allowed=request.allowed,
            ledger=ledger,
            now=context.now,
            token=request.token,
            limits=limits or Limits(patience=pusher.patience),
            check=context.check,
        ) as client,
        exports_of(request.sources, vault, watching) as exports,
        _alone(),
    ):
        archive = archive_from(exports)
        doubt = network.in_doubt(base.split("/")[2], purpose, context.now())
        server = f"{pusher.name} {base}"
        arrivals: Arrivals = (
            Delivered(network.delivered_file(), server, doubt) if kept is None else _Kept(kept, server, doubt)
        )
        try:
            run.carry(archive, client, arrivals, watching, watch)
        except Stopped as why:
            raise Stopped(run.so_far(why.message), why.hint or _again()) from None
        except (WrongSecret, ConditionNotMet, NetworkRefused) as why:
            if not run.sent:
                raise
            raise Stopped(run.so_far(why.message), why.hint) from None
        except Interrupted:
            raise Interrupted(run.so_far(_("Stopped.")), _again()) from None
    return run.result(complete=watch.complete)


class _Run:
    """One push: the books and the sums of what comes back from the pusher."""

    def __init__(
        self,
        pusher: Pusher,
        request: Request,
        base: str,
        choices: Choices,
        listener: Report,
        redacting: Redacting,
    ) -> None:
        self._redacting = redacting
        self._pusher = pusher
        self._choices = choices
        self._request = request
        self._base = base
        self._books = Books()
        self._sums: dict[str, Sum] = {}
        self._answers: list[str] = []
        self._listener = listener
        self._sending = False

    def hear(self, event: Event) -> None:
        """Pass `event` on; once things are sent, reading is no phase of its own."""
        if self._sending and isinstance(event, Started | Progressed | Finished) and event.phase != PHASE:
            return
        self._listener(event)

    def carry(
        self,
        archive: OpenArchive,
        client: Client | None,
        arrivals: Arrivals,
        context: Context,
        watch: Watch,
    ) -> None:
        """Everything from the archive to the server, in the pusher's order."""
        archive.people_in_text = True
        # A look at everything first: damage and duplicates show before anything is sent.
        total = len(archive.seen.handed)
        if client is not None:
            self._redacting.keep_map()  # what that look found is noted before the first request
        context.report(Started(phase=PHASE, total=total, unit="conversations"))
        self._sending = True
        done = 0
        for told in self._pusher.push(archive, self._choices, client, arrivals, context.report):
            if isinstance(told, Said):
                self._answers.append(told.text)
                continue
            self._add(told)
            if told.item == "conversation":
                done += 1
                context.report(Progressed(phase=PHASE, done=done))
        context.report(Finished(phase=PHASE))
        self._books.close(archive, watch.problems)
        if client is not None:
            self._redacting.keep_map()

    @property
    def sent(self) -> int:
        """How many things went over in this run."""
        return sum(each.sent for each in self._sums.values())

    def so_far(self, message: str) -> str:
        """`message`, and how many conversations are known to be on the server if any was looked at."""
        there = self._sums.get("conversation", Sum())
        n = there.sent + there.there
        if not n:
            return message
        said = ngettext("{n} conversation is on the server.", "{n} conversations are on the server.", n)
        return f"{message} {said.format(n=n)}"

    def result(self, *, complete: bool) -> Pushed:
        """What came of it all."""
        return Pushed(
            target=self._pusher.name,
            title=_(self._pusher.title),
            url=self._base,
            dry_run=self._request.dry_run,
            counts=self._books.counts,
            items=dict(self._sums),
            losses=self._books.losses(),
            ids=dict(sorted(self._books.ids.items())),
            answer="\n\n".join(self._answers) if self._answers else None,
            next=_(self._pusher.after).format(**self._choices.options),
            complete=complete,
            redaction=self._redacting.summary(),
        )

    def _add(self, receipt: Receipt) -> None:
        self._books.add(receipt)
        past = self._sums.get(receipt.item, Sum())
        match receipt.outcome:
            case "there":
                now = msgspec.structs.replace(past, there=past.there + 1)
            case "left-out":
                now = msgspec.structs.replace(past, left_out=past.left_out + 1)
            case _:
                now = msgspec.structs.replace(past, sent=past.sent + 1)
        self._sums[receipt.item] = now


class _Nothing:
    """A dry run: nothing arrived anywhere."""

    in_doubt = False

    def remote(self, source: str) -> str | None:
        """Nobody noted it."""
        del source
        return None

    def note(self, arrived: Mapping[str, str]) -> None:
        """There is nowhere to keep it."""


class _Kept:
    """What the journal of the vault says, and where it is written down."""

    def __init__(self, vault: Vault, server: str, in_doubt: bool) -> None:
        self.in_doubt = in_doubt
        self._vault = vault
        self._server = server
        known = vault.journal.all(kinds.Push)
        start = len(server) + 1
        self._known = {
            key[start:]: value.remote for key, value in known.items() if key.startswith(f"{server} ")
        }

    def remote(self, source: str) -> str | None:
        """See `adapter.Arrivals`."""
        return self._known.get(source)

    def note(self, arrived: Mapping[str, str]) -> None:
        """See `adapter.Arrivals`. On the disk when this returns."""
        new = {source: remote for source, remote in arrived.items() if self._known.get(source) != remote}
        if not new:
            return
        with self._vault.writing(wait=30.0):
            self._vault.journal.put(
                {f"{self._server} {s}": kinds.Push(state="done", remote=remote) for s, remote in new.items()}
            )
        self._known.update(new)


@contextmanager
def _alone() -> Iterator[None]:
    """One push at a time on this computer: two at once could not tell each other's chats from those that were there."""
    place = network.default_file().with_name("push.lock")
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with ExitStack() as stack:
        try:
            stack.enter_context(lock.held(place, wait=0.2))
        except VaultBusy:
            raise VaultBusy(
                _("Another push is under way on this computer. Nothing was sent."),
                _("Wait until it has finished, then run this again."),
            ) from None
        yield


def _again() -> str:
    return _("Run the same command again: it goes on, and sends nothing twice.")
