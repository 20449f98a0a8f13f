"""What the readers of messages and of their content share while one conversation is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

import msgspec

from migrator.model import Asset
from migrator_chatgpt.sandbox import Made

Json = dict[str, Any]
NOTHING: Json = {}


class Files(Protocol):
    """The files of the export, as far as messages ask for them (`assets.AssetIndex`)."""

    assets: Mapping[str, Asset]

    def find(
        self,
        pointer: str,
        *,
        name: str | None = None,
        size: int | None = None,
        conversation: str | None = None,
    ) -> str | None:
        """The id of the asset that `pointer` means, None if the export does not hold it."""

    def made_by(
        self,
        link: str,
        *,
        message: str | None,
        conversation: str | None,
        referenced: Sequence[str] = (),
    ) -> Made:
        """What a link into the sandbox means; `referenced` are ids that the message's own references give for it."""


class Chat(msgspec.Struct, gc=False):
    """One conversation being read: its id, where it stands, and the files it may point to.

    `tell` reports something odd: a kind, a JSON pointer below the conversation, and a sentence. `placed`: the files
    that the library says came from a message, by that message's id. `message`: the one being read. `people`: the names of a group chat's members, by each of their ids.
    """

    id: str
    file: str
    pointer: str
    mapping: Mapping[str, Any]
    files: Files
    tell: Callable[[str, str, str], None]
    placed: Mapping[str, Sequence[Asset]] = {}
    message: str = ""
    people: Mapping[str, str] = {}


def take(raw: Json, key: str) -> str:
    """The text under `key`, taken out of `raw`; "" if there is none. What is no text stays where it is."""
    value = raw.get(key)
    if value.__class__ is str:
        del raw[key]
        return value
    return ""


def take_name(raw: Json, key: str) -> str | None:
    """As `take`, for short words: None instead of "" ."""
    return take(raw, key) or None


def take_count(raw: Json, key: str) -> int | None:
    """The whole number that is not negative under `key`, taken out of `raw`, or None."""
    value = raw.get(key)
    if value.__class__ is float and value.is_integer():
        value = int(value)
    if value.__class__ is int and value >= 0:
        del raw[key]
        return value
    return None


def take_seconds(raw: Json, key: str) -> float | None:
    """The finite number that is not negative under `key`, taken out of `raw`, or None."""
    value = raw.get(key)
    if (value.__class__ is int or value.__class__ is float) and 0 <= value < 1e9:
        del raw[key]
        return float(value)
    return None


def holds_something(value: Any) -> bool:
    """Whether anything but nulls, false, "" and empty lists and objects is in `value`."""
    waiting = [value]
    while waiting:
        held = waiting.pop()
        if held.__class__ is dict:
            waiting.extend(held.values())
        elif held.__class__ is list:
            waiting.extend(held)
        elif held is not None and held != "" and held is not False:
            return True
    return False
