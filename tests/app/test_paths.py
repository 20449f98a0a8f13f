"""No path leaves a bundle, and none that a system cannot keep gets in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.app.paths import is_safe, same_place


@pytest.mark.parametrize(
    "path",
    [
        "a",
        "a/b.md",
        "chats/2024/Überblick.md",
        "مرحبا.md",
        ".hidden",
        "a..b",
        "com.md",
        "nullable.md",
        "a" * 255,
    ],
)
def test_ordinary_paths_are_safe(path):
    assert is_safe(path)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/etc/passwd",
        "../up",
        "a/../b",
        "a/..",
        "./a",
        "a//b",
        "a/",
        "a\\b",
        "C:/x",
        "a:stream",
        "a\x00b",
        "a\nb",
        "trailing ",
        "trailing.",
        "CON",
        "nul.txt",
        "a/com1.md",
        "lpt¹",
        "what?",
        "<tag>",
        "a|b",
        '"',
        "*",
        "lone\ud800",
        "a" * 256,
        "é" * 128,
    ],
)
def test_dangerous_paths_are_not(path):
    assert not is_safe(path)


@given(st.text())
def test_a_safe_path_never_leaves_its_folder(tmp_path_factory, path):
    folder = tmp_path_factory.getbasetemp() / "folder"
    if is_safe(path):
        assert (folder / path).resolve().is_relative_to(folder)
        path.encode("utf-8")


def test_paths_that_some_systems_confuse_have_one_place():
    assert same_place("Straße.md") == same_place("STRASSE.md")
    assert same_place("e\u0301.md") == same_place("é.md")
    assert same_place("a.md") != same_place("b.md")
