"""Finding the map of attachments in a page of any size."""

from __future__ import annotations

import io
import json
import tracemalloc
from typing import BinaryIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrator_chatgpt import chat_html
from migrator_chatgpt.chat_html import as_json, assets_json


def found(page: str) -> dict[str, object]:
    return assets_json(io.BytesIO(page.encode()))


HEAD = "<html><script>\nvar jsonData = [];\n"


@pytest.mark.parametrize(
    "literal",
    [
        '{"sediment://file_1": "a/b.png"}',
        '{\n  "sediment://file_1":\n "a/b.png",\n}',
        "{'sediment://file_1': 'a/b.png',}",
        "{ // the old form\n 'sediment://file_1': /* here */ `a/b.png` }",
        "{&quot;sediment://file_1&quot;:&quot;a/b.png&quot;}",
        '{"sediment://file_1": "a\\/b.png"}',
        "{'sediment://file_1': 'a\\x2fb\\u002ep\\u{6e}g'}",
    ],
)
def test_reads_every_form_that_was_seen(literal: str) -> None:
    assert found(f"{HEAD}var assetsJson = {literal};\nfunction f() {{}}</script>") == {
        "sediment://file_1": "a/b.png"
    }


def test_reads_descriptions_with_bare_keys() -> None:
    page = HEAD + "  const assetsJson={'p://x': {file_path: 'it\\'s.png', mime_type: undefined, ok: true}};"
    assert found(page) == {"p://x": {"file_path": "it's.png", "mime_type": None, "ok": True}}


@pytest.mark.parametrize(
    "page",
    [
        "",
        "<html>",
        "assetsJson",
        "var assetsJson = [1];",
        HEAD + "var assetsJson = {",
        HEAD + "var assetsJson = {a b};",
    ],
)
def test_a_page_without_one_gives_nothing(page: str) -> None:
    assert found(page) == {}


def test_a_conversation_that_talks_of_it_is_not_believed() -> None:
    talk = json.dumps("My code is:\nvar assetsJson = {'p://x': 'stolen.json'};\nand var assetsJson = {")
    page = f'<script>var jsonData = [{talk}];\nvar assetsJson = {{"p://x": "mine.png"}};'
    assert found(page) == {"p://x": "mine.png"}
    assert found(f'<script>\nvar assetsJson = {{"p://x": "mine.png"}};\nvar jsonData = [{talk}];') == {
        "p://x": "mine.png"
    }


def test_a_minified_page_is_read_if_there_is_no_other() -> None:
    assert found('<script>var jsonData=[];var assetsJson={"p://x":"a.png"};</script>') == {"p://x": "a.png"}


@settings(deadline=None)
@given(st.integers(0, 400), st.integers(1, 64))
def test_it_may_lie_across_any_two_pieces(before: int, piece: int) -> None:
    class Slow(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(min(piece, size) if size is not None and size >= 0 else size)

    page = "x" * before + '\nvar assetsJson = {"p://x": {"file_path": "a{}\\"}.png"}};\n' + "y" * 50
    assert assets_json(Slow(page.encode())) == {"p://x": {"file_path": 'a{}"}.png'}}


class Endless(io.RawIOBase):
    """A page of `size` bytes that is made while it is read."""

    def __init__(self, size: int, tail: bytes) -> None:
        self.left, self.tail = size, tail

    def read(self, size: int = -1, /) -> bytes:
        if self.left > 0:
            self.left -= size
            return b"x" * size
        piece, self.tail = self.tail[:size], self.tail[size:]
        return piece


def test_memory_does_not_grow_with_the_page() -> None:
    page: BinaryIO = Endless(64 << 20, b'\nvar assetsJson = {"p": "a.png"};')  # type: ignore[assignment]
    tracemalloc.start()
    assert assets_json(page) == {"p": "a.png"}
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8 << 20


def test_a_map_without_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chat_html, "_LONGEST", 4 << 20)
    page: BinaryIO = Endless(32 << 20, b"")  # type: ignore[assignment]
    stream = io.BufferedReader(_Joined(b'\nvar assetsJson = {"a": ', page))  # type: ignore[arg-type]
    assert assets_json(stream) == {}


class _Joined(io.RawIOBase):
    def __init__(self, first: bytes, then: BinaryIO) -> None:
        self.first, self.then = first, then

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        piece = self.first[: len(buffer)] or self.then.read(len(buffer))
        self.first = self.first[len(buffer) :]
        buffer[: len(piece)] = piece
        return len(piece)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


@settings(deadline=None)
@given(st.dictionaries(st.text(), JSON, max_size=4), st.booleans())
def test_strict_json_passes_through_the_lenient_reader_unchanged(
    value: dict[str, object], ascii_only: bool
) -> None:
    assert json.loads(as_json(json.dumps(value, ensure_ascii=ascii_only))) == value


@settings(deadline=None)
@given(st.binary(max_size=200), st.text("{}'\"`\\/*&;,:ab \n", max_size=60))
def test_nothing_in_a_page_raises(junk: bytes, text: str) -> None:
    assets_json(io.BytesIO(junk + b"\nvar assetsJson = {" + text.encode() + junk + b"}"))
