"""A fact and the state of the profile in words, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from migrator.i18n import _, ngettext

if TYPE_CHECKING:
    from migrator.profile.review import Entry, Profile


def entry_lines(entry: Entry) -> Iterator[str]:
    """A fact, and below it what is odd about it."""
    from migrator.shape.facts.flags import visible
    from migrator.shape.facts.pack import reason

    yield f"{entry.id}  {entry.fact.day or _('no date'):10}  [{state_word(entry.state)}] {visible(entry.text)}"
    for flag in entry.flags:
        yield f"    ! {reason(flag)}"


def summary(held: Profile) -> Iterator[str]:
    """How many facts there are, how many wait for a decision, and what is lacking."""
    count = len(held.facts)
    yield ngettext("{n} fact", "{n} facts", count).format(n=count)
    if waiting := sum(entry.state == "new" for entry in held.facts):
        yield ngettext(
            "{n} fact is not reviewed yet: migrate profile review",
            "{n} facts are not reviewed yet: migrate profile review",
            waiting,
        ).format(n=waiting)
    if odd := sum(bool(entry.flags) and entry.state == "new" for entry in held.facts):
        yield ngettext(
            "{n} fact is odd and goes into no pack until you approve or edit it.",
            "{n} facts are odd and go into no pack until you approve or edit them.",
            odd,
        ).format(n=odd)
    if not count and not held.instructions:
        yield _("The exports in the vault show nothing about you.")
    if not any("by-hand" in entry.fact.sources for entry in held.facts):
        yield _(
            "No export holds ChatGPT's memory list. Copy it from its settings into a text file, then: migrate profile"
            " add FILE"
        )


def state_word(state: str) -> str:
    """A decision in a word."""
    words = {"new": _("new"), "kept": _("approved"), "edited": _("edited"), "left-out": _("dropped")}
    return words.get(state, state)
