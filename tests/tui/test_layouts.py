"""Keys on keyboards with other letters."""

import pytest
from textual.events import Key
from textual.widgets import Input

from migrator.tui.layouts import meant
from migrator.tui.screens.leave import LeaveScreen
from migrator.tui.screens.look import LookScreen

from .conftest import frame, until, with_demo


@pytest.mark.parametrize(
    ("typed", "there"),
    [
        ("خ", "o"),
        ("ى", "n"),
        ("٣", "3"),
        ("۳", "3"),
        ("؟", "?"),
        ("щ", "o"),
        ("Щ", "O"),
        ("ש", "a"),
        ("ψ", "c"),
    ],
)
def test_a_key_is_found_where_it_is(typed, there):
    assert meant(Key("some_name", typed)).character == there


@pytest.mark.parametrize("typed", ["o", "ı", "ğ", "é", "中", "/", None])
def test_what_is_no_key_of_another_keyboard_stays(typed):
    key = Key("name", typed)
    assert meant(key) is key


def test_the_screens_are_walked_on_an_arabic_keyboard_and_fields_take_what_is_typed(app, run):
    async def journey():
        async with app.run_test(size=(80, 24)) as pilot:
            await with_demo(pilot)
            await until(pilot, lambda: isinstance(app.screen, LookScreen))
            app.post_message(Key("arabic_letter_zah", "ظ"))
            await until(pilot, lambda: isinstance(app.focused, Input))
            app.post_message(Key("arabic_letter_khah", "خ"))
            await until(pilot, lambda: app.screen.query_one(Input).value == "خ")
            await pilot.press("escape")
            app.post_message(Key("arabic_indic_digit_four", "٤"))
            await until(pilot, lambda: isinstance(app.screen, LeaveScreen))

    run(journey())


def test_turkish_words_are_found_however_their_letters_i_are_typed(app, run):
    async def journey():
        async with app.run_test(size=(80, 24)) as pilot:
            await with_demo(pilot)
            await until(pilot, lambda: isinstance(app.screen, LookScreen))
            for typed in ("KAHVALTISI", "kahvaltısı", "kahvaltisi", "Kahvaltısı"):
                app.screen.query_one("#words", Input).value = typed
                await until(pilot, lambda: "Pazar kahvaltısı" in frame(app) and "found" in frame(app))
                app.screen.query_one("#words", Input).value = ""
                await until(pilot, lambda: "found" not in frame(app))

    run(journey())
