"""The words of our own that stand in a Markdown file, in the language of the person."""

from __future__ import annotations

import msgspec

from migrator.i18n import _


class Words(msgspec.Struct, frozen=True):
    """Filled by `words()` once a run, so that a function on another core needs no catalog."""

    you: str
    assistant: str
    system: str
    untitled: str
    reasoning: str
    called: str
    answered: str
    failed: str
    sources: str
    prompt: str
    unknown: str
    missing: str
    document: str
    change: str
    lacks: str
    picture: str
    sound: str
    video: str
    file: str
    versions: str
    branch: str
    branch_of: str
    branch_root: str
    marks: tuple[str, ...]  # the words that begin the headings of turns and branches


def words() -> Words:
    """The words, in the language in use."""
    return Words(
        you=_("You"),
        assistant=_("Assistant"),
        system=_("System"),
        untitled=_("Untitled"),
        reasoning=_("Reasoning"),
        called=_("Called {tool}"),
        answered=_("{tool} answered"),
        failed=_("{tool} answered with an error"),
        sources=_("Sources"),
        prompt=_("Made from"),
        unknown=_("Content of an unknown kind: {kind}"),
        missing=_("Not in the export: {name}"),
        document=_("Document"),
        change=_("A change whose place could not be told. In place of {passage}:"),
        lacks=_("Not in this text: changes whose place could not be told ({n}). They stand beside it."),
        picture=_("picture"),
        sound=_("recording"),
        video=_("video"),
        file=_("file"),
        versions=_("Other versions:"),
        branch=_("Branch {number}"),
        branch_of=_("Another version of {version}. It follows on from: {turn}"),
        branch_root=_("Another beginning of the chat, beside {version}."),
        marks=(_("You"), _("Assistant"), _("System"), _("Branch {number}").split("{")[0].strip() or "Branch"),
    )
