"""What happens during long work, as data. Faces render these; nothing here prints.

Work receives a `Report`: a function that takes an event. It may raise `errors.Interrupted`, which is how a person
cancels; work therefore reports between items and leaves a state that can be taken up again.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec


class Started(msgspec.Struct, frozen=True, kw_only=True):
    """A phase begins. `total` is in `unit` ("bytes", "conversations", …), None if it is not known."""

    phase: str
    total: int | None = None
    unit: str = "bytes"


class Progressed(msgspec.Struct, frozen=True, kw_only=True):
    """`done` units of the phase are behind us (not a difference); `found` counts what turned up so far."""

    phase: str
    done: int
    found: int = 0


class Finished(msgspec.Struct, frozen=True, kw_only=True):
    """The phase is over."""

    phase: str


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """Something in the input is not as it should be; the rest goes on.

    `kind` is a stable word for scripts, `where` a file and JSON pointer ("conversations-003.json#/17"), `what` a
    sentence for a person. `incomplete` is true if it means that the export lacks data that it should hold: a shard
    or data file that the manifest lists and that is absent or of wrong size, a failed checksum, a record that could
    not be parsed. A missing attachment is normal and never a problem.
    """

    kind: str
    where: str
    what: str
    incomplete: bool = False


Event = Started | Progressed | Finished | Problem
Report = Callable[[Event], None]


def quiet(_: Event) -> None:
    """A report that listens to nothing."""
