"""Assistants that run on one's own machine and keep their chats in files there."""

from __future__ import annotations

from migrator.adapter import Target
from migrator.capabilities import load
from migrator_desktop import oterm

OTERM = Target(
    name="oterm", capabilities=load(__name__, "oterm.toml"), write=oterm.write, options=oterm.OPTIONS
)

__all__ = ["OTERM"]
