"""Names of projects from `project-index.json`, which scripts that save chats in the browser put beside them.

ChatGPT's own export holds no names of projects, only their ids (`g-p-…`). The file's form differs between scripts: any object
with such an id and a name is taken, and so are names under ids.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from migrator.model import Origin, Project
from migrator_chatgpt.chat import Json

FILE = "project-index.json"
_BEGINNING = "g-p-"
_IDS = ("id", "project_id", "projectId", "gizmo_id", "gizmoId", "short_url")
_NAMES = ("name", "title", "display_name")
_INSTRUCTIONS = ("instructions", "system_prompt")


def projects(value: Any, file: str) -> list[Project]:
    """The projects that the file names, each once."""
    found: dict[str, Project] = {}
    for id_, about in _named(value):
        name = _first(about, _NAMES)
        if name is not None and id_ not in found:
            text = _first(about, _INSTRUCTIONS)
            found[id_] = Project(id=id_, name=name, instructions=text, origin=Origin(file))
    return list(found.values())


def _named(value: Any) -> Iterator[tuple[str, Json]]:
    waiting: list[tuple[str, Any]] = [("", value)]
    while waiting:
        key, inner = waiting.pop(0)
        if isinstance(inner, dict):
            ids = (
                inner[k] for k in _IDS if isinstance(inner.get(k), str) and inner[k].startswith(_BEGINNING)
            )
            id_ = next(ids, key if key.startswith(_BEGINNING) else None)
            if id_ is not None:
                yield id_, inner
            waiting.extend((str(k), each) for k, each in inner.items())
        elif isinstance(inner, list):
            waiting.extend(("", each) for each in inner)
        elif isinstance(inner, str) and key.startswith(_BEGINNING):
            yield key, {"name": inner}


def _first(about: Json, keys: tuple[str, ...]) -> str | None:
    display = about.get("display")
    for source in (about, display if isinstance(display, dict) else {}):
        for key in keys:
            text = source.get(key)
            if isinstance(text, str) and text.strip():
                return text
    return None
