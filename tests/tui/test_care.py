"""Looking after the vault on the screen: checked, copied, what opens it, new keys, locked."""

import pytest
from textual.widgets import Input

from migrator.errors import WrongSecret
from migrator.tui.screens.ask import Ask, Tell
from migrator.tui.screens.care import Care
from migrator.tui.screens.keep import KeepScreen
from migrator.tui.screens.look import LookScreen
from migrator.tui.screens.place import Place
from migrator.tui.screens.secrets import NewRecovery, Passphrase, Typed, Unlock
from migrator.tui.screens.ways_in import WaysIn
from migrator.vault import device
from migrator.vault.handle import unlock

from .conftest import SECRET, chosen, frame, opened, settled, until

OTHER = "another long passphrase"


async def caring(pilot):
    """The list of what can be done for the vault."""
    await opened(pilot)
    await until(pilot, lambda: isinstance(pilot.app.screen, LookScreen))
    await pilot.press("1")
    await until(pilot, lambda: isinstance(pilot.app.screen, KeepScreen))
    await pilot.press("c")
    await until(pilot, lambda: isinstance(pilot.app.screen, Care))


async def told(pilot, words):
    """Wait for a box that says `words`, and close it."""
    await until(pilot, lambda: isinstance(pilot.app.screen, Tell))
    assert words in frame(pilot.app), frame(pilot.app)
    await pilot.press("escape")


async def written_down(pilot):
    """A new recovery code, its group asked back; the code."""
    await until(pilot, lambda: isinstance(pilot.app.screen, NewRecovery))
    screen = pilot.app.screen
    screen.query_one("#group", Input).value = screen.code.split("-")[screen.group - 1]
    await pilot.press("enter")
    return screen.code


def test_the_vault_is_checked_and_copied(kept, run, tmp_path):
    async def journey():
        async with kept.run_test(size=(80, 24)) as pilot:
            await caring(pilot)
            await chosen(pilot, "Check it")
            await until(pilot, lambda: isinstance(kept.screen, Tell))
            assert "All of it is there and right." in frame(kept)
            await pilot.press("escape")
            await chosen(pilot, "Copy it")
            await until(pilot, lambda: isinstance(kept.screen, Place))
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
            await until(pilot, lambda: isinstance(kept.screen, Unlock))
            await pilot.press("escape")
            await until(pilot, lambda: isinstance(kept.screen, KeepScreen))
            assert kept.desk.vault is None
            assert not any(type(one).__name__ == "Reading" for one in kept._screen_stacks.get("look", []))
            assert "You already have a vault here." in frame(kept)
            await pilot.press("2")
            assert isinstance(kept.screen, KeepScreen)

    run(journey())


def test_the_passphrase_and_the_recovery_code_are_changed(kept, run):
    codes = []

    async def journey():
        async with kept.run_test(size=(80, 24)) as pilot:
            await caring(pilot)
            await chosen(pilot, "What opens it")
            await until(pilot, lambda: isinstance(kept.screen, WaysIn))
            await chosen(pilot, "the passphrase")
            await until(pilot, lambda: isinstance(kept.screen, Passphrase))
            await pilot.press("ctrl+o")
            for name in ("first", "again"):
                kept.screen.query_one(f"#{name}", Input).value = OTHER
            kept.screen.query_one("#again").focus()
            await pilot.press("enter")
            await settled(pilot)
            await told(pilot, "The passphrase is changed.")
            await chosen(pilot, "the recovery code")
            codes.append(await written_down(pilot))
            await settled(pilot)
            await told(pilot, "The new recovery code opens the vault.")

    run(journey())
    for opens in (OTHER, codes[0]):
        unlock(kept.desk.folder, opens).close()
    with pytest.raises(WrongSecret):
        unlock(kept.desk.folder, SECRET)


