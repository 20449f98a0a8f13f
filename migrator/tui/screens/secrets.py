"""Passphrase and recovery code: chosen, shown once, asked back. They are never put on the clipboard or into a log."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Static

from migrator.i18n import N_, _
from migrator.tui.content import safe
from migrator.tui.widgets.keys import Keys
from migrator.vault import passphrases, secret, sheet, synced


class NewVault(ModalScreen[str | None]):
    """Just look, or keep: "look", "keep" or None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "none", N_("Back"))]

    def __init__(self, seen: str) -> None:
        super().__init__()
        self._seen = seen

    def compose(self) -> ComposeResult:
        """What was found and the two ways."""
        with Vertical(classes="box"):
            yield Static(safe(_("What shall become of it?")), classes="title")
            yield Static(safe(self._seen + "\n"))
            yield Static(
                safe(
                    _(
                        "Keep: an encrypted vault on this computer, opened by a passphrase. You need it to move"
                    )
                    + " "
                    + _("and to leave safely.")
                    + "\n\n"
                    + _("Just look: nothing stays. You can still decide to keep it later.")
                )
            )
            with Horizontal(classes="buttons"):
                yield Button(safe(_("Keep")), id="keep", variant="primary")
                yield Button(safe(_("Just look")), id="look")
        yield Keys()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """One of the two."""
        event.stop()
        self.dismiss(event.button.id)

    def action_none(self) -> None:
        """Neither."""
        self.dismiss(None)


class Passphrase(ModalScreen[str | None]):
    """A new passphrase: six random words are offered; one's own is taken if it is not a weak one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "none", N_("Back")),
        Binding("ctrl+r", "other", N_("Other words")),
    ]

    def __init__(self, folder: Path, title: str = "") -> None:
        super().__init__()
        self._folder = folder
        self._title = title or _("A passphrase for your vault")
        self._offered = passphrases.generate()

    def compose(self) -> ComposeResult:
        """The words, and twice the same to type."""
        with Vertical(classes="box"):
            yield Static(safe(self._title), classes="title")
            if warning := synced.warning(self._folder):
                yield Static(safe(warning + "\n"))
            yield Static(safe(_("Six random words. Write them down on paper; they are shown only here:")))
            yield Static(safe(self._offered), id="offered", classes="secret")
            yield Static(safe(_("Type them, or a passphrase of your own with 12 characters or more:")))
            yield Input(password=True, id="first")
            yield Static(safe(_("The same once more:")))
            yield Input(password=True, id="again")
            yield Static(id="objection")
        yield Keys()

    def on_mount(self) -> None:
        """The first field takes the keys."""
        self.query_one("#first").focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go on to the second field, or judge both."""
        event.stop()
        if event.input.id == "first":
            self.query_one("#again").focus()
            return
        first, again = (self.query_one(f"#{name}", Input).value for name in ("first", "again"))
        if " ".join(first.split()) == self._offered:
            first = self._offered
        if " ".join(again.split()) == self._offered:
            again = self._offered
        problem = passphrases.objection(first)
        if problem is None and first != again:
            problem = _("These were two different ones. Nothing was changed; try again.")
        if problem is None:
            self.dismiss(first)
            return
        self.query_one("#objection", Static).update(safe("! " + problem))
        self.query_one("#first").focus()

    def action_other(self) -> None:
        """Six other words."""
        self._offered = passphrases.generate()
        self.query_one("#offered", Static).update(safe(self._offered))

    def action_none(self) -> None:
        """No vault after all."""
        self.dismiss(None)


class NewRecovery(ModalScreen[str | None]):
    """The recovery code, shown once, one group of it asked back."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "none", N_("Back"))]

    def __init__(self) -> None:
        super().__init__()
        self.code = secret.new_recovery_code()
        self.group = sheet.question()

    def compose(self) -> ComposeResult:
        """The code and the question."""
        with Vertical(classes="box"):
            yield Static(safe(_("Your recovery code")), classes="title")
            yield Static(safe(_("It opens the vault if the passphrase is lost. Write it down on paper now:")))
            yield Static(safe(self.code), classes="secret")
            yield Static(
                safe(
                    _("Without the passphrase and without this code, nobody can open the vault. Not even we.")
                )
            )
            yield Static(safe(_("To be sure, type group {n} of it:").format(n=self.group)))
            yield Input(id="group")
            yield Static(id="objection")
        yield Keys()

    def on_mount(self) -> None:
        """The answer."""
        self.query_one("#group").focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Judge the group that was typed."""
        event.stop()
        if sheet.answered(self.code, self.group, event.value):
            self.dismiss(self.code)
            return
        self.query_one("#objection", Static).update(
            safe(
                "! "
                + _("That is not group {n}. The groups are parted by hyphens; look again.").format(
                    n=self.group
                )
            )
        )

    def action_none(self) -> None:
        """No vault after all."""
        self.dismiss(None)


class Typed(ModalScreen[str | None]):
    """One secret that opens something, typed in. Spaces at its ends are kept."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "none", N_("Back"))]

    def __init__(self, title: str, *lines: str) -> None:
        super().__init__()
        self._lines = (title, *lines)

    def compose(self) -> ComposeResult:
        """What it is for, and one field."""
        title, *lines = self._lines
        with Vertical(classes="box"):
            yield Static(safe(title), classes="title")
            for one in lines:
                yield Static(safe(one))
            yield Input(password=True)
        yield Keys()

    def on_mount(self) -> None:
        """Ready to type."""
        self.query_one(Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Try it."""
        event.stop()
        if event.value:
            self.dismiss(event.value)

    def action_none(self) -> None:
        """Not now."""
        self.dismiss(None)


class Unlock(Typed):
    """What opens the vault: the passphrase or the recovery code."""

    def __init__(self, folder: Path) -> None:
        super().__init__(_("Open your vault"), str(folder), _("Passphrase or recovery code:"))
