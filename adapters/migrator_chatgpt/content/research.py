"""Reports of Deep Research (2026): an object that holds `report_message`, wherever a message carries one.

Four carriers have been reported: `metadata.chatgpt_sdk.widget_state` (an object or its JSON), `metadata.venus_widget_state`,
`chatgpt_sdk.tool_response_metadata.venus_widget_state`, and the text of the tool's message behind a fixed sentence. One
message may hold several states of one report; the most complete is read. The plan of the research stands beside it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import msgspec

from migrator.model import Citation, Document, Part, Text, ToolResult
from migrator_chatgpt.carried import as_object, parsed
from migrator_chatgpt.chat import Json
from migrator_chatgpt.content.here import Here
from migrator_chatgpt.pointer import escape

_KEY = "report_message"
FORM = "report"
PLAN = "research plan"
_SENTENCE = "The latest state of the widget is:"
_DEEPEST = 8
_MANY = frozenset({dict, list})
_QUOTED = f'"{_KEY}"'


class State(msgspec.Struct):
    """One state of a research widget: where it stands; the part in whose text, if it was in one, and what is around it."""

    value: Json
    at: str
    carrier: int | None = None
    around: list[str] = []


def reports(parts: list[Part], here: Here) -> list[Part]:
    """`parts` with the report that the message carries, its sources and its plan. A text that is one gives way to it."""
    states: list[State] = []
    for part in parts:
        if _QUOTED in _text_of(part):
            states += _in_texts(parts)
            break
    if here.metadata:
        states += _in_value(here.metadata, "/metadata")
    if not states:
        return parts
    read = [(state, _report(state, here)) for state in states]
    best, found = max(read, key=lambda pair: _weight(pair[1]))
    plans = [plan for state in states if (plan := _plan(state))]
    if not found and not plans:
        return parts
    plan = max(plans, key=lambda plan: len(plan.text), default=None)
    title = next((t for state in (best, *states) if (t := _title(state.value))), None)
    if found and isinstance(found[0], Document):
        document = msgspec.structs.replace(found[0], title=title)
        carriers = {state.carrier for state in states if state.carrier is not None}
        if carriers:
            document.extra["raw"] = "\n\n".join(_text_of(parts[number]) for number in sorted(carriers))
            document.extra["beside"] = [_rest(state) for state in states if state.carrier is not None]
        found = [document, *found[1:]]
        parts = [part for number, part in enumerate(parts) if number not in carriers]
    if plan is not None and plan.text:
        found = [plan, *found]
    return [*parts, *found]


def _in_texts(parts: list[Part]) -> Iterator[State]:
    for number, part in enumerate(parts):
        text = _text_of(part)
        if _QUOTED not in text:
            continue
        start = text.find("{")
        while start >= 0:
            try:
                value, end = json.JSONDecoder(strict=False).raw_decode(text, start)
            except (ValueError, RecursionError):
                start = text.find("{", start + 1, start + 200)
                continue
            around = [
                piece for piece in (text[:start].strip(), text[end:].strip()) if piece not in {"", _SENTENCE}
            ]
            for state in _in_value(value, part.at):
                yield State(state.value, state.at, number, around)
            break


def _rest(state: State) -> Json:
    """What a text that carries a report holds besides it and its plan."""
    rest = {key: value for key, value in state.value.items() if key not in {_KEY, "plan"}}
    message = as_object(state.value.get(_KEY))
    if message is not None:
        rest[_KEY] = {key: value for key, value in message.items() if key != "content"}
    if state.around:
        rest["around"] = state.around
    return rest


def _text_of(part: Part) -> str:
    if part.__class__ is Text:  # nearly always
        return part.text
    return part.output if isinstance(part, ToolResult) else ""


def _in_value(value: Any, at: str) -> Iterator[State]:
    """Every object in `value` that holds a report or is called the state of a widget, JSON in texts included."""
    waiting: list[tuple[Any, str, int]] = [(value, at, 0)]
    while waiting:
        inner, where, depth = waiting.pop()
        if inner.__class__ is str:
            inner = parsed(inner)
        if inner.__class__ is dict:
            if inner.get(_KEY) or (where.endswith("widget_state") and inner.get("plan")):
                yield State(inner, where)
            pairs: Any = inner.items()
        elif inner.__class__ is list:
            pairs = enumerate(inner)
        else:
            continue
        if depth < _DEEPEST:
            for key, below in pairs:
                kind = below.__class__
                if (_KEY in below if kind is str else kind in _MANY and below) and key != _KEY:
                    waiting.append((below, f"{where}/{escape(str(key))}", depth + 1))


def _report(state: State, here: Here) -> list[Part]:
    """The report as a document, then its sources; [] if there is none."""
    report = state.value.get(_KEY)
    message = as_object(report)
    if message is None:
        return [Document(text=report, form=FORM, at=state.at)] if report.__class__ is str and report else []
    content = message.get("content", message)
    metadata = as_object(message.get("metadata")) or {}
    if content.__class__ is str:
        content = {"content_type": "text", "parts": [content]}
    if content.__class__ is not dict:
        return []
    inner = Here(_copied(content), {}, "assistant", None, metadata, here.chat, here.reader, state.at)
    read = inner.read()
    texts = [part for part in read if isinstance(part, Text)]
    if not texts:
        return []
    extra: Json = {}
    for part in texts:
        extra.update(part.extra)
    document = Document(text="\n\n".join(part.text for part in texts), form=FORM, at=state.at, extra=extra)
    rest: list[Part] = [part for part in read if not isinstance(part, Text)]
    return [document, *rest]


def _copied(content: Json) -> Json:
    copied: Json = msgspec.json.decode(msgspec.json.encode(content))
    return copied


def _weight(found: list[Part]) -> tuple[int, int]:
    text = found[0].text if found and isinstance(found[0], Document) else ""
    return len(text), sum(isinstance(part, Citation) for part in found)


def _title(value: Json) -> str | None:
    plan = as_object(value.get("plan"))
    title = plan.get("title") if plan is not None else None
    return title if title.__class__ is str and title else None


def _plan(state: State) -> Document | None:
    """What the research set out to do, as a list of its texts; None if there is no plan with words in it."""
    plan = state.value.get("plan")
    if plan.__class__ is str and parsed(plan) is None:
        return Document(text=plan, form=PLAN, at=f"{state.at}/plan") if " " in plan else None
    value = as_object(plan)
    if value is None:
        return None
    lines = [f"- {line}" for line in _lines(value)]
    return Document(text="\n".join(lines), title=_title(state.value), form=PLAN, at=f"{state.at}/plan")


def _lines(plan: Json) -> Iterator[str]:
    """The texts of a plan that are words: ids, states and times are none."""
    waiting: list[Any] = [value for key, value in reversed(plan.items()) if key != "title"]
    while waiting:
        value = waiting.pop()
        if value.__class__ is dict:
            waiting.extend(reversed(value.values()))
        elif value.__class__ is list:
            waiting.extend(reversed(value))
        elif value.__class__ is str and len(value.split()) > 2:
            yield " ".join(value.split())
