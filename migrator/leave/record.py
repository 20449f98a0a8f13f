"""What the engine needs of the vault's journal: records to read in order, and a way to add some.

The vault's journal and a plain list in a test both fit. Nothing about leaving is kept anywhere else: no state file
stands outside the vault.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import msgspec

VERSION = 1


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """One decision or event: `kind` plan, tick, proof, correction, verify or copy; `key` what it is about.

    * plan: `key` a question about the person's situation, `value` the answers as a list of words
    * tick: `key` a step or gap; `value` {"state": "done" | "open" | "accepted", …}
    * proof: `key` a step, `value` {"text"}: what the person noted for themselves
    * correction: `key` a fact, `value` {"text"}: what the person saw instead
    * verify: `value` {"ok", "problems"}: the vault was checked
    * copy: `value` {"ok", "elsewhere", "originals"}: the vault was copied, `originals` the SHA-256 of what the copy holds
    """

    at: dt.datetime
    kind: str
    key: str = ""
    value: Any = None
    v: int = VERSION


Records = Sequence[Record]
Append = Callable[[Iterable[Record]], None]


class Tick(msgspec.Struct, frozen=True, kw_only=True):
    """The latest word on a step or gap."""

    at: dt.datetime
    state: str
    print: str = ""
    arrived: dt.datetime | None = None


def ticks(records: Records) -> dict[str, Tick]:
    """The latest tick of each key. A record that does not have the form of a tick ticks nothing."""
    found: dict[str, Tick] = {}
    for record in records:
        if record.kind != "tick" or not isinstance(record.value, dict):
            continue
        state = record.value.get("state")
        if state in {"done", "open", "accepted"}:
            seen = record.value.get("print", "")
            found[record.key] = Tick(
                at=record.at,
                state=state,
                print=seen if isinstance(seen, str) else "",
                arrived=_time(record.value.get("arrived")),
            )
    return found


def proofs(records: Records) -> dict[str, str]:
    """What the person noted for each step, the latest note of each."""
    return {
        r.key: str(r.value["text"])
        for r in records
        if r.kind == "proof" and isinstance(r.value, dict) and "text" in r.value
    }


def corrections(records: Records) -> dict[str, tuple[dt.datetime, str]]:
    """What the person saw instead of what a fact says: time and words, the latest of each; "" takes one back."""
    found: dict[str, tuple[dt.datetime, str]] = {}
    for record in records:
        if record.kind == "correction" and isinstance(record.value, dict):
            text = str(record.value.get("text", ""))
            found.pop(record.key, None)
            if text:
                found[record.key] = (record.at, text)
    return found


def _time(value: Any) -> dt.datetime | None:
    if not isinstance(value, str):
        return None
    try:
        time = dt.datetime.fromisoformat(value)
    except ValueError:
        return None
    return time if time.tzinfo else None
