"""The hostile corpus: named exports that are malicious, broken or merely strange, each with what must happen.

Every command, target and screen can be run against all of them: `for case in cases(): path = case.write(folder)`.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from migrator.sample.hostile import (
    archives,
    containers,
    foreign,
    incomplete,
    loose,
    names,
    records,
    texts,
    trees,
)
from migrator.sample.hostile.case import Case

__all__ = ["Case", "case", "cases"]


def cases(*, long: bool = True) -> Iterator[Case]:
    """All cases, in a fixed order; without `long` only those that are written in well under a second."""
    every = chain(
        texts.cases(),
        names.cases(),
        trees.cases(),
        records.cases(),
        archives.cases(),
        containers.cases(),
        incomplete.cases(),
        loose.cases(),
        foreign.cases(),
    )
    return (case for case in every if long or not case.long)


def case(name: str) -> Case:
    """The case of that name."""
    for found in cases():
        if found.name == name:
            return found
    raise KeyError(name)
