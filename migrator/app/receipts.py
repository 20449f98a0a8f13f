"""The books of a conversion: what came in, what the target's receipts say became of it, and whether the sum comes out.

Two sources give the losses: the receipts say what this run left out, changed or estimated; what no receipt mentions,
and what the person chose not to take, is added here. Only the first few examples of each loss are kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from migrator.adapter import Receipt
from migrator.app.archive import OpenArchive
from migrator.errors import MigratorError
from migrator.events import Problem
from migrator.i18n import _, listed
from migrator.losses import KINDS
from migrator.model import (
    Account,
    Asset,
    Feedback,
    Instruction,
    KeptFile,
    Memory,
    Persona,
    Project,
    SharedLink,
)

EXAMPLES = 5
# What it is called when an item of a kind has no receipt at all.
_UNMENTIONED: dict[type[Any], str] = {
    Memory: "memory-left-out",
    Instruction: "instruction-left-out",
    Project: "project-info-left-out",
    Persona: "persona-info-left-out",
    SharedLink: "link-left-out",
    Feedback: "feedback-left-out",
    Account: "account-left-out",
    KeptFile: "file-left-out",
}


class Counts(msgspec.Struct, frozen=True):
    """What a bundle holds."""

    conversations: int
    messages: int
    branches: int
    assets: int


class LossLine(msgspec.Struct, frozen=True):
    """One kind of loss in a manifest; `examples` are ids and pointers, never text."""

    kind: str
    count: int
    meaning: str
    examples: tuple[str, ...]


class Books:
    """Takes the receipts of one run."""

    def __init__(self) -> None:
        self.ids: dict[str, str] = {}
        self._conversations = self._messages = self._branches = self._assets = 0
        self._losses: dict[str, tuple[int, list[str]]] = {}
        self._accounted: dict[str, int] = {}  # conversation -> messages written or named in a loss
        self._mentioned: dict[str, set[str]] = {}  # sort of item -> ids that have a receipt
        self._assets_settled: set[str] = set()

    def add(self, receipt: Receipt) -> None:
        """Enter one receipt."""
        self._mentioned.setdefault(receipt.item, set()).add(receipt.source)
        if receipt.target is not None:
            self.ids[receipt.source] = receipt.target
        if receipt.item == "conversation":
            self._add_conversation(receipt)
        if receipt.item == "asset" and receipt.outcome != "left-out":
            self._assets += 1
            self._assets_settled.add(receipt.source)
        prefix = f"{receipt.source}/" if receipt.item == "conversation" else ""
        for loss in receipt.losses:
            kind = KINDS[loss.kind]
            if kind.unit == "asset" and kind.is_whole:
                self._assets_settled.update(loss.where)
            inside = prefix if kind.unit in {"message", "part"} else ""
            self._lose(loss.kind, loss.total, (inside + where for where in loss.where))

    def close(
        self, archive: OpenArchive, problems: Iterable[Problem] = (), *, keeps_details: bool = False
    ) -> None:
        """Add what no receipt speaks of, and check the sum. Raises `MigratorError` if it does not come out.

        `problems`: what came up while the source was read; what could not be read is lost. With `keeps_details` the
        target writes every `extra` of the model.
        """
        seen = archive.seen
        self._lose("other-wording", len(seen.other_wording), seen.other_wording)
        self._lose("author-in-text", len(seen.named_people), seen.named_people)
        if not keeps_details:
            self._lose("words-left-out", seen.words_aside, seen.words_examples)
        self._unread(archive, problems)
        self._lose("not-chosen", len(seen.not_chosen), seen.not_chosen)
        self._lose("other-branch", len(seen.other_branch), seen.other_branch)
        assets = archive.asset_ids
        behind = archive.stays_behind
        if archive.choose is not None:
            behind = [asset for asset in behind if asset in seen.chosen_assets]
        if archive.choose is not None:
            assets = {asset.id for asset in archive.items(Asset)}
            others = sorted(archive.asset_ids - assets - set(behind))
            self._lose("asset-not-chosen", len(others), others)
        self._lose("asset-not-looked-into", len(behind), behind)
        self._assets_settled.update(behind)
        mentioned = set().union(*self._mentioned.values())
        for sort, kind in _UNMENTIONED.items():
            left = [item.id for item in archive.items(sort) if item.id not in mentioned]
            self._lose(kind, len(left), left)
        dropped = sorted(archive.review.dropped) if archive.review is not None else []
        self._lose("item-not-chosen", len(dropped), dropped)
        self._check(seen.handed, assets)

    @property
    def counts(self) -> Counts:
        """What was written."""
        return Counts(self._conversations, self._messages, self._branches, self._assets)

    @property
    def lost(self) -> bool:
        """Whether anything was lost that the person did not choose to leave out."""
        return any(KINDS[kind].effect != "chosen" for kind in self._losses)

    def losses(self) -> tuple[LossLine, ...]:
        """Every kind of loss that came up, in the order of the vocabulary, explained in the language in use."""
        return tuple(
            LossLine(kind.name, self._losses[name][0], _(kind.meaning), tuple(self._losses[name][1]))
            for name, kind in KINDS.items()
            if name in self._losses
        )

    # ------------------------------------------------------------------------------------------ inside

    def _unread(self, archive: OpenArchive, problems: Iterable[Problem]) -> None:
        """Records and files of the source that could not be read, or only in part."""
        settled = {asset.path for asset in archive.items(Asset)}
        where = [problem.where for problem in problems if problem.incomplete]
        records = list(dict.fromkeys(place for place in where if "#" in place))
        files = list(dict.fromkeys(place for place in where if "#" not in place and place not in settled))
        self._lose("record-unread", len(records), records)
        self._lose("source-incomplete", len(files), files)

    def _add_conversation(self, receipt: Receipt) -> None:
        gone = sum(
            loss.total
            for loss in receipt.losses
            if KINDS[loss.kind].unit == "message" and KINDS[loss.kind].is_whole
        )
        self._accounted[receipt.source] = self._accounted.get(receipt.source, 0) + receipt.messages + gone
        self._messages += receipt.messages
        self._branches += receipt.branches
        self._conversations += receipt.outcome != "left-out"

    def _lose(self, kind: str, count: int, where: Iterable[str]) -> None:
        if not count:
            return
        before, examples = self._losses.get(kind, (0, []))
        for example in () if kind == "account-left-out" else where:  # an account's id may be its address
            if len(examples) >= EXAMPLES:
                break
            examples.append(example)
        self._losses[kind] = (before + count, examples)

    def _check(self, handed: dict[str, int], assets: set[str]) -> None:
        forgotten = len(handed.keys() - self._accounted.keys())
        missing = sum(max(0, count - self._accounted.get(key, 0)) for key, count in handed.items())
        excess = sum(max(0, self._accounted.get(key, 0) - count) for key, count in handed.items())
        strangers = len(self._accounted.keys() - handed.keys())
        unsettled = len(assets - self._assets_settled)
        if not (forgotten or missing or excess or strangers or unsettled):
            return
        said: list[tuple[str, Any]] = [
            (_("conversations that the target does not speak of: {n}"), forgotten),
            (_("messages neither written nor named as lost: {n}"), missing),
            (_("messages counted twice: {n}"), excess),
            (_("conversations that are not in the export: {n}"), strangers),
            (_("files neither written nor named as lost: {n}"), unsettled),
        ]
        raise MigratorError(
            _("The sum does not come out, so nothing was kept: ")
            + listed((text.format(n=n) for text, n in said if n), heavy=True)
            + ".",
            _("This is a fault of the target. Your export is unchanged; please report these numbers."),
        )
