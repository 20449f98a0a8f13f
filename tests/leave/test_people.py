"""The whole plan of twelve made-up people, as golden files beside them (`people/*.plan.txt`)."""

import pytest
from people import CONTENT, HERE, Person, read, render

NAMES = sorted(path.stem for path in HERE.glob("*.toml"))


def test_there_are_twelve_people_and_a_plan_for_each():
    assert len(NAMES) == 12
    assert sorted(path.name.removesuffix(".plan.txt") for path in HERE.glob("*.plan.txt")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_person_sees_the_plan_of_the_golden_file(name):
    assert render(read(name)) == (HERE / f"{name}.plan.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_every_step_stands_somewhere_in_every_plan(name):
    assert [s.id for s in read(name).plan().steps] == [s.id for s in CONTENT.step]


@pytest.mark.parametrize("name", NAMES)
def test_what_is_next_is_open(name):
    made = read(name).plan()
    assert all(made.stand(step).state == "open" for step in made.next)


def test_somebody_who_does_each_step_that_opens_comes_to_the_end():
    person = Person("2026-11-21T09:00+00:00")
    person.set("level=delete", "plan=plus", "payer=apple", "login=apple", "region=turkiye", "accounts=one")
    for _ in range(8):
        person.everything()
        if not person.seen.exports and person.state("add-export") == "open":
            person.add("export")
        if person.seen.exports:
            person.verify()
            person.copy()
        person.later(days=2)
    person.later(days=200)
    person.everything()
    assert {s.id for s in person.plan().steps if s.state not in {"done", "not-applicable"}} == set()
