"""The gate: what has to be true before anything is emptied or deleted. Held in code, so that no content can open it.

Two sets of rules. Before something *inside* the account is destroyed, the archive is safe: there is an export, the
last check of the vault is good, recent and newer than the last original, each gap is mended or accepted by name, a
recent, hash-checked copy of all of it is on another device, and the person signed the archive off. Originals and copies
are looked at whenever the gate is asked: what was written down about them opens nothing. Before the *account* goes,
also: the level is "delete", each payer is cancelled, shared links are dealt with, it is the right account, and a
night has passed. Where plan or region is unknown the safest branch holds: payers first, then wait; export twice.

Each rule that does not hold yields a `Missing`; an empty answer is an open gate.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Protocol

import msgspec

from migrator.i18n import _, ngettext
from migrator.leave.content import Content
from migrator.leave.record import Records, Tick
from migrator.leave.seen import Copy, Gap, Seen, Trouble, Verified, fingerprint
from migrator.leave.situation import MANAGED, Situation

FRESH = dt.timedelta(days=7)
"""How old the last good check of the vault, and of a copy, may be when something is destroyed."""

CLOCK_SLIP = dt.timedelta(minutes=5)
"""How far the journal may be ahead of the clock before the clock is not believed."""

ADD, VERIFY, GAPS, COPY, SIGN_OFF = "add-export", "verify-archive", "close-gaps", "second-copy", "sign-off"
RIGHT_ACCOUNT, REREAD, NIGHT, LEVEL = "match-account", "reread", "cool-off", "choose-level"
EXPORT_TWICE, WORKSPACE, LINKS = "export-twice", "check-workspace", "delete-links"
ALSO = (
    "check-duties",
    "list-identities",
    "save-other-accounts",
    LINKS,
    "delete-task-links",
    "sign-in-elsewhere",
)
"""Steps that have to be done, where they apply, before the account goes."""

REQUIRED = frozenset(
    {ADD, VERIFY, GAPS, COPY, SIGN_OFF, RIGHT_ACCOUNT, REREAD, NIGHT, LEVEL, EXPORT_TWICE, WORKSPACE, *ALSO}
)
"""The steps that the content has to hold for the gate to work; `faults` looks for them."""

NO_EXPORT, PERSON, OLD_EXPORT, PLACE = "no-export", "something-missing", "old-export", "copy-place"
"""Gaps that follow from the person's situation, the calendar or the computer and not from a fault in a file."""

MAY_LACK_EXPORT = MANAGED | {"api-only"}
"""Plans for which ChatGPT offers no export; on all others there is none to be done without."""

OLD = dt.timedelta(days=30)
"""An export whose newest chat is older than this when it is added may be an old export."""


class View(Protocol):
    """What the rules look at: one person's records and archive at one moment."""

    content: Content
    situation: Situation
    records: Records
    seen: Seen
    now: dt.datetime
    ticks: dict[str, Tick]
    verified: Verified | None
    copies: tuple[Copy, ...]

    def done(self, step_id: str) -> bool:
        """Whether the step is done."""

    def settled(self, step_id: str) -> bool:
        """Whether the step is done or does not concern this person."""


class Missing(msgspec.Struct, frozen=True, kw_only=True):
    """A rule that does not hold: `step` mends it ("clock" if no step does), `what` says so to a person."""

    step: str
    what: str


def gaps(situation: Situation, seen: Seen) -> tuple[Gap, ...]:
    """Every gap of the archive: those that the vault found, and those that only the person can know."""
    found = list(seen.gaps)
    if not seen.exports and situation.one("plan") in MAY_LACK_EXPORT:
        found.append(Gap(id=NO_EXPORT, kind="no-export", count=1, print=NO_EXPORT))
    if situation.one("archive") == "missing":
        found.append(Gap(id=PERSON, kind="person", count=1, print=fingerprint(seen.hashes)))
    if seen.last is not None and seen.exports and max(e.added for e in seen.exports) - seen.last > OLD:
        found.append(Gap(id=OLD_EXPORT, kind="old", count=1, print=fingerprint([seen.last.isoformat()])))
    return tuple(found)


