"""The check-up: answers and a pasted message in, what they mean out. Nothing is kept and nothing is sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

import msgspec

from migrator.app.context import Context
from migrator.app.leaving.checklist import FactItem, fact_item
from migrator.i18n import _
from migrator.leave import checkup as answers_of
from migrator.leave import content as contents
from migrator.leave.checkup import Advice, Answer
from migrator.leave.sender import Verdict, look_at


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A question in the language in use."""

    id: str
    question: str


class Checkup(msgspec.Struct, frozen=True, kw_only=True):
    """The `leave checkup` document."""

    answers: tuple[Advice, ...]
    questions: dict[str, str]
    facts: tuple[FactItem, ...]
    message: Verdict | None

    def document(self) -> dict[str, Any]:
        """The documented JSON object."""
        told: dict[str, Any] = msgspec.to_builtins(self)
        return told


def questions() -> list[Asked]:
    """The questions, in order."""
    return [Asked(id=q.id, question=_(q.question)) for q in contents.load().checkup]


def read(words: Iterable[str]) -> dict[str, str]:
    """`ID=yes` words as answers; `UsageError` says what fits."""
    return dict(answers_of.read_answer(contents.load(), word) for word in words)


def checkup(answers: Mapping[str, str], text: str | None, context: Context) -> Checkup:
    """What the answers mean, and what can be seen in `text`."""
    content = contents.load()
    advice = answers_of.advise(content, cast("Mapping[str, Answer]", answers))
    today = context.now().date()
    used = dict.fromkeys(f for a in advice for f in a.facts)
    return Checkup(
        answers=tuple(advice),
        questions={q.id: _(q.question) for q in content.checkup if q.id in answers},
        facts=tuple(fact_item(content, fact, today) for f in used if (fact := content.find_fact(f))),
        message=look_at(text, content.host) if text else None,
    )
