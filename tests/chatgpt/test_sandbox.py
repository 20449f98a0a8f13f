"""Links into the sandbox, joined to the library."""

from __future__ import annotations

import datetime as dt

import pytest

from migrator.events import quiet
from migrator_chatgpt.asset_maps import LibraryFile
from migrator_chatgpt.assets import AssetIndex
from migrator_chatgpt.sandbox import Made, made_by
from tests.chatgpt.memory_source import MemorySource

LINK = "sandbox:/mnt/data/My%20plan.docx"


def file(
    key: str, name: str = "My plan.docx", message: str | None = None, chat: str | None = None, **more: object
) -> LibraryFile:
    return LibraryFile(file_id=key, name=name, message=message, conversation=chat, **more)  # type: ignore[arg-type]


def made(*library: LibraryFile) -> Made:
    return made_by(LINK, library, message="m", conversation="c")


def test_the_message_and_the_name_decide_first() -> None:
    library = (file("a", message="m", chat="c"), file("b", chat="c"), file("x", "other.txt", "m", "c"))
    assert made(*library) == Made("message-and-name", ("a",))


def test_then_the_only_file_of_the_message() -> None:
    assert made(file("x", "renamed.docx", "m"), file("b", chat="c")) == Made("message", ("x",))


def test_then_the_conversation_and_the_name() -> None:
    library = (
        file("x", "one.txt", "m"),
        file("y", "two.txt", "m"),
        file("b", chat="c"),
        file("d", chat="other"),
    )
    assert made(*library) == Made("conversation-and-name", ("b",))


def test_then_a_name_that_is_the_only_one() -> None:
    assert made(file("d", chat="other"), file("e", "else.txt")) == Made("name", ("d",))


@pytest.mark.parametrize("where", [{"message": "m"}, {"chat": "c"}, {}])
def test_several_are_offered_and_none_is_chosen(where: dict[str, str]) -> None:
    assert made(file("a", **where), file("b", **where)) == Made("ambiguous", ("a", "b"))  # type: ignore[arg-type]


def test_copies_of_one_content_are_one_the_newest() -> None:
    early, late = (dt.datetime(2026, month, 1, tzinfo=dt.UTC) for month in (1, 2))
    library = (file("new", sha256="0f", created=late), file("old", sha256="0f", created=early))
    assert made(*library) == Made("name", ("new",))


def test_an_unknown_name_means_nothing() -> None:
    assert made(file("e", "else.txt")) == Made("none")
    assert made_by(LINK, [file("e", "else.txt")], message=None, conversation=None) == Made("none")


def test_only_files_that_are_held_count() -> None:
    library = [
        {"file_id": "file_1aa", "file_name": "a.txt", "origination_message_id": "m"},
        {"file_id": "file_2aa", "file_name": "b.txt"},
    ]
    files = AssetIndex(MemorySource({"library_files.json": library, "file_1aa.dat": b"text"}), quiet)
    link = "sandbox:/mnt/data/a.txt"
    assert files.made_by(link, message="m", conversation="c") == Made("message-and-name", ("file_1aa",))
    assert files.find(link) == "file_1aa"
    assert files.made_by("sandbox:/mnt/data/b.txt", message="m2", conversation="c") == Made("none")
    assert files.find("sandbox:/mnt/data/b.txt") is None
