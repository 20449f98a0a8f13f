"""How far a long job is, from its events: one phase at a time, one unit a phase, and no time left before there is a basis.

Work can nest: a phase that knows its total (bytes of a file) may run inside one that only counts (conversations). What is
shown is the phase with a total; a number that belongs to another phase never moves its bar.
"""

from __future__ import annotations

from migrator.events import Event, Finished, Problem, Progressed, Started

SETTLING = 5.0  # seconds that a rate is measured before a time left is derived from it
PART = 0.02  # how much of the phase must be done before that
RECENT = 0.5  # weight of the rate since the phase began; the rest is the rate of the last stretch
STRETCH = 5.0  # seconds of the last stretch


class JobProgress:
    """The state of one job. `now` is always seconds on one monotonic clock."""

    def __init__(self, now: float) -> None:
        self.began = now
        self.phase: Started | None = None
        self.done = 0
        self.found = 0
        self.problems = 0
        self._phase_began = now
        self._stretch: tuple[float, int] = (now, 0)  # when the last stretch began, and what was done by then
        self._rate_before: float | None = None

    def listen(self, event: Event, now: float) -> bool:
        """Take an event in; return whether it changed what is shown of the phase."""
        match event:
            case Started():
                if self.phase is not None and self.phase.total and not event.total:
                    return False
                self._begin(event, now)
            case Progressed():
                self.found = max(self.found, event.found)
                if self.phase is None:
                    self._begin(Started(phase=event.phase, unit="items"), now)
                if self.phase is None or event.phase != self.phase.phase:
                    return False
                self.done = max(self.done, event.done)
                began, before = self._stretch
                if now - began >= STRETCH:
                    self._rate_before = (self.done - before) / (now - began)
                    self._stretch = (now, self.done)
            case Finished():
                if self.phase is None or event.phase != self.phase.phase:
                    return False
                self.phase = None
            case Problem():
                self.problems += 1
                return False
        return True

    def seconds(self, now: float) -> float:
        """Since the phase began."""
        return now - self._phase_began

    def part(self) -> float | None:
        """How much of the phase is done, 0 to 1; None if its total is unknown."""
        if self.phase is None or not self.phase.total:
            return None
        return min(1.0, self.done / self.phase.total)

    def rate(self, now: float) -> float:
        """Units a second since the phase began; 0 before anything was done."""
        return self.done / max(0.001, self.seconds(now))

    def left(self, now: float) -> float | None:
        """Seconds that the phase will still take, None as long as that would be a guess."""
        part = self.part()
        if self.phase is None or part is None or part >= 1 or self.seconds(now) < SETTLING or part < PART:
            return None
        rate = self.rate(now)
        if self._rate_before is not None:
            rate = RECENT * rate + (1 - RECENT) * self._rate_before
        if rate <= 0 or not self.phase.total:
            return None
        return (self.phase.total - self.done) / rate

    def _begin(self, phase: Started, now: float) -> None:
        self.phase, self.done, self._phase_began = phase, 0, now
        self._stretch, self._rate_before = (now, 0), None
