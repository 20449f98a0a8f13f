"""Grants and the account on the screen."""

import datetime as dt

from textual.widgets import Button, Checkbox, Input

from migrator.app.serving import grants
from migrator.tui.screens.ask import Ask, Tell
from migrator.tui.screens.assistants import Answers, Assistants, NewGrant
from migrator.vault.handle import unlock
from migrator.vault.kinds import Handed

from .conftest import SECRET, chosen, frame, until
from .test_care import caring, told


async def here(pilot):
    """The list of grants."""
    await caring(pilot)
    await chosen(pilot, "What other assistants may read")
    await until(pilot, lambda: isinstance(pilot.app.screen, Assistants))


def test_a_grant_is_made_after_its_meaning_was_read_and_withdrawn_again(kept, run):
    async def journey():
        async with kept.run_test(size=(80, 24)) as pilot:
            await here(pilot)
            await chosen(pilot, "Let an assistant")
            await until(pilot, lambda: isinstance(kept.screen, NewGrant))
            screen = kept.screen
            screen.query_one("#name", Input).value = "Not A Name"
            screen.query_one(Button).press()
            await until(pilot, lambda: "is no name for a grant" in frame(kept))
            screen.query_one("#name", Input).value = "garden"
            screen.query_one("#only", Input).value = "title:"
            screen.query_one(Button).press()
            await until(pilot, lambda: "a value is missing" in frame(kept))
            screen.query_one("#only", Input).value = "title:bus"
            screen.query_one("#redact", Input).value = "email"
            screen.query_one("#attachments", Checkbox).value = False
            screen.query_one(Button).press()
            await until(pilot, lambda: isinstance(kept.screen, Ask))
            assert "company gets to see" in " ".join(frame(kept).split())
            await pilot.click("#yes")
            await told(pilot, "“garden”: holds")
            await until(pilot, lambda: isinstance(kept.screen, Assistants))
            assert "“garden”: holds" in frame(kept)
            with unlock(kept.desk.folder, SECRET) as vault:
                (one,) = grants.given(vault)
            assert (one.grant.only, one.grant.redact, one.grant.attachments) == (
                ("title:bus",),
                ("email",),
                False,
            )
            await chosen(pilot, "“garden”")
            await until(pilot, lambda: isinstance(kept.screen, Ask))
            await pilot.click("#yes")
            await told(pilot, "withdrawn")
            await until(pilot, lambda: isinstance(kept.screen, Assistants))
            assert "garden" not in frame(kept)

    run(journey())
    with unlock(kept.desk.folder, SECRET) as vault:
        assert grants.given(vault) == []


def test_what_left_is_listed_newest_first_with_the_chats_that_were_quoted(kept, run):
    async def journey():
        async with kept.run_test(size=(120, 40)) as pilot:
            await here(pilot)
            vault = kept.desk.vault
            chat = kept.desk.listed[0]
            with vault.writing():
                for n, tool in enumerate(("search_chats", "read_chat")):
                    at = dt.datetime(2026, 11, 2, 3, n, tzinfo=dt.UTC)
                    one = Handed(
                        grant="garden",
                        client="codex \x1b[31m1",
                        tool=tool,
                        size=2048,
                        chats=(chat.id,),
                        at=at,
                    )
                    vault.journal.put({f"run-{n}": one})
            await chosen(pilot, "What left the vault")
            await until(pilot, lambda: isinstance(kept.screen, Answers))
            shown = frame(kept)
            assert shown.index("read_chat") < shown.index("search_chats")
            assert "2.0 kB" in shown
            assert "\x1b" not in shown
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(kept.screen, Tell))
            assert " ".join(chat.title.split())[:20] in frame(kept)

    run(journey())
