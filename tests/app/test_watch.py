"""Problems are told once each, however often the input is read, and never more than a person could use."""

from migrator.app import watch
from migrator.app.context import Context
from migrator.events import Problem, Progressed


def problem(n, incomplete=False):
    return Problem(kind="record-broken", where=f"#/{n}", what="x", incomplete=incomplete)


def test_a_problem_that_comes_up_on_every_pass_is_told_once():
    told = []
    watching, seen = watch.watched(Context(listener=told.append))
    for _ in range(3):
        watching.report(problem(1))
        watching.report(Progressed(phase="read", done=1))
        watching.report(problem(2))
    assert [event for event in told if isinstance(event, Problem)] == [problem(1), problem(2)]
    assert len(told) == 5
    assert seen.problems == (problem(1), problem(2))
    assert seen.complete


def test_a_flood_of_problems_is_cut_and_still_makes_the_input_incomplete(monkeypatch):
    monkeypatch.setattr(watch, "_HELD", 3)
    watching, seen = watch.watched(Context())
    for n in range(10):
        watching.report(problem(n, incomplete=n == 9))
    assert [p.kind for p in seen.problems] == ["record-broken"] * 3 + ["more-problems"]
    assert not seen.complete
