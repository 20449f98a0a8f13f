"""The skeleton of a new target: a package that already keeps the contract, and what is left to do by hand.

The skeleton writes every message's words as JSON lines and names what it leaves out, so its author begins with
something that works and changes it piece by piece while the contract suite watches.
"""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path
from string import Template

import msgspec

from migrator.errors import UsageError
from migrator.i18n import _

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
# template here -> path in the checkout; $package and $name are filled in
_FILES = {
    "init.txt": "adapters/$package/__init__.py",
    "writer.txt": "adapters/$package/writer.py",
    "capabilities.txt": "adapters/$package/capabilities.toml",
    "typed.txt": "adapters/$package/py.typed",
    "test.txt": "tests/$short/test_writer.py",
    "page.txt": "docs/reference/targets/$name.md",
}


class Skeleton(msgspec.Struct, frozen=True):
    """The files that were written, and what is left to do."""

    name: str
    files: tuple[str, ...]
    next: tuple[str, ...]


def new_adapter(name: str, checkout: Path) -> Skeleton:
    """Write the skeleton of a target called `name` into a checkout of the project. Nothing is overwritten."""
    if not _NAME.fullmatch(name):
        raise UsageError(
            _("“{name}” is no name for a target.").format(name=name),
            _("Use small letters, digits and single hyphens, for example: migrate adapters new my-assistant"),
        )
    if not (checkout / "adapters").is_dir() or not (checkout / "pyproject.toml").is_file():
        raise UsageError(
            _(
                "This is not a checkout of the project: there is no folder “adapters” beside a pyproject.toml."
            ),
            _("Go to the folder that you cloned, and run it there."),
        )
    short = name.replace("-", "_")
    values = {"name": name, "short": short, "package": f"migrator_{short}", "constant": short.upper()}
    made = {
        Template(path).substitute(values): Template(_template(key)).substitute(values)
        for key, path in _FILES.items()
    }
    for path in made:
        if (checkout / path).exists():
            raise UsageError(_("“{file}” exists already; nothing was written.").format(file=path))
    for path, text in made.items():
        (checkout / path).parent.mkdir(parents=True, exist_ok=True)
        (checkout / path).write_text(text, "utf-8")
    return Skeleton(name, tuple(made), _left_to_do(values))


def _template(name: str) -> str:
    return (files(__name__) / name).read_text("utf-8")


def _left_to_do(values: dict[str, str]) -> tuple[str, ...]:
    line = '{name} = "{package}:{constant}"'.format(**values)
    return (
        _('In pyproject.toml, under [project.entry-points."migrator.writers"], add: {line}').format(
            line=line
        ),
        _(
            "In pyproject.toml, add “{package}” to each list of import-linter that names “migrator_notes”."
        ).format(package=values["package"]),
        _("Install again, so that it is found: {command}").format(command="pip install -e '.[dev]'"),
        _("Let its page be filled in: {command}").format(command="python tests/contract/reference.py"),
        _("See that it keeps the contract: {command}").format(
            command="pytest tests/contract tests/{short}".format(**values)
        ),
        _("Now make it yours: capabilities.toml first, then writer.py. CONTRIBUTING.md has the steps."),
    )
