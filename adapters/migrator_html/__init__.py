"""The reading copy: chats in any browser."""

from __future__ import annotations

from migrator.adapter import Target
from migrator.capabilities import load
from migrator_html import writer

TARGET = Target(
    name="html",
    capabilities=load(__name__, "html.toml"),
    write=writer.write,
    options=writer.OPTIONS,
    encrypts=writer.encrypts,
)

__all__ = ["TARGET"]
