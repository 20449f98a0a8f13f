"""Grouping and ordering a library, and choosing by a query."""

from textual.widgets import Input

from migrator.tui import listing
from migrator.tui.listing import Group
from migrator.tui.screens.groups import Groups
from migrator.tui.screens.look import LookScreen
from migrator.tui.screens.query import Query
from migrator.tui.widgets.rows import Rows
from migrator.vault.index.browse import Listed

from .conftest import frame, settled, until, with_demo


def one(name, **more):
    usual = {
        "id": name, "title": None, "created": None, "updated": None, "first": None, "last": None, "messages": 1, "branches": 0, "characters": 1,
        "project": None, "persona": None, "model": None, "archived": False, "starred": False, "pinned": False, "attachments": 0, "missing": 0,
    }  # fmt: skip
    return Listed(**usual | more)


def test_groups_are_counted_and_empty_ones_left_out():
    listed = [
        one("a", last="2024-02-01T00:00:00Z", model="m", project="p"),
        one("b", last="2023-02-01T00:00:00Z", model="m", starred=True),
        one("c", created="2024-12-01T00:00:00Z", model="n"),
    ]
    assert dict(listing.groups(listed, {"c"})) == {
        Group(): 3,
        Group("marked"): 1,
        Group("starred"): 1,
        Group("year", "2024"): 2,
        Group("year", "2023"): 1,
        Group("project", "p"): 1,
        Group("model", "m"): 2,
        Group("model", "n"): 1,
    }


def test_what_has_no_value_stands_last_in_every_order():
    listed = [one("none"), one("some", title="T", model="m", project="p", messages=9)]
    for order in listing.ORDERS[1:]:
        assert [o.id for o in listing.ordered(listed, order)] == ["some", "none"]


async def looking(pilot):
    await with_demo(pilot)
    await until(pilot, lambda: isinstance(pilot.app.screen, LookScreen))


def test_a_whole_group_is_marked_and_unmarked(app, run):
    async def journey():
        async with app.run_test(size=(80, 24)) as pilot:
            await looking(pilot)
            await pilot.press("v")
            await until(pilot, lambda: isinstance(app.screen, Groups))
            rows = app.screen.query_one(Rows)
            at = next(n for n, (group, _n) in enumerate(app.screen._groups) if group.kind == "year")
            rows.cursor = at
            await pilot.press("space")
            assert len(app.desk.marked) == app.screen._groups[at][1]
            assert "✓" in frame(app)
            await pilot.press("space")
            assert not app.desk.marked

    run(journey())


def test_a_query_marks_what_it_chooses_and_a_faulty_one_is_told(app, run):
    async def journey():
        async with app.run_test(size=(80, 24)) as pilot:
            await looking(pilot)
            await pilot.press("m")
            await until(pilot, lambda: isinstance(app.screen, Query))
            field = app.screen.query_one(Input)
            field.value = "after:yesterday"
            await pilot.press("enter")
            assert "!" in str(app.screen.query_one("#objection").visual)
            field.value = "title:costs"
            await pilot.press("enter")
            await settled(pilot)
            await until(pilot, lambda: app.desk.marked)
            titles = {o.title for o in app.desk.listed if o.id in app.desk.marked}
            assert all("costs" in title.lower() for title in titles)

    run(journey())


def test_all_that_was_found_is_marked_not_only_what_is_listed(app, run, monkeypatch):
    from migrator.tui.screens import look

    monkeypatch.setattr(look, "_HITS", 1)

    async def journey():
        async with app.run_test(size=(80, 24)) as pilot:
            await looking(pilot)
            await pilot.press("slash", *"the", "enter")
            await until(pilot, lambda: app.screen.found_for == "the")
            assert app.screen.query_one(Rows).count == 1
            await pilot.press("a")
            await until(pilot, lambda: len(app.desk.marked) > 5)

    run(journey())
