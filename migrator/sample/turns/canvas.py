"""Texts written beside the chat: canvas documents (tool calls with JSON) and writing blocks (fences in the answer)."""

from __future__ import annotations

import json

from migrator.sample.ledger import Json
from migrator.sample.scenes import Cast, Turn
from migrator.sample.thread import Thread


def play(thread: Thread, turn: Turn, cast: Cast) -> None:
    """`name`, `document` (and `form`, default document); `revised` replaces it; `cut = true` breaks the JSON off."""
    say = cast.say
    thread.user(say(turn.texts["user"]))
    document = thread.dice.hex(32)
    name, form = say(turn.texts["name"]), str(turn.facts.get("form", "document"))
    text = thread.marked_text(say(turn.texts["document"]), "canvas")
    call = json.dumps({"name": name, "type": form, "content": text}, ensure_ascii=False)
    if turn.facts.get("cut"):
        call = call[:-2]
    thread.call("canmore.create_textdoc", call, language="json")
    _created(thread, document, form, name, 1)
    if "revised" in turn.texts:
        text = thread.marked_text(say(turn.texts["revised"]), "canvas")
        update = {"updates": [{"pattern": ".*", "multiple": False, "replacement": text}]}
        thread.call("canmore.update_textdoc", json.dumps(update, ensure_ascii=False), language="json")
        _created(thread, document, form, name, 2)
    thread.answer(say(turn.texts["assistant"]))


def _created(thread: Thread, document: str, form: str, name: str, version: int) -> None:
    verb = "create" if version == 1 else "update"
    text = (
        f"Successfully {verb}d text document with `textdoc_id` '{document}' that will be shown to the user"
        if version == 1
        else f"Successfully updated text document with `textdoc_id` '{document}'."
    )
    canvas: Json = {
        "textdoc_id": document,
        "textdoc_type": form,
        "version": version,
        "title": name,
        "from_version": version - 1 or None,
        "create_source": "model",
        "has_user_edit": False,
    }
    thread.tool(
        f"canmore.{verb}_textdoc",
        {"content_type": "text", "parts": [text]},
        metadata={"canvas": canvas, "command": f"{verb}_textdoc"},
    )


def writing(thread: Thread, turn: Turn, cast: Cast) -> None:
    """A writing block inside the answer (2026): `variant`, `name`, `document`; `assistant` stands above it."""
    say = cast.say
    thread.user(say(turn.texts["user"]))
    variant = str(turn.facts.get("variant", "document"))
    label = "subject" if variant == "email" else "title"
    number = thread.dice.whole(10000, 99999)
    fence = f':::writing{{variant="{variant}" id="{number}" {label}="{say(turn.texts["name"])}"}}'
    body = thread.marked_text(say(turn.texts["document"]), "writing")
    thread.answer(f"{say(turn.texts['assistant'])}\n\n{fence}\n{body}\n:::")
