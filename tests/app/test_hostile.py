"""Malicious, broken and strange exports through every target: the sum comes out, or the input is refused."""

import json

import pytest

from migrator import registry
from migrator.cli import main
from migrator.sample.hostile import cases

READABLE = [case for case in cases(long=False) if case.exits & {0, 3}]
TARGETS = [["native", "open-webui"], pytest.param(registry.target_names(), marks=pytest.mark.long)]


@pytest.mark.parametrize("case", READABLE, ids=str)
@pytest.mark.parametrize("names", TARGETS, ids=["two", "all"])
def test_every_target_takes_it_and_the_sum_comes_out(capfdbinary, monkeypatch, tmp_path, case, names):
    monkeypatch.chdir(tmp_path)
    path = case.write(tmp_path)
    code, out, _err = _out(capfdbinary, "inspect", path)
    if code not in {0, 3}:
        pytest.skip("inspect does not read it; its own test says whether that is right")
    inspected = json.loads(out)
    targets = [word for name in names for word in ("--to", name)]
    code, out, err = _out(capfdbinary, "--from", path, *targets, "--dry-run")
    assert code == (0 if inspected["complete"] else 3), err
    for manifest in json.loads(out)["targets"]:
        if manifest["target"] == "native":
            assert manifest["counts"]["conversations"] == inspected["conversations"]
            assert manifest["counts"]["messages"] == inspected["messages"]


def _out(capfdbinary, *words):
    capfdbinary.readouterr()
    code = main([*map(str, words), "--json", "--progress", "none"])
    out, err = capfdbinary.readouterr()
    return code, out.decode(), err.decode()