def accepted(gap: Gap, ticks: dict[str, Tick]) -> bool:
    """Whether the person accepted this very gap: a gap that changed since is a new one."""
    tick = ticks.get(gap.id)
    return tick is not None and tick.state == "accepted" and tick.print == gap.print


def goes_without_export(situation: Situation, seen: Seen, ticks: dict[str, Tick]) -> bool:
    """Whether there is no export because the plan allows none, and the person accepted that by name."""
    if seen.exports:
        return False
    return any(g.kind == "no-export" and accepted(g, ticks) for g in gaps(situation, seen))


def verified_now(last: Verified | None, seen: Seen, now: dt.datetime | None) -> bool:
    """Whether the last check of the vault is good, covers the newest original, and (if `now` is given) is recent."""
    if last is None or not last.ok or not seen.sound or seen.damaged:
        return False
    if now is not None and not -CLOCK_SLIP <= now - last.at <= FRESH:
        return False
    if last.hashes is not None and not last.hashes >= seen.hashes:
        return False
    return seen.newest is None or last.at >= seen.newest


def vouched(copies: tuple[Copy, ...], ticks: dict[str, Tick]) -> tuple[Copy, ...]:
    """`copies`, where the person's word stands in for what the computer cannot tell: that the place is another disk."""
    tick = ticks.get(PLACE)
    if tick is None or tick.state != "accepted":
        return copies
    return tuple(
        msgspec.structs.replace(c, elsewhere=True, trouble="" if c.trouble == "unknown-disk" else c.trouble)
        if c.trouble in {"unknown-disk", "away"} and tick.print == fingerprint([c.where])
        else c
        for c in copies
    )


def copied_elsewhere(copies: tuple[Copy, ...], seen: Seen, now: dt.datetime | None = None) -> bool:
    """Whether a hash-checked copy on another device holds every original, is there, and (if `now` is given) is recent."""
    return any(not c.trouble and holds_all(c, seen, now) for c in copies)


def holds_all(copy: Copy, seen: Seen, now: dt.datetime | None = None) -> bool:
    """Whether this copy is checked, on another device, holds every original, and (if `now` is given) is recent.

    It may be away: a stick is not always plugged in. Nothing is destroyed while it is (`copied_elsewhere`).
    """
    if now is not None and not -CLOCK_SLIP <= now - copy.at <= FRESH:
        return False
    return copy.ok and copy.elsewhere and copy.hashes >= seen.hashes and copy.trouble in {"", "away"}


def content_gate(look: View) -> Iterator[Missing]:
    """What is missing before anything inside the account is destroyed."""
    if any(r.at > look.now + CLOCK_SLIP for r in look.records):
        yield Missing(
            step="clock",
            what=_("This computer's clock is behind what was recorded earlier. Set the clock right first."),
        )
    if not look.seen.exports and not goes_without_export(look.situation, look.seen, look.ticks):
        yield Missing(step=ADD, what=_("No export is in the vault yet."))
    if look.seen.originals:
        if not verified_now(look.verified, look.seen, look.now):
            yield Missing(step=VERIFY, what=_verify_text(look))
        if not copied_elsewhere(look.copies, look.seen, look.now):
            yield Missing(step=COPY, what=copy_text(look.copies, look.seen, look.now))
    open_gaps = sum(not accepted(g, look.ticks) for g in gaps(look.situation, look.seen))
    if open_gaps:
        yield Missing(
            step=GAPS,
            what=ngettext(
                "{n} gap in the archive is neither mended nor accepted.",
                "{n} gaps in the archive are neither mended nor accepted.",
                open_gaps,
            ).format(n=open_gaps),
        )
    if not look.done(SIGN_OFF):
        yield Missing(step=SIGN_OFF, what=_("You have not signed the archive off yet, as it is now."))


