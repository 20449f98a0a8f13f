"""Who is in a group chat. The forms are assumed: no real sample of a group chat with members is known (November 2026).

A member is an object with a name and one or more ids in a list beside the messages; a message names its writer by
`author.name`, or by one of these ids in its author, in itself, or in its metadata.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from migrator_chatgpt.carried import as_list
from migrator_chatgpt.chat import Json

_LISTS = ("members", "participants", "users", "people", "profiles")
_NAMES = ("name", "display_name", "displayName", "full_name", "username")
_IDS = (
    "id",
    "user_id",
    "account_user_id",
    "account_id",
    "member_id",
    "participant_id",
    "profile_id",
    "aeon_id",
)
_ON_MESSAGES = frozenset({*_IDS[1:], *_NAMES[1:]})
_ANYWHERE = frozenset({*_IDS, *_NAMES[1:]})
_NOBODY: Mapping[str, str] = {}


def members(raw: Json) -> Mapping[str, str]:
    """The names of the members of the conversation in `raw`, by each of their ids."""
    found: dict[str, str] = {}
    for key in _LISTS:
        if key not in raw:
            continue
        for member in as_list(raw[key]) or ():
            name = _first(member, _NAMES)
            if name is not None:
                found.update(dict.fromkeys(_ids(member), name))
    return found or _NOBODY


def writer(raw: Json, people: Mapping[str, str]) -> str | None:
    """Who wrote a person's message that bears no `author.name`: the member's name, or the id if no list names it."""
    author = raw.get("author")
    if not people and author is None and _ON_MESSAGES.isdisjoint(raw):  # nearly always
        return None
    metadata = raw.get("metadata")
    about = author.get("metadata") if author.__class__ is dict else None
    if (
        _ON_MESSAGES.isdisjoint(raw)
        and (author.__class__ is not dict or _ANYWHERE.isdisjoint(author))
        and (about.__class__ is not dict or _ANYWHERE.isdisjoint(about))
        and not (people and metadata.__class__ is dict and not _ON_MESSAGES.isdisjoint(metadata))
    ):  # nearly always: no id and no name anywhere
        return None
    ids = list(_ids(author))
    ids += [id_ for key in _IDS[1:] if (id_ := _text(raw, key)) is not None]
    more = [
        id_ for source in (about, metadata) for key in _IDS[1:] if (id_ := _text(source, key)) is not None
    ]
    known = next((people[id_] for id_ in (*ids, *more) if id_ in people), None)
    if known is not None:
        return known
    for source in (author, about, raw):
        name = _first(source, _NAMES[1:])
        if name is not None:
            return name
    return ids[0] if ids else None


def _ids(value: Any) -> Iterator[str]:
    return (id_ for key in _IDS if (id_ := _text(value, key)) is not None)


def _first(value: Any, keys: tuple[str, ...]) -> str | None:
    return next((text for key in keys if (text := _text(value, key)) is not None), None)


def _text(value: Any, key: str) -> str | None:
    found = value.get(key) if value.__class__ is dict else None
    return found if found.__class__ is str and found.strip() else None
