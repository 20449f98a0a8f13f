"""Times as ChatGPT writes them: seconds since 1970 as a rule, but also milliseconds, ISO 8601, null and nonsense.

A value that is no time between 2000 and 2100 is nobody's chat. It gives None, and the caller keeps the raw value in
`extra`: a time is never invented.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

FIRST = 946_684_800  # 2000-01-01
LAST = 4_102_444_800  # 2100-01-01, no longer a time
_UTC = dt.UTC
_from_timestamp = dt.datetime.fromtimestamp


def moment(value: Any) -> dt.datetime | None:
    """The aware UTC time that `value` means, or None.

    Numbers may count seconds, milli-, micro- or nanoseconds; the four ranges do not overlap. A text may be a number or
    ISO 8601; one without an offset is read as UTC, in which all observed exports are written.
    """
    if (value.__class__ is float or value.__class__ is int) and FIRST <= value < LAST:
        return _from_timestamp(value, _UTC)
    if value is None:
        return None
    return _unusual(value)


def _unusual(value: Any) -> dt.datetime | None:
    if isinstance(value, str):
        return _written(value.strip())
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    for unit in (1, 10**3, 10**6, 10**9):
        if FIRST * unit <= value < LAST * unit:
            return _from_timestamp(value / unit, _UTC)
    return None


def _written(text: str) -> dt.datetime | None:
    if not 4 < len(text) < 40:
        return None
    try:
        number = float(text)
    except ValueError:
        pass
    else:
        return _unusual(number)
    try:
        when = dt.datetime.fromisoformat(text)
        when = when.replace(tzinfo=_UTC) if when.tzinfo is None else when.astimezone(_UTC)
    except (ValueError, OverflowError):
        return None
    return when if 2000 <= when.year < 2100 else None


def take(raw: dict[str, Any], key: str) -> dt.datetime | None:
    """The time under `key`, taken out of `raw`; a value that is no time stays there."""
    value = raw.get(key)
    if value.__class__ is float and FIRST <= value < LAST:  # nearly always
        del raw[key]
        return _from_timestamp(value, _UTC)
    if value is None:
        raw.pop(key, None)
        return None
    when = moment(value)
    if when is not None:
        del raw[key]
    return when
