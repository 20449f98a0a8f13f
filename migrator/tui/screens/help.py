"""Help that is made from the keys of a screen, so that it cannot be wrong."""

from __future__ import annotations

from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import Screen

from migrator.i18n import _


def help_text(screen: Screen[object]) -> str:
    """Every key that does something now, with what it does."""
    lines: dict[str, None] = {}
    for active in screen.active_bindings.values():
        if active.binding.description and active.enabled and _is_ours(active.node, active.binding.action):
            shown = screen.app.get_key_display(active.binding)
            lines[f"{shown:>12}   {_(active.binding.description)}"] = None
    return "\n".join(
        [
            *lines,
            "",
            "     1 2 3 4   " + _("the four stages: keep, look, move, leave"),
            "         Tab   " + _("to the next field or list"),
            "          F2   " + _("settings: language, colours, and looking after the vault"),
            "           y   " + _("show the same as a command"),
            "      Ctrl+P   " + _("everything else: every action by name"),
            "",
            _("While you type in a field, letters and digits go into it; Tab or Escape leads out."),
        ]
    )


def _is_ours(node: DOMNode, action: str) -> bool:
    """Whether a key was given by this program: Textual's own (scrolling, the arrows in a list) go without saying."""
    for kind in type(node).__mro__:
        if kind.__module__.startswith("migrator."):
            bindings = kind.__dict__.get("BINDINGS", ())
            if any(isinstance(one, Binding) and one.action == action for one in bindings):
                return True
    return False
