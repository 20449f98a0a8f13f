"""Conversations of any form, for laws."""

import datetime as dt

from hypothesis import strategies as st

from migrator.model import Conversation, Message, Text

TIMES = st.none() | st.datetimes(
    max_value=dt.datetime(9999, 12, 31, tzinfo=dt.UTC).replace(tzinfo=None),
    timezones=st.just(dt.UTC),
)
ROLES = st.sampled_from(["user", "assistant", "system", "tool"])


@st.composite
def conversations(draw, times=TIMES, max_size=15):
    """A forest in which a parent stands before its children; the head is one of its leaves."""
    size = draw(st.integers(0, max_size))
    messages = []
    for n in range(size):
        above = draw(st.none() | st.integers(0, n - 1)) if n else None
        hidden = draw(st.none() | st.just("system"))
        message = Message(
            id=f"m{n}",
            role=draw(ROLES),
            parent=None if above is None else f"m{above}",
            created=draw(times),
            hidden=hidden,
            parts=(Text(text=f"t{n}"),),
        )
        messages.append(message)
    parents = {m.parent for m in messages}
    ends = [m.id for m in messages if m.id not in parents]
    head = draw(st.sampled_from(ends)) if ends else None
    return Conversation(id="c", messages=tuple(messages), head=head, created=draw(times))
