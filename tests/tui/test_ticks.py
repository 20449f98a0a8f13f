"""Boxes to tick are read by their characters, not by their colour."""

import asyncio

from textual.app import App
from textual.widgets.selection_list import Selection

from migrator.tui.widgets.ticks import Checkbox, Ticks


class Boxes(App[None]):
    def compose(self):
        yield Checkbox("One box", id="one", compact=True)
        yield Ticks[str](*(Selection(name, name, name == "b") for name in "abc"))


def shown(app):
    one = app.query_one(Checkbox)
    many = app.query_one(Ticks)
    return [str(one.render())[:3], *(many.render_line(y).text[:5] for y in range(3))]


def test_ticked_and_not_ticked_differ_as_plain_text():
    asyncio.run(_ticked())


async def _ticked():
    app = Boxes()
    async with app.run_test() as pilot:
        await pilot.pause()
        assert shown(app) == ["[ ]", "[ ] a", "[x] b", "[ ] c"]
        app.query_one(Checkbox).focus()
        await pilot.press("space")
        app.query_one(Ticks).focus()
        await pilot.press("home", "space", "down", "space")
        await pilot.pause()
        assert shown(app) == ["[x]", "[x] a", "[ ] b", "[ ] c"]
        await pilot.click(Ticks, offset=(2, 3))
        await pilot.pause()
        assert shown(app)[1:] == ["[x] a", "[ ] b", "[x] c"]
