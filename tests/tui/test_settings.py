"""Looking after the vault on the screen: checked, copied, locked."""

import pytest
from textual.widgets import Input

from migrator.app.context import Context
from migrator.app.keeping.adding import add
from migrator.sample.demo import pair
from migrator.tui.screens.ask import Tell
from migrator.tui.screens.keep import KeepScreen
from migrator.tui.screens.secrets import Unlock
from migrator.tui.screens.settings import Folder, Settings
from migrator.vault.create import create
from migrator.vault.handle import unlock
from migrator.vault.secret import new_recovery_code

from .conftest import frame, settled, until

SECRET = "correct horse battery"


@pytest.fixture
def kept(app, tmp_path):
    """The program with a vault in its place that holds an export."""
    export = tmp_path / "export.zip"
    pair()[0].write_zip(export)
    with create(app.desk.folder, SECRET, new_recovery_code()) as vault:
        add(vault, [str(export)], Context())
    return app


async def opened(pilot):
    await pilot.press("escape", "o")
    await until(pilot, lambda: isinstance(pilot.app.screen, Unlock))
    pilot.app.screen.query_one(Input).value = SECRET
    await pilot.press("enter")
    await until(pilot, lambda: pilot.app.desk.conversations > 0)
    await settled(pilot)


async def chosen(pilot, words):
    await pilot.press("f2")
    await until(pilot, lambda: isinstance(pilot.app.screen, Settings))
    entries = [text for _name, text in pilot.app.screen._entries]
    at = next(n for n, text in enumerate(entries) if words in text)
    await pilot.press(*["down"] * at, "enter")


def test_the_vault_is_checked_and_copied(kept, run, tmp_path):
    async def journey():
        async with kept.run_test(size=(80, 24)) as pilot:
            await opened(pilot)
            await chosen(pilot, "Check the vault")
            await until(pilot, lambda: isinstance(kept.screen, Tell))
            assert "All of it is there and right." in frame(kept)
            await pilot.press("escape", "escape")
            await chosen(pilot, "Copy the vault")
            await until(pilot, lambda: isinstance(kept.screen, Folder))
            kept.screen.query_one(Input).value = str(tmp_path / "copy")
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(kept.screen, Tell))
            assert "copied and checked" in frame(kept)
            assert "same disk" in frame(kept)

    run(journey())
    assert unlock(tmp_path / "copy", SECRET).id


def test_locking_closes_everything_that_was_read(kept, run):
    async def journey():
        async with kept.run_test(size=(80, 24)) as pilot:
            await opened(pilot)
            await until(pilot, lambda: type(kept.screen).__name__ == "LookScreen")
            await pilot.press("enter")
            await until(pilot, lambda: type(kept.screen).__name__ == "Reading")
            kept._last_key -= 3600
            await kept._lock_if_idle()
            await until(pilot, lambda: isinstance(kept.screen, KeepScreen))
            assert kept.desk.vault is None
            assert not any(type(one).__name__ == "Reading" for one in kept._screen_stacks.get("look", []))
            assert "There is a vault of yours here already." in frame(kept)
            await pilot.press("2")
            assert isinstance(kept.screen, KeepScreen)

    run(journey())


def test_every_theme_can_be_chosen(app, run):
    async def journey():
        async with app.run_test(size=(80, 24)) as pilot:
            seen = {app.theme}
            await pilot.press("escape")
            await chosen(pilot, "Colours")
            for _n in range(3):
                await until(pilot, lambda: app.theme not in seen)
                seen.add(app.theme)
                await pilot.press("enter")
            assert len(seen) == 4

    run(journey())
