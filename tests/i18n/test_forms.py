"""Numbers, days and lists in each language, held against Babel, which has them from CLDR."""

import datetime as dt

import pytest
from babel import dates, numbers
from hypothesis import given
from hypothesis import strategies as st

from migrator import i18n
from migrator.i18n import _, ngettext, when
from migrator.i18n.forms import forms


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@given(n=st.one_of(st.integers(-(10**12), 10**12), st.decimals(-1000, 10**6, places=1).map(float)))
def test_numbers_are_written_as_cldr_has_them(language, n):
    pattern = "#,##0" if isinstance(n, int) else "#,##0.0"
    region = {"ar": "ar_EG"}.get(language, language)  # with the digits that most Arabic countries use
    expected = numbers.format_decimal(n, pattern, locale=region, numbering_system="default")
    own = str.maketrans(
        "0123456789", forms(language).digits
    )  # Babel has the signs, but leaves the digits Latin
    assert forms(language).number(n) == expected.replace("\u061c", "").translate(own)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("month", range(1, 13))
def test_months_are_called_as_cldr_has_them(language, month):
    expected = dates.format_date(dt.date(2024, month, 1), "MMMM", locale=language)
    assert forms(language).months[month - 1] == expected


@pytest.mark.parametrize(
    ("language", "day", "column", "moment", "share"),
    [
        ("en", "3 May 2024", "2024-05-03", "3 May 2024, 07:05", "42%"),
        ("tr", "3 Mayıs 2024", "03.05.2024", "3 Mayıs 2024 07:05", "%42"),
        ("ar", "٣ مايو ٢٠٢٤", "2024/05/03", "٣ مايو ٢٠٢٤، ٠٧:٠٥", "٤٢٪"),
    ],
)
def test_days_and_shares(language, day, column, moment, share):
    own, time = forms(language), dt.datetime(2024, 5, 3, 7, 5, tzinfo=dt.UTC)
    assert (own.on(time.date()), own.column(time), own.at(time), own.share(0.42)) == (
        day,
        column,
        moment,
        share,
    )


def test_what_fills_a_text_is_written_as_the_language_writes_it():
    i18n.use("ar")
    assert _("{n} s").format(n=1234).count("١٬٢٣٤") == 1
    assert "٣" in ngettext("{n} message", "{n} messages", 3).format(n=3)
    assert i18n.listed(["a", "b"]) == "a، b"
    assert i18n.size(12_300_000) == "١٢٫٣ MB"
    i18n.use("tr")
    assert i18n.listed([1234, "b"]) == "1.234, b"
    assert i18n.size(999) == "999 B"
    i18n.use("en")
    assert (
        i18n.Text("{a!r} {b:>3} {c} {d}").format(a="x", b="y", c=True, d=[1, dt.date(2024, 5, 3)])
        == "'x'   y True 1, 3 May 2024"
    )
    assert i18n.listed(["a, b", "c"], heavy=True) == "a, b; c"


def test_a_text_without_gaps_is_a_plain_one():
    assert type(_("Keep")) is str
    assert type(_("{n} s").format(n=1)) is str


def test_a_day_that_is_none_stays_as_it_stands(monkeypatch):
    assert when.day("soon") == "soon"
    assert when.day("2024-05-03") == "3 May 2024"
    assert when.column(None) == " " * 10
    assert when.column("2024-13-77T") == "2024-13-77"
    assert when.month("2024-05") == "May 2024"
    assert when.moment(dt.datetime.max.replace(tzinfo=dt.UTC))
    assert when.moment(dt.datetime.min.replace(tzinfo=dt.UTC))


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.0 kB"),
        (57_879, "57.9 kB"),
        (999_949, "999.9 kB"),
        (999_950, "1.0 MB"),
        (29_310_643, "29.3 MB"),
        (6_000_000_000, "6.0 GB"),
        (2_500_000_000_000, "2,500.0 GB"),
    ],
)
def test_sizes(number, text):
    assert i18n.size(number) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.2, "1 second"), (89.4, "89 seconds"), (90, "2 minutes"), (3600, "60 minutes"), (5400, "2 hours")],
)
def test_spans(seconds, text):
    assert i18n.span(seconds) == text


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_columns_keep_digits_that_no_terminal_moves(language):
    form = forms(language)
    for text in (form.figure(12345), form.portion(0.75), form.column(dt.date(2024, 5, 3))):
        assert text.isascii()
    assert (forms("tr").figure(12345), forms("tr").portion(0.75)) == ("12.345", "%75")
