"""Times as targets want them, and filling in the ones that an export lacks.

A time is never invented silently: whoever fills one in gets the ids of the messages it did that for, to report as
the loss `time-estimated`.
"""

from __future__ import annotations

import datetime as dt

import msgspec

from migrator.model import Conversation

_json = msgspec.json.Encoder().encode

UNKNOWN = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
"""Where a conversation without any time starts, when a target insists on one: plainly not a real time."""

_LAST = dt.datetime(9999, 12, 1, tzinfo=dt.UTC)
_FIRST = dt.datetime(1, 2, 1, tzinfo=dt.UTC)


def filled(
    conversation: Conversation, *, step: dt.timedelta = dt.timedelta(seconds=1), ordered: bool = False
) -> tuple[dict[str, dt.datetime], tuple[str, ...]]:
    """A time for every message, and the ids of those whose time was estimated.

    A missing time follows the parent's by `step`, or by half the gap if the next known time below comes sooner. A root
    takes the conversation's own time if that is not later than what follows, else one `step` before it. Times that are
    known stay as they are, even where a child is older than its parent; with `ordered` such a child moves to
    one `step` after its parent and counts as estimated, so that a parent is always older than its children.
    """
    messages = conversation.messages
    if not ordered and all(message.created is not None for message in messages):
        return {message.id: message.created for message in messages if message.created is not None}, ()
    soonest = _soonest_below(conversation)
    times: dict[str, dt.datetime] = {}
    estimated: list[str] = []
    for message in messages:
        above = None if message.parent is None else times[message.parent]
        time = message.created
        if time is None:
            time = _between(
                above, soonest.get(message.id), step, conversation.created or conversation.updated
            )
            estimated.append(message.id)
        if ordered and above is not None and time <= above:
            time = _plus(above, step)
            if not estimated or estimated[-1] != message.id:
                estimated.append(message.id)
        times[message.id] = time
    return times, tuple(estimated)


def _soonest_below(conversation: Conversation) -> dict[str, dt.datetime]:
    """For each message the earliest time among the nearest messages below it that have one."""
    soonest: dict[str, dt.datetime] = {}
    for message in reversed(conversation.messages):
        if message.parent is None:
            continue
        time = message.created or soonest.get(message.id)
        if time is None:
            continue
        known = soonest.get(message.parent)
        if known is None or time < known:
            soonest[message.parent] = time
    return soonest


def _between(
    above: dt.datetime | None, below: dt.datetime | None, step: dt.timedelta, start: dt.datetime | None
) -> dt.datetime:
    if above is None:
        if below is None:
            return start or UNKNOWN
        return start if start is not None and start <= below else _plus(below, -step)
    if below is None or below <= above:
        return _plus(above, step)
    return above + min(step, (below - above) / 2)


def _plus(time: dt.datetime, step: dt.timedelta) -> dt.datetime:
    return min(max(time, _FIRST), _LAST) + step


def began(conversation: Conversation) -> dt.datetime | None:
    """When the chat began, as far as is known: its own time, else that of the first message that has one."""
    return conversation.created or next((m.created for m in conversation.messages if m.created), None)


def seconds(time: dt.datetime) -> int:
    """Whole seconds since 1970, rounded down."""
    since = time - UNKNOWN
    return since.days * 86_400 + since.seconds


def milliseconds(time: dt.datetime) -> int:
    """Whole milliseconds since 1970, rounded down."""
    since = time - UNKNOWN
    return (since.days * 86_400 + since.seconds) * 1000 + since.microseconds // 1000


def iso(time: dt.datetime) -> str:
    """ISO 8601 in UTC, to the second if it is whole: `2024-05-01T12:00:00Z`, else with six decimals."""
    return _json(utc(time))[1:-1].decode("ascii")  # a tenth of what `isoformat` takes


def plain(time: dt.datetime) -> str:
    """For a person to read, to the second: `2024-05-01 12:00:00 UTC`."""
    text = _json(utc(time))
    return f"{text[1:11].decode('ascii')} {text[12:20].decode('ascii')} UTC"


def utc(time: dt.datetime) -> dt.datetime:
    """The same time in UTC."""
    return time if time.tzinfo is dt.UTC else time.astimezone(dt.UTC)
