"""One conversation: its own fields, its tree, its head."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from migrator.events import Problem, Report
from migrator.i18n import _, ngettext
from migrator.model import Conversation, Message, Origin
from migrator.shape import unsaid
from migrator_chatgpt import canvases, head, ids, message, people, placed, times, tree
from migrator_chatgpt.chat import NOTHING, Chat, Files, Json

_SIGNS = frozenset({"mapping", "id", "conversation_id"})


def is_conversation(value: Any) -> bool:
    """Whether `value` is a conversation, or the shell of one without messages.

    A shell has an id. Project folders and deleted chats have been seen without any `mapping` (2026).
    """
    if not isinstance(value, dict) or _SIGNS.isdisjoint(value):
        return False
    if isinstance(value.get("mapping"), dict):
        return True
    return "turns" not in value and (
        "title" in value or "create_time" in value or "current_node" in value or "mapping" in value
    )


_ABOUT = frozenset({"title", "summary", "description", "gizmo", "voice", "safe_urls", "blocked_urls"})
_SPEAKER = frozenset({"role", "author", "sender", "from", "content", "parts"})


def holds_messages(raw: Any) -> bool:
    """Whether something that has no known place for messages seems to hold some: texts of three words, or lists of what is said.

    What a conversation says of itself (its title) does not count.
    """
    waiting = [value for key, value in raw.items() if key not in _ABOUT] if isinstance(raw, dict) else [raw]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            if len(value.split()) >= unsaid.WORDS:
                return True
        elif isinstance(value, list):
            waiting.extend(value)
        elif isinstance(value, dict):
            if len(_SPEAKER & value.keys()) > 1:
                return True
            waiting.extend(value.values())
    return False


def read(raw: Json, origin: Origin, files: Files, library: placed.Placed, report: Report) -> Conversation:
    """The conversation in `raw`, which `is_conversation` accepts. `raw` is taken apart: its rest becomes `extra`."""
    mapping = raw.get("mapping")
    if mapping.__class__ is not dict:
        if mapping is not None or holds_messages(raw):
            _tell_unread(origin, report)
        mapping = {}
    here = chat(raw, origin, mapping, files, library, report)
    here.people = people.members(raw)
    tree.unfolded(mapping)
    grown = tree.grow(mapping)
    messages: list[Message] = []
    structure: Json = {}
    for key, above in grown.order:
        node = mapping[key]
        if node is None or (node.__class__ is dict and node.get("message") is None):
            structure[key] = node
        else:
            messages.append(message.read(key, node, above, here))
    tell_shape(grown.shape, here)
    if structure:
        raw["mapping"] = structure
    elif mapping or not raw.get("mapping"):
        raw.pop("mapping", None)
    return finished(raw, origin, here, messages, mapping)


def chat(
    raw: Json,
    origin: Origin,
    mapping: Mapping[str, Any],
    files: Files,
    library: placed.Placed,
    report: Report,
) -> Chat:
    """The conversation in `raw`, about to be read. Its ids are taken out of `raw`."""
    id_ = _id(raw)
    here = library.get(id_, NOTHING)
    return Chat(id_, origin.file, origin.pointer, mapping, files, _teller(origin, report), here)


def finished(
    raw: Json, origin: Origin, here: Chat, messages: list[Message], mapping: Mapping[str, Any]
) -> Conversation:
    """The conversation of which `messages` were read; `raw` is the rest of it, `mapping` says what hangs on what."""
    if here.placed:
        placed.put_back(messages, here.placed)
    canvases.follow(messages)
    last = head.find(raw.get("current_node"), messages, mapping)
    if raw.get("current_node") == last:
        raw.pop("current_node", None)
    project, persona = _home(raw)
    title = raw.get("title")
    if title is None or title.__class__ is str:
        raw.pop("title", None)
    else:
        title = None
    pinned = raw.get("pinned_time")
    if raw.get("pinned_time", 0) is None:
        del raw["pinned_time"]
    return Conversation(
        id=here.id,
        origin=origin,
        title=title,
        created=times.take(raw, "create_time"),
        updated=times.take(raw, "update_time"),
        messages=tuple(messages),
        head=last,
        project=project,
        persona=persona,
        model=_take_word(raw, "default_model_slug"),
        archived=_take_flag(raw, "is_archived"),
        starred=_take_flag(raw, "is_starred"),
        pinned=pinned is not None and pinned is not False,
        extra=raw,
    )


def _id(raw: Json) -> str:
    """The vendor's id, or one made from the content. `conversation_id` and `id` are equal where both are."""
    for key in ("conversation_id", "id"):
        value = raw.get(key)
        if isinstance(value, str) and value:
            for name in ("conversation_id", "id"):
                if raw.get(name) == value:
                    del raw[name]
            return value
    return ids.derived("conversation", raw)


def _home(raw: Json) -> tuple[str | None, str | None]:
    """Project and persona. Projects are GPTs to ChatGPT: type "snorlax", ids that begin with `g-p-`.

    Slim exports hold `conversation_template_id` alone; classic ones `gizmo_id` and `gizmo_type`, too.
    """
    project = persona = None
    is_project = raw.get("gizmo_type") == "snorlax"
    for key in ("gizmo_id", "conversation_template_id"):
        value = raw.get(key)
        if value is None:
            raw.pop(key, None)
            continue
        if value.__class__ is not str or not value:
            continue
        if value.startswith("g-p-") or (is_project and key == "gizmo_id"):
            project = project or value
            taken = project == value
        elif is_project and value == project:
            taken = True
        else:
            persona = persona or value
            taken = persona == value
        if taken:
            del raw[key]
    return project, persona


def _take_word(raw: Json, key: str) -> str | None:
    value = raw.get(key)
    if value is None:
        raw.pop(key, None)
    elif value.__class__ is str:
        del raw[key]
        return value or None
    return None


def _take_flag(raw: Json, key: str) -> bool:
    """True only for true; null and absent are false; what is no yes or no stays in `raw`."""
    value = raw.get(key)
    if value is None or value.__class__ is bool:
        raw.pop(key, None)
        return value is True
    return False


def _teller(origin: Origin, report: Report) -> Callable[[str, str, str], None]:
    def tell(kind: str, below: str, what: str) -> None:
        report(Problem(kind=kind, where=f"{origin.file}#{origin.pointer}{below}", what=what))

    return tell


def _tell_unread(origin: Origin, report: Report) -> None:
    what = _(
        "The messages of this conversation have a form that this version does not know; they are kept unread."
    )
    report(
        Problem(
            kind="odd-mapping", where=f"{origin.file}#{origin.pointer}/mapping", what=what, incomplete=True
        )
    )


def tell_shape(shape: tree.Shape, chat: Chat) -> None:
    """Report what was odd about the tree."""
    if shape.orphans:
        what = ngettext(
            "{n} message answers one that the export does not hold; it begins a line of its own.",
            "{n} messages answer ones that the export does not hold; each begins a line of its own.",
            shape.orphans,
        )
        chat.tell("orphan", "", what.format(n=shape.orphans))
    if shape.cycles:
        what = ngettext(
            "{n} circle of messages that answer each other was opened at its oldest message.",
            "{n} circles of messages that answer each other were opened at their oldest messages.",
            shape.cycles,
        )
        chat.tell("cycle", "", what.format(n=shape.cycles))
