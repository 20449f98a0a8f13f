"""What each target can take in, and how that was proved: the `targets` document."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec

from migrator import registry
from migrator.adapter import Option, Target
from migrator.app.context import Context
from migrator.app.steps import proof_sentence
from migrator.capabilities import Holds, Verified, continues, verified
from migrator.i18n import _


class SourceSeen(msgspec.Struct, frozen=True):
    """Where a fact about a vendor stands, and the day on which it was read."""

    url: str
    seen: dt.date


class TargetReport(msgspec.Struct, frozen=True, kw_only=True):
    """One target. Only the fields down to `sources` are part of the document; the rest is for people."""

    name: str
    title: str
    kind: str
    verified: Verified
    continues: bool
    holds: Holds
    local: bool
    sources: tuple[SourceSeen, ...]
    about: str
    proof: str
    steps: tuple[str, ...]
    limits: tuple[str, ...]
    caveats: tuple[str, ...]
    options: tuple[Option, ...]

    def document(self) -> dict[str, Any]:
        """The documented JSON object."""
        made: dict[str, Any] = msgspec.to_builtins(
            self, enc_hook=str
        )  # a text with a brace in it is an `i18n.Text`
        made["options"] = [
            {"key": o.key, "default": o.default, "help": _(o.help), "choices": list(o.choices)}
            for o in self.options
        ]
        return made


def targets(name: str | None, context: Context) -> list[TargetReport]:
    """All installed targets, or the one called `name` (`UsageError` if there is none)."""
    return [
        _report(target) for target in ([registry.target(name)] if name else registry.targets(context.report))
    ]


def home(one: TargetReport) -> str:
    """Where the chats will be."""
    return _("The chats stay on your own machines.") if one.local else _("The chats go to another company.")


def held_things() -> tuple[tuple[str, str], ...]:
    """What a target may hold: the names of `Holds`, and the words for them."""
    return (
        ("chats", _("chats")),
        ("branches", _("branches")),
        ("images", _("images")),
        ("memories", _("memories")),
        ("instructions", _("instructions")),
        ("projects", _("projects")),
    )


def answers() -> dict[str, str]:
    """The words for what `Holds` says of each."""
    return {"yes": _("yes"), "partly": _("partly"), "no": _("no")}


def _report(target: Target) -> TargetReport:
    about = target.capabilities
    return TargetReport(
        name=target.name,
        title=_(about.title),
        kind=about.kind,
        verified=verified(about),
        continues=continues(about),
        holds=about.holds,
        local=about.local,
        sources=tuple(SourceSeen(fact.source, fact.seen) for fact in about.facts),
        about=_(about.about),
        proof=proof_sentence(target),
        steps=tuple(_(step) for step in about.steps),
        limits=tuple(_(limit) for limit in about.limits),
        caveats=tuple(_(caveat) for caveat in about.caveats),
        options=target.options,
    )
