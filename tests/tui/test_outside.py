"""What leads out of a conversation: its links, its files, and the words it was found by."""

import pytest
from textual.widgets import Input

from migrator.app.keeping import viewing
from migrator.errors import MigratorError
from migrator.model import Citation, Conversation, Message, Text
from migrator.tui import addresses
from migrator.tui.screens import outside
from migrator.tui.screens.ask import Ask, Tell
from migrator.tui.screens.files import Files
from migrator.tui.screens.look import LookScreen
from migrator.tui.screens.outside import Address, Addresses
from migrator.tui.screens.place import Place
from migrator.tui.screens.reading import Reading

from .conftest import frame, settled, until, with_demo


def said(*parts):
    return Message(id="m", parent=None, role="assistant", parts=parts)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see https://example.org/a.", ["https://example.org/a"]),
        ("[here](https://example.org/x_(y)) and https://example.org/z,", ["https://example.org/x_(y", "https://example.org/z"]),
        ("(https://example.org/x_(y))", ["https://example.org/x_(y)"]),
        ("www.example.org twice www.example.org", ["www.example.org"]),
        ("nothing: example.org, javascript:alert(1)", []),
    ],
)  # fmt: skip
def test_addresses_are_found_in_prose(text, found):
    assert addresses.addresses(said(Text(text=text))) == found


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://user:secret@example.org/",
        "https://exa\u202emple.org/",
        "https://example.org\\@evil.example",
        "https:///nowhere",
        "https://example.org/" + "a" * 5000,
        "mailto:a@example.org",
    ],
)
def test_only_plain_web_addresses_are_opened(address):
    assert addresses.openable(address) is None


def test_letters_that_look_like_others_are_written_out():
    assert "xn--" in addresses.host("https://p\u0430ypal.example/")
    assert addresses.host("https://example.org/x") == "example.org"


def test_a_link_is_opened_only_after_the_question(app, run, monkeypatch):
    opened = []
    monkeypatch.setattr(outside, "_browser", lambda: True)
    monkeypatch.setattr(type(app), "open_url", lambda self, url, **more: opened.append(url))
    whole = Conversation(
        id="c",
        title="T",
        messages=(said(Text(text="[good](https://example.org/a)"), Citation(url="file:///etc/passwd")),),
        head="m",
    )

    async def journey():
        async with app.run_test(size=(80, 24)) as pilot:
            await app.push_screen(Reading(whole, []))
            await until(pilot, lambda: "good" in frame(app))
            await pilot.click("MessageView", offset=(4, 1))
            await pilot.press("l")
            await until(pilot, lambda: isinstance(app.screen, Addresses))
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, Address))
            assert "It leads to: example.org" in frame(app)
            await pilot.press("enter")  # the harmless answer
            await until(pilot, lambda: isinstance(app.screen, Addresses))
            assert opened == []
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, Address))
            await pilot.click("#open")
            await until(pilot, lambda: opened == ["https://example.org/a"])
            await pilot.press("down", "enter")
            await until(pilot, lambda: isinstance(app.screen, Address))
            assert "cannot be opened" in frame(app)
            assert not app.screen.query("#open")

    run(journey())


async def files(pilot):
    """The first conversation with a file, opened at its files."""
    app = pilot.app
    await with_demo(pilot)
    await until(pilot, lambda: isinstance(app.screen, LookScreen))
    one = next(one for one in app.desk.listed if one.attachments > one.missing)
    app.screen.read(one.id)
    await until(pilot, lambda: isinstance(app.screen, Reading))
    await pilot.press("f")
    await until(pilot, lambda: isinstance(app.screen, Files))


def test_a_file_is_shown_and_removed_again(app, run, monkeypatch):
    shown = []

    def show(file):
        shown.append((file, file.read_bytes()))

    monkeypatch.setattr(viewing, "viewer", lambda: ["viewer"])
    monkeypatch.setattr(viewing, "show", show)

    async def journey():
        async with app.run_test(size=(80, 24)) as pilot:
            await files(pilot)
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, Ask))
            await pilot.click("#yes")
            await until(pilot, lambda: isinstance(app.screen, Tell))
            file, content = shown[0]
            assert content
            assert file.exists()
            await pilot.press("escape")
            await until(pilot, lambda: not file.parent.exists())

    run(journey())


def test_a_file_that_is_open_is_removed_when_the_program_is_left(app, run, monkeypatch):
    shown = []
    monkeypatch.setattr(viewing, "viewer", lambda: ["viewer"])
    monkeypatch.setattr(viewing, "show", shown.append)

    async def journey():
        async with app.run_test(size=(80, 24)) as pilot:
            await files(pilot)
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, Ask))
            await pilot.click("#yes")
            await until(pilot, lambda: isinstance(app.screen, Tell))
            assert shown[0].exists()

    run(journey())
    assert not shown[0].parent.exists()


def test_without_a_viewer_nothing_is_unsealed(app, run, monkeypatch):
    monkeypatch.setattr(viewing, "viewer", lambda: None)
    with pytest.raises(MigratorError):
        viewing.show("nothing")

    async def journey():
        async with app.run_test(size=(80, 24)) as pilot:
            await files(pilot)
            await pilot.press("enter")
            await until(pilot, lambda: "save them instead" in frame(app))

    run(journey())


def test_files_are_saved_and_nothing_is_overwritten(app, run, tmp_path):
    async def save(pilot):
        await pilot.press("s")
        await until(pilot, lambda: isinstance(app.screen, Place))
        app.screen.query_one(Input).value = str(tmp_path / "out")
        await pilot.press("enter")
        await settled(pilot)
        await until(pilot, lambda: isinstance(app.screen, Tell))

    async def journey():
        async with app.run_test(size=(80, 24)) as pilot:
            await files(pilot)
            await save(pilot)
            written = {path: path.read_bytes() for path in (tmp_path / "out").iterdir()}
            assert all(written.values())
            assert written
            await pilot.press("escape")
            await save(pilot)
            assert "exists already" in frame(app)
            assert {path: path.read_bytes() for path in (tmp_path / "out").iterdir()} == written

    run(journey())


def test_what_was_searched_for_is_marked_in_the_conversation(app, run):
    async def journey():
        async with app.run_test(size=(80, 24)) as pilot:
            await with_demo(pilot)
            await until(pilot, lambda: isinstance(app.screen, LookScreen))
            await pilot.press("slash", *"clay", "enter", "enter")
            await until(pilot, lambda: isinstance(app.screen, Reading))
            await until(pilot, lambda: "clay" in frame(app))
            strips = app.screen._compositor.render_strips()
            assert any(
                segment.text == "clay" and segment.style.underline
                for strip in strips
                for segment in strip
                if segment.style
            )
            await pilot.press("n")

    run(journey())
