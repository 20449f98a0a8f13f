"""The parts in which a large export comes: `…-part-0001.zip`, `…-part-0002.zip` and so on, numbered from 1 (reports of 2026)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from migrator.events import Problem, Report
from migrator.i18n import _

_PART = re.compile(r"(?P<stem>.*?[-_ ]part[-_ ]?)(?P<number>\d{1,6})(?P<end>\.zip)?$", re.IGNORECASE)


def check_parts(paths: Iterable[str], report: Report) -> None:
    """Report a gap in the numbers of an export's parts, which are folders or ZIPs in `paths`. A guess, so it only warns."""
    series: dict[tuple[str, str], dict[int, tuple[str, str]]] = {}
    for path in paths:
        pieces = path.split("/")[:-1]
        for depth, piece in enumerate(pieces):
            match = _PART.match(piece)
            if match:
                stem, end = "/".join([*pieces[:depth], match["stem"]]), match["end"] or ""
                numbers = series.setdefault((stem.lower(), end.lower()), {})
                numbers[int(match["number"])] = (stem, match["number"])
    for (_stem, end), numbers in series.items():
        last = max(numbers)
        missing = [n for n in range(1, last) if n not in numbers] if last < 100_000 else []
        if missing and not (missing == [1] and 0 in numbers):
            stem, written = numbers[last]
            width = len(written)
            report(
                Problem(
                    kind="part-gap",
                    where=", ".join(f"{stem}{n:0{width}}{end}" for n in missing[:5]),
                    what=_(
                        "The numbers of the parts of this export have a gap; a part may be missing ({n} in all)."
                    ).format(n=len(missing)),
                )
            )
