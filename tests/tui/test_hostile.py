"""The hostile corpus on the screens: every export that is taken in is listed and read without harm."""

from contextlib import ExitStack

import pytest

from migrator.app.context import Context
from migrator.app.keeping.adding import add
from migrator.errors import MigratorError
from migrator.model import Asset, Conversation
from migrator.sample.hostile import cases, texts
from migrator.tui import listing
from migrator.tui.screens import ask
from migrator.tui.screens.files import Files
from migrator.tui.screens.groups import Groups
from migrator.tui.screens.look import LookScreen
from migrator.tui.screens.outside import Address, Addresses
from migrator.tui.screens.query import Query
from migrator.tui.screens.reading import Reading
from migrator.tui.widgets.rows import Rows
from migrator.vault.index.browse import Listed
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


EVIL = "[@click=app.quit]x[/] [/ \x1b]0;t\x07 \u202eeman \x9b31m \ud800 \x7f"


def evil_screens():
    """Every box that shows text of an export or of the disk, filled with what would harm."""
    listed = [
        Listed(
            id="1", title=EVIL, created="2024-01-01T00:00:00Z", updated=None, first=None, last=EVIL, messages=1,
            branches=0, characters=1, project=EVIL, persona=EVIL, model=EVIL, archived=True, starred=True,
            pinned=False, attachments=0, missing=0,
        )
    ]  # fmt: skip
    chat = Conversation(id="c", title=EVIL)
    asset = Asset(id="a", path=EVIL, name=EVIL, size=1)
    names = listing.named(listed, {})
    return [
        Groups(listed, names, set(), listing.ALL),
        Groups(listed, {EVIL: EVIL}, {"1"}, listing.ALL),
        Query(),
        Addresses([f"https://example.org/{EVIL}", EVIL]),
        Address(f"https://example.org/{EVIL}"),
        Address(EVIL),
        Files(None, chat, [asset]),
        ask.Tell(EVIL, EVIL),
        ask.Ask(EVIL, EVIL, yes=EVIL, no=EVIL),
    ]


@pytest.mark.parametrize("number", range(9))
def test_no_box_obeys_or_passes_on_what_it_shows(app, run, number):
    async def journey():
        async with app.run_test(size=(80, 24)) as pilot:
            await app.push_screen(evil_screens()[number])
            await pilot.pause(0.2)
            assert not DANGEROUS & set(frame(app).replace("\n", ""))
            assert "\ud800" not in frame(app)
            await pilot.click(offset=(40, 12))
            await pilot.pause(0.1)
            assert app.is_running

    run(journey())
