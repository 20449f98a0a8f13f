"""The checklist on the screen: what comes next, a tick with its proof, what stays shut."""

import shlex
from contextlib import contextmanager

import pytest
from textual.events import Paste
from textual.widgets import Input

from migrator.app.leaving import links
from migrator.leave.content import load
from migrator.net.door import Answer
from migrator.net.ledger import Request
from migrator.sample.hostile import strings
from migrator.tui.screens.ask import Ask, Tell
from migrator.tui.screens.checkup import CheckUp
from migrator.tui.screens.gaps import Gaps
from migrator.tui.screens.leave import LeaveScreen
from migrator.tui.screens.links import SharedLinks
from migrator.tui.screens.mail import Mail
from migrator.tui.screens.move import MoveScreen
from migrator.tui.screens.places import Places
from migrator.tui.screens.question import Question, Situation
from migrator.tui.screens.servers import NetLog
from migrator.tui.screens.step import StepScreen
from migrator.tui.widgets.rows import Rows

from .conftest import frame, settled, until, with_demo
from .test_hostile import DANGEROUS


async def leaving(pilot):
    await with_demo(pilot)
    await until(pilot, lambda: type(pilot.app.screen).__name__ == "LookScreen")
    await pilot.press("4")
    await until(pilot, lambda: isinstance(pilot.app.screen, LeaveScreen))
    await until(pilot, lambda: pilot.app.screen.query_one(Rows).count > 0)


def test_the_list_can_be_read_before_there_is_anything(app, run):
    async def journey():
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("escape", "4")
            await until(pilot, lambda: isinstance(app.screen, LeaveScreen))
            await until(pilot, lambda: app.screen.query_one(Rows).count > 20)
            assert "There is no vault yet" in frame(app)
            assert "Deleting stays shut" in frame(app)

    run(journey())


def test_the_next_step_is_ticked_with_a_proof_and_taken_back(app, run):
    async def journey():
        async with app.run_test(size=(80, 24)) as pilot:
            await leaving(pilot)
            await pilot.press("n")
            await until(pilot, lambda: isinstance(app.screen, StepScreen))
            assert "Not ticked by hand. It follows from your answer: press s." in frame(app)
            assert not app.screen.query_one("#done").display
            await pilot.press("escape")
            await until(pilot, lambda: isinstance(app.screen, LeaveScreen))
            content = load()
            step = next(
                one.id
                for one in app.screen._status.steps
                if one.state == "open" and not content.find_step(one.id).held_by
            )
            before = app.desk.steps_done
            app.screen.open(step)
            await until(pilot, lambda: isinstance(app.screen, StepScreen))
            app.screen.query_one("#proof", Input).value = "seen it"
            app.screen.query_one("#proof").focus()
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, LeaveScreen))
            await settled(pilot)
            await until(pilot, lambda: app.desk.steps_done != before)
            state = {one.id: one.state for one in app.screen._status.steps}
            assert state[step] == "done"
            app.screen.open(step)
            await until(pilot, lambda: isinstance(app.screen, StepScreen))
            assert app.screen._step.noted == "seen it"
            assert app.screen.command() == f"migrate leave undo {step}"
            await pilot.press("u")
            await until(
                pilot, lambda: isinstance(app.screen, StepScreen) and app.screen._step.step.state != "done"
            )
            await pilot.press("n", *"x y", "escape")
            assert shlex.split(app.screen.command()) == ["migrate", "leave", "done", step, "--proof", "x y"]

    run(journey())


def test_deleting_the_account_is_shut_and_says_what_is_missing(app, run):
    async def journey():
        async with app.run_test(size=(120, 40)) as pilot:
            await leaving(pilot)
            app.screen.open("delete-account")
            await until(pilot, lambda: isinstance(app.screen, StepScreen))
            assert "This step is shut" in frame(app)
            if app.screen.query_one("#done").display:
                await pilot.click("#done")
                await until(pilot, lambda: isinstance(app.screen, Tell))
                assert "That did not work" in frame(app)

    run(journey())


