"""Looking for personal data without changing anything: `migrate privacy scan`, and the look before something is handed over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

import msgspec

from migrator.app.archive import DuplicateSeen, OpenArchive
from migrator.app.context import Context
from migrator.app.gathering import archive_of, exports_of
from migrator.app.watch import watched
from migrator.errors import MigratorError
from migrator.i18n import _, in_use, listed, ngettext
from migrator.model import (
    Account,
    Asset,
    Feedback,
    Instruction,
    Memory,
    Persona,
    Project,
    SharedLink,
)
from migrator.privacy import files, metadata
from migrator.privacy.finder import Finder
from migrator.privacy.inspecting import Inspect, Seen, masked
from migrator.privacy.kinds import KINDS, LITERAL
from migrator.shape.attachments import Unreadable, blocks
from migrator.vault.handle import Vault

_OTHERS = (Memory, Instruction, Project, Persona, SharedLink, Feedback, Account)
_LARGEST_TEXT = 8 << 20  # bytes of a text file that are looked through; more of it counts as not looked into


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What the person asked for; `words` are names of their own."""

    sources: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    branches: Literal["head", "all"] = "all"
    words: tuple[str, ...] = ()


class Scanned(msgspec.Struct, frozen=True, kw_only=True):
    """What was found. `counts` are different values by kind, `chats` those that hold any, `files` what was not looked into."""

    findings: tuple[Seen, ...]
    counts: Mapping[str, int]
    chats: int
    looked_at: int
    files: int
    complete: bool

    def document(self) -> dict[str, Any]:
        """The documented JSON object."""
        return {
            "findings": [
                {
                    "kind": one.kind,
                    "confidence": one.confidence,
                    "conversation": one.conversation,
                    "where": one.where,
                    "preview": one.preview,
                }
                for one in self.findings
            ],
            "counts": dict(self.counts),
            "conversations": {"with_findings": self.chats, "looked_at": self.looked_at},
            "files_not_looked_into": self.files,
        }


def scan(request: Request, context: Context, vault: Vault | None = None) -> Scanned:
    """Look through the exports, or those in the vault if none is named."""
    watching, watch = watched(context)
    kept = None if request.sources else vault
    with exports_of(request.sources, vault, watching) as exports:
        archive = archive_of(exports, watching, kept, only=request.only, head_only=request.branches == "head")
        finder = Finder(tuple(KINDS), request.words)
        try:
            found, unseen = _found(archive, finder)
        except DuplicateSeen:
            archive.expect_duplicates()
            found, unseen = _found(archive, finder)
        looked_at = len(archive.seen.handed)
    different: dict[str, set[str]] = {}
    for one in found:
        different.setdefault(one.kind, set()).add(one.value)
    return Scanned(
        findings=tuple(found),
        counts={kind: len(different[kind]) for kind in KINDS if kind in different},
        chats=len({one.conversation for one in found if one.conversation is not None}),
        looked_at=looked_at,
        files=unseen,
        complete=watch.complete,
    )


def counted(counts: Mapping[str, int]) -> str:
    """`e-mail addresses (12), telephone numbers (3)`."""
    number = in_use().number
    return listed(f"{_(KINDS[kind].title)} ({number(n)})" for kind, n in counts.items())


def sentence(seen: Scanned) -> str:
    """How many chats hold anything, on one line."""
    return ngettext(
        "{n} of {all} chat holds personal data or secrets.",
        "{n} of {all} chats hold personal data or secrets.",
        seen.chats,
    ).format(n=seen.chats, all=seen.looked_at)


def _found(archive: OpenArchive, finder: Finder) -> tuple[list[Seen], int]:
    inspect = Inspect(finder)
    found: list[Seen] = []
    for some in archive.convert(inspect):
        found += some
    for kind in _OTHERS:
        for item in archive.items(kind):
            found += inspect.item(item)
    unseen = 0
    for asset in archive.items(Asset):
        inside, whole = _in_file(archive, asset, inspect)
        found += inside
        unseen += not whole
    return [one for one in found if one.kind != LITERAL], unseen


def _in_file(archive: OpenArchive, asset: Asset, inspect: Inspect) -> tuple[list[Seen], bool]:
    """What is in a file and in its name, and whether all of it could be looked into."""
    where = f"file {asset.id}"
    found = list(inspect.text(asset.name or "", asset.conversation, where)) if asset.name else []
    try:
        data, whole = _begin(blocks(asset, archive.open))
    except (Unreadable, MigratorError):
        return found, False
    if files.sort_of(data[: files.HEAD], asset.media_type) == "text":
        text = data.decode("utf-8", "replace")
        return [*found, *inspect.text(text, asset.conversation, where)], whole
    for kind in metadata.found(data):
        found.append(
            Seen(
                kind,
                "certain",
                asset.conversation,
                where,
                masked(asset.name or asset.id),
                f"{kind}:{asset.id}",
            )
        )
    return found, False


def _begin(stream: Iterator[bytes]) -> tuple[bytes, bool]:
    got = bytearray()
    for block in stream:
        got += block
        if len(got) >= _LARGEST_TEXT:
            return bytes(got), False
    return bytes(got), True


def lines(seen: Scanned, shown: int) -> Iterator[str]:
    """The result as text: the sums first, then the first `shown` findings."""
    number = in_use().number
    if not seen.counts:
        yield _("Nothing was found that has the form of personal data or of a secret.")
    else:
        yield sentence(seen)
        yield ""
        wide = max(len(number(n)) for n in seen.counts.values())
        for kind, n in seen.counts.items():
            yield f"  {number(n):>{wide}}  {_(KINDS[kind].title)}  ({kind})"
        yield ""
        for one in _first(seen.findings, shown):
            yield f"  {one.kind:<12} {one.preview:<8} {one.conversation or '-'}  {one.where}"
        if len(seen.findings) > shown:
            yield "  " + _("… and {n} more: --json shows all.").format(n=number(len(seen.findings) - shown))
        yield ""
        yield _("To hand chats over without it: --redact all. To leave such chats out: --only=-has:finding")
    if seen.files:
        yield ngettext(
            "{n} file was not looked into: what a picture, a recording or a document shows or says is not searched.",
            "{n} files were not looked into: what pictures, recordings and documents show or say is not searched.",
            seen.files,
        ).format(n=number(seen.files))


def _first(findings: Sequence[Seen], shown: int) -> Sequence[Seen]:
    return findings[:shown]
