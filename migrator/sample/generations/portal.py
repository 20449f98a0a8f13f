"""Generation P: the container of the Privacy Portal, with ordinary slim exports as ZIPs inside it.

Member names as described in public reports of July to September 2026; how files spread over several parts varies.
Here part 1 holds the conversations and all data, part 2 the attachments. A file of the person's own has no id but its path.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from migrator.sample import generations as g
from migrator.sample.assets import Asset
from migrator.sample.dice import Dice
from migrator.sample.generations import sharded
from migrator.sample.ledger import Ledger
from migrator.sample.outlet import FolderOutlet, ZipOutlet

_ACTIVITY = "User Online Activity"
_REPORT = (
    "<!DOCTYPE html>\n<html><head><title>Your data</title></head><body><h1>Your data</h1>"
    "<p>Financial, User Profile, User Online Activity</p></body></html>\n"
)


class _Outer(Protocol):
    def put(self, name: str, data: bytes) -> None: ...


def write(
    material: g.Material,
    outer: ZipOutlet | FolderOutlet,
    ledger: Ledger,
    *,
    parts: int,
    packed: bool,
    large: bool,
) -> None:
    """The whole container. `packed`: the inner ZIPs are deflated once more, so they cannot be read in place."""
    digest = Dice(material.person.id, "portal").hex(64)
    outer.put("report.html", _REPORT.encode())
    _put_categories(outer, material)
    stem = f"{_ACTIVITY}/Conversations__{digest}-chatgpt-0001"
    later: list[Asset] = []
    first = f"{stem}-part-0001.zip" if parts > 1 else f"{stem}.zip"
    with _inner(outer, first, packed=packed, large=large) as inner:
        sharded.write(material, inner, ledger, later=later if parts > 1 else None)
    if parts > 1:
        with _inner(outer, f"{stem}-part-0002.zip", packed=packed, large=large) as inner:
            for asset in later:
                inner.put(f"{asset.id}.dat", asset.data())
    own, name = f"{_ACTIVITY}/Files__{digest}-files-0001.zip", "personal/files/shopping list.txt"
    with _inner(outer, own, packed=packed, large=False) as inner:
        inner.put(name, b"bread, lemons, candles\n")
        ledger.present.add(f"{own}/{name}")
    outer.put(f"{_ACTIVITY}/Ads__{digest}-ads-0001.zip", b"")


def _put_categories(outer: _Outer, material: g.Material) -> None:
    person = material.person
    outer.put("Financial/Charge History.csv", b"date,amount,currency,status\n2026-08-01,20.00,EUR,paid\n")
    outer.put("User Profile/Contact Info.csv", f"name,email\n{person.name},{person.email}\n".encode())


@contextmanager
def _inner(outer: ZipOutlet | FolderOutlet, name: str, *, packed: bool, large: bool) -> Iterator[ZipOutlet]:
    with outer.raw(name, packed=packed) as stream:
        inner = ZipOutlet(stream, large=large)
        yield inner
        inner.close()
