"""Packs for hosted assistants: one writer, one TOML file for each with its sizes, steps and sources, `pack.toml` for all."""

from __future__ import annotations

import msgspec

from migrator.adapter import Target
from migrator.capabilities import load
from migrator.shape.facts.pack import Limits
from migrator_packs.writer import OPTIONS, ZIP, Room, writing


def _target(name: str) -> Target:
    about = load(__name__, f"{name}.toml", "pack.toml")
    sizes = dict(about.own)
    room = msgspec.convert({key: sizes.pop(key) for key in ("part", "zip") if key in sizes}, Room)
    options = (*OPTIONS, ZIP) if room.zip else OPTIONS
    limits = msgspec.convert(sizes, Limits)
    return Target(name=name, capabilities=about, write=writing(limits, room), options=options)


CLAUDE = _target("claude")
COPILOT = _target("copilot")
GEMINI = _target("gemini")
GLM = _target("glm")
KIMI = _target("kimi")
LUMO = _target("lumo")
MISTRAL = _target("mistral")
PERPLEXITY = _target("perplexity")
QWEN = _target("qwen")

__all__ = ["CLAUDE", "COPILOT", "GEMINI", "GLM", "KIMI", "LUMO", "MISTRAL", "PERPLEXITY", "QWEN"]
