"""Columns as people read them."""

from migrator.cli import wording
from migrator.text import width


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


def test_a_long_text_goes_on_in_its_own_column():
    lines = list(wording.table([["1", "word " * 30]], wrapped=True))
    assert len(lines) == 2
    assert lines[1].startswith("   word")
    assert max(map(width, lines)) <= wording.COLUMNS
