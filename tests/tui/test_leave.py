"""The checklist on the screen: what comes next, a tick with its proof, what stays shut."""

from textual.widgets import Input

from migrator.leave.content import load
from migrator.tui.screens.ask import Tell
from migrator.tui.screens.leave import LeaveScreen
from migrator.tui.screens.question import Question, Situation
from migrator.tui.screens.step import StepScreen
from migrator.tui.widgets.rows import Rows

from .conftest import frame, settled, until, with_demo


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
            assert "Not ticked by hand" in frame(app)
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
            await pilot.click("#undo")
            await until(
                pilot, lambda: isinstance(app.screen, StepScreen) and app.screen._step.step.state != "done"
            )

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
            await pilot.press("s")
            await until(pilot, lambda: isinstance(app.screen, Situation))
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, Question))
            await pilot.press("down", "enter")
            await until(pilot, lambda: isinstance(app.screen, Situation))
            await until(pilot, lambda: app.screen._changed)
            await pilot.press("escape")
            await until(pilot, lambda: isinstance(app.screen, LeaveScreen))
            await until(pilot, lambda: app.screen._status.answers.get("level") == ("stop-paying",))

    run(journey())