def test_an_answer_about_the_situation_is_kept(app, run):
    async def journey():
        async with app.run_test(size=(80, 24)) as pilot:
            await leaving(pilot)
            await pilot.press("n")
            await until(pilot, lambda: isinstance(app.screen, StepScreen))
            await pilot.press("s")
            await until(pilot, lambda: isinstance(app.screen, Question))
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, LeaveScreen))
            await until(pilot, lambda: app.screen._status.answers.get("level") == ("pause",))
            await settled(pilot)
            await pilot.press("s")
            await until(pilot, lambda: isinstance(app.screen, Situation))
            await pilot.press("y")
            await until(pilot, lambda: isinstance(app.screen, Tell))
            assert "migrate leave set level=pause" in frame(app)
            await pilot.press("escape", "enter")
            await until(pilot, lambda: isinstance(app.screen, Question))
            await pilot.press("down", "enter")
            await until(pilot, lambda: isinstance(app.screen, Situation))
            await until(pilot, lambda: app.screen._changed)
            await pilot.press("escape")
            await until(pilot, lambda: isinstance(app.screen, LeaveScreen))
            await until(pilot, lambda: app.screen._status.answers.get("level") == ("stop-paying",))

    run(journey())


def test_a_gap_is_accepted_only_by_the_phrase_and_can_be_taken_back(app, run):
    async def journey():
        async with app.run_test(size=(80, 24)) as pilot:
            await leaving(pilot)
            await pilot.press("g")
            await until(pilot, lambda: isinstance(app.screen, Gaps))
            screen = app.screen
            gap = screen._gaps[0].id
            assert screen.command() == f"migrate leave accept {gap}"
            await pilot.press("a")
            await until(pilot, lambda: app.screen is not screen)
            assert "go on without it" in frame(app)
            await pilot.press(*"yes", "enter")
            await until(pilot, lambda: isinstance(app.screen, Tell))
            assert "not the phrase" in frame(app)
            await pilot.press("escape")
            await until(pilot, lambda: app.screen is screen)
            assert not screen._gaps[0].accepted
            await pilot.press("enter")
            await until(pilot, lambda: app.screen is not screen)
            await pilot.press(*"go on without it", "enter")
            await until(pilot, lambda: app.screen is screen and screen._gaps[0].accepted)
            assert screen.command() == f"migrate leave undo {gap}"
            await pilot.press("u")
            await until(pilot, lambda: app.screen is screen and not screen._gaps[0].accepted)
            await pilot.press("escape")
            await until(pilot, lambda: isinstance(app.screen, LeaveScreen))

    run(journey())


def test_shared_links_are_asked_for_only_after_a_yes_that_names_the_host(app, run, monkeypatch):
    asked = []

    class Way:
        def __init__(self, ledger, now):
            self.ledger, self.now = ledger, now

        def get(self, url, purpose):
            asked.append(url)
            status = 404 if len(asked) == 1 else 200
            self.ledger(
                Request(
                    at=self.now(), host="chatgpt.com", method="GET", path="/share/x", purpose=purpose, sent=9
                )
            )
            return Answer(status=status)

    @contextmanager
    def opened(host, *, ledger, now, **_rest):
        assert host == "chatgpt.com"
        yield Way(ledger, now)

    monkeypatch.setattr(links, "opened", opened)
    monkeypatch.setattr(links, "PAUSE", 0)

    async def journey():
        async with app.run_test(size=(80, 24)) as pilot:
            await leaving(pilot)
            await pilot.press("l")
            await until(pilot, lambda: isinstance(app.screen, SharedLinks))
            screen = app.screen
            assert "Letter to the landlord" in frame(app)
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, Tell))
            assert "https://chatgpt.com/share/" in frame(app)
            await pilot.press("escape", "c")
            await until(pilot, lambda: isinstance(app.screen, Ask))
            assert "Ask chatgpt.com?" in frame(app)
            await pilot.press("enter")  # the harmless answer has the focus
            await until(pilot, lambda: app.screen is screen)
            assert asked == []
            await pilot.press("c")
            await until(pilot, lambda: isinstance(app.screen, Ask))
            await pilot.click("#yes")
            await until(pilot, lambda: len(asked) == 2)
            await settled(pilot)
            await until(pilot, lambda: app.screen is screen and "still open: 1, gone: 1" in frame(app))
            assert len(app.desk.vault.journal.raw("net")) == 1
            app.push_screen(NetLog())
            await until(pilot, lambda: isinstance(app.screen, NetLog))
            assert "What was asked about shared links is in your vault" in frame(app)

    run(journey())


