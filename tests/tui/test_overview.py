"""Everything seen from far away: in words alone, and with bars beside them."""

import pytest

from migrator import i18n
from migrator.app.keeping.overview import overview
from migrator.tui.overview import BAR, lines, sections
from migrator.tui.screens import look
from migrator.tui.screens.overview import Overview
from migrator.vault.index.browse import Listed

from .conftest import frame, until, with_demo

DRAWN = set("▁▂▃▄▅▆▇█")


def one(number, month, title=None, **more):
    values = {
        "id": str(number), "title": title, "created": month and f"{month}-03T00:00:00Z", "updated": None, "first": None,
        "last": None, "messages": number, "branches": 0, "characters": 3600, "project": None, "persona": None,
        "model": "m", "archived": False, "starred": False, "pinned": False, "attachments": 0, "missing": 0,
    }  # fmt: skip
    return Listed(**values | more)


CHATS = [
    one(1, "2023-11"),
    one(2, "2024-04", model="gpt-4o"),
    one(3, "2024-04", "رحلة"),
    one(4, None, attachments=2, missing=1),
]
SEEN = overview(CHATS, {"1": "What is the time?", "2": "Bu ne için?", "3": "في البيت من هو", "4": "x = 1"})


def test_gaps_months_models_languages_and_lengths_are_told_in_words():
    told = "\n".join(lines(SEEN))
    assert "nothing was begun in: December 2023 – March 2024" in told
    assert "busiest month: April 2024, 2 conversations" in told
    assert "from November 2023 to April 2024" in told
    assert "about 8 pages" in told
    assert "2 attachments, 1 of them in no export" in told
    for words in (
        "3   75%  m",
        "1   25%  gpt-4o",
        "English",
        "Türkçe",
        "العربية",
        "not to be told",
        "4  Untitled",
    ):
        assert words in told
    assert not DRAWN & set(told)


def test_nothing_at_all_is_told_too():
    assert next(lines(overview([], {}))) == "0 conversations"


def test_one_month_and_the_edge_of_the_calendar_are_no_trouble():
    assert "from December 9999 to December 9999" in "\n".join(lines(overview([one(1, "9999-12")], {})))
    assert overview([one(1, "2024-05")], {}).gaps == ()


def test_every_bar_has_words_beside_it():
    for section in sections(SEEN):
        for bar, words in section.rows:
            assert 0 < len(bar) <= BAR
            assert words.strip()


def test_numbers_and_months_are_written_the_readers_way():
    i18n.use("ar")
    told = "\n".join(lines(SEEN))
    assert "٢٠٢٤" in told
    assert "أبريل" in told
    i18n.use("tr")
    assert "%75" in "\n".join(lines(SEEN))


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (40, 15)])
def test_the_screen_shows_it_at_every_size(app, run, size):
    async def journey():
        async with app.run_test(size=size) as pilot:
            await app.push_screen(Overview(SEEN))
            await until(pilot, lambda: "4 conversations" in frame(app))
            rows = frame(app).split("\n")
            assert any("New conv" in row and "Models" in row for row in rows) == (size[0] == 120)
            await pilot.press("end")
            await until(pilot, lambda: "Longest" in frame(app))

    run(journey())


@pytest.mark.parametrize("quick", [0, 3000])
def test_a_large_library_is_looked_through_with_a_word_about_it(app, run, monkeypatch, quick):
    monkeypatch.setattr(look, "_QUICK", quick)

    async def journey():
        async with app.run_test(size=(80, 24)) as pilot:
            await with_demo(pilot)
            await until(pilot, lambda: isinstance(app.screen, look.LookScreen) and app.screen._shown)
            await pilot.press("o")
            await until(pilot, lambda: isinstance(app.screen, Overview))
            assert app.screen._seen.conversations == app.desk.conversations

    run(journey())
