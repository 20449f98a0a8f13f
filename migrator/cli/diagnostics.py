"""The only writer of standard error: errors with their hints, notes, and progress.

Every line begins with `migrate:` and is made safe for a terminal. Under `--json` an error is one JSON object on the
last line. Progress is a line that redraws itself on a terminal, a plain line now and then (`plain`), or JSON lines.
There is no colour to switch off and no line drawing, so NO_COLOR is kept by nature and a screen reader can follow.
"""

from __future__ import annotations

import json
import os
import sys
import time
from typing import Any, Literal

from migrator.app.phases import PHASES
from migrator.app.progress import JobProgress
from migrator.cli import streams
from migrator.errors import Ending
from migrator.events import Event, Finished, Problem, Progressed, Started
from migrator.i18n import N_, _, size, span
from migrator.text import safe, shorten, width

Progress = Literal["auto", "plain", "json", "none"]

UNITS = {
    "bytes": N_("bytes"),
    "conversations": N_("conversations"),
    "files": N_("files"),
    "messages": N_("messages"),
}
_REDRAW = 0.2  # seconds between two redraws of the live line
_PLAIN = 5.0  # seconds between two plain lines
_SHOWN = 10  # problems of one kind that are shown one by one; the rest are counted


class Diagnostics:
    """Standard error for the length of one command."""

    def __init__(self, *, progress: Progress = "auto", as_json: bool = False) -> None:
        self.as_json = as_json
        self.style = _style(progress)
        self._progress = JobProgress(time.monotonic())
        self._last = 0.0
        self._drawn = 0
        self._problems: dict[str, int] = {}
        self._told: tuple[Problem, ...] = ()

    def report(self, event: Event) -> None:
        """Show what happens during work; the `Report` that is handed to `app`."""
        now = time.monotonic()
        is_shown = self._progress.listen(event, now)
        match event:
            case Started() if is_shown:
                self._last = now
            case Progressed() if is_shown:
                self._progressed(now)
            case Finished() if is_shown:
                self._clear()
            case Problem():
                self._problem(event)

    def note(self, text: str) -> None:
        """One line for a person."""
        self._clear()
        self._line(f"migrate: {safe(text, one_line=True)}")

    def error(self, fault: Ending) -> None:
        """What went wrong, what is safe and what to do next."""
        self.close()
        if self.as_json:
            detail = {
                "kind": fault.kind,
                "message": fault.message,
                "hint": fault.hint,
                "exit": fault.exit_code,
            }
            self._line(json.dumps({"error": detail}))
            return
        for line in safe(fault.message).split("\n"):
            self._line(f"migrate: {line}")
        for number, line in enumerate(safe(fault.hint).split("\n") if fault.hint else ()):
            self._line(f"migrate: {' ' if number else '→'} {line}")

    def close(self) -> None:
        """Take the live line away and say how many problems were not shown one by one."""
        self._clear()
        hidden = {kind: n - _SHOWN for kind, n in self._problems.items() if n > _SHOWN}
        self._problems.clear()
        if self.style != "json":
            for kind, n in hidden.items():
                self.note(_("{count} more of the kind “{kind}”").format(count=n, kind=kind))

    # ------------------------------------------------------------------------------------------ inside

    def _problem(self, event: Problem) -> None:
        if event in self._told:  # what opening the vault said, reading it need not say again
            return
        self._told = (*self._told[-50:], event)
        if self.style == "json":
            detail = {"kind": event.kind, "where": event.where, "what": event.what}
            self._line(json.dumps({"problem": {**detail, "incomplete": event.incomplete}}))
            return
        self._problems[event.kind] = self._problems.get(event.kind, 0) + 1
        if self._problems[event.kind] <= _SHOWN:
            self.note(f"{event.where}: {event.what}" if event.where else event.what)

    def _progressed(self, now: float) -> None:
        if self.style == "none":
            return
        if now - self._last < (_REDRAW if self.style == "live" else _PLAIN if self.style == "plain" else 1.0):
            return
        self._last = now
        if self.style == "json":
            self._line(json.dumps({"progress": _numbers(self._progress, now)}))
        elif self.style == "live":
            self._draw(_sentence(self._progress, now))
        else:
            self._line("migrate: " + _sentence(self._progress, now))

    def _draw(self, text: str) -> None:
        line = shorten("migrate: " + safe(text, one_line=True), _columns() - 1)
        cells = width(line)
        self._write("\r" + line + " " * max(0, self._drawn - cells))
        self._drawn = cells

    def _clear(self) -> None:
        if self._drawn:
            self._write("\r" + " " * self._drawn + "\r")
            self._drawn = 0

    def _line(self, text: str) -> None:
        self._write(text + "\n")

    @staticmethod
    def _write(text: str) -> None:
        encoding = sys.stderr.encoding or "utf-8"
        try:
            sys.stderr.write(text.encode(encoding, "backslashreplace").decode(encoding))
            sys.stderr.flush()
        except (OSError, ValueError):
            streams.silence(sys.stderr)  # nobody listens any more; that must not stop the work


def _style(progress: Progress) -> Literal["live", "plain", "json", "none"]:
    if progress != "auto":
        return progress
    if not sys.stderr.isatty():
        return "none"
    return "plain" if os.environ.get("TERM") == "dumb" else "live"


def _columns() -> int:
    try:
        return os.get_terminal_size(2).columns
    except OSError:
        return 80


def _numbers(progress: JobProgress, now: float) -> dict[str, Any]:
    phase = progress.phase or Started(phase="")
    return {
        "phase": phase.phase,
        "done": progress.done,
        "total": phase.total,
        "unit": phase.unit,
        "found": progress.found,
        "seconds": round(progress.seconds(now), 1),
    }


def _sentence(progress: JobProgress, now: float) -> str:
    """`reading: 45 %, 12.0 MB/s, 40 s left, 1234 found`, as much of it as is known."""
    phase, part = progress.phase or Started(phase=""), progress.part()
    words = [_amount(progress.done, phase.unit) if part is None else f"{int(100 * part)} %"]
    if progress.seconds(now) >= 1 and progress.done:
        words.append(_("{amount}/s").format(amount=_amount(int(progress.rate(now)), phase.unit)))
    if (left := progress.left(now)) is not None:
        words.append(_("{time} left").format(time=span(left)))
    if progress.found:
        words.append(_("{count} found").format(count=progress.found))
    return f"{_(PHASES.get(phase.phase, phase.phase))}: {', '.join(words)}"


def _amount(number: int, unit: str) -> str:
    return size(number) if unit == "bytes" else f"{number} {_(UNITS.get(unit, unit))}"
