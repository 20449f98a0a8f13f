"""What every target is held to."""

from __future__ import annotations

import io
import re
import sqlite3
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from migrator.adapter import Choices, Receipt, Target
from migrator.events import Event
from migrator.losses import KINDS
from migrator.model import Asset, Conversation
from migrator.sample import MARK
from migrator.testing.copies import unpacked
from migrator.testing.memory import MemoryArchive, MemorySink

PASSPHRASE = "six words that only tests know"  # noqa: S105 - opens nothing but what a test wrote


class Outcome(msgspec.Struct, frozen=True):
    """What one run of a target gave."""

    files: dict[str, bytes]
    receipts: tuple[Receipt, ...]
    events: tuple[Event, ...]


def run(target: Target, archive: MemoryArchive, choices: Choices | None = None) -> Outcome:
    """One run of a target; options that `choices` does not hold take their defaults."""
    sink = MemorySink()
    events: list[Event] = []
    receipts = tuple(target.write(archive, _full(target, choices or Choices()), sink, events.append))
    return Outcome(sink.files, receipts, tuple(events))


def _full(target: Target, wish: Choices) -> Choices:
    """`wish` with a value for each option, and a passphrase if the target will encrypt."""
    options = {option.key: option.default for option in target.options} | dict(wish.options)
    full = msgspec.structs.replace(wish, options=options)
    encrypts = target.encrypts is not None and target.encrypts(full)
    return msgspec.structs.replace(full, passphrase=PASSPHRASE) if encrypts else full


def every_choice(target: Target) -> Iterator[Choices]:
    """The defaults, then each declared value of each option on its own."""
    yield Choices()
    for option in target.options:
        values: Iterable[str | int | bool] = option.choices
        if isinstance(option.default, bool):
            values = (True, False)
        for value in values:
            if value != option.default:
                yield Choices(options={option.key: value})


def check_target(target: Target, archive: MemoryArchive) -> None:
    """Hold `target` to the whole contract on one archive, under every value of every option."""
    for choices in every_choice(target):
        outcome = run(target, archive, choices)
        check_sums(archive, outcome)
        check_sentinels(archive, outcome)
        check_declared(target, outcome)
        check_paths(outcome.files)
        if _full(target, choices).passphrase is None:
            _must(run(target, archive, choices) == outcome, "the same input gave another output")
        else:  # new each time, and nothing of it can be read
            _must(not _SENTINEL.search(readable(outcome.files, "")), "encrypted output holds readable text")


def named(receipt: Receipt, unit: str) -> list[str]:
    """What the losses of a receipt name as left out or not chosen, of one unit."""
    found: list[str] = []
    for loss in receipt.losses:
        kind = KINDS[loss.kind]
        if kind.unit == unit and kind.is_whole:
            found.extend(loss.where)
    return found


def check_sums(archive: MemoryArchive, outcome: Outcome) -> None:
    """Each conversation and asset has one receipt, and each message and asset is written or named in a loss."""
    left = {(r.item, r.source): r for r in outcome.receipts if r.item in {"conversation", "asset"}}
    count = sum(r.item in {"conversation", "asset"} for r in outcome.receipts)
    _must(count == len(left), "an item has two receipts")
    for conversation in archive.items(Conversation):
        receipt = left.pop(("conversation", conversation.id), None)
        _must(receipt is not None, f"conversation {conversation.id!r} has no receipt")
        assert receipt is not None  # noqa: S101 - for the type checker; said in words above
        gone = named(receipt, "message")
        known = {message.id for message in conversation.messages}
        _must(
            len(set(gone)) == len(gone), f"conversation {conversation.id!r}: a message is named twice: {gone}"
        )
        _must(known.issuperset(gone), f"conversation {conversation.id!r}: a loss names an unknown message")
        _must(
            receipt.messages + len(gone) == len(known),
            f"conversation {conversation.id!r}: {receipt.messages} written + {len(gone)} named ≠ {len(known)}",
        )
        _must(
            (receipt.outcome == "left-out") == (receipt.target is None),
            f"conversation {conversation.id!r}: outcome {receipt.outcome} with target {receipt.target!r}",
        )
    for asset in archive.items(Asset):
        receipt = left.pop(("asset", asset.id), None)
        _must(receipt is not None, f"asset {asset.id!r} has no receipt")
        assert receipt is not None  # noqa: S101 - for the type checker; said in words above
        written = receipt.outcome != "left-out"
        _must(
            written != (asset.id in named(receipt, "asset")), f"asset {asset.id!r}: neither written nor named"
        )
    _must(not left, f"receipts for what the archive does not hold: {sorted(left)}")
    for receipt in outcome.receipts:
        for loss in receipt.losses:
            exact = KINDS[loss.kind].is_whole
            _must(loss.total > 0, f"{loss.kind} counts nothing")
            _must(
                not exact or loss.total == len(loss.where), f"{loss.kind} does not name each thing left out"
            )


