"""A new kind of part is a type error wherever parts are told apart: every ladder over them ends in `assert_never`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from migrator import model

ROOT = Path(__file__).parent.parent
KINDS = {kind.__name__ for kind in get_args(model.Part)}
FILES = sorted([*ROOT.glob("migrator/**/*.py"), *ROOT.glob("adapters/**/*.py")])


def ladders(tree: ast.AST) -> Iterator[ast.Match]:
    """The `match` statements that tell kinds of parts apart."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Match):
            named = {
                pattern.cls.id
                for case in node.cases
                for pattern in ast.walk(case.pattern)
                if isinstance(pattern, ast.MatchClass) and isinstance(pattern.cls, ast.Name)
            }
            if len(named & KINDS) > 1:
                yield node


def ends_in_never(ladder: ast.Match) -> bool:
    last = ladder.cases[-1].body[-1]
    return (
        isinstance(last, ast.Expr)
        and isinstance(last.value, ast.Call)
        and isinstance(last.value.func, ast.Name)
        and last.value.func.id == "assert_never"
    )


def test_every_ladder_over_parts_ends_in_assert_never():
    open_ended = [
        f"{path.relative_to(ROOT)}:{ladder.lineno}"
        for path in FILES
        for ladder in ladders(ast.parse(path.read_text("utf-8")))
        if not ends_in_never(ladder)
    ]
    assert open_ended == []


def test_the_test_finds_ladders():
    assert sum(1 for path in FILES for _ in ladders(ast.parse(path.read_text("utf-8")))) > 10
