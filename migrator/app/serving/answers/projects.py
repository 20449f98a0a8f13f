"""`list_projects`: the projects of the chats that may be read."""

from __future__ import annotations

from collections import Counter

from migrator.app.serving.account import Leaving
from migrator.app.serving.answers import Made, day, more, offset
from migrator.app.serving.catalogue import Paged
from migrator.app.serving.opened import Served, address
from migrator.app.serving.quoting import Answering, title


def answer(served: Served, wanted: Paged) -> Made:
    """Names with ids and how many chats there are, the one used last first."""
    start = offset(wanted.cursor)
    many: Counter[str] = Counter()
    last: dict[str, str | None] = {}
    for one in served.chats.shown():
        if one.project:
            many[one.project] += 1
            last.setdefault(one.project, one.last)
    projects = list(last)
    answering = Answering(f"{len(projects)} projects." if projects else "No chat here belongs to a project.")
    done = 0
    for key in projects[start:]:
        head = f"project {address(key)} · {many[key]} chats · last used {day(last[key])}"
        if not answering.add([head, *title(served.mend(served.names.get(key, "")))]):
            break
        done += 1
    at = start + done
    return Made(answering.text(more(at) if done and at < len(projects) else ""), Leaving())