_SENTINEL = re.compile(rf"sentinel-[0-9a-z-]+-end|{MARK.pattern}")


def check_sentinels(archive: MemoryArchive, outcome: Outcome) -> None:
    """Each sentinel in a message is in the output, or the message or a part of it is named in a loss.

    A sentinel is a word `sentinel-…-end`, as the cases hold them, or a mark of a made-up export.
    """
    there = set(_SENTINEL.findall(readable(outcome.files, PASSPHRASE)))
    receipts = {r.source: r for r in outcome.receipts if r.item == "conversation"}
    for conversation in archive.items(Conversation):
        receipt = receipts[conversation.id]
        lost = set(named(receipt, "message")) | {w.rsplit("#", 1)[0] for w in named(receipt, "part")}
        lost |= set(named(receipt, "part"))
        for message in conversation.messages:
            words = set(_SENTINEL.findall(repr(message.parts)))
            _must(
                words <= there or message.id in lost,
                f"conversation {conversation.id!r}, message {message.id!r}: its text is neither written nor named",
            )


def check_declared(target: Target, outcome: Outcome) -> None:
    """A target reports only the kinds of loss that its capabilities declare."""
    seen = {loss.kind for receipt in outcome.receipts for loss in receipt.losses}
    undeclared = sorted(seen - set(target.capabilities.loses))
    _must(
        not undeclared, f"capabilities of {target.name} do not declare under loses: {', '.join(undeclared)}"
    )


_REFUSED = re.compile(r'[\x00-\x1f\x7f\\:*?"<>|]|[. ]$|^ ')
_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def check_paths(files: Iterable[str]) -> None:
    """Relative paths of ordinary names that differ even where a file system folds case or normalises."""
    seen: dict[str, str] = {}
    for path in files:
        for piece in path.split("/"):
            bad = piece in {"", ".", ".."} or _REFUSED.search(piece) or _DEVICE.fullmatch(piece)
            _must(not bad, f"the path {path!r} is not safe on every file system")
            _must(len(piece.encode()) <= 255, f"a name in {path!r} is too long")
        key = unicodedata.normalize("NFC", path).casefold()
        _must(key not in seen, f"{path!r} and {seen.get(key)!r} are one file on some file systems")
        seen[key] = path


def readable(files: Mapping[str, bytes], passphrase: str = "") -> str:
    """All text in the output, also inside ZIP files, SQLite databases, Parquet files and reading copies, encrypted ones with `passphrase`."""
    return "\n".join(_text(data, passphrase) for data in files.values())


def _text(data: bytes, passphrase: str) -> str:
    if data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            return readable({name: opened.read(name) for name in opened.namelist()}, passphrase)
    if data.startswith(b"SQLite format 3\0"):
        base = sqlite3.connect(":memory:")
        try:
            base.deserialize(data)
            return "\n".join(base.iterdump())
        finally:
            base.close()
    if data.startswith(b"PAR1"):
        from pyarrow.parquet import read_table

        return str(read_table(io.BytesIO(data)).to_pylist())
    text = data.decode("utf-8", "replace")
    return "\n".join([text, *unpacked(text, passphrase)])


def _must(holds: bool, otherwise: str) -> None:
    if not holds:
        raise AssertionError(otherwise)
