"""Words are found as people type them, in the scripts they write."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.model import Conversation, Message, Text
from migrator.shape.fold import fold, plain
from migrator.shape.fold import words as typed
from migrator.vault.index.connection import create
from migrator.vault.index.fill import store
from migrator.vault.index.search import _TOKEN, match_of, search, spots
from migrator.vault.index.taken import shown

TEXTS = {
    "ar": "أحب قراءة كِتَاب عن التاريخ في مكتبة المدينة",
    "tr": "Iğdır'dan İstanbul'a giderken ışık çok güzeldi",
    "zh": "我想去北京旅行，看看长城",
    "ja": "東京タワーの写真",
    "en": "A recipe for crème brûlée with ＦＵＬＬ-width letters",
    "th": "ฉันรักประเทศไทย",
    "fa": "در کتابخانهٔ شهر، سال ۱۴۰۳",
    "garden": "ذهبت للحديقة وزرعت البذور في ٢٠٢٤",
    "el": "Το τηλέφωνο της Οδύσσειας",
    "de": "Straße nach Süden, 1999",
}


@pytest.fixture
def index(vault):
    connection = create(vault, vault.layout.index)
    for key, text in TEXTS.items():
        message = Message(id="m", role="user", parts=(Text(text=text),))
        store(connection, shown(Conversation(id=key, title=f"Title {key}", messages=(message,))), new=True)
    yield connection
    connection.close()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("كتاب", "ar"),
        ("احب", "ar"),
        ("مكتبه", "ar"),
        ("istanbul", "tr"),
        ("İSTANBUL", "tr"),
        ("ISTANBUL", "tr"),
        ("ığdır", "tr"),
        ("isik", "tr"),
        ("旅行", "zh"),
        ("北京", "zh"),
        ("長", None),
        ("タワー", "ja"),
        ("creme brulee", "en"),
        ("full", "en"),
        ("ประเทศ", "th"),
        ("title zh", "zh"),
        ("كتابخانه", "fa"),
        ("1403", "fa"),
        ("٢٠٢٤", "garden"),
        ("2024", "garden"),
        ("١٩٩٩", "de"),
        ("strasse", "de"),
        ("حديقة", "garden"),
        ("بذور", "garden"),
        ("المكتبة", "ar"),
        ("τηλεφωνο", "el"),
        ("ΟΔΎΣΣΕΙΑΣ", "el"),
        ("zzz", None),
        ('"', None),
        ("recipe OR", None),
        ("recipe AND (", None),
        ("*", None),
    ],
)
def test_a_word_is_found_as_it_is_typed(index, query, found):
    hits, total = search(index, query)
    assert [h.conversation for h in hits] == ([] if found is None else [found])
    assert total == len(hits)


def test_the_last_word_may_be_a_beginning_while_typing(index):
    assert search(index, "istan")[1] == 0
    assert search(index, "istan", prefix=True)[1] == 1


@pytest.mark.parametrize(("query", "key"), [("كتاب", "ar"), ("旅行", "zh"), ("isik", "tr"), ("brulee", "en")])
def test_a_snippet_marks_the_place_in_the_text_as_it_was_written(index, query, key):
    hit = search(index, query)[0][0]
    assert hit.snippet.strip("…") in TEXTS[key]
    start, end = hit.marks[0]
    assert plain(query) in plain(hit.snippet[start:end])


@given(st.text())
def test_folding_is_the_same_for_what_is_stored_and_what_is_typed(text):
    assert fold(fold(text)).split() == fold(text).split()


@given(st.text(max_size=30))
def test_no_query_is_an_error(text):
    if wanted := typed(text):
        connection = sqlite3.connect(":memory:")
        connection.execute("CREATE VIRTUAL TABLE s USING fts5(body)")
        try:
            connection.execute("SELECT * FROM s WHERE s MATCH ?", (match_of(wanted, prefix=True),)).fetchall()
        finally:
            connection.close()


@pytest.mark.parametrize(
    ("body", "query", "prefix", "marked"),
    [
        ("I like tea in the team", "tea", False, ["tea"]),
        ("I like tea in the team", "tea", True, ["tea", "tea"]),
        ("only a team here", "tea", False, ["tea"]),
        ("İki işlev ı", "İ", False, ["ı"]),
        ("a cup of tea", "“tea”", False, ["tea"]),
        ("我想去北京旅行", "北京", False, ["北京"]),
        ("snake_case_word", "case", False, ["case"]),
    ],
)
def test_whole_words_are_marked_before_pieces_of_words(body, query, prefix, marked):
    keys = [key for word in typed(query) for key in _TOKEN.findall(plain(word))]
    assert [body[start:end] for start, end in spots(body, keys, prefix=prefix)] == marked


def test_a_title_is_found_under_the_first_message_that_says_anything(vault):
    connection = create(vault, vault.layout.index)
    empty = Message(id="root", role="system", parts=())
    said = Message(id="said", role="user", parts=(Text(text="Good morning"),))
    store(connection, shown(Conversation(id="c", title="Sourdough", messages=(empty, said))), new=True)
    [hit], total = search(connection, "sourdough")
    assert (hit.message, hit.snippet, total) == ("said", "Good morning", 1)
    connection.close()


@pytest.mark.parametrize(
    ("body", "typed_word", "marked"), [("زرعت البذور هنا", "بذور", "بذور"), ("في مكتبة", "المكتبة", "مكتبة")]
)
def test_what_is_found_behind_a_prefix_is_marked(body, typed_word, marked):
    ((start, end),) = spots(body, [plain(typed_word)])
    assert body[start:end] == marked
