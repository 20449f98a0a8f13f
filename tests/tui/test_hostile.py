"""The hostile corpus on the screens: every export that is taken in is listed and read without harm."""

from contextlib import ExitStack

import pytest

from migrator.app.context import Context
from migrator.app.keeping.adding import add
from migrator.errors import MigratorError
from migrator.sample.hostile import cases, texts
from migrator.tui.screens.look import LookScreen
from migrator.tui.screens.reading import Reading
from migrator.tui.widgets.rows import Rows
from migrator.vault.session import session

from .conftest import frame, until

DANGEROUS = {chr(c) for c in [*range(0x09), *range(0x0B, 0x20), *range(0x7F, 0xA0)]} | set(
    "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c"
)


def filled(vault, folder, wanted):
    """Add the hostile exports that are taken at all; how many."""
    taken = 0
    for case in wanted:
        try:
            add(vault, [str(case.write(folder))], Context())
            taken += 1
        except (MigratorError, OSError):
            continue
    return taken


def test_hostile_texts_are_listed_and_read(app, run, tmp_path):
    with session() as vault:
        assert filled(vault, tmp_path, texts.cases()) > 3
        read(app, run, vault, (80, 24), 6)


@pytest.mark.long
@pytest.mark.parametrize("size", [(80, 24), (40, 15)])
def test_every_hostile_export_is_listed_and_read(app, run, tmp_path, size):
    with session() as vault:
        assert filled(vault, tmp_path, cases(long=False)) > 10
        read(app, run, vault, size, 60)


def read(app, run, full, size, most):
    """List all of it and read `most` chats of it, looking at every frame."""

    async def journey():
        async with app.run_test(size=size) as pilot:
            app.desk.hold(full, ExitStack(), lasting=False)
            app.desk.open_library(Context())
            app.go("look")
            await until(pilot, lambda: isinstance(app.screen, LookScreen))
            screen = app.screen
            rows = screen.query_one(Rows)
            await until(pilot, lambda: rows.count == app.desk.conversations)
            for row in range(0, rows.count, max(1, size[1] - 5)):
                rows.cursor = row
                await pilot.pause()
                assert not DANGEROUS & set(frame(app))
            step = max(1, rows.count // most)
            for one in screen._shown[::step]:
                screen.read(one.id)
                await until(pilot, lambda: app.screen is not screen)
                await pilot.pause()
                assert not DANGEROUS & set(frame(app).replace("\n", "")), one.id
                if isinstance(app.screen, Reading):
                    await pilot.press("end", "enter")
                await pilot.press("escape")
                await until(pilot, lambda: app.screen is screen)
            app.desk.vault = None
            app.desk._vaults.pop_all()

    run(journey())
