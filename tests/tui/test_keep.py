"""Bringing an export in: from a typed path to a vault, for a sitting or for good."""

import pytest
from textual.widgets import Input

from migrator.sample.demo import pair
from migrator.tui import dropped
from migrator.tui.screens.ask import Ask, Tell
from migrator.tui.screens.secrets import NewRecovery, NewVault, Passphrase, Unlock
from migrator.vault.handle import unlock

from .conftest import frame, settled, until, with_demo


@pytest.fixture(scope="module")
def export(tmp_path_factory):
    path = tmp_path_factory.mktemp("downloads") / "my export.zip"
    pair()[0].write_zip(path)
    return path


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (40, 15)])
def test_the_first_screen_says_what_happens_and_what_never_leaves(app, run, size):
    async def journey():
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            shown = frame(app)
            assert "Keep" in shown
            if size[0] >= 80:
                assert "Nothing leaves this computer." in shown
                for stage in ("1 Keep", "2 Look", "3 Move", "4 Leave"):
                    assert stage in shown

    run(journey())


def test_just_look_and_then_keep(app, run, export, tmp_path):
    async def journey():
        async with app.run_test(size=(80, 24)) as pilot:
            app.screen.query_one("#path", Input).value = f"'{export}'"
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, NewVault))
            assert "ChatGPT" in frame(app)
            await pilot.click("#look")
            await until(pilot, lambda: isinstance(app.screen, Tell))
            assert "new conversations" in frame(app)
            await pilot.press("escape")
            await settled(pilot)
            assert app.desk.conversations > 0
            assert not app.desk.lasting
            app.go("keep")
            await until(pilot, lambda: not isinstance(app.screen, Tell))
            await pilot.press("escape", "k")
            await keep_it(pilot)
            await until(pilot, lambda: app.desk.lasting and app.desk.chats is not None)

    run(journey())
    assert unlock(tmp_path / "vault", "correct horse battery").id


async def keep_it(pilot):
    app = pilot.app
    await until(pilot, lambda: isinstance(app.screen, Passphrase))
    await pilot.press("ctrl+o")
    app.screen.query_one("#first", Input).value = "password"
    app.screen.query_one("#again", Input).value = "password"
    app.screen.query_one("#again").focus()
    await pilot.press("enter")
    assert "12 are needed" in frame(app)
    for name in ("first", "again"):
        app.screen.query_one(f"#{name}", Input).value = "correct horse battery"
    app.screen.query_one("#again").focus()
    await pilot.press("enter")
    await until(pilot, lambda: isinstance(app.screen, NewRecovery))
    screen = app.screen
    screen.query_one("#group", Input).value = screen.code.split("-")[screen.group - 1]
    await pilot.press("enter")
    await settled(pilot)


def test_six_words_are_offered_and_three_of_them_asked_back(app, run, tmp_path):
    async def journey():
        async with app.run_test(size=(80, 24)) as pilot:
            await until(pilot, lambda: isinstance(app.focused, Input))
            app.screen.action_make_empty()
            await until(pilot, lambda: isinstance(app.screen, Passphrase))
            words = str(app.screen.query_one("#offered").content).split()
            assert len(words) == 6
            await pilot.press("enter")
            asked = []
            for _turn in range(3):
                asked.append(app.screen._asked[0])
                await pilot.press(*"nonsense", "enter")
                assert "That is not word" in frame(app)
                app.screen.query_one("#word", Input).value = words[asked[-1]].upper()
                await pilot.press("enter")
            assert len(set(asked)) == 3
            await until(pilot, lambda: isinstance(app.screen, NewRecovery))
            screen = app.screen
            screen.query_one("#group", Input).value = screen.code.split("-")[screen.group - 1]
            await pilot.press("enter")
            await until(pilot, lambda: app.desk.lasting)
            return " ".join(words)

    assert unlock(tmp_path / "vault", run(journey())).id


def test_two_passphrases_that_differ_are_told_where(app, run):
    async def journey():
        async with app.run_test(size=(80, 24)) as pilot:
            await until(pilot, lambda: isinstance(app.focused, Input))
            app.screen.action_make_empty()
            await until(pilot, lambda: isinstance(app.screen, Passphrase))
            await pilot.press("ctrl+o")
            app.screen.query_one("#first", Input).value = "correct horse battery"
            app.screen.query_one("#again", Input).value = "correct hoarse battery"
            app.screen.query_one("#again").focus()
            await pilot.press("enter")
            await until(pilot, lambda: "character 11" in frame(app))

    run(journey())


def test_the_newest_export_is_offered_and_taken_by_one_key(app, run, own_home):
    folder = own_home / "Downloads"
    folder.mkdir()
    pair()[0].write_zip(folder / "export.zip")
    (folder / "other.zip").write_bytes(b"no export")

    async def journey():
        async with app.run_test(size=(80, 24)) as pilot:
            await until(pilot, lambda: "Newest export here: export.zip" in frame(app))
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, NewVault))
            await pilot.press("right", "enter")
            await until(pilot, lambda: isinstance(app.screen, Tell))
            assert app.desk.conversations > 0
            assert not app.desk.lasting

    run(journey())


def test_a_vault_that_is_there_is_opened_by_its_passphrase(app, run, export):
    async def first():
        async with app.run_test(size=(80, 24)) as pilot:
            app.screen.query_one("#path", Input).value = str(export)
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, NewVault))
            await pilot.click("#keep")
            await keep_it(pilot)
            await until(pilot, lambda: isinstance(app.screen, Tell))
            return app.desk.conversations

    async def second(count):
        again = type(app)(app.desk.folder)
        async with again.run_test(size=(80, 24)) as pilot:
            await until(pilot, lambda: isinstance(again.screen, Unlock))
            again.screen.query_one(Input).value = "wrong"
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(again.screen, Unlock) and "! " in frame(again))
            assert again.screen.query_one(Input).value == ""
            again.screen.query_one(Input).value = "correct horse battery"
            await pilot.press("enter")
            await until(pilot, lambda: again.desk.conversations == count)

    run(second(run(first())))


def test_what_is_no_export_is_told_and_changes_nothing(app, run, tmp_path):
    async def journey():
        async with app.run_test(size=(80, 24)) as pilot:
            app.screen.query_one("#path", Input).value = str(tmp_path / "none.zip")
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, Tell))
            assert "That did not work" in frame(app)
            assert app.desk.vault is None

    run(journey())


def test_leaving_asks_when_something_would_be_gone(app, run):
    async def journey():
        async with app.run_test(size=(80, 24)) as pilot:
            await with_demo(pilot)
            folder = app.desk.vault.folder
            assert folder.exists()
            await pilot.press("ctrl+q")
            await until(pilot, lambda: isinstance(app.screen, Ask))
            await pilot.click("#yes")
            await pilot.pause()
        assert not folder.exists()

    run(journey())


def test_a_dropped_path_is_understood_however_it_is_pasted(tmp_path):
    file = tmp_path / "a b.zip"
    file.touch()
    for typed in (str(file), f"'{file}'", f'"{file}"', str(file).replace(" ", "\\ "), file.as_uri()):
        assert dropped.path(f" {typed} ") == str(file)
    assert dropped.path("  ") == ""
