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
        self._phase: Started | None = None
        self._began = 0.0
        self._last = 0.0
        self._drawn = 0
        self._problems: dict[str, int] = {}

    def report(self, event: Event) -> None:
        """Show what happens during work; the `Report` that is handed to `app`."""
        match event:
            case Started():
                self._phase, self._began, self._last = event, time.monotonic(), time.monotonic()
            case Progressed():
                self._progressed(event)
            case Finished():
                self._clear()
                self._phase = None
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
        if self.style == "json":
            detail = {"kind": event.kind, "where": event.where, "what": event.what}
            self._line(json.dumps({"problem": {**detail, "incomplete": event.incomplete}}))
            return
        self._problems[event.kind] = self._problems.get(event.kind, 0) + 1
        if self._problems[event.kind] <= _SHOWN:
            self.note(f"{event.where}: {event.what}" if event.where else event.what)

    def _progressed(self, event: Progressed) -> None:
        if self.style == "none":
            return
        now = time.monotonic()
        if now - self._last < (_REDRAW if self.style == "live" else _PLAIN if self.style == "plain" else 1.0):
            return
        self._last = now
        phase = self._phase or Started(phase=event.phase)
        seconds = now - self._began
        if self.style == "json":
            self._line(json.dumps({"progress": _numbers(phase, event, seconds)}))
        elif self.style == "live":
            self._draw(_sentence(phase, event, seconds))
        else:
            self._line("migrate: " + _sentence(phase, event, seconds))

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
        except (BrokenPipeError, ValueError):
            pass  # nobody listens any more; that must not stop the work


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


def _numbers(phase: Started, event: Progressed, seconds: float) -> dict[str, Any]:
    return {
        "phase": phase.phase,
        "done": event.done,
        "total": phase.total,
        "unit": phase.unit,
        "found": event.found,
        "seconds": round(seconds, 1),
    }


def _sentence(phase: Started, event: Progressed, seconds: float) -> str:
    """`reading: 45 %, 12.0 MB/s, 40 s left, 1234 found`, as much of it as is known."""
    said = []
    if phase.total:
        said.append(f"{min(100, 100 * event.done // phase.total)} %")
    else:
        said.append(_amount(event.done, phase.unit))
    if seconds >= 1 and event.done:
        rate = event.done / seconds
        said.append(_("{amount}/s").format(amount=_amount(int(rate), phase.unit)))
        if phase.total and event.done < phase.total:
            said.append(_("{time} left").format(time=span((phase.total - event.done) / rate)))
    if event.found:
        said.append(_("{count} found").format(count=event.found))
    return f"{_(PHASES.get(phase.phase, phase.phase))}: {', '.join(said)}"


def _amount(number: int, unit: str) -> str:
    return size(number) if unit == "bytes" else f"{number} {_(UNITS.get(unit, unit))}"
