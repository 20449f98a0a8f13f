"""Enough of an address or number to recognise one's own, and not enough to give it away over somebody's shoulder."""

from __future__ import annotations

HIDDEN = "•••"


def mail(address: str) -> str:
    """`deniz@example.org` → `d•••@e•••.org`."""
    name, at, host = address.strip().rpartition("@")
    if not at:
        return HIDDEN
    first, dot, rest = host.rpartition(".")
    return f"{name[:1]}{HIDDEN}@{first[:1] or rest[:1]}{HIDDEN}{dot}{rest if dot else ''}"


def phone(number: str) -> str:
    """`+90 555 010 99 42` → `•••42`."""
    digits = [c for c in number if c.isdigit()]
    return HIDDEN + "".join(digits[-2:] if len(digits) > 4 else [])
