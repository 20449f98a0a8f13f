"""A target and what it would lose, in words: the same sentences wherever they are shown."""

from __future__ import annotations

from collections.abc import Iterator

from migrator.app.convert import Manifest
from migrator.app.steps import by_effect, counts_sentence
from migrator.app.targets import TargetReport
from migrator.i18n import _


def about(one: TargetReport) -> Iterator[str]:
    """What a target is, what it can hold, how that was proved."""
    yield one.title
    yield one.about
    yield ""
    yield _("The chats stay on your own machines.") if one.local else _("The chats go to another company.")
    yield one.proof
    yield ""
    signs = {"yes": "✓", "partly": "~", "no": "✗"}
    said = {"yes": _("yes"), "partly": _("partly"), "no": _("no")}
    for name, title in (
        ("chats", _("chats")),
        ("branches", _("branches")),
        ("images", _("images")),
        ("memories", _("memories")),
        ("instructions", _("instructions")),
        ("projects", _("projects")),
    ):
        held = getattr(one.holds, name)
        yield f"  {signs[held]} {title}: {said[held]}"


def told(manifest: Manifest) -> Iterator[str]:
    """What is written and what is lost, the gravest first."""
    yield counts_sentence(manifest.counts)
    if not manifest.losses:
        yield _("Nothing was lost or changed.")
    for heading, lines in by_effect(manifest.losses):
        yield ""
        yield f"{heading}:"
        for line in lines:
            yield f"  {line.count} × {line.meaning}"
