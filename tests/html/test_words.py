"""The word index: each word leads to exactly the chats that hold it."""

from hypothesis import given
from hypothesis import strategies as st

from migrator.testing import MemoryArchive, run
from migrator.testing.cases import line
from migrator_html import TARGET, folding, words
from tests.html import copies

TEXTS = st.text(st.sampled_from("aAbI ıİ_-.éعةى東京\u0301٣3\n\x00ß"), max_size=40)


@given(st.lists(TEXTS, min_size=1, max_size=6))
def test_a_word_leads_to_the_chats_that_hold_it(texts):
    archive = MemoryArchive([line(f"c{n}", text, title="") for n, text in enumerate(texts)])
    found = copies.shards(run(TARGET, archive).files)
    # The sentinel of each case is part of its text.
    expected = {}
    for n, text in enumerate(texts):
        for word in set(folding.words(f"{text} sentinel-c{n}-0-end")):
            expected.setdefault(word, []).append(n)
    assert found == expected


def test_numbers_take_as_many_bytes_as_they_need():
    index = words.Index()
    for n in range(70_000):
        index.add(words.found(["all" if n % 300 else "all few", *(["rare"] if n in {0, 69_999} else [])]))
    (shard,) = index.shards()
    data = shard.data
    size = int.from_bytes(data[:4], "little")
    assert b'"z":"124"' in data[4 : 4 + size]


def test_long_words_are_cut_alike():
    found = copies.shards(run(TARGET, MemoryArchive([line("c", "x" * 90, "é" * 90)])).files)
    assert {"x" * words.LONGEST, "e" * words.LONGEST} <= set(found)


def test_shards_are_in_order_and_their_ends_are_listed():
    texts = [" ".join(f"w{n}x{m}" for m in range(4000)) for n in range(40)]
    files = run(TARGET, MemoryArchive([line(f"c{n}", text) for n, text in enumerate(texts)])).files
    _chats, listed, _settings = copies.folder(files)
    ends = [end for pair in listed["shards"] for end in pair]
    assert len(ends) > 2
    assert ends == sorted(ends)
