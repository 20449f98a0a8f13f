import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.shape import names

ANY = st.text(st.characters(exclude_categories=()), max_size=200) | st.sampled_from(
    [
        "CON",
        "con.txt",
        "aux",
        "LPT¹",
        "..",
        ".hidden",
        "a/b",
        "C:\\x",
        "x" * 500,
        "\U0001f600" * 90,
        "e\u0301" * 90,
    ]
)


@given(ANY)
def test_a_safe_name_is_safe_everywhere(text):
    name = names.safe(text)
    assert name
    assert len(name.encode()) <= names.MAX_BYTES
    assert not re.search(r'[\\/:*?"<>|\x00-\x1f\x7f]', name)
    assert name[0] not in ". "
    assert name[-1] not in ". "
    assert not re.fullmatch(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", name, re.IGNORECASE)
    assert not any(
        unicodedata.bidirectional(c) in {"RLO", "LRO", "RLE", "LRE", "PDF", "RLI", "LRI", "FSI", "PDI"}
        for c in name
    )
    assert names.safe(name) == name


@given(st.lists(ANY, max_size=30))
def test_names_in_a_folder_differ_on_every_file_system(texts):
    hand = names.Names()
    paths = [hand.take("chats", names.safe(text), ".md") for text in texts]
    assert len({names.folded(path) for path in paths}) == len(paths)
    assert all(len(path.rsplit("/", 1)[1].encode()) <= 130 for path in paths)
    again = names.Names()
    assert [again.take("chats", names.safe(text), ".md") for text in texts] == paths


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("A trip to Rome", "A trip to Rome"),
        ("What is 1/2 + 1/2?", "What is 1 2 + 1 2"),
        ("رحلة إلى إسطنبول", "رحلة إلى إسطنبول"),
        ("İstanbul'da ılık gün", "İstanbul'da ılık gün"),
        ("nul", "untitled nul"),
        ("CON.md", "untitled CON.md"),
        ("console", "console"),
        ("...", "untitled"),
        ("\u202egnp.exe", "gnp.exe"),
        ("", "untitled"),
        ("e\u0301", "é"),
    ],
)
def test_what_becomes_of_a_name(text, name):
    assert names.safe(text) == name


def test_a_name_is_not_cut_inside_a_character():
    assert names.safe("x" + "é" * 100, max_bytes=10) == "xéééé"
    assert names.safe("q\u0323" * 30, max_bytes=10) == "q\u0323" * 3


def test_numbers_tell_names_apart_that_only_differ_in_case():
    hand = names.Names()
    assert [hand.take("a", n, ".md") for n in ("Same", "same", "SAME", "other")] == [
        "a/Same.md",
        "a/same (2).md",
        "a/SAME (3).md",
        "a/other.md",
    ]
    assert hand.take("", "Same", ".md") == "Same.md"


def test_a_taken_number_is_skipped():
    hand = names.Names()
    assert [hand.take("", n) for n in ("a (2)", "a", "a")] == ["a (2)", "a", "a (3)"]


@given(ANY, ANY)
def test_a_name_with_a_hash_depends_on_its_key_alone(name, key):
    full = names.with_hash(name, key)
    assert len(full.encode()) <= names.MAX_BYTES
    assert full == names.with_hash(name, key)
    assert full != names.with_hash(name, key + "x")


def test_a_name_with_a_hash_keeps_the_extension():
    assert names.with_hash("dir/My Photo.PNG", "k").startswith("My Photo-")
    assert names.with_hash("dir/My Photo.PNG", "k").endswith(".png")
    assert names.extension("a.tar.gz") == ".gz"
    assert names.extension("a.b c") == ""
