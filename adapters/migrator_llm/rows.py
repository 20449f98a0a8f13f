"""One conversation as rows of llm's logs: a row is a prompt and its response.

llm's conversations are lines. Each branch becomes a conversation of its own and repeats what came before it, since `llm -c` sends
what its conversation holds and nothing else. Ids are ULIDs made from the messages' own times, since
llm sorts by id.

llm (0.36, `models.py`) opens a conversation only if it knows the model named in the conversation and in each of its
rows, and goes on with that model wherever `-m` is missing. ChatGPT's names would be OpenAI's models there, or unknown, which
ends in an error even with `-m`. So all rows bear one name of ours, which the person gives to a model of their choice once
(`llm aliases set`); which model wrote an answer stands in `resolved_model`, which llm shows.
"""

from __future__ import annotations

import datetime as dt

import msgspec

from migrator.adapter import Receipt, Shelf
from migrator.model import Conversation, Message
from migrator.shape import flat, ids, spoken, times, tokens, tree
from migrator.shape.tally import Tally
from migrator.shape.turns import Turn, turns
from migrator.shape.unsaid import labels
from migrator.shape.visible import writable
from migrator.text import storable

_COPIES = 100_000  # messages that the branches of one chat may repeat from the lines they leave
_LAST = times.milliseconds(dt.datetime(9999, 12, 31, tzinfo=dt.UTC))

Response = tuple[str, str, str, str | None, str, str, str, str | None, str | None]


class Plan(msgspec.Struct, frozen=True):
    """What holds for all conversations; `model` is the name under which llm goes on with them."""

    wish: flat.Wish
    model: str


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


def logs(conversation: Conversation, shelf: Shelf, *, plan: Plan) -> Logs:
    """The conversation and its branches."""
    del shelf
    tally = Tally()
    whole = tree.splice(
        conversation, lambda message: writable(message, tally) and flat.kept(message, plan.wish, tally)
    )
    if not whole.messages:
        tally.add("no-messages", conversation.id)
        gone = Receipt(item="conversation", source=conversation.id, outcome="left-out", losses=tally.losses())
        return Logs((), gone)
    stamps, estimated = times.filled(whole, ordered=True)
    for message_id in estimated:
        tally.count("time-estimated", message_id)
    by_id = {message.id: message for message in whole.messages}
    wrote = whole.model or next((m.model for m in whole.messages if m.model), None)
    title = fit(whole.title or "").strip()
    if title != (whole.title or "").strip():
        tally.add("title-changed", whole.id)
    found: list[Log] = []
    copies = 0
    for number, line in enumerate(tree.lines(whole), 1):
        start = line.messages[0]
        key = ("conversation", whole.id) if number == 1 else ("branch", whole.id, start.id)
        log_id = ids.ulid(stamps[start.id], *key)
        question = _question(by_id.get(line.leaves or ""), start, plan)
        rows = _rows(line.messages, question, plan, tally)
        if line.leaves is not None:
            path = tree.path(whole, line.messages[-1].id)
            copies += len(path) - len(line.messages)
            if copies <= _COPIES:  # beyond all measure, a branch begins where it leaves
                rows = _rows(
                    path, "", plan, Tally()
                )  # what is lost in it was counted above and with the other line
        name = title if number == 1 else f"{title} ({number})".strip()
        found.append(
            Log(
                log_id,
                name,
                plan.model,
                _numbered(rows, log_id, plan.model, wrote, stamps, key[1:] if number == 1 else key),
            )
        )
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


def _question(above: Message | None, start: Message, plan: Plan) -> str:
    """What an answer at the start of a branch answers."""
    if above is None or above.role != "user" or start.role not in {"assistant", "tool"}:
        return ""
    return tokens.harmless(flat.text(above, plan.wish, Tally()))


def _rows(messages: tuple[Message, ...], question: str, plan: Plan, tally: Tally) -> list[_Row]:
    rows: list[_Row] = []
    row = _Row()
    row.prompt = question
    for turn in turns(messages):
        if turn.side != "assistant" and row.first is not None and (turn.side == "system" or row.prompt):
            rows.append(row)
            row = _Row()
        thoughts, rest = spoken.apart(turn.messages, plan.wish)
        said = spoken.text(rest, plan.wish, tally)
        thought = spoken.thought(thoughts, plan.wish, tally, turn.messages[0].id)
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
    rows: list[_Row],
    log_id: str,
    model: str,
    wrote: str | None,
    stamps: dict[str, dt.datetime],
    of: tuple[str, ...],
) -> tuple[Response, ...]:
    """The rows with ids that sort as the messages stand. `of` is what the ids of no other conversation are made of."""
    found: list[Response] = []
    last = -1
    for row in rows:
        if row.first is None:
            continue
        time = stamps[row.first.id]
        last = min(max(times.milliseconds(time), last + 1), _LAST)
        key = ids.ulid(times.UNKNOWN + dt.timedelta(milliseconds=last), "response", *of, row.first.id)
        when = time.astimezone(dt.UTC).isoformat(timespec="microseconds")
        by = fit(row.model or wrote or "") or None
        found.append((key, model, row.prompt, row.system, row.response, log_id, when, row.reasoning, by))
    return tuple(found)
