"""The keys of a screen along its lower edge, in the language in use.

`BINDINGS` are made once, when a class is; so they hold English (`N_`), and it is translated whenever it is shown.
"""

from __future__ import annotations

from textual.app import ComposeResult
from textual.widgets import Footer
from textual.widgets._footer import FooterKey

from migrator.i18n import N_, _

N_("palette")  # Textual's own word for the key that opens the command palette


class Keys(Footer):
    """Textual's footer with translated words."""

    def compose(self) -> ComposeResult:
        """The keys as they are active now."""
        for made in super().compose():
            if isinstance(made, FooterKey):
                made.description = _(made.description)
            yield made
