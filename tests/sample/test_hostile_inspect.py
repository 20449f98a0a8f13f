"""`migrate inspect` does with every hostile case what the case declares, and shows nothing hostile as it is."""

from __future__ import annotations

import json
import re

import pytest

from migrator.cli import main
from migrator.sample import hostile

CASES = list(hostile.cases())
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def _run(capfdbinary, *words):
    code = main(list(words))
    out, err = capfdbinary.readouterr()
    return code, out.decode(), err.decode()


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_case_ends_as_it_declares(capfdbinary, tmp_path, case):
    path = str(case.write(tmp_path))
    code, out, err = _run(capfdbinary, "inspect", path, "--json")
    assert code in case.exits, err
    assert "Traceback" not in err
    if code not in {0, 3}:
        assert not out
        assert json.loads(err.splitlines()[-1])["error"]["exit"] == code
        return
    document = json.loads(out)
    assert document["complete"] == (code == 0)
    assert document["conversations"] >= case.least
    if case.conversations is not None:
        assert document["conversations"] == case.conversations
    if case.messages is not None:
        assert document["messages"] == case.messages


@pytest.mark.parametrize("case", [c for c in CASES if c.hostile], ids=str)
def test_nothing_hostile_reaches_a_terminal(capfdbinary, tmp_path, case):
    path = str(case.write(tmp_path))
    _, out, err = _run(capfdbinary, "inspect", path)
    assert not CONTROL.search(out + err)
