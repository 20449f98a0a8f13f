import datetime as dt

from hypothesis import given, settings
from strategies import conversations

from migrator.model import Conversation, Message
from migrator.shape import times

NOON = dt.datetime(2024, 5, 1, 12, tzinfo=dt.UTC)


def at(second):
    return None if second is None else NOON + dt.timedelta(seconds=second)


def line(*seconds, created=None):
    messages = tuple(
        Message(id=str(n), role="user", parent=str(n - 1) if n else None, created=at(s))
        for n, s in enumerate(seconds)
    )
    return Conversation(id="c", messages=messages, created=at(created))


def filled(*seconds, **fields):
    ordered = fields.pop("ordered", False)
    found, estimated = times.filled(line(*seconds, **fields), ordered=ordered)
    return [(t - NOON).total_seconds() for t in found.values()], estimated


@settings(max_examples=60, deadline=None)
@given(conversations())
def test_known_times_stay_and_every_other_is_named(chat):
    found, estimated = times.filled(chat)
    assert list(found) == [m.id for m in chat.messages]
    assert estimated == tuple(m.id for m in chat.messages if m.created is None)
    for message in chat.messages:
        assert message.created is None or found[message.id] == message.created


@settings(max_examples=60, deadline=None)
@given(conversations())
def test_ordered_times_grow_from_parent_to_child(chat):
    found, estimated = times.filled(chat, ordered=True)
    for message in chat.messages:
        end = found[message.id] > dt.datetime(9999, 11, 1, tzinfo=dt.UTC)
        if message.parent is not None and not end:
            assert found[message.id] > found[message.parent]
        assert found[message.id] == message.created or message.id in estimated
    assert len(set(estimated)) == len(estimated)


def test_a_gap_is_filled_second_by_second():
    assert filled(0, None, None, 10) == ([0, 1, 2, 10], ("1", "2"))


def test_a_narrow_gap_is_halved():
    assert filled(0, None, 1) == ([0, 0.5, 1], ("1",))


def test_a_root_takes_the_time_of_the_conversation_if_it_fits():
    assert filled(None, 10, created=5)[0] == [5, 10]
    assert filled(None, 10, created=20)[0] == [9, 10]
    assert filled(None, None, created=5)[0] == [5, 6]


def test_without_any_time_it_starts_where_nobody_takes_it_for_real():
    found, _ = times.filled(line(None, None))
    assert [t.year for t in found.values()] == [1970, 1970]


def test_an_older_child_stays_unless_order_is_asked_for():
    assert filled(5, 1) == ([5, 1], ())
    assert filled(5, 1, ordered=True) == ([5, 6], ("1",))


def test_units():
    time = dt.datetime(2024, 5, 1, 14, 0, 1, 999_999, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    assert times.seconds(time) == 1714564801
    assert times.milliseconds(time) == 1714564801999
    assert times.iso(time) == "2024-05-01T12:00:01.999999Z"
    assert times.iso(NOON) == "2024-05-01T12:00:00Z"
    assert times.plain(time) == "2024-05-01 12:00:01 UTC"
    assert times.seconds(dt.datetime(1969, 12, 31, 23, 59, 59, 500_000, tzinfo=dt.UTC)) == -1
