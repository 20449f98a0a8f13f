"""The journey in plain lines."""

import json

import pytest

from migrator.sample.demo import pair
from migrator.tui.plain import journey
from migrator.tui.plain.lines import Talk
from migrator.vault.handle import unlock


class Person:
    """Answers by what is asked: the number of the option that holds a word, or a text as it is."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.said = []

    def out(self, line):
        self.said.append(line)

    def answer(self, question):
        self.said.append(question)
        if not self.answers:
            raise EOFError
        wanted = self.answers.pop(0)
        if callable(wanted):
            return wanted(self)
        if question.strip() != "Number:":
            return wanted
        start = max(n for n, line in enumerate(self.said[:-1]) if line.startswith("1. "))
        for line in self.said[start:-1]:
            number, _dot, text = line.partition(". ")
            if wanted in text:
                return number
        pytest.fail(f"no option {wanted!r} in {self.said[start:]}")

    def talk(self):
        return Talk(self.out, self.answer, self.answer)

    @property
    def text(self):
        return "\n".join(self.said)


def group(person):
    code = next(line for line in reversed(person.said) if line.count("-") == 6)
    number = int("".join(filter(str.isdigit, person.said[-1])))
    return code.split("-")[number - 1]


def test_from_an_export_to_a_kept_read_and_moved_archive(tmp_path):
    export = tmp_path / "export.zip"
    pair()[0].write_zip(export)
    secret = "correct horse battery"
    person = Person(
        *("Keep: bring", "path of an export", str(export), "Keep it, encrypted"),
        *("short", secret, secret, group),
        *("Look at", "Search", "Garden", "Garden", "Overview", "Back"),
        *("Move them", "One place", "Markdown files", "yes", str(tmp_path / "out"), "Back"),
        *("Leave: the", "All steps", "second factor", "yes", "on my phone", "Back"),
        "Quit",
    )
    journey.run(tmp_path / "vault", person.talk())
    assert person.answers == []
    assert "12 are needed" in person.text
    assert "heavy clay" in person.text
    assert "busiest month" in person.text
    assert "Kept." in person.text
    assert json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))["target"] == "markdown"
    with unlock(tmp_path / "vault", secret) as vault:
        assert vault.journal.raw("tick")


def test_the_end_of_input_ends_it_politely(tmp_path):
    person = Person("Keep: bring", "made-up")
    journey.run(tmp_path / "vault", person.talk())
    assert "Bye." in person.said[-1]
    assert not (tmp_path / "vault").exists()


def test_what_is_no_number_is_asked_again(tmp_path):
    person = Person(lambda _person: "x", lambda _person: "99", "Quit")
    journey.run(tmp_path / "vault", person.talk())
    assert person.text.count("Type one of the numbers") == 2


def test_nothing_dangerous_reaches_the_terminal():
    person = Person()
    person.talk().say("\x1b[31m", "a\u202eb")
    assert not {"\x1b", "\u202e"} & set(person.text)
