"""Finding chats again and reading them."""

import pytest
from textual.widgets import Input

from migrator.model import Conversation, Message, Text
from migrator.tui.screens.groups import Groups
from migrator.tui.screens.look import LookScreen
from migrator.tui.screens.overview import Overview
from migrator.tui.screens.reading import Reading
from migrator.tui.widgets.message import MessageView
from migrator.tui.widgets.rows import Rows

from .conftest import frame, until, with_demo


async def looking(pilot):
    await with_demo(pilot)
    await until(pilot, lambda: isinstance(pilot.app.screen, LookScreen))
    await until(pilot, lambda: pilot.app.screen.query_one(Rows).count > 0)


def test_the_list_is_searched_as_one_types_and_hits_are_marked(app, run):
    async def journey():
        async with app.run_test(size=(80, 24)) as pilot:
            await looking(pilot)
            assert app.screen.query_one(Rows).count == app.desk.conversations
            await pilot.press("slash", *"gard")
            await until(pilot, lambda: "message found" in frame(app) or "messages found" in frame(app))
            assert "Garden" in frame(app)
            await pilot.press("enter", "enter")
            await until(pilot, lambda: isinstance(app.screen, Reading))
            await until(pilot, lambda: "Garden" in frame(app))

    run(journey())


def test_chats_are_marked_sorted_and_filtered(app, run):
    async def journey():
        async with app.run_test(size=(80, 24)) as pilot:
            await looking(pilot)
            await pilot.press("space", "space")
            assert len(app.desk.marked) == 2
            assert "2 marked" in frame(app)
            await pilot.press("v")
            await until(pilot, lambda: isinstance(app.screen, Groups))
            await pilot.press("down", "enter")
            await until(pilot, lambda: isinstance(app.screen, LookScreen))
            assert app.screen.query_one(Rows).count == 2
            assert "marked ones" in frame(app)
            await pilot.press("v", "home", "enter", "s")
            await until(pilot, lambda: "length" in frame(app))
            assert app.screen.query_one(Rows).count == app.desk.conversations
            counts = [one.messages for one in app.screen._shown]
            assert counts == sorted(counts, reverse=True)
            await pilot.press("o")
            await until(pilot, lambda: isinstance(app.screen, Overview))
            assert "New conversations by month" in frame(app)
            await pilot.press("escape")

    run(journey())


def chat(*messages, title="T"):
    return Conversation(id="c", title=title, messages=tuple(messages), head=messages[-1].id)


def said(name, parent, text, role="user", **more):
    return Message(id=name, parent=parent, role=role, parts=(Text(text=text),), **more)


def test_branches_are_walked_at_the_message_where_they_part(app, run):
    whole = chat(
        said("q", None, "question"),
        said("a1", "q", "first answer", "assistant"),
        said("b1", "a1", "thanks for the first"),
        said("a2", "q", "second answer", "assistant"),
    )

    async def journey():
        async with app.run_test(size=(80, 24)) as pilot:
            await app.push_screen(Reading(whole, []))
            await until(pilot, lambda: "second answer" in frame(app))
            assert "version 2 of 2" in frame(app)
            await pilot.press("j", "left")
            await until(pilot, lambda: "first answer" in frame(app))
            assert "thanks for the first" in frame(app)
            assert "second answer" not in frame(app)

    run(journey())


def test_a_chat_of_thousands_of_messages_opens_at_once_and_is_read_to_its_end(app, run):
    messages = [said("0", None, "message 0")]
    messages += [said(str(n), str(n - 1), f"message {n}") for n in range(1, 5000)]

    async def journey():
        async with app.run_test(size=(80, 24)) as pilot:
            await app.push_screen(Reading(chat(*messages), []))
            await until(pilot, lambda: "message 0" in frame(app))
            assert len(app.screen.query(MessageView)) < 60
            await pilot.press(*["j"] * 30)
            await until(pilot, lambda: "message 30" in frame(app))
            await pilot.press("G")
            await until(pilot, lambda: "message 4999" in frame(app))
            await pilot.press(*["k"] * 5)
            await until(pilot, lambda: "message 4994" in frame(app))

    run(journey())


HOSTILE = [
    "[b]bold[/b] [/x [@click=app.quit]x[/]",
    "\x1b]0;owned\x07\x1b[31mred\x9b31m",
    "&#8238;reversed&#27; <script>&rlm;",
    "![i](http://e.vil/x) [l](javascript:alert(1))",
    "\u202egnp.exe\u2066\udc80",
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("size", [(80, 24), (40, 15)])
def test_hostile_text_is_shown_and_does_nothing(app, run, text, size):
    bad = {"\x1b", "\x07", "\x9b", "\u202e", "\u2066", "\u200f"}

    async def journey():
        async with app.run_test(size=size) as pilot:
            await app.push_screen(Reading(chat(said("m", None, text), title=text), []))
            await until(pilot, lambda: "You" in frame(app))
            assert not bad & set(frame(app))
            if text.startswith("[b]"):
                assert "[@click=app.quit]x[/]" in frame(app)
            for y in range(size[1] - 1):
                await pilot.click(offset=(8, y))
            assert app.is_running

    run(journey())


def test_the_list_shows_hostile_titles_as_plain_rows(app, run):
    async def journey():
        async with app.run_test(size=(80, 24)) as pilot:
            await looking(pilot)
            screen = app.screen
            rows = screen.query_one(Rows)
            from migrator.tui.content import cell

            rows.show(len(HOSTILE), lambda row, _cells: cell(HOSTILE[row]))
            await pilot.pause()
            assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(frame(app))
            assert "[/x" in frame(app)

    run(journey())


def test_twenty_thousand_chats_are_shown_at_once(app, run):
    import time

    async def journey():
        async with app.run_test(size=(120, 40)) as pilot:
            await looking(pilot)
            rows = app.screen.query_one(Rows)
            from migrator.tui.content import cell

            began = time.process_time()
            rows.show(20_000, lambda row, _cells: cell(f"chat {row}"))
            await pilot.press("end")
            await pilot.pause()
            assert "chat 19999" in frame(app)
            assert time.process_time() - began < 1

    run(journey())


def test_typing_goes_into_the_field_and_escape_leads_out(app, run):
    async def journey():
        async with app.run_test(size=(80, 24)) as pilot:
            await looking(pilot)
            await pilot.press("slash", "1", "s")
            assert app.screen.query_one(Input).value == "1s"
            await pilot.press("escape", "escape")
            assert app.screen.query_one(Input).value == ""

    run(journey())


def test_a_line_that_was_ended_is_a_line_on_the_screen(app, run):
    poem = "There once was a starter named Clint,\nWho smelled of ripe apples and mint."

    async def journey():
        async with app.run_test(size=(120, 24)) as pilot:
            await app.push_screen(Reading(chat(said("m", None, poem)), []))
            await until(pilot, lambda: "Clint" in frame(app))
            lines = frame(app).splitlines()
            assert not any("Clint" in line and "mint" in line for line in lines)

    run(journey())
