"""Numbers, days, sizes and lists as people of a language write them. The tables are `forms.toml`.

For people alone: documents, files and whatever a machine may read keep plain digits and ISO 8601.
"""

from __future__ import annotations

import datetime as dt
import functools
import tomllib
from collections.abc import Iterable
from importlib import resources

import msgspec


class Forms(msgspec.Struct, frozen=True):
    """One language's table."""

    digits: str
    group: str
    decimal: str
    percent: str
    list: str
    heavy: str
    day: str
    short: str
    month: str
    moment: str
    months: tuple[str, ...]

    def said(self, value: object) -> object:
        """A number, a day, a moment or a list as text; anything else as it is. A text in a list stays as it is, too."""
        match value:
            case bool():
                return value
            case int() | float():
                return self.number(value)
            case dt.datetime():
                return self.at(value)
            case dt.date():
                return self.on(value)
            case list() | tuple():
                return self.listed(value)
            case _:
                return value

    def number(self, value: float, places: int = 1) -> str:
        """`12,345`; a number that is not whole has `places` decimals."""
        plain = f"{value:,}" if isinstance(value, int) else f"{value:,.{places}f}"
        return self._own("".join({",": self.group, ".": self.decimal}.get(char, char) for char in plain))

    def figure(self, value: int) -> str:
        """A whole number in a column, in digits that a terminal leaves where they are.

        Arabic digits count as right-to-left for the terminals that put lines in order themselves: two columns of them
        would change places.
        """
        return f"{value:,}" if self.digits[0] != "0" else self.number(value)

    def share(self, part: float) -> str:
        """A part of one as a percentage, whole."""
        return self.percent.format(n=self.number(round(100 * part)))

    def portion(self, part: float) -> str:
        """The same in a column, in the digits of `figure`."""
        return f"{round(100 * part)}%" if self.digits[0] != "0" else self.share(part)

    def listed(self, values: Iterable[object], *, heavy: bool = False) -> str:
        """One after another; `heavy` where there are commas inside them."""
        return (self.heavy if heavy else self.list).join(str(self.said(value)) for value in values)

    def on(self, day: dt.date) -> str:
        """A day in a sentence."""
        return self._filled(self.day, day)

    def column(self, day: dt.date) -> str:
        """A day in a column: ten cells, in the digits of `figure`."""
        return self._pattern(self.short, day)

    def within(self, day: dt.date) -> str:
        """The month of a day."""
        return self._filled(self.month, day)

    def year(self, year: int) -> str:
        """A year: digits and nothing between them."""
        return self._own(f"{year:04}")

    def at(self, time: dt.datetime) -> str:
        """A moment to the minute, as its own time zone has it."""
        return self.moment.format(day=self.on(time), time=self._own(f"{time:%H:%M}"))

    def _filled(self, pattern: str, day: dt.date) -> str:
        return self._own(self._pattern(pattern, day))

    def _pattern(self, pattern: str, day: dt.date) -> str:
        name = self.months[day.month - 1]
        return pattern.format(
            d=day.day, dd=f"{day.day:02}", m=day.month, mm=f"{day.month:02}", y=f"{day.year:04}", month=name
        )

    def _own(self, text: str) -> str:
        return text.translate(dict(zip(range(0x30, 0x3A), self.digits, strict=True)))


@functools.cache
def forms(language: str) -> Forms:
    """The table of a language."""
    text = resources.files("migrator.i18n").joinpath("forms.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(text)[language], Forms)
