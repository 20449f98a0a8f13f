"""What the person decided about their profile, laid over the memories and instructions that a vault's exports hold.

So a target is given what `migrate profile review` left: dropped facts are not handed on and counted as chosen, edited ones
have the person's words, approved ones say so (`extra["reviewed"]`), and lists copied by hand are memories like others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from migrator.app.profiling import copied_lists, rulings
from migrator.model import Instruction, Memory
from migrator.profile.collect import BY_HAND, version_of
from migrator.profile.review import NEW, Ruling
from migrator.shape import ids
from migrator.shape.facts.fact import of_lines, of_memory
from migrator.vault.handle import Vault


class Review:
    """The decisions and lists of one vault; `dropped` gathers the ids of what was left out because of them."""

    def __init__(self, vault: Vault) -> None:
        self._rulings = rulings(vault)
        self._lists = list(copied_lists(vault))
        self.dropped: set[str] = set()

    def __call__(self, kind: type, items: Iterable[object]) -> Iterator[object]:
        """`items` as reviewed, then, if memories are asked for, those of the lists."""
        for item in items:
            if isinstance(item, Memory):
                yield from self._memory(item)
            elif isinstance(item, Instruction) and self._of(version_of(item).id).state == "left-out":
                self.dropped.add(item.id)
            else:
                yield item
        if kind is Memory:
            for original, text in self._lists:
                for fact in of_lines(text, BY_HAND, original):
                    key = ids.derived("memory", BY_HAND, *fact.traces)
                    extra = {"date": fact.day} if fact.day else {}
                    yield from self._memory(Memory(id=key, text=fact.text, source=BY_HAND, extra=extra))

    def _of(self, key: str) -> Ruling:
        return self._rulings.get(key, NEW)

    def _memory(self, memory: Memory) -> Iterator[Memory]:
        ruling = self._of(of_memory(memory).id)
        if ruling.state == "left-out":
            self.dropped.add(memory.id)
        elif ruling.state == "new":
            yield memory
        else:
            text = ruling.text if ruling.state == "edited" and ruling.text else memory.text
            extra = {**memory.extra, "reviewed": ruling.state}
            yield msgspec.structs.replace(memory, text=text, extra=extra)
