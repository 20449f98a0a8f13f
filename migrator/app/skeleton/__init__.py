"""The skeleton of a new target: a package that already keeps the contract, and what is left to do by hand.

The skeleton writes every message's words as JSON lines and names what it leaves out, so its author begins with
something that works and changes it piece by piece while the contract suite watches.
"""

from __future__ import annotations

from pathlib import Path
from string import Template

from migrator.app.skeleton.files import Skeleton, checked, template, write_new
from migrator.app.skeleton.pack import new_pack
from migrator.i18n import _

# template here -> path in the checkout; $package and $name are filled in
_FILES = {
    "init.txt": "adapters/$package/__init__.py",
    "writer.txt": "adapters/$package/writer.py",
    "capabilities.txt": "adapters/$package/capabilities.toml",
    "typed.txt": "adapters/$package/py.typed",
    "test.txt": "tests/$short/test_writer.py",
    "page.txt": "docs/reference/targets/$name.md",
}


__all__ = ["Skeleton", "new_adapter", "new_pack"]


def new_adapter(name: str, checkout: Path) -> Skeleton:
    """Write the skeleton of a target called `name` into a checkout of the project. Nothing is overwritten."""
    checked(name, checkout)
    short = name.replace("-", "_")
    values = {"name": name, "short": short, "package": f"migrator_{short}", "constant": short.upper()}
    made = {
        Template(path).substitute(values): Template(template(key)).substitute(values)
        for key, path in _FILES.items()
    }
    write_new(made, checkout)
    return Skeleton(name, tuple(made), _left_to_do(values))


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
        _("Add it to the map: {file}").format(file="docs/explanation/map.md"),
        _("See that it keeps the contract: {command}").format(
            command="pytest tests/contract tests/{short}".format(**values)
        ),
        _("Now make it yours: capabilities.toml first, then writer.py. CONTRIBUTING.md has the steps."),
    )
