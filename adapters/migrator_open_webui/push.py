"""Brings an archive to an Open WebUI that is running: folders, chats in batches, memories, custom instructions.

The server's own list is the truth. It is asked at the start, now and then, after every request without an answer and at the end,
so that nothing is sent twice; what was not answered is never sent again in the same run, since the server may still be at it. What
the person removed there after an earlier run stays removed (`earlier`).
"""

from __future__ import annotations

import functools
from collections.abc import Iterator

import msgspec
import orjson

from migrator.adapter import Archive, Arrivals, Choices, Client, NoReply, Pusher, Receipt, Reply, Said
from migrator.errors import MigratorError, Stopped
from migrator.events import Problem, Report
from migrator.i18n import N_, _, ngettext
from migrator.losses import Loss
from migrator.model import Asset
from migrator_open_webui import personal
from migrator_open_webui.chat import Page, chat, encoded
from migrator_open_webui.earlier import Earlier
from migrator_open_webui.folders import Folders
from migrator_open_webui.options import PUSH_OPTIONS, push_wishes
from migrator_open_webui.server import Server, checked

_BATCH = 4_000_000  # bytes; one chat may be larger, and then goes alone
_TRIES = 4  # for a server that asks to be left alone for a while
_HOPELESS = 3  # refusals in a row after which it is not the chats' fault


def push(
    archive: Archive, choices: Choices, client: Client | None, arrivals: Arrivals, report: Report
) -> Iterator[Receipt | Said]:
    """Everything that an account there can hold. Without a client: what would be sent to an empty one."""
    server = account = None
    if client is not None:
        server = Server(client)
        try:
            server.meet()
            server.look()
            if arrivals.in_doubt:
                server.settle()
            account = server.account()
        except NoReply:
            raise Stopped(
                _("The server does not answer."),
                _("Look whether it runs at this address, then run this again."),
            ) from None
    earlier = Earlier(arrivals, account, again=choices.options["again"] == "yes")
    folders = Folders(archive, server, earlier, report)
    inside: set[str] = set()
    sending = _Sending(server, folders, earlier, report, int(choices.options["batch"]))
    for page in archive.convert(functools.partial(chat, wishes=push_wishes(choices))):
        inside.update(page.inlined)
        yield from sending.add(page)
    yield from sending.rest()
    yield from folders.receipts()
    yield from personal.memories(archive, choices, client, earlier, report)
    yield from personal.instructions(archive, choices, client, report)
    earlier.tell(report)
    for asset in archive.items(Asset):
        if asset.id in inside:
            there = asset.id not in sending.carried and client is not None
            yield Receipt(item="asset", source=asset.id, outcome="there" if there else "written")
        else:
            losses = (Loss("asset-left-out", (asset.id,)),)
            yield Receipt(item="asset", source=asset.id, outcome="left-out", losses=losses)
    sending.prove()


