"""The check-up says what an answer means; not being sure is taken like the answer that matters."""

import pytest
from people import CONTENT

from migrator.errors import UsageError
from migrator.leave.checkup import advise, read_answer


def test_what_does_not_concern_a_person_is_said_calmly():
    (advice,) = advise(CONTENT, {"platform": "no"})
    assert not advice.concerns
    assert advice.facts == ()


@pytest.mark.parametrize("question", [q.id for q in CONTENT.checkup])
def test_every_question_has_an_answer_that_matters_and_one_that_does_not(question):
    answers = {a: advise(CONTENT, {question: a})[0].concerns for a in ("yes", "no", "unsure")}
    assert set(answers.values()) == {True, False}
    if question != "notice":
        assert answers["unsure"]


def test_a_missing_second_factor_leads_to_its_step():
    (advice,) = advise(CONTENT, {"mfa": "no"})
    assert advice.steps == ("turn-on-mfa",)


@pytest.mark.parametrize("word", ["", "mfa", "mfa=perhaps", "no-such=yes", "=yes"])
def test_an_answer_that_fits_nothing_is_refused(word):
    with pytest.raises(UsageError):
        read_answer(CONTENT, word)


def test_an_answer_is_read():
    assert read_answer(CONTENT, "mfa=No") == ("mfa", "no")
