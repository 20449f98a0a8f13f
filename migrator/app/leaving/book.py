"""The vault as the checklist needs it: records out of the journal, records into it, and what the exports hold.

The journal keeps the latest word on each thing; so `set_at` of the engine counts from the last change, and an answer
that changes nothing is not written again (`append`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, ClassVar, Protocol

import msgspec

from migrator.app.context import Context
from migrator.app.keeping import sighting
from migrator.app.leaving.survey import MAKING, Survey, survey
from migrator.errors import NoSpace, NoVault, VaultBusy
from migrator.i18n import _
from migrator.leave.gate import PLACE
from migrator.leave.record import Record
from migrator.leave.seen import Gap, Seen, Trouble, copies, fingerprint
from migrator.leave.seen import Original as SeenOriginal
from migrator.vault import kinds
from migrator.vault.handle import Vault
from migrator.vault.originals import Original, all_originals

_FACT = "fact/"


class Book(Protocol):
    """Where somebody's leaving is written down."""

    def records(self) -> list[Record]:
        """Every record that holds, those of one kind in the order in which they were first made."""

    def append(self, records: Iterable[Record]) -> list[str]:
        """Keep records; they are on the disk for good when this returns. The keys of those that changed something."""

    def survey(self, context: Context) -> Survey:
        """What the exports hold and lack."""

    def seen(self, context: Context) -> Seen:
        """The archive as the engine sees it."""


class Surveyed(kinds.Decision, frozen=True, kw_only=True, omit_defaults=True):
    """A survey, kept so that the exports are not read again each time. Key: "exports"."""

    kind: ClassVar[str] = "survey"
    making: int
    originals: tuple[str, ...]
    found: Survey


class VaultBook:
    """The journal of an open vault."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def records(self) -> list[Record]:
        """See `Book.records`."""
        journal = self._vault.journal
        found = [
            Record(at=r.at, kind=kind, key=key, value=r.value)
            for kind in ("tick", "proof")
            for key, r in journal.raw(kind).items()
        ]
        found += [_plan(key, r.at, r.value) for key, r in journal.raw("plan").items()]
        found += [
            Record(
                at=r.at,
                kind="correction",
                key=key.removeprefix(_FACT),
                value={"text": r.value.get("value", "")},
            )
            for key, r in journal.raw("correction").items()
            if key.startswith(_FACT) and isinstance(r.value, dict)
        ]
        found += [_verified(r.at, r.value) for r in journal.raw("verify").values()]
        found += [_copied(r.at, r.value) for r in journal.raw("copy").values()]
        return found

    def append(self, records: Iterable[Record]) -> list[str]:
        """See `Book.append`."""
        known = {(r.kind, r.key): r.value for r in self.records()}
        new = [r for r in records if r.kind != "plan" or known.get(("plan", r.key), []) != r.value]
        with self._vault.writing():
            for (_kind, at), batch in groupby(new, lambda r: (r.kind, r.at)):
                self._vault.journal.put(dict(map(_decision, batch)), at=at)
        return list(dict.fromkeys(r.key for r in new))

    def survey(self, context: Context) -> Survey:
        """See `Book.survey`; made once for each set of originals and then read from the journal."""
        originals = all_originals(self._vault)
        hashes = tuple(sorted(o.sha256 for o in originals))
        if not hashes:
            return Survey()
        kept = self._kept()
        if kept is not None and kept.making == MAKING and kept.originals == hashes:
            return kept.found
        found = survey(self._vault, originals, context)
        try:
            with self._vault.writing():
                self._vault.journal.put({"exports": Surveyed(making=MAKING, originals=hashes, found=found)})
        except (VaultBusy, NoSpace):
            pass  # it can be made again
        return found

    def seen(self, context: Context) -> Seen:
        """See `Book.seen`."""
        found = self.survey(context)
        originals = tuple(_original(o) for o in all_originals(self._vault))
        troubles = self._troubles(context) if originals else {}
        seen = Seen(
            originals=originals,
            gaps=found.gaps,
            links=found.links,
            last=found.last,
            sound=not self._vault.journal.problems,
            damaged=sighting.damaged(self._vault, context),
            troubles=troubles,
        )
        return msgspec.structs.replace(seen, gaps=(*found.gaps, *self._places(seen)))

    def _troubles(self, context: Context) -> dict[str, Trouble]:
        """What is wrong with each copy that the journal tells of, looked at now."""
        places = {str(told.get("where", "")) for told in self._copies()}
        return {place: sighting.trouble(self._vault, place, context) if place else "away" for place in places}

    def _copies(self) -> list[dict[str, Any]]:
        return [r.value for r in self._vault.journal.raw("copy").values() if isinstance(r.value, dict)]

    def _places(self, seen: Seen) -> Iterator[Gap]:
        """A copy that is sound, and of which the computer cannot tell whether it is elsewhere; none if another is known to be."""
        found = copies(self.records(), seen.troubles)
        whole = [c for c in found if c.ok and c.hashes >= seen.hashes]
        if any(c.elsewhere and not c.trouble for c in whole):
            return
        untold = [c for c in whole if c.trouble == "unknown-disk"]
        if untold:
            last = max(untold, key=lambda c: c.at)
            yield Gap(id=PLACE, kind="place", count=1, print=fingerprint([last.where]))

    def _kept(self) -> Surveyed | None:
        try:
            return self._vault.journal.get(Surveyed, "exports")
        except msgspec.ValidationError:
            return None


class NoBook:
    """No vault: the list can be read, nothing can be kept."""

    def records(self) -> list[Record]:
        """Nothing was said."""
        return []

    def append(self, records: Iterable[Record]) -> list[str]:
        """`NoVault`: there is nowhere to keep it."""
        del records
        raise NoVault(
            _("There is no vault yet, and what you decide is kept in one, encrypted. Nothing was written."),
            _("Make one: migrate vault init"),
        )

    def survey(self, context: Context) -> Survey:
        """Nothing is there."""
        del context
        return Survey()

    def seen(self, context: Context) -> Seen:
        """Nothing is there."""
        del context
        return Seen()


def _plan(key: str, at: dt.datetime, value: object) -> Record:
    text = value.get("value") if isinstance(value, dict) else None
    answers = [part for part in text.split(",") if part] if isinstance(text, str) else []
    return Record(at=at, kind="plan", key=key, value=answers)


def _verified(at: dt.datetime, value: object) -> Record:
    return Record(at=at, kind="verify", value=value)


def _copied(at: dt.datetime, value: object) -> Record:
    told = value if isinstance(value, dict) else {}
    held = told.get("originals")
    return Record(
        at=at,
        kind="copy",
        key=str(told.get("where", "")),
        value={
            "ok": isinstance(held, dict),
            "elsewhere": told.get("same_device") is False,
            "originals": sorted(map(str, held.values())) if isinstance(held, dict) else [],
        },
    )


def _decision(record: Record) -> tuple[str, kinds.Decision]:
    match record.kind:
        case "plan":
            return record.key, kinds.Plan(value=",".join(record.value))
        case "tick":
            return record.key, msgspec.convert(record.value, kinds.Tick)
        case "proof":
            return record.key, kinds.Proof(text=record.value["text"])
        case "correction":
            return f"{_FACT}{record.key}", kinds.Correction(value=record.value["text"])
        case _:
            raise ValueError(record.kind)


def _original(original: Original) -> SeenOriginal:
    # An original without a date is taken as new, so that an old check does not cover it.
    added = original.added or dt.datetime.max.replace(tzinfo=dt.UTC)
    return SeenOriginal(sha256=original.sha256, added=added, export=original.what == "export")
