"""Choosing the export from a list of files; where one was is remembered, if it was kept for good."""

import os
import sys

import pytest
from textual.widgets import Input, Static

from migrator.app import preferences
from migrator.sample.demo import pair
from migrator.tui.screens.keep import KeepScreen
from migrator.tui.screens.picker import Picker, entries
from migrator.tui.screens.secrets import NewVault, Unlock
from migrator.tui.widgets.rows import Rows

from .conftest import frame, opened, settled, until


def test_folders_come_first_and_only_likely_files_are_listed(tmp_path):
    for name in ("b", "A"):
        (tmp_path / name).mkdir()
    for age, name in enumerate(("old.zip", "new.ZIP", "conversations.json", "notes.txt", ".hidden.zip")):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (age, age))
    names = [one.path.name for one in entries(tmp_path, everything=False)]
    assert names == ["A", "b", "conversations.json", "new.ZIP", "old.zip"]
    names = [one.path.name for one in entries(tmp_path, everything=True)]
    assert names[2:] == [".hidden.zip", "notes.txt", "conversations.json", "new.ZIP", "old.zip"]


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (40, 15)])
def test_a_file_is_walked_to_and_brought_in(app, run, tmp_path, own_home, size):
    deep = own_home / "Downloads" / "from chatgpt"
    deep.mkdir(parents=True)
    pair()[0].write_zip(deep / "export.zip")

    async def journey():
        async with app.run_test(size=size) as pilot:
            await pilot.press("escape", "p")
            await until(pilot, lambda: isinstance(app.screen, Picker))
            assert app.screen._folder == own_home / "Downloads"
            await pilot.press("left")
            assert app.screen._folder == own_home
            await pilot.press("right", "enter", "enter")
            await until(pilot, lambda: isinstance(app.screen, NewVault))
            await pilot.press("escape")

    run(journey())


@pytest.mark.skipif(sys.platform == "win32", reason="such names exist elsewhere only")
def test_hostile_names_of_files_are_shown_through_the_gate(app, run, tmp_path):
    names = [
        "[@click=app.quit]x.zip",
        "[$x=.zip",
        "\x1b]0;title\x07.zip",
        "a\u202egpj.zip",
        b"\xff\xfe.zip",
    ]
    for name in names:
        (tmp_path / os.fsdecode(name)).touch()

    async def journey():
        async with app.run_test(size=(80, 24)) as pilot:
            await app.push_screen(Picker(tmp_path))
            await until(pilot, lambda: app.screen.query_one(Rows).count == len(names))
            shown = frame(app)
            assert "[@click=app.quit]x.zip" in shown
            assert not set(shown) & {"\x1b", "\x07", "\u202e", "\udcff"}
            await pilot.press("down", "down", "up", "a", "escape")

    run(journey())


def test_a_folder_that_cannot_be_read_is_told(app, run, tmp_path):
    async def journey():
        async with app.run_test(size=(80, 24)) as pilot:
            await app.push_screen(Picker(tmp_path / "none"))
            await until(pilot, lambda: "cannot be read" in frame(app))
            await pilot.press("enter", "left")
            assert app.screen._folder == tmp_path

    run(journey())


def test_where_an_export_was_is_remembered_only_if_it_is_kept(kept, run, tmp_path):
    folder = tmp_path / "a folder"
    folder.mkdir()
    pair()[1].write_zip(folder / "newer.zip")

    async def bring(app, pilot):
        app.screen.query_one("#path", Input).value = str(folder / "newer.zip")
        await pilot.press("enter")

    async def looked():
        async with kept.run_test(size=(80, 24)) as pilot:
            await until(pilot, lambda: isinstance(kept.screen, Unlock))
            await pilot.press("escape")
            kept.desk.folder = tmp_path / "other"
            await bring(kept, pilot)
            await until(pilot, lambda: isinstance(kept.screen, NewVault))
            await pilot.click("#look")
            await settled(pilot)
            await until(pilot, lambda: kept.desk.conversations)
            await settled(pilot)
            assert preferences.load()[0].export_folder is None

    run(looked())

    async def stays():
        app = type(kept)(tmp_path / "vault")
        async with app.run_test(size=(80, 24)) as pilot:
            await opened(pilot)
            await pilot.press("1")
            await until(pilot, lambda: isinstance(app.screen, KeepScreen))
            app.screen.query_one("#path").focus()
            await bring(app, pilot)
            await until(pilot, lambda: app.wishes.export_folder == str(folder))
            await settled(pilot)

    run(stays())
    assert preferences.load()[0].export_folder == str(folder)

    async def again():
        app = type(kept)(tmp_path / "vault")
        async with app.run_test(size=(120, 24)) as pilot:
            await until(pilot, lambda: isinstance(app.screen, Unlock))
            await pilot.press("escape")
            await until(pilot, lambda: isinstance(app.screen, KeepScreen))
            assert str(folder) in str(app.screen.query_one("#next", Static).visual)
            await pilot.press("escape", "p")
            await until(pilot, lambda: isinstance(app.screen, Picker))
            assert app.screen._folder == folder

    run(again())
