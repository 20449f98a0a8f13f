"""What the first screen says of an export: the one that is offered, and what came of adding one."""

from __future__ import annotations

from migrator.app.finding import Candidate
from migrator.app.keeping.adding import Added
from migrator.i18n import _, ngettext, size, when


def summary(done: Added) -> str:
    """What an export brought, line by line."""
    said = (
        (done.added, ngettext("{n} new conversation", "{n} new conversations", done.added)),
        (
            done.merged,
            ngettext(
                "{n} conversation has more in it now", "{n} conversations have more in them now", done.merged
            ),
        ),
        (
            done.unchanged,
            ngettext(
                "{n} conversation was there already", "{n} conversations were there already", done.unchanged
            ),
        ),
        (
            done.unreadable,
            ngettext(
                "{n} record could not be read; the export is kept whole all the same",
                "{n} records could not be read; the export is kept whole all the same",
                done.unreadable,
            ),
        ),
    )
    lines = [text.format(n=n) for n, text in said if n] or [_("There is no conversation in it.")]
    if not done.complete:
        lines.append(_("A part of the export is missing or damaged. What is there is in."))
    return "\n".join([*lines, "", _("Next: look at your chats.")])


def offered(found: Candidate) -> str:
    """`export.zip, 14 MB, from yesterday`: the newest export, and the key that takes it."""
    return _("Newest export here: {name}, {size}, {day}. Press Enter to use it.").format(
        name=found.path.name, size=size(found.size), day=when.near(found.changed)
    )


def still_readable(path: str) -> str:
    """After keeping: the export itself is not encrypted, and lies where it was."""
    return (
        "\n\n"
        + _("Anybody who opens {path} can still read your chats: it is not encrypted.").format(path=path)
        + " "
        + _("Delete it once the vault has been checked and copied to another disk (Manage vault).")
    )
