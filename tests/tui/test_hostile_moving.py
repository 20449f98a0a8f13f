"""The hostile corpus where chats are moved and an account is left: compared, looked over, listed, never obeyed."""

from contextlib import ExitStack

import pytest

from migrator.app.context import Context
from migrator.sample.hostile import cases, texts
from migrator.tui.screens.compare import Compare
from migrator.tui.screens.leave import LeaveScreen
from migrator.tui.screens.links import SharedLinks
from migrator.tui.screens.move import MoveScreen
from migrator.tui.screens.profile import ProfileScreen
from migrator.tui.widgets.rows import Rows
from migrator.vault.session import session

from .conftest import frame, settled, until
from .test_hostile import DANGEROUS, filled


@pytest.mark.parametrize(
    ("wanted", "facts", "links"),
    [(("memory-injection", "text-terminal-markup"), 4, 0), (("sidecars-hostile",), 0, 3)],
    ids=["memories", "links"],
)
def test_hostile_memories_links_and_titles_are_only_shown(app, run, tmp_path, wanted, facts, links):
    with session() as vault:
        chosen = [one for one in texts.cases() if one.name in wanted]
        assert filled(vault, tmp_path, chosen) == len(wanted)
        walk(app, run, vault, (80, 24), facts=facts, links=links)


@pytest.mark.long
@pytest.mark.parametrize("size", [(120, 40), (40, 15)], ids=str)
def test_every_hostile_export_is_compared_and_looked_over(app, run, tmp_path, size):
    with session() as vault:
        assert filled(vault, tmp_path, cases(long=False)) > 10
        walk(app, run, vault, size, facts=10, links=0)


def walk(app, run, full, size, *, facts, links):
    """Through the screens of Move and Leave that show what an export holds, looking at every row."""

    async def rows_of(pilot, screen):
        await settled(pilot)
        await until(pilot, lambda: app.screen is screen)
        rows = screen.query_one(Rows)
        for row in range(rows.count):
            rows.cursor = row
            await pilot.pause()
            assert not DANGEROUS & set(frame(app).replace("\n", ""))
        return rows.count

    async def journey():
        async with app.run_test(size=size) as pilot:
            app.desk.hold(full, ExitStack(), lasting=False)
            app.desk.open_library(Context())
            app.go("move")
            await until(pilot, lambda: isinstance(app.screen, MoveScreen))
            move = app.screen
            names = [one.name for one in move._targets]
            for name in ("llm", "markdown"):
                move.query_one(Rows).cursor = names.index(name)
                await pilot.press("space")
            await pilot.press("c")
            await until(pilot, lambda: isinstance(app.screen, Compare), seconds=60)
            await until(pilot, lambda: app.screen._titles)
            assert await rows_of(pilot, app.screen) > 10
            await pilot.press("escape", "m")
            await until(pilot, lambda: isinstance(app.screen, ProfileScreen) and app.screen.held is not None)
            assert await rows_of(pilot, app.screen) >= facts
            await pilot.press("escape")
            await until(pilot, lambda: app.screen is move)
            app.go("leave")
            await until(pilot, lambda: isinstance(app.screen, LeaveScreen) and app.screen._status is not None)
            await settled(pilot)
            await pilot.press("l")
            await until(pilot, lambda: isinstance(app.screen, SharedLinks))
            listed = app.screen
            assert await rows_of(pilot, listed) >= links
            await pilot.press("enter")
            if links:
                await until(pilot, lambda: app.screen is not listed)
            assert not DANGEROUS & set(frame(app).replace("\n", ""))
            app.desk.vault = None
            app.desk._vaults.pop_all()

    run(journey())
