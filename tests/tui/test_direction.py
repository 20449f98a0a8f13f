"""Who turns Arabic round: asked once, when there is some, and remembered; nothing that is copied is turned."""

from rich.text import Text
from textual.widgets import Static

from migrator import i18n
from migrator.app import preferences
from migrator.model import Conversation, Message
from migrator.model import Text as Said
from migrator.tui.app import MigrateApp
from migrator.tui.content import cell, safe
from migrator.tui.direction.lines import visual
from migrator.tui.screens.direction import SAMPLE, WhichLine
from migrator.tui.screens.keep import KeepScreen
from migrator.tui.screens.reading import Reading
from migrator.tui.web import serving
from migrator.tui.widgets.rows import Rows

from .conftest import frame, until

TITLE = "رحلة إلى إسطنبول"


def chat():
    said = "سافرنا إلى إسطنبول في الصيف الماضي وكانت رحلة جميلة جدا، وزرنا فيها أماكن كثيرة مع الأصدقاء كلهم."
    return Conversation(
        id="c",
        title=TITLE,
        messages=(Message(id="m", parent=None, role="user", parts=(Said(text=said),)),),
        head="m",
    )


def test_nobody_is_asked_while_there_is_nothing_to_ask_about(tmp_path, run):
    app = MigrateApp(tmp_path / "vault")

    async def journey():
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause(1.2)
            assert isinstance(app.screen, KeepScreen)

    run(journey())


def test_the_line_that_reads_correctly_decides_and_is_remembered(tmp_path, run):
    app = MigrateApp(tmp_path / "vault")

    async def journey():
        async with app.run_test(size=(80, 24)) as pilot:
            await app.push_screen(Reading(chat(), []))
            await until(pilot, lambda: isinstance(app.screen, WhichLine))
            assert SAMPLE in frame(app)
            assert visual(SAMPLE).strip() in frame(app)
            await pilot.press("down", "enter")
            await until(pilot, lambda: visual(TITLE).strip() in frame(app))
            assert TITLE not in frame(app)
            lines = [line.rstrip() for line in frame(app).split("\n")]
            begin = next(n for n, line in enumerate(lines) if visual("سافرنا") in line)
            assert visual("كلهم.").strip() in lines[begin + 1]
            await app.prefer("bidi", "off")
            await until(pilot, lambda: TITLE in frame(app))

    run(journey())
    assert preferences.load()[0].bidi == "off"


def test_the_number_of_a_line_answers_the_question(tmp_path, run):
    app = MigrateApp(tmp_path / "vault")

    async def journey():
        async with app.run_test(size=(80, 24)) as pilot:
            await app.push_screen(Reading(chat(), []))
            await until(pilot, lambda: isinstance(app.screen, WhichLine))
            await pilot.press("2")
            await until(pilot, lambda: app.direction.turning)

    run(journey())
    assert preferences.load()[0].bidi == "on"


def test_our_own_page_in_a_browser_is_put_in_order_here_without_a_question(tmp_path, run, monkeypatch):
    preferences.save(preferences.Preferences(bidi="off"))  # what the person's terminal does
    monkeypatch.setenv("TEXTUAL_DRIVER", serving.DRIVER)
    app = MigrateApp(tmp_path / "vault")
    assert app.direction.turning


def test_whoever_does_not_answer_is_asked_again_the_next_time(tmp_path, run):
    app = MigrateApp(tmp_path / "vault")

    async def journey():
        async with app.run_test(size=(80, 24)) as pilot:
            await app.push_screen(Reading(chat(), []))
            await until(pilot, lambda: isinstance(app.screen, WhichLine))
            await pilot.press("escape")
            await pilot.pause(1.2)
            assert isinstance(app.screen, Reading)

    run(journey())
    assert preferences.load()[0].bidi == "auto"


def test_the_whole_program_in_arabic_is_asked_about_in_both_ways(tmp_path, run):
    i18n.use("ar")
    app = MigrateApp(tmp_path / "vault")

    async def journey():
        async with app.run_test(size=(80, 24)) as pilot:
            await until(pilot, lambda: isinstance(app.screen, WhichLine))

    run(journey())


def test_rows_keep_their_columns_and_what_is_copied_is_not_turned(tmp_path, run):
    preferences.save(preferences.Preferences(bidi="on"))
    app = MigrateApp(tmp_path / "vault")
    titles = [TITLE, "Istanbul", "رحلة"]

    async def journey():
        async with app.run_test(size=(80, 24)) as pilot:
            rows = Rows()
            await app.screen.mount(rows)
            rows.show(3, lambda row, _cells: cell(f"2024-05-01  {titles[row]}"))
            await until(pilot, lambda: "Istanbul" in frame(app))
            shown = [line.strip(" ›") for line in frame(app).split("\n") if "2024-05-01" in line]
            assert [line.split("  ", 1)[0] for line in shown] == ["2024-05-01"] * 3
            assert visual(TITLE).strip() in shown[0]
            copied = Static(safe(TITLE))
            await app.screen.mount(copied)
            assert str(copied.content) == TITLE
            app.copy_to_clipboard(TITLE)
            assert app.clipboard == TITLE

    run(journey())


def test_the_gate_hands_on_what_was_written():
    assert safe(TITLE).plain == TITLE
    assert isinstance(cell(TITLE), Text)
    assert cell(TITLE).plain == TITLE