def test_the_check_up_tells_what_an_answer_means_and_keeps_nothing(app, run):
    async def journey():
        async with app.run_test(size=(80, 24)) as pilot:
            await leaving(pilot)
            before = app.desk.vault.journal.raw("plan")
            await pilot.press("c")
            await until(pilot, lambda: isinstance(app.screen, CheckUp))
            await pilot.press("right")
            await until(pilot, lambda: "Mixpanel on 9 November 2025" in frame(app))
            await pilot.press("right")
            await until(pilot, lambda: "does not concern you" in frame(app))
            rows = app.screen.query_one(Rows)
            rows.cursor = [one.id for one in app.screen._asked].index("mfa")
            await pilot.press("left")
            await until(pilot, lambda: "A step for it: Turn on a second factor" in frame(app))
            words = shlex.split(app.screen.command())
            assert words == [
                "migrate",
                "leave",
                "checkup",
                "--answer",
                "platform=no",
                "--answer",
                "mfa=unsure",
            ]
            await pilot.press("m")
            await until(pilot, lambda: isinstance(app.screen, Mail))
            app.post_message(Paste('From: "OpenAI" <help@openai-support.com>\n\x1b]0;x\x07\u202e'))
            await until(pilot, lambda: "STOP. This shows signs of a fake" in frame(app))
            assert not DANGEROUS & set(frame(app))
            await pilot.press("escape", "x")
            await until(pilot, lambda: "STOP" not in frame(app))
            assert app.desk.vault.journal.raw("plan") == before

    run(journey())


@pytest.mark.long
def test_nothing_that_is_pasted_into_the_checker_harms_the_screen(app, run):
    async def journey():
        async with app.run_test(size=(40, 15)) as pilot:
            await pilot.press("escape", "4")
            await until(pilot, lambda: isinstance(app.screen, LeaveScreen))
            app.push_screen(Mail())
            await until(pilot, lambda: isinstance(app.screen, Mail))
            for text in (*strings.TERMINAL, *strings.MARKUP, *strings.UNICODE):
                app.post_message(Paste(f"From: {text} <{text}@x>\n{text} https://{text}/\n"))
                await pilot.pause(0.05)
                assert not DANGEROUS & set(frame(app).replace("\n", ""))

    run(journey())


def test_places_are_a_table_with_a_source_for_every_cell_and_lead_to_move(app, run):
    async def journey():
        async with app.run_test(size=(80, 24)) as pilot:
            await leaving(pilot)
            await pilot.press("p")
            await until(pilot, lambda: isinstance(app.screen, Places))
            assert "none is recommended" in frame(app)
            for _column in range(6):
                assert "\n  read " in str(app.screen.query_one("#said").content)
                await pilot.press("right")
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, Tell))
            await pilot.press("escape")
            wanted = app.screen._all[0]["target"]
            await pilot.press("g")
            await until(pilot, lambda: isinstance(app.screen, MoveScreen))
            await until(
                pilot,
                lambda: app.screen._targets[app.screen.query_one(Rows).cursor].name == wanted,
            )

    run(journey())


def test_a_translation_that_nobody_reviewed_says_so_before_every_step(monkeypatch):
    from migrator import i18n
    from migrator.app.leaving.book import NoBook
    from migrator.app.leaving.checklist import show
    from migrator.app.leaving.tables import alternatives
    from migrator.tui import checks, steps
    from migrator.tui.desk import surroundings

    step = show(NoBook(), "delete-account", surroundings())
    assert steps.told(step).startswith(step.why)
    i18n.use("tr")
    monkeypatch.setattr(checks, "reviewed", lambda: False)
    for text in (steps.told(step), "\n".join(steps.places(alternatives(surroundings())))):
        assert text.startswith("! " + checks.unreviewed())
    monkeypatch.setattr(checks, "reviewed", lambda: True)
    assert steps.told(step).startswith(step.why)
