"""What is typed faster than the screen follows, or pasted in one go, reaches the field it was meant for."""

import pytest
from textual.events import Key, Paste
from textual.widgets import Input

from migrator.tui.screens.look import LookScreen
from migrator.tui.screens.reading import Reading
from migrator.tui.screens.secrets import Unlock

from .conftest import SECRET, until, with_demo


def burst(app, *pieces):
    """Hand keys over all at once, as a terminal does."""
    for piece in pieces:
        if isinstance(piece, Paste):
            app._driver.send_message(piece)
            continue
        names = {"/": "slash", "\n": "enter", " ": "space", "\x1b": "escape"}
        for letter in piece:
            app._driver.send_message(Key(names.get(letter, letter), None if letter == "\x1b" else letter))


@pytest.mark.parametrize("form", ["typed", "pasted"])
def test_a_search_sent_in_one_go_keeps_its_words(app, run, form):
    async def journey():
        async with app.run_test(size=(80, 24)) as pilot:
            await with_demo(pilot)
            await until(pilot, lambda: isinstance(app.screen, LookScreen))
            words = "heavy clay" if form == "typed" else Paste("heavy clay")
            burst(app, "/", words)
            field = app.screen.query_one("#words", Input)
            await until(pilot, lambda: field.value == "heavy clay", seconds=5)
            await until(pilot, lambda: app.screen._total > 0)

    run(journey())


def test_a_search_and_the_opening_of_the_best_hit_in_one_go(app, run):
    async def journey():
        async with app.run_test(size=(80, 24)) as pilot:
            await with_demo(pilot)
            await until(pilot, lambda: isinstance(app.screen, LookScreen))
            burst(app, "/garden\n\n")
            await until(pilot, lambda: isinstance(app.screen, Reading), seconds=5)

    run(journey())


def test_a_passphrase_typed_before_its_field_is_there_opens_the_vault(kept, run):
    async def journey():
        async with kept.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            burst(kept, SECRET + "\n")
            await until(pilot, lambda: kept.desk.conversations > 0 or isinstance(kept.screen, Unlock))
            await until(pilot, lambda: kept.desk.conversations > 0, seconds=5)

    run(journey())


def test_what_a_terminal_would_obey_cannot_be_pasted_into_a_field(app, run):
    async def journey():
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            burst(app, Paste("/tmp/\x1b]0;t\x07a\x9b31m b.zip"))
            field = app.screen.query_one("#path", Input)
            await until(pilot, lambda: field.value == "/tmp/]0;ta31m b.zip")

    run(journey())
