"""`migrate targets` as a table to choose by, and several targets side by side."""

import pytest

from migrator import registry
from migrator.sample import make
from migrator.text import width


def test_each_target_stands_once_under_where_it_is_and_how_far_it_was_proved(migrate):
    lines = migrate("targets").out.splitlines()
    names = [
        line.split()[0] for line in lines if line.startswith("  ") and line.strip() and not line[2].isspace()
    ]
    assert sorted(names) == sorted(registry.target_names())
    below = ""
    for line in lines:
        if line.endswith(":"):
            below = line
        elif line.startswith("  ") and not line[2].isspace():
            target = registry.target(line.split()[0]).capabilities
            assert ("your own machines" in below) == target.local
            assert ("not verified" in below) == (target.proof.kind == "not-verified")


def test_the_table_fits_a_narrow_terminal(migrate):
    assert max(map(width, migrate("targets").out.splitlines())) <= 80


@pytest.fixture
def export(tmp_path):
    made = make("targets", "C", 5)
    made.write_folder(tmp_path / "export")
    return str(tmp_path / "export")


def test_a_few_targets_stand_side_by_side(migrate, export):
    out = migrate("--from", export, "--dry-run", "--to", "jan", "--to", "pam").out.splitlines()
    assert out[0].split() == ["jan", "pam"]
    assert max(map(width, out)) <= 80


def test_many_targets_have_a_line_each(migrate, export):
    names = registry.target_names()
    asked = [word for name in names for word in ("--to", name)]
    out = migrate("--from", export, "--dry-run", *asked).out.splitlines()
    assert [line.split()[0] for line in out[1 : len(names) + 1]] == list(names)
    assert max(map(width, out)) <= 80
