"""What stands on standard error: whole lines, safe for a terminal, no more than is needed."""

import io
import json
import sys

import pytest

from migrator.cli import diagnostics
from migrator.cli.diagnostics import Diagnostics
from migrator.errors import NotRecognised
from migrator.events import Finished, Problem, Progressed, Started


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self):
        return True


@pytest.fixture
def pipe(monkeypatch):
    """A function that makes standard error a pipe, within the test: pytest sets its own after the fixtures."""

    def make(made=None):
        made = made or io.StringIO()
        monkeypatch.setattr(sys, "stderr", made)
        return made

    return make


@pytest.fixture
def terminal(pipe, monkeypatch):
    """A function that makes standard error a terminal."""
    monkeypatch.setenv("TERM", "xterm")
    return lambda: pipe(Terminal())


@pytest.fixture
def clock(monkeypatch):
    """Time that passes six seconds a look."""
    now = [0.0]

    def tick():
        now[0] += 6
        return now[0]

    monkeypatch.setattr(diagnostics.time, "monotonic", tick)


def work(shown, total=1000):
    shown.report(Started(phase="read", total=total, unit="bytes"))
    for done in (250, 500, 750):
        shown.report(Progressed(phase="read", done=done, found=7))
    shown.report(Finished(phase="read"))


def test_a_pipe_gets_no_progress_unless_it_is_asked_for(pipe, clock):
    stream = pipe()
    work(Diagnostics())
    assert stream.getvalue() == ""


def test_plain_progress_is_whole_lines_with_rate_time_left_and_what_was_found(pipe, clock):
    stream = pipe()
    work(Diagnostics(progress="plain"))
    lines = stream.getvalue().splitlines()
    assert lines
    assert all(line.startswith("migrate: reading: ") for line in lines)
    assert "75 %" in lines[-1]
    assert "B/s" in lines[-1]
    assert " left" in lines[-1]
    assert "7 found" in lines[-1]
    assert "\r" not in stream.getvalue()


def test_json_progress_is_json_lines(pipe, clock):
    stream = pipe()
    work(Diagnostics(progress="json"), total=None)
    lines = [json.loads(line)["progress"] for line in stream.getvalue().splitlines()]
    assert [line["done"] for line in lines] == [250, 500, 750]
    assert set(lines[0]) == {"phase", "done", "total", "unit", "found", "seconds"}
    assert lines[0]["total"] is None


def test_a_terminal_gets_one_line_that_goes_away(terminal, clock):
    screen = terminal()
    shown = Diagnostics()
    work(shown)
    shown.note("done")
    drawn = screen.getvalue()
    assert "\x1b" not in drawn
    assert drawn.count("\n") == 1
    assert drawn.endswith("\rmigrate: done\n")


def test_a_dumb_terminal_gets_lines(terminal, clock, monkeypatch):
    screen = terminal()
    monkeypatch.setenv("TERM", "dumb")
    work(Diagnostics())
    assert "\r" not in screen.getvalue()


def test_problems_are_lines_and_many_of_a_kind_are_counted(pipe):
    stream = pipe()
    shown = Diagnostics()
    for n in range(25):
        shown.report(Problem(kind="record-broken", where=f"conversations.json#/{n}", what="Not JSON."))
    shown.report(Problem(kind="other", where="", what="Something else."))
    shown.close()
    lines = stream.getvalue().splitlines()
    assert lines[0] == "migrate: conversations.json#/0: Not JSON."
    assert len(lines) == 12
    assert "15" in lines[-1]
    assert "record-broken" in lines[-1]


def test_nothing_from_an_export_can_command_the_terminal(pipe):
    stream = pipe()
    shown = Diagnostics()
    shown.report(Problem(kind="x", where="evil\x1b[2J\u202e.json", what="a\nmigrate: forged\x07"))
    text = stream.getvalue()
    assert text.count("\n") == 1
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "\x07" not in text


def test_an_error_says_what_to_do_next(pipe):
    stream = pipe()
    Diagnostics().error(NotRecognised("Not an export.\nReally.", "Do this:\n  that"))
    assert stream.getvalue() == (
        "migrate: Not an export.\nmigrate: Really.\nmigrate: → Do this:\nmigrate:     that\n"
    )


def test_under_json_an_error_is_one_object(pipe):
    stream = pipe()
    Diagnostics(as_json=True).error(NotRecognised("Not an \udcff export."))
    error = json.loads(stream.getvalue())["error"]
    assert error == {"kind": "not-recognised", "message": "Not an \udcff export.", "hint": "", "exit": 4}


def test_a_narrow_encoding_does_not_stop_the_work(pipe):
    raw = io.BytesIO()
    pipe(io.TextIOWrapper(raw, encoding="ascii", errors="strict"))
    Diagnostics().note("“سلام”")
    assert raw.getvalue().startswith(b"migrate: \\u201c")


def test_nobody_listening_does_not_stop_the_work(pipe):
    class Closed(io.StringIO):
        def write(self, text):
            raise BrokenPipeError

    pipe(Closed())
    Diagnostics().note("into the void")