class _Sending:
    """Gathers chats into batches and brings them over. Without a server every chat counts as taken."""

    def __init__(
        self, server: Server | None, folders: Folders, arrivals: Earlier, report: Report, most: int
    ) -> None:
        self._server = server
        self._folders = folders
        self._arrivals = arrivals
        self._report = report
        self._most = max(1, most)
        self._batch: list[Page] = []
        self._size = 0
        self._sent: set[str] = set()
        self._refused = 0  # in a row
        self.carried: set[str] = set()  # images that went over inside chats
        self._any = False  # whether the server ever took a chat, or has one of ours

    def add(self, page: Page) -> Iterator[Receipt]:
        """Take one more chat; the receipts of what is over by now."""
        if not page.data:
            yield page.receipt
            return
        if self._server is None:
            self._folders.use(page.project, page.title)
            yield page.receipt
            return
        if page.key in self._server.chats:
            yield self._there(page)
            return
        noted = self._arrivals.remote(page.key)
        if not (noted is not None and self._server.holds(noted)) and self._arrivals.is_removed(page.key):
            self._any = True
            losses = (*page.receipt.losses, Loss("removed-there", page.held))
            yield msgspec.structs.replace(
                page.receipt, target=None, outcome="left-out", messages=0, branches=0, losses=losses
            )
            return
        if self._batch and (len(self._batch) >= self._most or self._size + len(page.data) > _BATCH):
            yield from self.rest()
        self._batch.append(page)
        self._size += len(page.data)

    def rest(self) -> Iterator[Receipt]:
        """Bring over what is gathered."""
        batch, self._batch, self._size = self._batch, [], 0
        if not batch or self._server is None:
            return
        try:
            self._server.look_now_and_then()
        except NoReply:
            raise Stopped(_("The server no longer answers.")) from None
        waiting = [batch]
        while waiting:
            these = waiting.pop()
            left = []
            for page in these:
                if page.key in self._server.chats:
                    yield self._there(page)
                else:
                    left.append(page)
            if left:
                yield from self._bring(self._server, left, waiting)

    def prove(self) -> None:
        """Ask the server once more for everything: what was sent is there, once."""
        if self._server is None or not self._sent:
            return
        try:
            self._server.look()
        except NoReply:
            raise Stopped(_("The server no longer answers.")) from None
        missing = len(self._sent - self._server.chats.keys())
        if missing:
            raise Stopped(
                ngettext(
                    "The server no longer lists {n} chat that it had taken.",
                    "The server no longer lists {n} chats that it had taken.",
                    missing,
                ).format(n=missing)
            )
        doubled = len(self._sent & self._server.doubled)
        if doubled:
            self._report(
                Problem(
                    kind="doubled",
                    where="",
                    what=ngettext(
                        "{n} chat is on the server twice: something else brought it there meanwhile.",
                        "{n} chats are on the server twice: something else brought them there meanwhile.",
                        doubled,
                    ).format(n=doubled),
                )
            )

    # ------------------------------------------------------------------------------------------- inside

    def _bring(self, server: Server, pages: list[Page], waiting: list[list[Page]]) -> Iterator[Receipt]:
        documents = [self._document(page) for page in pages]
        reply = self._patiently(server, documents)
        silent = reply is None or reply.status in {502, 504}  # something in between gave up waiting
        if reply is not None and (reply.status in {401, 403, 404, 405} or 300 <= reply.status < 400):
            checked(reply)
        try:
            if reply is None or silent:
                server.settle()
            elif reply.status != 200 or not server.taken(reply):
                server.look()
        except NoReply:
            raise Stopped(_("The server no longer answers.")) from None
        arrived = {page.key for page in pages} & server.chats.keys()
        self._arrivals.note({key: server.chats[key].id for key in sorted(arrived)})
        self._sent |= arrived
        left = []
        for page in pages:
            if page.key in arrived:
                self._any, self._refused = True, 0
                self.carried.update(page.inlined)
                yield msgspec.structs.replace(page.receipt, target=server.chats[page.key].id)
            else:
                left.append(page)
        if not left:
            return
        if reply is None or silent:
            raise Stopped(_("A request was not answered, and the server may still be working on it."))
        if len(left) > 1:
            half = len(left) // 2
            waiting += [left[half:], left[:half]]
            return
        yield self._refuse(left[0], reply)

    def _patiently(self, server: Server, documents: list[bytes]) -> Reply | None:
        """What the server answers, once it no longer asks to be left alone; None if no answer came."""
        for _try in range(_TRIES):
            try:
                reply = server.send(documents)
            except NoReply as why:
                if not why.sent:
                    raise Stopped(_("The server cannot be reached any more.")) from None
                return None
            if reply.status not in {429, 503}:
                return reply
            server.client.pause(min(max(reply.wait, 2), 60))
        raise Stopped(_("The server is too busy to answer ({status}).").format(status=reply.status))

    def _document(self, page: Page) -> bytes:
        """The chat as it is sent: in the folder that the server knows."""
        folder = self._folders.use(page.project, page.title)
        document = orjson.loads(page.data)
        document["folder_id"] = folder
        return encoded(document)

    def _there(self, page: Page) -> Receipt:
        assert self._server is not None  # noqa: S101 - only asked where there is one
        self._any = True
        there = self._server.chats[page.key]
        self._arrivals.note({page.key: there.id})
        self._folders.there(page.project)
        losses = page.receipt.losses
        if there.updated < page.updated:
            losses = (*losses, Loss("older-there", (page.receipt.source,)))
        return msgspec.structs.replace(page.receipt, target=there.id, outcome="there", losses=losses)

    def _refuse(self, page: Page, reply: Reply) -> Receipt:
        self._refused += 1
        if self._refused >= _HOPELESS and (not self._any or reply.status >= 500):
            fault = Stopped if self._any or reply.status >= 500 else MigratorError
            raise fault(
                _("The server refuses every chat ({status}).").format(status=reply.status),
                _("Its log says why. A file can be imported instead: `migrate --to open-webui`."),
            )
        losses = (*page.receipt.losses, Loss("refused", page.held))
        return msgspec.structs.replace(
            page.receipt, target=None, outcome="left-out", messages=0, branches=0, losses=losses
        )


PUSHER = Pusher(
    name="open-webui",
    title="Open WebUI",
    about=N_(
        "Chats with all branches and their images, folders, memories and custom instructions go into your account on"
        " the server. What is there already is recognised and not sent again."
    ),
    push=push,
    options=PUSH_OPTIONS,
    proof="tests/real/test_push_open_webui.py::test_a_real_server_holds_everything_once",
)
