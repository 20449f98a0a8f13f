"""Plain lines out, answers in: no colour, no drawing, nothing that moves, one thing a line."""

from __future__ import annotations

import getpass
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from migrator import i18n
from migrator.app.context import Context
from migrator.app.phases import PHASES
from migrator.app.progress import JobProgress
from migrator.errors import MigratorError
from migrator.events import Event
from migrator.i18n import _, in_use, ngettext
from migrator.text import safe

T = TypeVar("T")
_EVERY = 10.0  # seconds between two lines of progress


class Talk:
    """A conversation over lines. `ask` and `ask_secret` give what was typed; an end of input raises EOFError."""

    def __init__(
        self,
        out: Callable[[str], None] = print,
        ask: Callable[[str], str] = input,
        secret: Callable[[str], str] = getpass.getpass,
    ) -> None:
        self._out = out
        self._ask = ask
        self._secret = secret

    def say(self, *lines: str) -> None:
        """Lines for the person; each passes the gate for untrusted text."""
        for line in lines:
            self._out(_sayable(safe(line)))

    def all(self, lines: Iterable[str]) -> None:
        """Many lines."""
        for line in lines:
            self.say(line)

    def ask(self, question: str) -> str:
        """One line of answer, without blanks around it."""
        return self._ask(_sayable(safe(question)) + " ").strip()

    def secret(self, question: str) -> str:
        """An answer that is not shown while it is typed."""
        return self._secret(_sayable(safe(question)) + " ")

    def sure(self, question: str) -> bool:
        """A question whose answer is yes or no; anything else is no."""
        answer = self.ask(f"{question} ({_('yes')}/{_('no')})").casefold()
        return answer in {_("yes").casefold(), "yes", "y"}

    def choose(self, title: str, options: Sequence[tuple[T, str]], back: str) -> T | None:
        """One of numbered options; 0 is `back` and gives None."""
        while True:
            self.say("", title)
            for number, (_value, text) in enumerate(options, 1):
                self.say(f"{in_use().number(number)}. {safe(text, one_line=True)}")
            self.say(f"{in_use().number(0)}. {back}")
            answer = self.ask(_("Number:"))
            number = int(answer) if answer.isdecimal() and len(answer) < 9 else -1  # ٣ is 3, too
            if number == 0:
                return None
            if 1 <= number <= len(options):
                return options[number - 1][0]
            self.say(_("Type one of the numbers and press Enter."))

    def several(self, title: str, options: Sequence[tuple[T, str]]) -> list[T]:
        """Some of numbered options, by numbers and spans: `1 3 5-7`. None of them for an empty answer."""
        while True:
            self.say("", title)
            for number, (_value, text) in enumerate(options, 1):
                self.say(f"{in_use().number(number)}. {safe(text, one_line=True)}")
            answer = self.ask(_("Numbers, for example 1 3 5-7; only Enter for none:"))
            chosen = spans(answer, len(options))
            if chosen is not None:
                return [options[number - 1][0] for number in chosen]
            self.say(_("Type numbers of the list and press Enter."))

    def many(self, question: str) -> str:
        """Several lines, up to an empty one."""
        self.say(question)
        lines: list[str] = []
        while line := self._ask(""):
            lines.append(line)
        return "\n".join(lines)

    def job(self, title: str, work: Callable[[Context], T]) -> T | None:
        """Do `work`, with a line now and then; an error is told, and None given. Ctrl-C stops it."""
        self.say(title)
        last = time.monotonic()
        progress = JobProgress(last)

        def listen(event: Event) -> None:
            nonlocal last
            now = time.monotonic()
            progress.listen(event, now)
            if now - last > _EVERY and progress.phase is not None:
                last = now
                self.say(_state(progress, now))

        try:
            done = work(Context(listener=listen, language=i18n.language()))
        except MigratorError as fault:
            self.fault(fault)
            return None
        except KeyboardInterrupt:
            self.say(_("Stopped. Nothing that was there before has been changed."))
            return None
        if progress.problems:
            self.say(
                ngettext("{n} problem noted", "{n} problems noted", progress.problems).format(
                    n=progress.problems
                )
            )
        return done

    def fault(self, fault: MigratorError) -> None:
        """What happened, what is safe, what to do next."""
        self.say(_("That did not work."), fault.message)
        if fault.hint:
            self.say(fault.hint)


def _state(progress: JobProgress, now: float) -> str:
    """`reading: 45 %, about 40 s left`, as much of it as is known."""
    phase, part = progress.phase, progress.part()
    name = _(PHASES.get(phase.phase, phase.phase)) if phase is not None else ""
    known = in_use().share(part) if part is not None else in_use().number(progress.done)
    if (left := progress.left(now)) is not None:
        known = in_use().listed([known, _("{time} left").format(time=i18n.span(left))])
    return f"{name}: {known}"


def _sayable(text: str) -> str:
    """`text` as standard output can hold it, whatever its character set: what is not in it by its number."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding, "replace")


def spans(typed: str, last: int) -> list[int] | None:
    """`1 3 5-7` as numbers, each once and in order; None if that is no such list, or one is not from 1 to `last`."""
    found: set[int] = set()
    for word in typed.replace(",", " ").replace("،", " ").split():
        first, dash, end = word.partition("-")
        if not first.isdecimal() or (dash and not end.isdecimal()) or len(word) > 17:
            return None
        low, high = int(first), int(end or first)
        if not 1 <= low <= high <= last:
            return None
        found.update(range(low, high + 1))
    return sorted(found)
