"""The keys of a screen along its lower edge, in the language in use; help is always in sight, at the right.

`BINDINGS` are made once, when a class is; so they hold English (`N_`), and it is translated whenever it is shown.
"""

from __future__ import annotations

from textual.app import ComposeResult
from textual.widgets import Footer
from textual.widgets._footer import FooterKey

from migrator.i18n import N_, _

N_("palette")  # Textual's own word for the key that opens the command palette
_AT_THE_RIGHT = "-command-palette"  # Textual's name for that place


class Keys(Footer):
    """Textual's footer with translated words, and with help instead of the palette where there is always room."""

    def compose(self) -> ComposeResult:
        """The keys as they are active now."""
        made = [one for one in super().compose() if isinstance(one, FooterKey)]
        has_help = any(one.action == "help" for one in made)
        last: list[FooterKey] = []
        for one in made:
            one.description = _(one.description)
            if has_help:
                one.set_class(one.action == "help", _AT_THE_RIGHT)
            if one.action in {"help", "app.command_palette", "command_palette"}:
                last.append(one)
            else:
                yield one
        yield from sorted(last, key=lambda one: one.action == "help")
