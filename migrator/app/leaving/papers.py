"""What `leave` writes into a file of the person's own: the dates as a calendar, and a record of what was done."""

from __future__ import annotations

import datetime as dt
import errno
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from migrator.app.context import Context
from migrator.app.leaving.book import Book
from migrator.app.leaving.checklist import GapItem, gaps_of, look
from migrator.errors import ConditionNotMet, OutputExists, UsageError
from migrator.i18n import _, in_use, listed, reviewed, when
from migrator.leave import dates
from migrator.leave.look import Look, Stand
from migrator.leave.record import proofs
from migrator.shape.markdown.pieces import inline
from migrator.text import safe


class Calendar(msgspec.Struct, frozen=True, kw_only=True):
    """A calendar that was written."""

    out: str
    dates: tuple[dates.Date, ...]

    def document(self) -> dict[str, Any]:
        """The documented JSON object."""
        told: dict[str, Any] = msgspec.to_builtins(self)
        return told


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """A record that was written: how many steps it tells of, and how many of them are done."""

    out: str
    steps: int
    done: int

    def document(self) -> dict[str, Any]:
        """The documented JSON object."""
        told: dict[str, Any] = msgspec.to_builtins(self)
        return told


def calendar(book: Book, owner: str, out: Path, context: Context) -> Calendar:
    """Write the dates that are ahead. `ConditionNotMet` if there is none; a file that exists is left alone."""
    seen = look(book, context)
    titles = {step.id: _(step.title) for step in seen.content.step}
    found = tuple(dates.ahead(map(seen.stand, seen.content.step), titles, seen.zone))
    if not found:
        raise ConditionNotMet(
            _("No step has a date yet, so no calendar was written."),
            _("Dates follow from what you tick and set: migrate leave show questions"),
        )
    about = "migrate leave show {id}"
    put(out, dates.calendar(found, owner=owner, now=seen.now, about=about))
    return Calendar(out=str(out), dates=found)


def report(book: Book, out: Path, context: Context, more: Sequence[str] = ()) -> Report:
    """Write the record: what was said, what the archive is, each step with its day and note. Never over a file.

    `more`: paragraphs of Markdown from elsewhere in the program, such as what other assistants were given.
    """
    seen = look(book, context)
    stands = [s for s in (seen.stand(step) for step in seen.content.step) if s.state != "not-applicable"]
    blocks = [
        f"# {_('Leaving ChatGPT: what was done')}",
        _("Written on {day}. It holds your own notes, and lies readable.").format(day=_day(seen, seen.now)),
        *([] if reviewed() else [_("This translation has not been reviewed by a native speaker yet.")]),
        *_situation(seen),
        *_archive(seen),
        *_gaps(gaps_of(seen)),
        *_steps(seen, stands),
        *more,
        _(
            "Nobody can prove from outside that something was erased. What there is: requests, dates, answers."
        ),
    ]
    put(out, ("\n\n".join(blocks) + "\n").encode("utf-8"))
    return Report(out=str(out), steps=len(stands), done=sum(s.state == "done" for s in stands))


def _situation(seen: Look) -> Iterator[str]:
    lines = []
    for question in seen.content.question:
        given = seen.situation.get(question.id)
        if given:
            titles = {value.id: _(value.title) for value in question.values}
            if question.kind == "date":
                titles = {answer: when.day(answer) for answer in given}
            said = listed([inline(safe(titles.get(answer, answer), one_line=True)) for answer in given])
            lines.append(f"- {_(question.question)} {said}")
    if lines:
        yield f"## {_('Your situation')}"
        yield "\n".join(lines)


def _archive(seen: Look) -> Iterator[str]:
    lines = []
    for original in seen.seen.originals:
        text = _("Export added on {day}") if original.export else _("Copied by hand, added on {day}")
        lines.append(f"- {text.format(day=_day(seen, original.added))} · SHA-256 `{original.sha256}`")
    if seen.verified is not None:
        good = _("Last check, {day}: everything as it was written")
        bad = _("Last check, {day}: something was wrong")
        lines.append(f"- {(good if seen.verified.ok else bad).format(day=_day(seen, seen.verified.at))}")
    for copy in seen.copies:
        if not copy.ok:
            text = _("Copy of {day}: not everything in it was right")
        elif copy.trouble == "away" and copy.elsewhere:
            text = _("Copy of {day} on another device, checked by hash then; it was not within reach today")
        elif copy.trouble not in {"", "same-disk", "same-place", "unknown-disk"}:
            text = _("Copy of {day}: it is not as it was, or lacks what was added since")
        elif copy.trouble == "unknown-disk":
            text = _("Copy of {day}, checked by hash; whether it is on another device could not be told")
        elif copy.elsewhere and not copy.trouble:
            text = _("Copy of {day} on another device, checked by hash")
        else:
            text = _("Copy of {day} on the same device, checked by hash")
        lines.append(f"- {text.format(day=_day(seen, copy.at))}")
    yield f"## {_('The archive')}"
    yield "\n".join(lines) if lines else _("No export is in the vault.")


def _gaps(gaps: tuple[GapItem, ...]) -> Iterator[str]:
    if gaps:
        yield f"## {_('What the archive lacks')}"
        yield "\n".join(
            f"- {gap.what} ({in_use().said(gap.count)}) · {_('accepted') if gap.accepted else _('open')}"
            for gap in gaps
        )


def _steps(seen: Look, stands: list[Stand]) -> Iterator[str]:
    noted, titles = proofs(seen.records), {step.id: _(step.title) for step in seen.content.step}
    for phase in seen.content.phase:
        lines = []
        for stand in stands:
            if stand.phase == phase.id:
                done = f" · {_day(seen, stand.done)}" if stand.done is not None else ""
                note = f" · {inline(safe(noted[stand.id], one_line=True))}" if noted.get(stand.id) else ""
                lines.append(f"- [{'x' if stand.state == 'done' else ' '}] {titles[stand.id]}{done}{note}")
        if lines:
            yield f"## {_(phase.title)}"
            yield "\n".join(lines)


def _day(seen: Look, moment: dt.datetime) -> str:
    """A moment by the clock where the person lives; an original whose day nobody knows has the last there is."""
    return "?" if moment.year == dt.MAXYEAR else in_use().at(moment.astimezone(seen.zone))


def put(out: Path, data: bytes) -> None:
    """A new file that only this user can read; nothing is left of it if it cannot be written whole."""
    try:
        handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    except FileExistsError:
        raise OutputExists(
            _("“{folder}” exists already; nothing in it was changed.").format(folder=out),
            _("Choose another --out."),
        ) from None
    except OSError as why:
        if why.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise
        raise UsageError(
            _("Nothing can be written to “{folder}”: {reason}. Nothing was changed.").format(
                folder=out, reason=os.strerror(why.errno or 0)
            ),
            _("Choose another --out."),
        ) from None
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
    except BaseException:
        out.unlink(missing_ok=True)
        raise
