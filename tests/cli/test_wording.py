"""Numbers and columns as people read them."""

import pytest

from migrator.cli import wording
from migrator.text import width


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.0 kB"),
        (57_879, "57.9 kB"),
        (999_949, "999.9 kB"),
        (999_950, "1.0 MB"),
        (29_310_643, "29.3 MB"),
        (6_000_000_000, "6.0 GB"),
        (2_500_000_000_000, "2500.0 GB"),
    ],
)
def test_sizes(number, text):
    assert wording.size(number) == text


@pytest.mark.parametrize(("seconds", "text"), [(0.2, "1 s"), (89.4, "89 s"), (90, "2 min"), (3600, "60 min")])
def test_spans(seconds, text):
    assert wording.span(seconds) == text


def test_columns_stand_under_one_another_in_any_script():
    rows = [["", "会話", "proof"], ["native", "yes", "x"], ["مرحبا", "partly", "y"]]
    lines = list(wording.table(rows))
    assert [line.rstrip()[-1] for line in lines] == ["f", "x", "y"]
    assert {width(line[: line.rindex(row[-1])]) for line, row in zip(lines, rows, strict=True)} == {16}


def test_numbers_stand_at_the_right():
    assert list(wording.table([["a", "bb", ""], [1, 22, "written"], [100, 2, "lost"]], right=True)) == [
        "  a  bb",
        "  1  22  written",
        "100   2  lost",
    ]
