"""What is known about the person's situation: plan, payer, log-in, region and so on, as far as they said.

Not knowing is a normal state and takes the safest branch: a step that depends on an answer that nobody gave applies.
The questions and the answers they allow are content (`content/situation.toml`); which answers contradict each other
is held here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from migrator.errors import UsageError
from migrator.i18n import _, listed
from migrator.leave.content import Content, Question, When
from migrator.leave.record import Records

PAID = frozenset({"go", "plus", "pro"})
MANAGED = frozenset({"business", "enterprise", "edu"})
# What somebody pays whose plan is known but whose payer is not, or contradicts the plan.
NOBODY = "nobody"
UNKNOWN_WORDS = frozenset({"unknown", "?", ""})


class Situation(msgspec.Struct, frozen=True, kw_only=True):
    """The answers by question; a question that is not here is not answered. `home`: the zone of this computer."""

    answers: Mapping[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    home: dt.tzinfo = dt.UTC

    def get(self, key: str) -> tuple[str, ...]:
        """The answers to `key`, () if it is not known."""
        return self.answers.get(key, ())

    def one(self, key: str) -> str:
        """The answer to `key`, "" if it is not known."""
        return next(iter(self.get(key)), "")

    def knows(self, key: str) -> bool:
        """Whether the person answered `key` in a way that can be believed."""
        return bool(self._believed(key))

    def matches(self, when: When, *, if_unknown: bool = True) -> bool:
        """Whether a record that is limited to `when` concerns this person; `if_unknown` answers what is not known."""
        for key, wanted in when.items():
            known = self._believed(key)
            if not known:
                if not if_unknown:
                    return False
            elif not set(known) & set(wanted):
                return False
        return True

    @property
    def level(self) -> str:
        """How far the person wants to go: pause, stop-paying, empty, delete, or "" while they have not said."""
        return self.one("level")

    @property
    def cautious(self) -> bool:
        """Whether plan or region is unknown, so that the safest branch is taken."""
        return not (self.knows("plan") and self.knows("region"))

    @property
    def gone(self) -> bool:
        """Whether the account is already deleted, or closed to the person, so that nothing can be done inside it."""
        return self.one("account") in {"deleted", "locked-out"}

    def date(self, key: str) -> dt.date | None:
        """The answer to a question that asks for a day."""
        try:
            return dt.date.fromisoformat(self.one(key))
        except ValueError:
            return None

    @property
    def zone(self) -> dt.tzinfo:
        """The person's time zone; that of this computer if they did not say."""
        try:
            return ZoneInfo(self.one("zone")) if self.get("zone") else self.home
        except (ZoneInfoNotFoundError, ValueError):
            return self.home

    def _believed(self, key: str) -> tuple[str, ...]:
        known = self.get(key)
        if key == "payer" and known == (NOBODY,) and self.one("plan") in PAID:
            return ()  # somebody pays for a paid plan: until it is clear who, every payer is looked at
        return known


def of(records: Records, content: Content, home: dt.tzinfo = dt.UTC) -> Situation:
    """The situation as the journal tells it; answers that no question allows any more count as not given."""
    answers: dict[str, tuple[str, ...]] = {}
    for record in records:
        question = content.find_question(record.key) if record.kind == "plan" else None
        if question is not None:
            given = record.value if isinstance(record.value, list | tuple) else [record.value]
            answers[record.key] = tuple(a for a in map(str, given) if _allowed(question, a))
    return Situation(answers={k: v for k, v in answers.items() if v}, home=home)


def parse(content: Content, word: str) -> tuple[str, tuple[str, ...]]:
    """`KEY=VALUE[,VALUE…]` as a person types it → key and answers; () for "unknown". `UsageError` says what fits."""
    key, equals, text = word.partition("=")
    key = key.strip().casefold().replace("_", "-")
    question = content.find_question(key)
    if question is None or not equals:
        keys = listed(q.id for q in content.question)
        raise UsageError(
            _("“{word}” is not something to set.").format(word=key or word),
            _("Write KEY=VALUE with one of these keys: {keys}.").format(keys=keys),
        )
    words = [w.strip() for w in text.split(",")]
    if all(w.casefold() in UNKNOWN_WORDS for w in words):
        return key, ()
    if question.kind in {"one", "date", "zone"} and len(words) > 1:
        raise UsageError(
            _("{key} takes one answer.").format(key=key),
            _("For example: migrate leave set {key}={value}").format(key=key, value=_example(question)),
        )
    answers = tuple(dict.fromkeys(_read(question, w) for w in words))
    nothing = next((a for a in answers if a in {NOBODY, "nothing"}), None)
    if nothing and len(answers) > 1:
        raise UsageError(
            _("“{nothing}” and something else cannot both be true.").format(nothing=nothing),
            _("Name those that apply, or “{nothing}” alone.").format(nothing=nothing),
        )
    return key, answers


def _read(question: Question, word: str) -> str:
    if question.kind in {"date", "zone"}:
        answer = word
    else:
        low = word.casefold().replace("_", "-").replace(" ", "-")
        answer = next(
            (v.id for v in question.values if low == v.id or low in map(str.casefold, v.aliases)), low
        )
    if not _allowed(question, answer):
        raise UsageError(
            _("{key} cannot be “{word}”.").format(key=question.id, word=word),
            _("It can be: {values}.").format(values=_choices(question)),
        )
    return answer


def _allowed(question: Question, answer: str) -> bool:
    if question.kind == "date":
        try:
            dt.date.fromisoformat(answer)
        except ValueError:
            return False
        return True
    if question.kind == "zone":
        try:
            ZoneInfo(answer)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return False
        return bool(answer)
    return any(v.id == answer for v in question.values)


def _choices(question: Question) -> str:
    if question.kind == "date":
        return _("a day written like 2026-11-21, or unknown")
    if question.kind == "zone":
        return _("a time zone such as Europe/Istanbul, or unknown")
    return listed([*(v.id for v in question.values), "unknown"])


def _example(question: Question) -> str:
    if question.kind == "date":
        return "2026-11-21"
    if question.kind == "zone":
        return "Europe/Istanbul"
    return question.values[0].id
