"""Formats that carry an archive from one program to another."""

from __future__ import annotations

from migrator.adapter import Target
from migrator.capabilities import load
from migrator_portable.native import write

NATIVE = Target(name="native", capabilities=load(__name__, "native.toml"), write=write)

__all__ = ["NATIVE"]
