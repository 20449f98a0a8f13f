"""What a project is called that the export names by its id alone."""

from __future__ import annotations

from migrator.i18n import _


def unnamed(title: str) -> str:
    """A name that a person recognises: of the project's chat that comes first in the export, which was used last."""
    words = " ".join(title.split())
    return _("Project · {title}").format(title=words) if words else _("Project")
