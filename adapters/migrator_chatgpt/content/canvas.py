"""Canvas: a document beside the chat, written and rewritten by calls to the tool `canmore`.

`create_textdoc` holds the document; `update_textdoc` holds a list of patterns with their replacements, and the one
that replaces everything (`.*`) holds it again. Other updates are read as calls here; `canvases` makes documents of them.
The JSON of a call has been seen cut short.
"""

from __future__ import annotations

from typing import Any

import orjson

from migrator.model import Document
from migrator_chatgpt import passages
from migrator_chatgpt.chat import Json, take, take_name
from migrator_chatgpt.content.here import Here

_ENDINGS = ("", '"}', '"}]}', '"]}', "}", "]}")


def document(call: str, tool: str, at: str, here: Here) -> Document | None:
    """The whole document that a call to `tool` writes; None if it writes none or only changes a passage."""
    if not tool.startswith("canmore."):
        return None
    if tool == "canmore.create_textdoc":
        wanted = _object(call)
        text = take(wanted, "content")
    elif tool == "canmore.update_textdoc":
        wanted = _object(call)
        updates = wanted.get("updates")
        if updates.__class__ is not list or len(updates) != 1 or updates[0].__class__ is not dict:
            return None
        if not passages.is_whole(updates[0].get("pattern")):
            return None
        text = take(updates[0], "replacement")
    else:
        return None
    if not text:
        return None
    here.spend(call)
    about = here.metadata.get("canvas")
    id_ = about.get("textdoc_id") if about.__class__ is dict else None
    title, form = take_name(wanted, "name"), take_name(wanted, "type")
    return Document(
        text=text,
        id=id_ if id_.__class__ is str else None,
        title=title,
        form=form,
        at=at,
        extra={"tool": tool, **wanted},
    )


def _object(call: str) -> Json:
    for ending in _ENDINGS:
        try:
            found: Any = orjson.loads(call + ending)
        except ValueError:
            continue
        if found.__class__ is dict:
            if ending:
                found["cut_short"] = True
            return found
    return {}
