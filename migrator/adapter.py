"""The adapter contract: what a reader, a target and a pusher are.

A **reader** turns one opened source into items. A **target** turns an archive into files. A **pusher** brings an
archive to a server that is running. All are found by entry point (`migrator.readers`, `migrator.writers`,
`migrator.pushers`) and may import only this module and the layers below it (`pyproject.toml` lists them).
`migrator.testing` holds the suite that every target passes; there is none for readers yet.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import BinaryIO, Literal, Protocol, TypeVar, runtime_checkable

import msgspec

from migrator.capabilities import Capabilities
from migrator.events import Report
from migrator.losses import Loss
from migrator.model import Account, Asset, Conversation, Item, KeptFile, Origin
from migrator.shape import attachments
from migrator.source import Fault, Source

T = TypeVar("T")
R = TypeVar("R")

# ------------------------------------------------------------------------------------------------ readers


class Recognition(msgspec.Struct, frozen=True):
    """How sure a reader is that a source is its own: `score` 0 to 1, `why` for a person.

    A reader that sees another vendor's file which only looks like its own says so: score 0, `foreign` names the vendor.
    `hint`: what the person can do where the reader could not look into the source.
    """

    score: float
    why: str
    foreign: str | None = None
    hint: str = ""


class Record(msgspec.Struct, frozen=True):
    """One conversation as the export holds it: `raw` are its bytes, `id` the vendor's id if it was found.

    `fault`: why it is not a whole record, in a word of `source.damage`; None if it is one.
    """

    raw: bytes
    origin: Origin
    id: str | None = None
    fault: Fault | None = None


class FileRole(msgspec.Struct, frozen=True):
    """What became of one file of an export. `sha256` is filled by whoever hashes it, else ""."""

    name: str
    role: Literal["conversations", "asset", "data", "kept"]
    size: int
    sha256: str = ""


class Export(Protocol):
    """One source, opened by its reader. Everything streams; only the maps of files are held."""

    generation: str
    account: Account | None
    files: Sequence[FileRole]
    assets: Mapping[str, Asset]

    def records(self) -> Iterator[Record]:
        """Each raw conversation, in the order of the export. May be asked again."""

    def conversation(self, record: Record) -> Conversation | None:
        """The conversation that `record` holds, or None after a reported problem. Never raises for bad input.

        It depends on nothing but the record and the maps, so another process that opened the same source may do it.
        """

    def identify(self, record: Record) -> str | None:
        """The id of the conversation in `record`, as cheaply as can be; None if nothing can be read in it."""

    def found_in(self, conversation: Conversation) -> Iterator[Item]:
        """What a conversation carries besides messages: memories, instructions, its project, its persona."""

    def others(self) -> Iterator[Item]:
        """All items that stand outside conversations, assets and kept files among them."""

    def open(self, asset: Asset) -> BinaryIO:
        """The bytes of an asset."""


@runtime_checkable
class Dated(Protocol):
    """An export that can say when it was made. One without it says nothing, and then stands in for no other."""

    @property
    def made(self) -> dt.datetime | None:
        """The moment of its making by its own word (aware), None if it names none."""


class Reader(Protocol):
    """Reads the exports of one vendor. Bad records become reported problems, never the end of a file."""

    name: str
    title: str

    def recognise(self, source: Source) -> Recognition:
        """Cheap: file names first, then the head of one file. Never walks the data."""

    def open(self, source: Source, report: Report) -> Export:
        """Read the maps and the manifest, report what is missing; no conversation is read yet."""


def read(reader: Reader, source: Source, report: Report) -> Iterator[Item]:
    """Every item of `source`, streamed: conversations with what they carry, then everything else."""
    export = reader.open(source, report)
    for record in export.records():
        conversation = export.conversation(record)
        if conversation is not None:
            yield conversation
            yield from export.found_in(conversation)
    yield from export.others()


# ------------------------------------------------------------------------------------------------ targets


class Option(msgspec.Struct, frozen=True, kw_only=True):
    """An option of a target, declared once: `--set KEY=VALUE`, a form field, and a line of the docs."""

    key: str
    default: str | int | bool
    help: str
    choices: tuple[str, ...] = ()


class Choices(msgspec.Struct, frozen=True, kw_only=True):
    """What the person chose for this run. `options` holds a value for every declared option.

    `passphrase` is there where a target encrypts what it writes (`Target.encrypts`), and goes into nothing that is shown.
    """

    branches: Literal["head", "all"] = "all"
    redact: tuple[str, ...] = ()
    options: Mapping[str, str | int | bool] = msgspec.field(default_factory=dict)
    language: str = "en"
    passphrase: str | None = None


class Shelf(Protocol):
    """The files of the export, by asset id."""

    def asset(self, asset_id: str) -> Asset | None:
        """The asset, or None if the export does not hold it."""

    def open(self, asset: Asset) -> BinaryIO:
        """Its bytes."""


class Archive(Shelf, Protocol):
    """What a target writes from. Selection, branches and redaction are already done."""

    def items(self, kind: type[T]) -> Iterator[T]:
        """All items of one kind, streamed; may be asked again, in any order. Cheapest after conversations."""

    def open_kept(self, file: KeptFile) -> BinaryIO:
        """The bytes of a file that no reader understands."""

    def names(self) -> Mapping[str, str]:
        """What projects and personas are called, by id, as far as that is known without reading conversations."""

    def convert(self, fn: Callable[[Conversation, Shelf], R]) -> Iterator[R]:
        """`fn` of every conversation, in order. May run on several cores: `fn` is a picklable pure function."""


class Sink(Protocol):
    """Where a target writes. Paths are relative, with forward slashes; each is written once."""

    def write(self, path: str, data: bytes) -> None:
        """One whole file."""

    def open(self, path: str) -> AbstractContextManager[BinaryIO]:
        """A file to stream into. It is kept only if the block ends without an error."""


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one item. `messages` is how many of a conversation's messages the output holds.

    `there` is for pushers: the server had it before this run, under the id `target`.
    """

    item: Literal["conversation", "asset", "memory", "instruction", "project", "persona", "other"]
    source: str
    target: str | None = None
    outcome: Literal["written", "changed", "left-out", "there"] = "written"
    messages: int = 0
    branches: int = 0
    losses: tuple[Loss, ...] = ()


