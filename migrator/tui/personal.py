"""What goes along of personal data to another company, in words; both forms of the screens ask with it."""

from __future__ import annotations

from collections.abc import Iterator

from migrator.app.scanning import Request, Scanned, counted, scan, sentence
from migrator.app.targets import TargetReport
from migrator.i18n import _

__all__ = ["Request", "is_hosted", "lines", "scan"]


def is_hosted(target: TargetReport) -> bool:
    """Whether what is written for a target is meant for another company."""
    return target.kind == "hosted"


def lines(seen: Scanned, *, redacted: bool) -> Iterator[str]:
    """What a look found, and what becomes of it."""
    if not seen.counts:
        yield _("Nothing was found that has the form of personal data or of a secret.")
        return
    yield sentence(seen)
    if redacted:
        yield _("Stand-ins take its place: {what}.").format(what=counted(seen.counts))
        yield _(
            "What stands for what is kept in your vault: migrate privacy restore FILE puts the values back."
        )
    else:
        yield _("What goes along as it is: {what}.").format(what=counted(seen.counts))
    yield _("Redaction finds what has a form of its own; it does not understand what is told in words.")
