"""One file, or one record of a file, that is not as it should be. The others can still be read."""

from __future__ import annotations

from typing import Literal

from migrator.errors import NotRecognised
from migrator.events import Problem
from migrator.i18n import N_, _

Fault = Literal[
    "crc-mismatch",
    "size-mismatch",
    "cut-short",
    "bad-compression",
    "unknown-compression",
    "unreadable",
    "record-broken",
    "record-cut-short",
    "record-too-large",
    "record-too-deep",
]

MEANINGS: dict[Fault, str] = {
    "crc-mismatch": N_("A file is damaged: its checksum does not fit. What could be read of it is kept."),
    "size-mismatch": N_("A file is not as long as its source says. What could be read of it is kept."),
    "cut-short": N_("A file ends too early. What could be read of it is kept."),
    "bad-compression": N_(
        "A file is damaged and can be unpacked only in part. What could be read of it is kept."
    ),
    "unknown-compression": N_(
        "A file is packed in a way that this program does not open. Unpack the ZIP and use the folder."
    ),
    "unreadable": N_("A file may not be read, or its disk fails. It was neither read nor kept."),
    "record-broken": N_("A record is not valid JSON and was not read. The records around it are read."),
    "record-cut-short": N_("The file ends in the middle. Everything complete before that is read."),
    "record-too-large": N_("A record is too large to be read. The records around it are read."),
    "record-too-deep": N_("A record is nested too deeply and was not read. The records around it are read."),
}


class Damaged(NotRecognised):
    """A file or record cannot be read as declared. `fault` is the stable word for it."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(
            _(MEANINGS[fault]),
            _(
                "Download the export again. If the fault is in the new one too, unpack it yourself and use the folder."
            ),
        )
        self.fault = fault

    def __reduce__(self) -> tuple[type[Damaged], tuple[Fault]]:  # the default would call us with two texts
        return Damaged, (self.fault,)

    def problem(self, where: str) -> Problem:
        """The same as data. `where` is a file of the export, with a JSON pointer if there is one."""
        return problem(self.fault, where)


class HoldsNothing(NotRecognised):
    """A file without a byte, or a ZIP or folder without a file."""


def problem(fault: Fault, where: str) -> Problem:
    """`fault` at `where`, for a report.

    Every fault but one means that the export lacks data that it should hold: what is packed by another method is there.
    """
    return Problem(
        kind=fault, where=where, what=_(MEANINGS[fault]), incomplete=fault != "unknown-compression"
    )
