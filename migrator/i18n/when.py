"""Days and moments for a person to read: in the form of their language, by the clock of their computer."""

from __future__ import annotations

import contextlib
import datetime as dt

from migrator.i18n import _, in_use, ngettext


def day(text: str) -> str:
    """A day, or a moment to the minute, out of ISO 8601, for a sentence. What is neither stays as it is."""
    with contextlib.suppress(ValueError):
        if len(text) == len("2024-05-01"):
            return in_use().on(dt.date.fromisoformat(text))
        return in_use().at(dt.datetime.fromisoformat(text))
    return text


def column(text: str | None) -> str:
    """The day of a moment in ISO 8601 in ten cells, for a list; blanks if there is none."""
    with contextlib.suppress(ValueError):
        if text:
            return in_use().column(here(dt.datetime.fromisoformat(text)))
    return f"{(text or '')[:10]:10}"


def moment(time: dt.datetime) -> str:
    """A moment to the minute, for a sentence."""
    return in_use().at(here(time))


def near(time: dt.datetime) -> str:
    """A day as people name it while it is near: today, yesterday, {n} days ago; then its date."""
    days = (dt.datetime.now().astimezone().date() - here(time).date()).days
    if days == 0:
        return _("from today")
    if days == 1:
        return _("from yesterday")
    if 1 < days < 7:
        return ngettext("from {n} day ago", "from {n} days ago", days).format(n=days)
    return _("of {day}").format(day=in_use().on(here(time).date()))


def month(text: str) -> str:
    """A month, `2024-05`, for a sentence."""
    return in_use().within(dt.date.fromisoformat(text + "-01"))


def months(first: str, last: str) -> str:
    """From one month to another; the year once, if it is one."""
    if first == last:
        return month(first)
    same_year = first[:4] == last[:4]
    return f"{in_use().months[int(first[5:]) - 1] if same_year else month(first)} – {month(last)}"


def here(time: dt.datetime) -> dt.datetime:
    """The same moment by the clock here; one at the edge of the calendar stays as it is."""
    try:
        return time.astimezone() if time.tzinfo is not None else time
    except (OverflowError, OSError, ValueError):
        return time
