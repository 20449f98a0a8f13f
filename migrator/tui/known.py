"""What the old assistant knew, in words: the same sentences on the screen and in plain lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from migrator.app.profiling import Packed
from migrator.i18n import N_, _, listed, ngettext, size, when
from migrator.profile.review import Entry, Profile, Told
from migrator.shape import times
from migrator.shape.facts.flags import Flag, stripped, visible
from migrator.shape.facts.pack import reason
from migrator.text import safe

STATES = {
    "new": ("○", N_("new")),
    "kept": ("✓", N_("approved")),
    "edited": ("✎", N_("edited")),
    "left-out": ("✗", N_("dropped")),
}


def odd(one: Entry | Told) -> bool:
    """Whether something about it needs a look before it goes anywhere."""
    return bool(one.flags)


def summary(held: Profile) -> Iterator[str]:
    """How many facts there are, how many wait, how many are odd."""
    count = len(held.facts)
    yield ngettext("{n} fact", "{n} facts", count).format(n=count)
    if waiting := sum(one.state == "new" for one in held.facts):
        yield ngettext("{n} not looked over", "{n} not looked over", waiting).format(n=waiting)
    if strange := sum(odd(one) and one.state == "new" for one in held.facts):
        yield ngettext("{n} odd (!)", "{n} odd (!)", strange).format(n=strange)


def lacking(held: Profile) -> str:
    """What no export holds and a person can add; "" if they did."""
    if any("by-hand" in one.fact.sources for one in held.facts):
        return ""
    return _("No export holds ChatGPT's memory list. Copy it from its settings by hand and paste it here.")


def row(one: Entry | Told) -> str:
    """One line: state, day, a mark if something is odd, the words."""
    sign, word = STATES[one.state]
    mark = "!" if odd(one) else " "
    return f"{sign} {_(word):9.10} {_day(one):10} {mark} {_words(one)}"


def whole(one: Entry | Told) -> Iterator[str]:
    """All of it: the words, what is odd and what that means, where it comes from."""
    if isinstance(one, Told):
        yield from _instructions(one)
    else:
        yield visible(one.text)
        if one.state == "edited":
            yield _("It was: {text}").format(text=visible(one.fact.text))
    yield from odd_lines(one.flags)
    if isinstance(one, Entry):
        yield _("Found in: {where}").format(where=listed(_origins(one)))


def plain(one: Entry) -> str:
    """The words to go on from when they are edited: nothing hidden in them."""
    return safe(stripped(one.text), one_line=True)


def option(one: Entry | Told) -> list[str]:
    """What was decided, as `migrate profile review` takes it."""
    match one.state:
        case "kept":
            return ["--approve", one.id]
        case "left-out":
            return ["--drop", one.id]
        case "edited" if isinstance(one, Entry):
            return ["--edit", f"{one.id}={one.text}"]
        case _:
            return []


def odd_lines(flags: Sequence[Flag]) -> Iterator[str]:
    """What is odd, a line each, and what becomes of it."""
    for flag in flags:
        yield f"! {reason(flag)}"
    if flags:
        yield _("A memory can carry an attack. It goes along only if you approve or edit it.")


def packed(done: Packed) -> Iterator[str]:
    """What was written, and what was not."""
    for entry in done.files:
        yield f"  {entry.path}, {size(entry.size)}"
    yield ngettext("{n} fact written", "{n} facts written", done.facts).format(n=done.facts)
    if done.aside:
        yield ngettext(
            "{n} odd fact is in flagged.txt alone", "{n} odd facts are in flagged.txt alone", done.aside
        ).format(n=done.aside)
    if done.left_out:
        yield ngettext(
            "{n} fact left out, as you decided", "{n} facts left out, as you decided", done.left_out
        ).format(n=done.left_out)
    if done.cut:
        yield _("Your instructions are longer than 1,500 characters; about-me.md was cut.")
    yield ""
    yield _("README.txt there says which file is for which field. All of it is private, and in the open.")


def _words(one: Entry | Told) -> str:
    if isinstance(one, Entry):
        return visible(one.text)
    return visible(" ".join(filter(None, (one.version.about_me, one.version.how_to_answer))))


def _day(one: Entry | Told) -> str:
    if isinstance(one, Entry):
        return when.column(one.fact.day) if one.fact.day else _("no date")
    return when.column(times.iso(one.version.last)) if one.version.last else _("no date")


def _instructions(one: Told) -> Iterator[str]:
    version = one.version
    if version.first and version.last:
        yield _("In force from {first} to {last}, as far as chats show it").format(
            first=version.first.date(), last=version.last.date()
        )
    for heading, text in (
        (_("About me"), version.about_me),
        (_("How to answer"), version.how_to_answer),
    ):
        if text.strip():
            yield f"{heading}:"
            yield visible(text)


def _origins(one: Entry) -> list[str]:
    said = {
        "bio": _("memories saved in chats"),
        "model_editable_context": _("the memory list shown to a chat"),
        "conversation_context_citation_metadata": _("memories that answers were given with"),
        "by-hand": _("your hand-copied list"),
    }
    kinds = Counter(trace.partition(":")[0] or "memory" for trace in one.fact.traces)
    return [f"{said.get(kind, kind)} ({n})" for kind, n in sorted(kinds.items())]
