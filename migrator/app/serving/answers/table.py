"""Which function answers which tool."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from migrator.app.serving.answers import Made, about_me, listing, projects, reading, search
from migrator.app.serving.opened import Served

ANSWERS: Mapping[str, Callable[[Served, Any], Made]] = {
    "search_chats": search.answer,
    "list_chats": listing.answer,
    "read_chat": reading.answer,
    "about_me": about_me.answer,
    "list_projects": projects.answer,
}
