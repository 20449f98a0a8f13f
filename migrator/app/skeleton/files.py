"""What every skeleton needs: a name that can be a package, a checkout, and files that are not there yet."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import msgspec

from migrator.errors import OutputExists, UsageError
from migrator.i18n import _

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


class Skeleton(msgspec.Struct, frozen=True):
    """The files that were written or changed, and what is left to do."""

    name: str
    files: tuple[str, ...]
    next: tuple[str, ...]


def checked(name: str, checkout: Path) -> None:
    """`UsageError` if `name` cannot name a target, or `checkout` is not a checkout of the project."""
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


def write_new(made: dict[str, str], checkout: Path) -> None:
    """Write files, text by path; `UsageError`, with nothing written, if one of them is there already."""
    for path in made:
        if (checkout / path).exists():
            raise OutputExists(_("“{file}” exists already; nothing was written.").format(file=path))
    for path, text in made.items():
        (checkout / path).parent.mkdir(parents=True, exist_ok=True)
        (checkout / path).write_text(text, "utf-8")


def template(name: str) -> str:
    """The text of a template of this package."""
    return (files(__package__) / name).read_text("utf-8")
