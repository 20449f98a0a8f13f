"""Made-up people for the tests of leaving, read from TOML: what they said, did and have, and at which moment.

A person is plain data (`people/*.toml`): `set` and `did` words with a time before them, and the vault as `[vault]`.
"""

import datetime as dt
import tomllib
from pathlib import Path

from migrator.leave import change, content, gate, plan, situation
from migrator.leave.look import Look
from migrator.leave.record import Record
from migrator.leave.seen import Gap, Link, Original, Seen, fingerprint

HERE = Path(__file__).parent / "people"
CONTENT = content.load()
PASSPHRASE = "six words that nobody else has"


class Person:
    """Somebody who is leaving: a journal in memory, a vault that is only values, and a clock that is told the time."""

    def __init__(self, now: str, zone: str = "UTC") -> None:
        self.now = dt.datetime.fromisoformat(now)
        self.records: list[Record] = []
        self.seen = Seen()
        if zone != "UTC":
            self.set(f"zone={zone}")

    def look(self) -> Look:
        return Look(CONTENT, situation.of(self.records, CONTENT), self.records, self.seen, self.now)

    def plan(self) -> plan.Plan:
        return plan.plan(CONTENT, situation.of(self.records, CONTENT), self.records, self.seen, self.now)

    def state(self, step: str) -> str:
        return self.look().stand(CONTENT.find_step(step)).state

    def missing(self) -> set[str]:
        return {m.step for m in gate.account_gate(self.look())}

    def later(self, **span: int) -> None:
        self.now += dt.timedelta(**span)

    def set(self, *words: str) -> None:
        self.records += change.choose(CONTENT, words, self.now)

    def do(self, step: str, proof: str = "") -> None:
        self.records += change.done(self.look(), step, proof)

    def undo(self, step: str) -> None:
        self.records += change.undo(self.look(), step)

    def accept(self, gap: str) -> None:
        self.records += change.accept(self.look(), gap)

    def add(self, name: str, *, export: bool = True) -> None:
        new = Original(sha256=name, added=self.now, export=export)
        self.seen = Seen(originals=(*self.seen.originals, new), gaps=self.seen.gaps, links=self.seen.links)

    def has(self, gaps: dict[str, int] | None = None, links: tuple[str, ...] | None = None) -> None:
        """What the vault finds in its exports: gaps by kind with their size, and shared links."""
        found = self.seen.gaps
        if gaps is not None:
            found = tuple(
                Gap(id=kind, kind=kind, count=n, print=fingerprint([f"{kind}{i}" for i in range(n)]))
                for kind, n in gaps.items()
            )
        shared = self.seen.links
        if links is not None:
            shared = tuple(Link(id=i, url=f"https://chatgpt.com/share/{i}") for i in links)
        self.seen = Seen(originals=self.seen.originals, gaps=found, links=shared)

    def verify(self, *, ok: bool = True, problems: int = 0) -> None:
        self.records.append(Record(at=self.now, kind="verify", value={"ok": ok, "problems": problems}))

    def copy(self, place: str = "stick", *, ok: bool = True, elsewhere: bool = True) -> None:
        held = sorted(self.seen.hashes)
        self.records.append(
            Record(
                at=self.now,
                kind="copy",
                key=place,
                value={"ok": ok, "elsewhere": elsewhere, "originals": held},
            )
        )

    def everything(self, *but: str) -> None:
        """Do each open step until nothing more opens, all but the steps in `but`."""
        while ready := [
            s.id
            for s in self.plan().steps
            if s.state == "open" and s.id not in but and not CONTENT.find_step(s.id).held_by
        ]:
            for step in ready:
                if self.state(step) == "open":
                    self.do(step)


def read(name: str) -> Person:
    """The person of `people/<name>.toml`, at the moment that the file tells."""
    data = tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))
    person = Person(data["start"], data.get("zone", "UTC"))
    for line in data["story"]:
        when, verb, *words = line.split()
        person.now = dt.datetime.fromisoformat(when).replace(tzinfo=person.look().zone)
        match verb:
            case "set":
                person.set(*words)
            case "did":
                for word in words:
                    person.do(word)
            case "did-at":
                person.do(words[0], " ".join(words[1:]))
            case "accept":
                person.accept(words[0])
            case "add":
                person.add(words[0])
            case "gap":
                person.has(gaps={words[0]: int(words[1])})
            case "links":
                person.has(links=tuple(words))
            case "verify":
                person.verify(ok=words == ["good"])
            case "copy":
                person.copy(elsewhere=words == ["elsewhere"])
            case "everything":
                person.everything(*words)
            case "now":
                pass
            case _:
                raise ValueError(line)
    return person


def render(person: Person) -> str:
    """The plan as a person might read it on paper: one step a line, phase by phase."""
    made = person.plan()
    lines = [f"as of {person.now.isoformat(timespec='minutes')}", f"next: {', '.join(made.next) or '-'}"]
    lines.append(f"ready to delete: {'yes' if made.ready_to_delete else 'no'}")
    for phase in CONTENT.phase:
        rows = [s for s in made.steps if s.phase == phase.id]
        lines += ["", phase.title]
        for stand in rows:
            if stand.state == "not-applicable":
                continue
            row = f"  {stand.state:<8} {stand.id}"
            if stand.due is not None:
                due = (
                    stand.due.astimezone(person.look().zone)
                    if isinstance(stand.due, dt.datetime)
                    else stand.due
                )
                text = due.isoformat(timespec="minutes") if isinstance(due, dt.datetime) else due.isoformat()
                row += f"  {'until' if stand.state == 'waiting' else 'by'} {text}{' OVERDUE' if stand.overdue else ''}"
            if stand.blocked_by:
                row += f"  after {', '.join(stand.blocked_by)}"
            lines.append(row)
        left = [s.id for s in rows if s.state == "not-applicable"]
        if left:
            lines.append(f"  not for them: {', '.join(left)}")
    return "\n".join(lines) + "\n"
