"""A table of exports: what each holds, what is wrong with it, and what each target would lose.

    python scripts/survey.py FOLDER [TARGET…]

Every ZIP, every JSON file and every folder that holds a conversations file below FOLDER is inspected and tried out
against each target (markdown, jsonl and native if none is named). Nothing is written. Prints a Markdown table; the
numbers are of conversations, messages, branches and problems; of losses, how many messages, parts or items.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from migrator.app.context import Context
from migrator.app.convert import Request, compare, is_a_loss
from migrator.app.inspect import inspect
from migrator.errors import MigratorError

TARGETS = ("markdown", "jsonl", "native")


def exports(folder: Path) -> list[Path]:
    """What looks like an export, by name: folders first, then what is not inside one of them."""
    folders = {
        path.parent for path in folder.rglob("conversations*.json") if path.name != "conversations.json"
    }
    inside = [path for each in folders for path in each.rglob("*")]
    files = [path for path in folder.rglob("*") if path.suffix in {".zip", ".json"} and path not in inside]
    return sorted([*folders, *files])


def row(path: Path, folder: Path, targets: Sequence[str]) -> list[str]:
    """One line of the table."""
    name = path.relative_to(folder).as_posix()
    try:
        found = inspect([str(path)], Context())
    except MigratorError as fault:
        return [name, f"refused ({fault.exit_code})", *[""] * (4 + len(targets))]
    numbers = [found.conversations, found.messages, found.branches, len(found.problems)]
    request = Request(target=targets[0], sources=(str(path),), dry_run=True)
    losses = [
        ", ".join(f"{line.count} {line.kind}" for line in done.manifest.losses if is_a_loss(line)) or "none"
        for done in compare(request, targets, Context())
    ]
    return [name, found.sources[0].generation, *map(str, numbers), *losses]


def main(folder: Path, targets: Sequence[str]) -> None:
    """Print the table."""
    head = ["export", "generation", "conversations", "messages", "branches", "problems"]
    print(" | ".join(["", *head, *(f"lost: {name}" for name in targets), ""]).strip())
    print("|" + "---|" * (len(head) + len(targets)))
    for path in exports(folder):
        print("| " + " | ".join(row(path, folder, targets)) + " |")


if __name__ == "__main__":
    main(Path(sys.argv[1]), tuple(sys.argv[2:]) or TARGETS)