Write = Callable[[Archive, Choices, Sink, Report], Iterator[Receipt]]


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """One place to go. `capabilities` is the parsed TOML beside the writer (`migrator.capabilities.load`).

    `encrypts` says of some choices whether the target will encrypt all that it writes, under `Choices.passphrase`.
    """

    name: str
    capabilities: Capabilities
    write: Write
    options: tuple[Option, ...] = ()
    encrypts: Callable[[Choices], bool] | None = None


def files_left_out(archive: Archive) -> Iterator[Receipt]:
    """The receipts of a target that takes no files of the export.

    Items of other kinds need none: what no receipt speaks of counts as left out.
    """
    for asset in archive.items(Asset):
        lost = Loss("asset-left-out", (asset.id,))
        yield Receipt(item="asset", source=asset.id, outcome="left-out", losses=(lost,))


def copied_kept(archive: Archive, file: KeptFile, folder: str, sink: Sink) -> Receipt:
    """Copy a file that no reader understands to `folder`, as `copied` does with attachments."""
    as_asset = Asset(id=f"{file.id}#{file.size}", path=file.id, size=file.size)
    path = f"{folder}/{attachments.file_name(as_asset)}"
    try:
        with sink.open(path) as out:
            for block in attachments.blocks(as_asset, lambda _: archive.open_kept(file)):
                out.write(block)
    except attachments.Unreadable:
        lost = Loss("file-left-out", (file.id,))
        return Receipt(item="other", source=file.id, outcome="left-out", losses=(lost,))
    return Receipt(item="other", source=file.id, target=path)


def copied(shelf: Shelf, asset: Asset, folder: str, sink: Sink, *, name: str | None = None) -> Receipt:
    """Copy a file of the export to `folder`, under a name of its own; it is left out if its bytes cannot be read.

    `name` replaces the usual one (`attachments.file_name`); no two files may get the same.

    A fault of the sink, a full disk among them, is no loss but an error, and passes.
    """
    path = f"{folder}/{name or attachments.file_name(asset)}"
    try:
        with sink.open(path) as out:
            for block in attachments.blocks(asset, shelf.open):
                out.write(block)
    except attachments.Unreadable:
        damaged = Loss("asset-damaged", (asset.id,))
        return Receipt(item="asset", source=asset.id, outcome="left-out", losses=(damaged,))
    return Receipt(item="asset", source=asset.id, target=path)


# ------------------------------------------------------------------------------------------------ pushers


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """What the server answered. `wait`: the seconds for which it asks to be left alone, 0 if it does not."""

    status: int
    body: bytes = b""
    wait: int = 0


class NoReply(Exception):
    """No whole answer came. `sent`: the request may have reached the server, which may still be working on it."""

    def __init__(self, why: str, *, sent: bool) -> None:
        super().__init__(why)
        self.why = why
        self.sent = sent


class Client(Protocol):
    """The way to the one server that the person named; nothing else can be reached through it.

    Each request stands in the person's ledger before it is sent. `path` begins with / and is added to the address that
    the person gave; `what` is one word for the ledger ("chats"), `count` how many of them are sent. A redirect is
    never followed: it comes back as a reply. Raises `NoReply`; `NetworkRefused` if the rules do not allow it.
    """

    def get(self, path: str, what: str) -> Reply:
        """Ask for something."""

    def post(self, path: str, document: bytes, what: str, *, count: int = 0) -> Reply:
        """Send a JSON document."""

    def lines(
        self, path: str, what: str, document: bytes | None = None, *, count: int = 0
    ) -> Iterator[Reply]:
        """Ask, or send a document, and take the answer line by line as it comes; at least one reply, all of one status."""

    def pause(self, seconds: float) -> None:
        """Wait, unless the person asks to stop meanwhile."""


class Arrivals(Protocol):
    """What earlier runs know to have arrived at this server. What the server itself says comes first."""

    in_doubt: bool
    """An earlier request was not answered and may still be worked on: look again before anything is sent twice."""

    def remote(self, source: str) -> str | None:
        """The server's id for an item that arrived, None if no run noted one."""

    def note(self, arrived: Mapping[str, str]) -> None:
        """Keep the server's ids of items that arrived, by their own."""


class Said(msgspec.Struct, frozen=True):
    """What a model on the server answered, for the person to read."""

    text: str


Push = Callable[[Archive, Choices, Client | None, Arrivals, Report], Iterator[Receipt | Said]]
"""Brings an archive to a server; without a client it only says what it would bring. Raises `Stopped` part-way."""


Talk = Callable[[Client, str], Callable[[Sequence[tuple[str, str]], int], str]]
"""Given the server and a model's name ("" for the only one): what answers (role, text) messages within so many tokens."""


class Pusher(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of server. `about` is one sentence for a person: what goes where. `proof` is a test under tests/real/.

    `talk`, where the server runs models, has one answer. `after` says what to do next, with the options in braces. `patience`: seconds of silence that are normal for it.
    """

    name: str
    title: str
    about: str
    push: Push
    options: tuple[Option, ...] = ()
    proof: str = ""
    after: str = ""
    patience: float = 120.0
    talk: Talk | None = None
