"""An export to be written: which generation, whose, how large, and into what."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from migrator.sample.account import BEGAN, Account, account, moment
from migrator.sample.chance import PLAIN, Mix, chance_story
from migrator.sample.dice import Dice
from migrator.sample.generations import (
    Generation,
    Material,
    classic,
    encoder,
    portal,
    sharded,
    write_conversations,
)
from migrator.sample.ledger import Ledger
from migrator.sample.outlet import FolderOutlet, ZipOutlet
from migrator.sample.slim import slim
from migrator.sample.story import Story

# When an export of each generation was taken, if nothing else is said.
TAKEN: dict[Generation, float] = {
    "A": moment(2025, 6, 12),
    "B": moment(2026, 1, 26),
    "C": moment(2026, 3, 27),
    "D": moment(2026, 9, 18),
    "P": moment(2026, 9, 18),
}
_PER_MB = 38.0  # conversations by chance that make a megabyte of JSON, roughly; only spreads their dates
_CHAT_HTML_UP_TO = 500  # conversations; above, the file would only double the work


@dataclass(frozen=True)
class Export:
    """A made-up export. Writing it twice gives the same bytes.

    `prefix` stands before all paths (`tmp/` in some exports of generation B, which also hold `__MACOSX`);
    `parts` and `packed` are for generation P alone: inner ZIPs, and whether they are deflated in their container.
    """

    material: Material
    prefix: str = ""
    large: bool = False
    parts: int = 1
    packed: bool = False

    def write_zip(self, path: Path) -> Ledger:
        """Write it as a ZIP file; returns the truth about it."""
        outlet = ZipOutlet(path, self.prefix, large=self.large)
        ledger = self._fill(outlet, path)
        outlet.close()
        return ledger

    def in_memory(self) -> io.BytesIO:
        """It as a ZIP file in memory, for what must not lie on a disk."""
        out = io.BytesIO()
        outlet = ZipOutlet(out, self.prefix, large=self.large)
        self._fill(outlet, Path("export.zip"))
        outlet.close()
        out.seek(0)
        return out

    def write_folder(self, path: Path) -> Ledger:
        """Write it as a folder, as if the ZIP had been unpacked."""
        return self._fill(FolderOutlet(path, self.prefix), path)

    def write_json(self, path: Path) -> Ledger:
        """Write its conversations alone, as one JSON file."""
        ledger = Ledger(path)
        outlet = FolderOutlet(path.parent)
        slim_form = self.material.generation in {"D", "P"}
        stories = (slim(story) if slim_form else story for story in self.material.stories())
        write_conversations(
            outlet, path.name, stories, ledger, encoder(ascii_only=not slim_form, ordered=slim_form)
        )
        ledger.files |= outlet.sizes
        return ledger

    def _fill(self, outlet: ZipOutlet | FolderOutlet, path: Path) -> Ledger:
        ledger = Ledger(path)
        generation = self.material.generation
        if generation == "P":
            portal.write(
                self.material, outlet, ledger, parts=self.parts, packed=self.packed, large=self.large
            )
        elif generation in {"A", "B"}:
            classic.write(self.material, outlet, ledger)
        else:
            sharded.write(self.material, outlet, ledger)
        if self.prefix:
            outlet.stray("__MACOSX/" + self.prefix + "._user.json", b"\x00\x05\x16\x07")
        return ledger


def make(
    seed: object = 1,
    generation: Generation = "D",
    conversations: int = 300,
    *,
    target_mb: float | None = None,
    truth: bool = False,
    lived_until: float | None = None,
    taken: float | None = None,
    lost: float = 0.0,
    single: bool = False,
    prefix: str = "",
    parts: int = 1,
    packed: bool = False,
    mix: Mix = PLAIN,
) -> Export:
    """An export by chance.

    The account has `conversations` chats between 2023 and `lived_until`; with `target_mb`, as many as give that
    much JSON. Only those begun before `taken` are in this export, so that an older and a newer export of one
    account share what they should share; a share `lost` of them is left out, as newer exports do. `single` makes C and D
    without shards, as small accounts get them. `truth` puts a mark into each text-bearing message.
    """
    person = account(seed)
    end = lived_until or TAKEN[generation]
    count = max(1, int(target_mb * _PER_MB)) if target_mb is not None else conversations
    step = (end - BEGAN) / max(count, 1)

    def when(number: int) -> float:
        return min(round(BEGAN + (number + 0.5) * step, 6), end)

    def stories() -> Iterator[Story]:
        size, number = 0.0, 0
        while number < count if target_mb is None else size < target_mb * 1_000_000:
            if (taken is None or when(number) < taken) and not Dice(seed, "lost", number).chance(lost):
                story = chance_story(seed, number, when, person, marked=truth, mix=mix)
                yield story
                if target_mb is not None:
                    size += story.size
            number += 1

    html = target_mb is None and conversations <= _CHAT_HTML_UP_TO
    material = Material(generation, person, stories, chat_html=html, single=single)
    large = target_mb is not None and target_mb >= 100
    return Export(material, prefix, large=large, parts=parts, packed=packed)


def of(build: Callable[[], list[Story]], person: Account, generation: Generation) -> Export:
    """An export of chosen conversations; `build` makes them anew each time."""
    return Export(Material(generation, person, lambda: iter(build())))
