"""A new hosted assistant: its TOML, its page, and the three lines that make it a target. There is no code to write."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from string import Template

from migrator.app.skeleton.files import Skeleton, checked, template, write_new
from migrator.errors import UsageError
from migrator.i18n import _

_PACKAGE = "adapters/migrator_packs/__init__.py"
_PROJECT = "pyproject.toml"
_GROUP = '[project.entry-points."migrator.writers"]'
_WIDTH = 110  # of a line, as the formatter has it
_FILES = {
    "pack.txt": "adapters/migrator_packs/$name.toml",
    "page.txt": "docs/reference/targets/$name.md",
}


def new_pack(name: str, checkout: Path) -> Skeleton:
    """Write the pack `name` into a checkout and register it. `UsageError`, with nothing written, if something is in the way."""
    checked(name, checkout)
    constant = name.replace("-", "_").upper()
    made = {
        Template(path).substitute(name=name): Template(template(key)).substitute(name=name)
        for key, path in _FILES.items()
    }
    changed = {
        _PACKAGE: _with_constant(_read(checkout, _PACKAGE), name, constant),
        _PROJECT: _with_entry(_read(checkout, _PROJECT), name, constant),
    }
    write_new(made, checkout)
    for path, text in changed.items():
        (checkout / path).write_text(text, "utf-8")
    return Skeleton(name, (*made, *changed), _left_to_do(name))


def _read(checkout: Path, path: str) -> str:
    try:
        return (checkout / path).read_text("utf-8")
    except OSError:
        raise _not_as_expected(path) from None


def _with_constant(text: str, name: str, constant: str) -> str:
    """The package's module with a target more, in `__all__` too; both stay sorted."""
    found = re.search(r"^__all__ = (\[.*?\])\n", text, re.MULTILINE | re.DOTALL)
    lines = list(re.finditer(r'^[A-Z][A-Z0-9_]* = _target\(".*"\)\n', text, re.MULTILINE))
    if not found or not lines:
        raise _not_as_expected(_PACKAGE)
    names = ast.literal_eval(found[1])
    if constant in names:
        raise UsageError(
            _("There is a target called “{name}” already; nothing was written.").format(name=name)
        )
    text = text[: found.start()] + _exported(sorted([*names, constant])) + text[found.end() :]
    line = f'{constant} = _target("{name}")\n'
    after = [match.end() for match in lines if match[0] < line]
    at = max(after, default=lines[0].start())
    return text[:at] + line + text[at:]


def _exported(names: list[str]) -> str:
    quoted = [f'"{name}"' for name in names]
    line = f"__all__ = [{', '.join(quoted)}]\n"
    return (
        line
        if len(line) <= _WIDTH + 1
        else "".join(["__all__ = [\n", *(f"    {q},\n" for q in quoted), "]\n"])
    )


def _with_entry(text: str, name: str, constant: str) -> str:
    """The project file with an entry point more, in its place by name."""
    head, group, rest = text.partition(_GROUP + "\n")
    if not group:
        raise _not_as_expected(_PROJECT)
    lines = rest.splitlines(keepends=True)
    end = next((at for at, line in enumerate(lines) if "=" not in line), len(lines))
    names = [line.split("=")[0].strip().strip('"') for line in lines[:end]]
    if name in names:
        raise UsageError(
            _("There is a target called “{name}” already; nothing was written.").format(name=name)
        )
    at = next((at for at, other in enumerate(names) if other > name), end)
    lines.insert(at, f'{name} = "migrator_packs:{constant}"\n')
    return head + group + "".join(lines)


def _not_as_expected(path: str) -> UsageError:
    return UsageError(
        _("“{file}” is not as this command expects it; nothing was written.").format(file=path),
        _("CONTRIBUTING.md has the same steps by hand."),
    )


def _left_to_do(name: str) -> tuple[str, ...]:
    return (
        _("Fill in {file}: steps, sizes, and facts with source and date.").format(
            file=f"adapters/migrator_packs/{name}.toml"
        ),
        _("Install again, so that it is found: {command}").format(command="pip install -e '.[dev]'"),
        _("Let its page be filled in: {command}").format(command="python tests/contract/reference.py"),
        _("Name it on the map, in the row of {package}: {file}").format(
            package="adapters/migrator_packs/", file="docs/explanation/map.md"
        ),
        _("See that it keeps the contract: {command}").format(
            command="pytest tests/contract tests/packs tests/test_docs.py"
        ),
    )
