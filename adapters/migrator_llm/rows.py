"""One conversation as rows of llm's logs: a row is a prompt and its response.

llm's conversations are lines. Each branch becomes a conversation of its own; it begins where it leaves the other, and a
branch that begins with an answer repeats the question before it. Ids are ULIDs made from the messages' own times, since
llm sorts by id.
"""

from __future__ import annotations

import datetime as dt

import msgspec

from migrator.adapter import Receipt, Shelf
from migrator.model import Conversation, Message
from migrator.shape import flat, ids, spoken, times, tree
from migrator.shape.tally import Tally
from migrator.shape.turns import Turn, turns
from migrator.shape.unsaid import labels
from migrator.shape.visible import writable
from migrator.text import storable

_WISH = flat.Wish(reasoning=True, tools=True, unknown=True)
_LAST = times.milliseconds(dt.datetime(9999, 12, 31, tzinfo=dt.UTC))

Response = tuple[str, str, str, str | None, str, str, str, str | None]


class Log(msgspec.Struct, frozen=True):
    """One conversation of llm: id, name, model, and its rows as `schema.ADD_RESPONSE` takes them."""

    id: str
    name: str
    model: str
    rows: tuple[Response, ...]


class Logs(msgspec.Struct, frozen=True):
    """What a conversation becomes; nothing if it holds nothing to write."""

    logs: tuple[Log, ...]
    receipt: Receipt


class _Row:
    """A row that is being filled."""

    def __init__(self) -> None:
        self.first: Message | None = None
        self.prompt = self.response = ""
        self.system: str | None = None
        self.reasoning: str | None = None
        self.model: str | None = None

    def add(self, turn: Turn, said: str) -> None:
        self.first = self.first or turn.messages[0]
        if turn.side == "system":
            self.system = said
        elif turn.side == "user":
            self.prompt = said
        else:
            self.response = said
            self.model = next((m.model for m in reversed(turn.messages) if m.model), None)


def logs(conversation: Conversation, shelf: Shelf) -> Logs:
    """The conversation and its branches."""
    del shelf
    tally = Tally()
    whole = tree.splice(
        conversation, lambda message: writable(message, tally) and flat.kept(message, _WISH, tally)
    )
    if not whole.messages:
        tally.add("no-messages", conversation.id)
        gone = Receipt(item="conversation", source=conversation.id, outcome="left-out", losses=tally.losses())
        return Logs((), gone)
    stamps, estimated = times.filled(whole, ordered=True)
    for message_id in estimated:
        tally.count("time-estimated", message_id)
    by_id = {message.id: message for message in whole.messages}
    model = whole.model or next((m.model for m in whole.messages if m.model), None) or "unknown"
    title = fit(whole.title or "").strip()
    found: list[Log] = []
    for number, line in enumerate(tree.lines(whole), 1):
        start = line.messages[0]
        key = ("conversation", whole.id) if number == 1 else ("branch", whole.id, start.id)
        log_id = ids.ulid(stamps[start.id], *key)
        question = _question(by_id.get(line.leaves or ""), start)
        rows = _rows(line.messages, question, tally)
        name = title if number == 1 else f"{title} ({number})".strip()
        found.append(Log(log_id, name, fit(model), _numbered(rows, log_id, model, stamps, whole.id)))
    labels(whole, tally, "title")
    receipt = Receipt(
        item="conversation",
        source=conversation.id,
        target=found[0].id,
        outcome="changed",
        messages=len(whole.messages),
        branches=len(found) - 1,
        losses=tally.losses(),
    )
    return Logs(tuple(found), receipt)


def fit(text: str) -> str:
    """`text` as a database can hold it: NUL and unpaired surrogates become U+FFFD."""
    if "\0" in text:
        text = text.replace("\0", "\N{REPLACEMENT CHARACTER}")
    return text if text.isascii() else storable(text)


def _question(above: Message | None, start: Message) -> str:
    """What an answer at the start of a branch answers."""
    if above is None or above.role != "user" or start.role not in {"assistant", "tool"}:
        return ""
    return fit(flat.text(above, _WISH, Tally()))


def _rows(messages: tuple[Message, ...], question: str, tally: Tally) -> list[_Row]:
    rows: list[_Row] = []
    row = _Row()
    row.prompt = question
    for turn in turns(messages):
        if turn.side != "assistant" and row.first is not None and (turn.side == "system" or row.prompt):
            rows.append(row)
            row = _Row()
        thoughts, rest = spoken.apart(turn.messages, _WISH)
        said, thought = spoken.text(rest, _WISH, tally, fit=fit), spoken.thought(thoughts, fit=fit)
        row.add(turn, said)
        if turn.side == "assistant":
            row.reasoning = thought or None
            _details(turn, row, tally)
            rows.append(row)
            row = _Row()
    if row.first is not None:
        rows.append(row)
    return rows


def _details(turn: Turn, row: _Row, tally: Tally) -> None:
    """A row has one time and one model."""
    for message in turn.messages:
        if message.created is not None and message is not row.first:
            tally.count("time-left-out", message.id)
        if message.model is not None and message.model != row.model:
            tally.count("model-left-out", message.id)


def _numbered(
    rows: list[_Row], log_id: str, model: str, stamps: dict[str, dt.datetime], conversation: str
) -> tuple[Response, ...]:
    """The rows with ids that sort as the messages stand."""
    found: list[Response] = []
    last = -1
    for row in rows:
        if row.first is None:
            continue
        time = stamps[row.first.id]
        last = min(max(times.milliseconds(time), last + 1), _LAST)
        key = ids.ulid(
            times.UNKNOWN + dt.timedelta(milliseconds=last), "response", conversation, row.first.id
        )
        when = time.astimezone(dt.UTC).isoformat(timespec="microseconds")
        found.append(
            (key, fit(row.model or model), row.prompt, row.system, row.response, log_id, when, row.reasoning)
        )
    return tuple(found)
