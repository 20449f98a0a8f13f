"""Lists and objects that an export holds as they are or as a JSON text: both have been seen for one and the same key."""

from __future__ import annotations

from typing import Any

from migrator.source import Damaged, parse

_LONGEST = 16 << 20  # characters of a text that is parsed
_DEEPEST = 100


def parsed(text: str) -> Any:
    """The list or object that `text` is the JSON of; None if it is anything else."""
    if len(text) > _LONGEST or text.lstrip()[:1] not in {"[", "{"}:
        return None
    try:
        value = parse(text.encode("utf-8", "surrogatepass"), deepest=_DEEPEST)
    except Damaged:
        return None
    return value if value.__class__ is list or value.__class__ is dict else None


def as_list(value: Any) -> list[Any] | None:
    """`value` if it is a list, the list that it is the JSON of, else None."""
    if value.__class__ is str:
        value = parsed(value)
    return value if value.__class__ is list else None


def as_object(value: Any) -> dict[str, Any] | None:
    """`value` if it is an object, the object that it is the JSON of, else None."""
    if value.__class__ is str:
        value = parsed(value)
    return value if value.__class__ is dict else None
