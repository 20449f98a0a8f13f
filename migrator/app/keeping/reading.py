"""Finding chats again: the list, the search, one conversation with its branches and attachments."""

from __future__ import annotations

import io
import shutil
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from migrator.app.archive import OpenArchive
from migrator.app.context import Context
from migrator.app.keeping.contents import Contents, contents
from migrator.app.keeping.overview import Overview, overview
from migrator.app.keeping.takings import takings
from migrator.app.watch import watched
from migrator.errors import OutputExists, UnknownId, UsageError, VaultDamaged
from migrator.i18n import _, ngettext
from migrator.model import Asset, Conversation, Item, Persona, Project
from migrator.privacy.inspecting import HasFinding
from migrator.privacy.selection import Words, selection
from migrator.seal.private import private_name
from migrator.shape import attachments, names, tongues
from migrator.vault import disk
from migrator.vault.handle import Vault
from migrator.vault.index import browse, build, granted
from migrator.vault.index.browse import Listed
from migrator.vault.index.connection import Connection, IndexStale
from migrator.vault.index.fill import unreadable
from migrator.vault.index.granted import Found, Shown
from migrator.vault.index.search import Hit, holding, search
from migrator.vault.lacks import lacks


class Library:
    """An open vault's index and exports. Brings the index up to date when it is made."""

    def __init__(self, connection: Connection, held: Contents, context: Context) -> None:
        self._connection = connection
        self._held = held
        self._context = context
        self._inline: dict[str, tuple[Asset, bytes]] = {}  # files that stand in the chats that were asked for
        self._some = False

    def conversations(self, only: Sequence[str] = (), context: Context | None = None) -> list[Listed]:
        """All conversations, or those that the queries choose; the one used last first.

        Queries are answered by reading all of it: `context` is told how far that is, and can stop it.
        """
        listed = browse.conversations(self._connection)
        if not only:
            return listed
        archive = OpenArchive(self._held.all(), context or self._context)
        choose = selection(only, Words(project_names=archive.names(), has_finding=HasFinding()))
        chosen = archive.whole(lambda chats: {chat.id for chat in chats if choose is None or choose(chat)})
        return [one for one in listed if one.id in chosen]

    def warm(self) -> None:
        """Open every export now: the first chat that is read would otherwise wait for it. May run beside everything else."""
        self._held.all()

    def names(self) -> dict[str, str]:
        """What projects and personas are called, by id, as far as the exports tell."""
        found: dict[str, str] = {}
        for kind in (Project, Persona):
            found |= {
                one.id: one.name
                for one in browse.items(self._connection, kind)
                if isinstance(one, Project | Persona) and one.name
            }
        return found

    def search(self, query: str, *, limit: int = 50, prefix: bool = False) -> tuple[list[Hit], int]:
        """Messages by their words, the best first, and how many there are."""
        return search(self._connection, query, limit=limit, prefix=prefix)

    def holding(self, query: str, *, prefix: bool = False) -> set[str]:
        """The ids of all conversations in which `search` finds something."""
        return holding(self._connection, query, prefix=prefix)

    def narrow(self, only: Collection[str] | None) -> None:
        """For `found`: conversations of these ids alone, or all. Once for each library."""
        granted.prepare(self._connection, only)
        self._some = only is not None

    def found(self, query: str, *, limit: int, offset: int = 0) -> tuple[list[Found], int]:
        """Messages by their words, whole, among those that `narrow` left, and how many there are (`granted.search`)."""
        return granted.search(self._connection, query, some=self._some, limit=limit, offset=offset)

    def shown(self) -> Iterator[Shown]:
        """The conversations that `narrow` left, the one used last first, one at a time."""
        return granted.shown(self._connection, some=self._some)

    def page(self, *, limit: int, offset: int) -> tuple[list[Shown], int]:
        """Some of them, in the same order, and how many there are."""
        return granted.page(self._connection, some=self._some, limit=limit, offset=offset)

    def one(self, key: str) -> Shown | None:
        """The conversation of that id among those, None if it is none of them."""
        return granted.one(self._connection, key, some=self._some)

    def interrupt(self) -> None:
        """Stop what the index is being asked; may come from another thread. What was asked ends in an error."""
        self._connection.interrupt()

    def items(self, kind: type[Item]) -> Iterator[Item]:
        """All memories, instructions, or other things beside conversations, each once."""
        return browse.items(self._connection, kind)

    def whole(self, key: str) -> Conversation | None:
        """The conversation of exactly that id, None if it is not there or can no longer be read."""
        return browse.conversation(self._connection, key, self._held.exports)

    def overview(self, only: Collection[str] | None = None) -> Overview:
        """Conversations seen from far away: all, or those of these ids."""
        listed = browse.conversations(self._connection)
        chosen = [one for one in listed if only is None or one.id in only]
        return overview(chosen, browse.openings(self._connection, tongues.READ))

    def conversation(self, beginning: str) -> Conversation:
        """The conversation whose id is `beginning` or alone begins so. UsageError if there is none or several."""
        found = browse.matching(self._connection, beginning) if beginning else []
        if not found:
            raise UnknownId(
                _("There is no conversation with that id."), _("`migrate vault list` shows the ids.")
            )
        if len(found) > 1 and found[0] != beginning:
            raise UsageError(
                ngettext(
                    "{n} conversation begins like that.", "{n} conversations begin like that.", len(found)
                ).format(n=len(found)),
                _("Type more of the id."),
            )
        whole = browse.conversation(self._connection, found[0], self._held.exports)
        if whole is None:
            raise UsageError(_("This conversation can no longer be read."), _("Run `migrate vault verify`."))
        return whole

    def attachments(self, conversation: Conversation) -> list[Asset]:
        """The files that the conversation shows and that an export holds, in the order of its messages."""
        inline = {asset.id: (asset, data) for asset, data in attachments.inline(conversation)}
        self._inline.update(inline)
        found: list[Asset] = []
        for key in dict.fromkeys(attachments.named(conversation)):
            if key in inline:
                found.append(inline[key][0])
                continue
            for one in self._held.all():
                if key in one.export.assets:
                    found.append(one.export.assets[key])
                    break
        return found

    def save(self, conversation: Conversation, folder: Path, number: int | None = None) -> list[Path]:
        """Write the conversation's attachments out, readable, into `folder`: all, or attachment `number` (from 1).

        Whether that is wanted is asked before. Nothing is overwritten: UsageError, with nothing written, if a file of
        one of the names is there. Each is whole under its name or not there; NoSpace and the like are ours.
        """
        assets = self.attachments(conversation) if number is None else [self.attachment(conversation, number)]
        with disk.guarded(str(folder), ours=False):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        taken = names.Names()
        places: list[tuple[Asset, Path]] = []
        for asset in assets:
            called = asset.name or asset.path
            end = names.extension(called)
            stem = names.safe(called.rsplit("/", 1)[-1].removesuffix(end), "file")
            path = folder / taken.take("", stem, end)
            if path.exists():
                raise OutputExists(
                    _("“{file}” exists already; nothing in it was changed.").format(file=path.name),
                    _("Choose another folder."),
                )
            places.append((asset, path))
        for asset, path in places:
            self._write(asset, path)
        return [path for _asset, path in places]

    @contextmanager
    def unsealed(self, conversation: Conversation, number: int) -> Iterator[Path]:
        """Attachment `number` (from 1) as a file in the private folder, for a viewer; removed at the end.

        Whether that is wanted is asked before. A crash leaves it there until the next start sweeps it away
        (`seal.private.sweep`).
        """
        asset = self.attachment(conversation, number)
        path = private_name("look")
        with disk.guarded(str(path), ours=False):
            path.mkdir(mode=0o700)
        try:
            file = path / names.with_hash(asset.name or asset.path, asset.id)
            self._write(asset, file)
            yield file
        finally:
            shutil.rmtree(path, ignore_errors=True)

    def attachment(self, conversation: Conversation, number: int) -> Asset:
        """Attachment `number`, from 1. UsageError if there is none."""
        assets = self.attachments(conversation)
        if not 1 <= number <= len(assets):
            raise UsageError(_("This conversation has no attachment {n}.").format(n=number))
        return assets[number - 1]

    def _write(self, asset: Asset, path: Path) -> None:
        part = disk.part_of(path)
        try:
            with (
                self._open(asset) as source,
                disk.guarded(str(path), ours=False),
                disk.new_part(path) as out,
            ):
                shutil.copyfileobj(source, disk.Whole(out), 1 << 20)
            part.replace(path)
        except BaseException:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise

    def _open(self, asset: Asset) -> BinaryIO:
        if asset.id in self._inline:
            return io.BytesIO(self._inline[asset.id][1])
        for one in self._held.all():
            if asset.id in one.export.assets:
                return one.export.open(asset)
        raise KeyError(asset.id)


