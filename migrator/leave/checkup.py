"""The check-up: a few questions, answered on this computer. No score, and nothing is sent or kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from migrator.errors import UsageError
from migrator.i18n import _, listed
from migrator.leave.content import CheckupQuestion, Content

Answer = Literal["yes", "no", "unsure"]
ANSWERS: tuple[Answer, ...] = ("yes", "no", "unsure")


class Advice(msgspec.Struct, frozen=True, kw_only=True):
    """What one answer means: `concerns` is true if there is something to know or do, `steps` are steps of the list."""

    question: str
    answer: Answer
    concerns: bool
    explain: str
    steps: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()


def advise(content: Content, answers: Mapping[str, Answer]) -> list[Advice]:
    """What the answers mean, question by question; a question without an answer is left out."""
    return [_advice(q, answers[q.id]) for q in content.checkup if q.id in answers]


def _advice(question: CheckupQuestion, answer: Answer) -> Advice:
    concerns = answer in question.on
    return Advice(
        question=question.id,
        answer=answer,
        concerns=concerns,
        explain=_(question.explain if concerns else question.calm),
        steps=question.steps if concerns else (),
        facts=question.facts if concerns else (),
    )


def read_answer(content: Content, word: str) -> tuple[str, Answer]:
    """`ID=yes|no|unsure` → question and answer; `UsageError` says what fits."""
    key, equals, said = word.partition("=")
    answer = next((a for a in ANSWERS if a == said.strip().casefold()), None)
    if not equals or answer is None or key not in {q.id for q in content.checkup}:
        raise UsageError(
            _("“{word}” is not an answer of the check-up.").format(word=word),
            _("Write ID=yes, ID=no or ID=unsure with one of: {ids}.").format(
                ids=listed(q.id for q in content.checkup)
            ),
        )
    return key, answer
