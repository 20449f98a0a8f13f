"""What is pasted arrives as it was: terminals send the end of a line as a carriage return."""

import pytest
from textual.events import Paste
from textual.widgets import Input

from .conftest import settled, until


@pytest.mark.parametrize(
    ("pasted", "typed"),
    [
        ("one two\rthree", "one two three"),
        ("\r\nleading", "leading"),
        ("/home/a\r\n", "/home/a"),
        ("a\u2028b\x85c\x1cd", "a b c d"),
        ("no\x1b[31m control", "no[31m control"),
    ],
)
def test_a_field_of_one_line_keeps_every_word(app, run, pasted, typed):
    async def journey():
        async with app.run_test(size=(80, 24)) as pilot:
            await until(pilot, lambda: isinstance(app.focused, Input))
            app.post_message(Paste(pasted))
            await settled(pilot)
            assert app.focused.value == typed

    run(journey())