@contextmanager
def library(vault: Vault, context: Context) -> Iterator[Library]:
    """The chats of an open vault. The index is built first if it lags behind.

    An original that could not be read to its end is reported; its chats are here as far as they could be read.
    """
    context, _watch = watched(
        context
    )  # however often an export is looked at, what is wrong with it is said once
    for problem in lacks(vault):
        context.report(problem)
    with contents(vault, context) as held, ExitStack() as stack:
        try:
            connection = build.opened(vault)
        except (
            IndexStale,
            VaultDamaged,
        ):  # it is derived, so it is made again; that reports what is damaged, too
            if vault.read_only:
                connection = stack.enter_context(_aside(vault, held, context))
            else:
                connection, _filled = build.ready(
                    vault, held.exports, context.report, takings=takings(vault, held, context)
                )
        else:
            for name in build.damaged(connection):
                context.report(unreadable(name))
        try:
            yield Library(connection, held, context)
        finally:
            connection.close()


@contextmanager
def _aside(vault: Vault, held: Contents, context: Context) -> Iterator[Connection]:
    """An index of a vault that cannot be written, in the private folder, sealed under its key; removed at the end."""
    folder = private_name("index")
    with disk.guarded(str(folder), ours=False):
        folder.mkdir(mode=0o700)
    try:
        yield build.aside(
            vault, folder / "index.db", held.exports, context.report, takings=takings(vault, held, context)
        )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def list_document(listed: Sequence[Listed]) -> dict[str, Any]:
    """The document of `vault list`."""
    fields = ("id", "title", "created", "updated", "messages", "branches", "project", "archived")
    return {
        "conversations": [
            {**{name: getattr(one, name) for name in fields}, "starred": one.starred, "missing": one.missing}
            for one in listed
        ]
    }


def search_document(hits: Sequence[Hit], total: int) -> dict[str, Any]:
    """The document of `vault search`."""
    return {
        "hits": [
            {"conversation": h.conversation, "message": h.message, "title": h.title, "snippet": h.snippet}
            for h in hits
        ],
        "total": total,
    }


def show_document(conversation: Conversation) -> dict[str, Any]:
    """The document of `vault show`: the conversation in the neutral form."""
    return {"conversation": msgspec.to_builtins(conversation)}