def account_gate(look: View) -> Iterator[Missing]:
    """What is missing before the account is deleted."""
    if look.situation.level != "delete":
        yield Missing(step=LEVEL, what=_("You have not chosen to delete the account."))
    yield from content_gate(look)
    for step in look.content.step:
        if step.stops and not look.settled(step.id):
            yield Missing(
                step=step.id,
                what=_(
                    "Somebody may still be charged: “{title}” is not done. Deleting the account may not stop it."
                ).format(title=_(step.title)),
            )
    if not look.situation.knows("plan") and not look.done(WORKSPACE):
        yield Missing(step=WORKSPACE, what=_("Your plan is not known: a workspace may own this account."))
    if look.situation.cautious and not look.done(EXPORT_TWICE):
        yield Missing(
            step=EXPORT_TWICE,
            what=_("Your plan or region is not known, so the list is cautious: export a second time."),
        )
    if look.seen.exports and not look.done(RIGHT_ACCOUNT):
        yield Missing(
            step=RIGHT_ACCOUNT, what=_("It is not checked that the export belongs to this account.")
        )
    for step_id in ALSO:
        if not look.settled(step_id):
            also = look.content.find_step(step_id)
            title = _(also.title) if also else step_id
            yield Missing(step=step_id, what=_("“{title}” is not done.").format(title=title))
    if not look.done(REREAD):
        yield Missing(step=REREAD, what=_("You have not read once more what deleting means."))
    elif not look.done(NIGHT):
        yield Missing(step=NIGHT, what=_("A night has not passed since you decided."))


_NEAREST: tuple[Trouble, ...] = (
    "",
    "away",
    "unknown-disk",
    "lacking",
    "diverged",
    "keys",
    "damaged",
    "same-disk",
    "same-place",
)


def copy_text(copies: tuple[Copy, ...], seen: Seen, now: dt.datetime) -> str:
    """What is wrong with the copy that lacks the least."""
    best = min(
        (c for c in copies if c.ok),
        key=lambda c: (_NEAREST.index(c.trouble), -c.at.timestamp()),
        default=None,
    )
    if best is None:
        return _("No checked copy on another device holds all of the archive as it is now.")
    match best.trouble:
        case "away":
            text = _("The copy in {place} cannot be reached now. Plug it in, or mount it, and ask again.")
        case "unknown-disk":
            text = _(
                "This computer cannot tell whether the copy in {place} is on another disk. If you know that it is:"
                " migrate leave accept copy-place"
            )
        case "lacking":
            text = _("The copy in {place} lacks a part of the archive: run `migrate vault copy` again.")
        case "diverged":
            text = _("The copy in {place} holds exports or decisions of its own: bring them together first.")
        case "keys":
            text = _("The copy in {place} opens with earlier keys: run `migrate vault copy` again.")
        case "damaged":
            text = _("The copy in {place} is not as it was written: run `migrate vault copy` again.")
        case "same-disk":
            text = _("The copy in {place} is on the same disk as the vault. Make one elsewhere.")
        case "same-place":
            text = _("What is in {place} is the vault itself and no copy. Make one elsewhere.")
        case _ if best.elsewhere and best.hashes >= seen.hashes and now - best.at > FRESH:
            text = _("The copy in {place} was checked more than a week ago: run `migrate vault copy` again.")
        case _:
            text = _("No checked copy on another device holds all of the archive as it is now.")
    return text.format(place=best.where)


def _verify_text(look: View) -> str:
    last = look.verified
    if look.seen.damaged:
        return _("Files of the vault are missing or not as they were: `migrate vault verify` says which.")
    if last is None:
        return _("The archive has not been checked yet.")
    if not look.seen.sound:
        return _("Records of the vault are missing: `migrate vault verify` says which.")
    if not last.ok:
        return _("The last check of the archive found a fault.")
    if look.seen.newest and last.at < look.seen.newest:
        return _("Something was added to the archive since it was last checked.")
    return _("The last check of the archive is more than a week old.")
