"""Assistants that run on one's own machine and keep their chats in files there."""

from __future__ import annotations

from migrator.adapter import Target
from migrator.capabilities import load
from migrator_desktop import jan, lmstudio, oterm

JAN = Target(name="jan", capabilities=load(__name__, "jan.toml"), write=jan.write, options=jan.OPTIONS)
LMSTUDIO = Target(
    name="lmstudio",
    capabilities=load(__name__, "lmstudio.toml"),
    write=lmstudio.write,
    options=lmstudio.OPTIONS,
)
OTERM = Target(
    name="oterm", capabilities=load(__name__, "oterm.toml"), write=oterm.write, options=oterm.OPTIONS
)

__all__ = ["JAN", "LMSTUDIO", "OTERM"]
