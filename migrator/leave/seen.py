"""What the vault knows about the archive, as far as leaving depends on it: exports, checks, gaps, copies, links.

`app` fills these values from the vault; the engine never opens one. Ids and counts only, but for link titles, which
are shown to the person and go nowhere else.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from typing import Literal

import msgspec

from migrator.leave.record import Records

GapKind = Literal["incomplete", "unreadable", "missing-files", "person", "no-export", "old", "place"]

Trouble = Literal[
    "", "away", "keys", "damaged", "lacking", "diverged", "same-disk", "same-place", "unknown-disk"
]
"""What is wrong with a copy, looked at now; "" if it is there, whole, openable with the keys in force, and elsewhere."""


class Original(msgspec.Struct, frozen=True, kw_only=True):
    """One original in the vault: its SHA-256, when it was added, and whether it is an export (or a note by hand)."""

    sha256: str
    added: dt.datetime
    export: bool = True


class Gap(msgspec.Struct, frozen=True, kw_only=True):
    """Something that the export lacks. `print` changes when the gap does, so that an old acceptance does not cover it."""

    id: str
    kind: GapKind
    count: int
    print: str


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """A shared link that the export lists."""

    id: str
    url: str
    title: str = ""


class Verified(msgspec.Struct, frozen=True, kw_only=True):
    """A check of the vault. `hashes`: SHA-256 of the originals that were found right, None if it does not say."""

    at: dt.datetime
    ok: bool
    problems: int = 0
    hashes: frozenset[str] | None = None


class Copy(msgspec.Struct, frozen=True, kw_only=True):
    """A copy of the vault.

    `elsewhere`: on another device; `ok`: every hash agreed; `hashes`: SHA-256 of what it holds; `trouble`: what a look at
    it found just now.
    """

    at: dt.datetime
    ok: bool
    elsewhere: bool
    hashes: frozenset[str]
    where: str = ""
    trouble: Trouble = ""


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """The archive as leaving sees it.

    `gaps` are those of the exports together, `last` is the time of the newest chat, `sound` is false if records of
    the journal are missing, among which could be a check that failed. `damaged` is how many files of the vault are not
    there as they were, `troubles` what is wrong with each copy, by its place, both looked at now; None: nobody looked.
    """

    originals: tuple[Original, ...] = ()
    gaps: tuple[Gap, ...] = ()
    links: tuple[Link, ...] = ()
    last: dt.datetime | None = None
    sound: bool = True
    damaged: int = 0
    troubles: Mapping[str, Trouble] | None = None

    @property
    def exports(self) -> tuple[Original, ...]:
        """The originals that are exports."""
        return tuple(o for o in self.originals if o.export)

    @property
    def hashes(self) -> frozenset[str]:
        """The SHA-256 of everything that a copy has to hold."""
        return frozenset(o.sha256 for o in self.originals)

    @property
    def newest(self) -> dt.datetime | None:
        """When the last original was added."""
        return max((o.added for o in self.originals), default=None)


def fingerprint(ids: Iterable[str]) -> str:
    """A short word for a set of ids: equal sets give equal words, whatever their order."""
    whole = hashlib.sha256()
    for one in sorted(set(ids)):
        whole.update(one.encode("utf-8", "surrogatepass") + b"\0")
    return whole.hexdigest()[:16]


def last_verified(records: Records) -> Verified | None:
    """The last check of the vault in the order of the journal. One without a clear "ok" counts as failed."""
    found = [r for r in records if r.kind == "verify"]
    if not found:
        return None
    last = found[-1]  # by order and not by time: a clock that was set back must not hide a failed check
    value = last.value if isinstance(last.value, dict) else {}
    problems = value.get("problems")
    count = len(problems) if isinstance(problems, list) else problems if isinstance(problems, int) else 0
    right = value.get("originals")
    hashes = frozenset(map(str, right.values())) if isinstance(right, dict) else None
    return Verified(at=last.at, ok=value.get("ok") is True, problems=count, hashes=hashes)


def copies(records: Records, troubles: Mapping[str, Trouble] | None = None) -> tuple[Copy, ...]:
    """The copies that the journal tells of, the latest word on each place. What is not said counts against a copy.

    `troubles`: as in `Seen`. A copy that was not looked at while others were is as good as away.
    """
    found: dict[str, Copy] = {}
    for record in records:
        if record.kind == "copy":
            value = record.value if isinstance(record.value, dict) else {}
            held = value.get("originals")
            trouble: Trouble = "" if troubles is None else troubles.get(record.key, "away")
            found_elsewhere = troubles is not None and not trouble
            found[record.key] = Copy(
                at=record.at,
                ok=value.get("ok") is True,
                elsewhere=value.get("elsewhere") is True or found_elsewhere,
                hashes=frozenset(map(str, held)) if isinstance(held, list) else frozenset(),
                where=record.key,
                trouble=trouble,
            )
    return tuple(found.values())
