"""Choosing chats by a query, as `--only` takes it."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from migrator.errors import UsageError
from migrator.i18n import N_, _
from migrator.privacy.selection import selection
from migrator.tui.content import safe
from migrator.tui.widgets.keys import Keys

_EXAMPLES = (
    ("after:2024 before:2024-07", N_("used in the first half of 2024")),
    ('title:"summer trip"', N_("with these words in the title")),
    ("istanbul -has:image", N_("with this word anywhere, and without a picture")),
    ("project:garden starred:yes", N_("starred ones of one project")),
)


class Query(ModalScreen[str | None]):
    """Ends with a query that can be understood, or with None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "none", N_("Back"))]

    def __init__(self, before: str = "") -> None:
        super().__init__()
        self._before = before

    def compose(self) -> ComposeResult:
        """What can be written, and a field."""
        wide = max(len(query) for query, _said in _EXAMPLES)
        with Vertical(classes="box wide"):
            yield Static(safe(_("Mark chats by a query")), classes="title")
            yield Static(safe("\n".join(f"{query:{wide}}  {_(words)}" for query, words in _EXAMPLES) + "\n"))
            yield Input(self._before, placeholder=_("All terms have to hold"))
            yield Static(id="objection")
        yield Keys()

    def on_mount(self) -> None:
        """Ready to type."""
        self.query_one(Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take it, if it can be understood."""
        event.stop()
        query = event.value.strip()
        if not query:
            return
        try:
            selection([query])
        except UsageError as fault:
            said = "! " + " ".join(part for part in (fault.message, fault.hint) if part)
            self.query_one("#objection", Static).update(safe(said))
            return
        self.dismiss(query)

    def action_none(self) -> None:
        """Not now."""
        self.dismiss(None)