def test_a_way_in_is_removed_but_never_the_last_that_can_be_typed(kept, run):
    async def journey():
        async with kept.run_test(size=(80, 24)) as pilot:
            await caring(pilot)
            await chosen(pilot, "What opens it")
            await until(pilot, lambda: isinstance(kept.screen, WaysIn))
            for said in ("Removed", "last way in"):
                await pilot.press("home", "r")
                await until(pilot, lambda: isinstance(kept.screen, Ask))
                await pilot.click("#yes")
                await settled(pilot)
                await told(pilot, said)
            assert "Set a passphrase" in frame(kept)

    run(journey())
    with pytest.raises(WrongSecret):  # it opens nothing any more
        unlock(kept.desk.folder, SECRET)


class Keychain:
    """A keyring in memory."""

    def __init__(self):
        self.kept = {}

    def get_password(self, service, username):
        return self.kept.get((service, username))

    def set_password(self, service, username, password):
        self.kept[service, username] = password

    def delete_password(self, service, username):
        del self.kept[service, username]


def test_a_computer_that_remembers_the_vault_opens_it_without_a_question(kept, run, monkeypatch):
    keychain = Keychain()
    monkeypatch.setattr(device, "_backend", lambda: (keychain, "Keychain of tests"))

    async def remember():
        async with kept.run_test(size=(80, 24)) as pilot:
            await caring(pilot)
            await chosen(pilot, "What opens it")
            await until(pilot, lambda: isinstance(kept.screen, WaysIn))
            await chosen(pilot, "Let this computer remember it")
            await until(pilot, lambda: isinstance(kept.screen, Ask))
            await pilot.click("#yes")
            await settled(pilot)
            await told(pilot, "Keychain of tests opens the vault")
            assert "a computer that remembers it" in frame(kept)

    async def come_back():
        again = type(kept)(kept.desk.folder)
        async with again.run_test(size=(80, 24)) as pilot:
            await until(pilot, lambda: again.desk.conversations > 0)

    run(remember())
    run(come_back())


def test_new_keys_leave_every_chat_readable_and_the_old_code_worthless(kept, run):
    codes = []

    async def journey():
        async with kept.run_test(size=(80, 24)) as pilot:
            await caring(pilot)
            count, old = kept.desk.conversations, kept.desk.vault.keys.identities[0]
            await chosen(pilot, "Give it new keys")
            await until(pilot, lambda: isinstance(kept.screen, Ask))
            await pilot.click("#yes")
            await until(pilot, lambda: isinstance(kept.screen, Typed))
            kept.screen.query_one(Input).value = SECRET
            await pilot.press("enter")
            codes.append(await written_down(pilot))
            await settled(pilot)
            await told(pilot, "The vault has new keys")
            assert kept.desk.vault.keys.identities[0] != old
            assert kept.desk.conversations == count
            assert len(kept.desk.chats.conversations()) == count

    run(journey())
    unlock(kept.desk.folder, codes[0]).close()


def test_a_wrong_passphrase_changes_no_key(kept, run):
    async def journey():
        async with kept.run_test(size=(80, 24)) as pilot:
            await caring(pilot)
            await chosen(pilot, "Give it new keys")
            await until(pilot, lambda: isinstance(kept.screen, Ask))
            await pilot.click("#yes")
            await until(pilot, lambda: isinstance(kept.screen, Typed))
            kept.screen.query_one(Input).value = "something else"
            await pilot.press("enter")
            await written_down(pilot)
            await settled(pilot)
            await told(pilot, "That did not work")
            assert kept.desk.chats.conversations()

    run(journey())
    unlock(kept.desk.folder, SECRET).close()


def test_a_long_question_scrolls_and_its_buttons_stay_in_sight(app, run):
    async def journey():
        async with app.run_test(size=(40, 15)) as pilot:
            lines = "\n".join(f"line {n}" for n in range(40))
            await app.push_screen(Ask("Title", lines, yes="Yes", no="No"))
            await until(pilot, lambda: "line 0" in frame(app))
            assert "Yes" in frame(app)
            await pilot.press("down", "down", "down")
            await until(pilot, lambda: "line 9" in frame(app))
            assert "Yes" in frame(app)

    run(journey())
