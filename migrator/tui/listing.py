"""Ordering and grouping a library: by time, length, title, model, project; archived, starred, marked, by year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

import msgspec

from migrator.i18n import _
from migrator.shape.fold import plain
from migrator.vault.index.browse import Listed

ORDERS = ("time", "longest", "title", "model", "project")


class Group(msgspec.Struct, frozen=True):
    """A part of the library. `value`: the year, project, persona or model, for the kinds that have one."""

    kind: str = "all"
    value: str = ""


ALL = Group()


def said_order(order: str) -> str:
    """What a list is sorted by."""
    return {
        "time": _("last use"),
        "longest": _("length"),
        "title": _("title"),
        "model": _("model"),
        "project": _("project"),
    }[order]


def said(group: Group, names: Mapping[str, str]) -> str:
    """A group in words; `names` are those of projects and personas, as far as they are known."""
    match group.kind:
        case "all":
            return _("all")
        case "archived":
            return _("archived ones (▣)")
        case "starred":
            return _("starred ones (★)")
        case "marked":
            return _("marked ones (✓)")
        case "year":
            return _("year {year}").format(year=group.value)
        case "project":
            return _("project {name}").format(name=names.get(group.value, group.value))
        case "persona":
            return _("custom GPT {name}").format(name=names.get(group.value, group.value))
        case _:
            return _("model {name}").format(name=group.value)


def belongs(one: Listed, group: Group, marked: Collection[str]) -> bool:
    """Whether a conversation is of the group."""
    match group.kind:
        case "archived":
            return one.archived
        case "starred":
            return one.starred
        case "marked":
            return one.id in marked
        case "year":
            return _year(one) == group.value
        case "project":
            return one.project == group.value
        case "persona":
            return one.persona == group.value
        case "model":
            return one.model == group.value
        case _:
            return True


def groups(listed: Sequence[Listed], marked: Collection[str]) -> Iterator[tuple[Group, int]]:
    """Every group that has something in it, with how much: the fixed ones, then years, projects, personas, models."""
    yield ALL, len(listed)
    for kind in ("marked", "starred", "archived"):
        group = Group(kind)
        if n := sum(belongs(one, group, marked) for one in listed):
            yield group, n
    years = Counter(year for one in listed if (year := _year(one)))
    for year in sorted(years, reverse=True):
        yield Group("year", year), years[year]
    for kind in ("project", "persona", "model"):
        counted = Counter(value for one in listed if (value := getattr(one, kind)))
        for value, n in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])):
            yield Group(kind, value), n


def named(listed: Sequence[Listed], names: Mapping[str, str]) -> dict[str, str]:
    """`names`, and for a project or persona that no export names, the title of its chat that was used last."""
    found = dict(names)
    for one in listed:
        for key in (one.project, one.persona):
            if key is not None and key not in found:
                found[key] = _("with “{title}” ({id})").format(title=one.title or _("Untitled"), id=key)
    return found


def ordered(listed: Sequence[Listed], order: str) -> list[Listed]:
    """`listed` in another order; what has no value stands last."""
    match order:
        case "longest":
            return sorted(listed, key=lambda one: -one.messages)
        case "title":
            return sorted(listed, key=lambda one: (one.title is None, plain(one.title or "")))
        case "model":
            return sorted(listed, key=lambda one: (one.model is None, one.model or ""))
        case "project":
            return sorted(listed, key=lambda one: (one.project is None, one.project or ""))
        case _:
            return list(listed)


def _year(one: Listed) -> str:
    return (one.last or one.updated or one.created or "")[:4]
