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
from migrator.tui.typeahead import TypeAhead
from migrator.tui.widgets.keys import Keys
from migrator.vault import passphrases, secret, sheet, synced


class NewVault(ModalScreen[str | None]):
    """Just look, or keep: "look", "keep" or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,up", "app.focus_previous", show=False),
        Binding("right,down", "app.focus_next", show=False),
        Binding("escape", "none", N_("Back")),
    ]

    def __init__(self, seen: str) -> None:
        super().__init__()
        self._seen = seen

    def compose(self) -> ComposeResult:
        with Vertical(classes="box"):
            yield Static(safe(_("What do you want to do with it?")), classes="title")
            yield Static(safe(self._seen + "\n"))
            yield Static(
                safe(
                    _(
                        "Keep it safe: in an encrypted vault on this computer, opened by a passphrase. Needed before"
                        " you delete your account."
                    )
                    + "\n\n"
                    + _("Just look: nothing is kept. You can look, convert, and still decide to keep it.")
                )
            )
            with Horizontal(classes="buttons"):
                yield Button(safe(_("Keep it safe")), id="keep", variant="primary")
                yield Button(safe(_("Just look")), id="look")
        yield Keys()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.dismiss(event.button.id)

    def action_none(self) -> None:
        self.dismiss(None)


class Passphrase(ModalScreen[str | None]):
    """A new passphrase: six random words, three of them asked back; or one's own, typed twice, if it is not a weak one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,up", "app.focus_previous", show=False),
        Binding("right,down", "app.focus_next", show=False),
        Binding("ctrl+r", "other", N_("Other words")),
        Binding("ctrl+o", "own", N_("My own")),
        Binding("ctrl+t", "show", N_("Show what I type")),
        Binding("escape", "none", N_("Back")),
    ]

    def __init__(self, folder: Path, title: str = "") -> None:
        super().__init__()
        self._folder = folder
        self._title = title or _("A passphrase for your vault")
        self._offered = passphrases.generate()
        self._asked: list[int] = []  # which words are still asked back, counted from 0
        self._stage = "offer"

    def compose(self) -> ComposeResult:
        with Vertical(classes="box"):
            yield Static(safe(self._title), classes="title")
            if warning := synced.warning(self._folder):
                yield Static(safe(warning + "\n"))
            with Vertical(id="offer", classes="part"):
                yield Static(safe(_("Six random words. Write them down on paper; they are shown only here:")))
                yield Static(safe(self._offered), id="offered", classes="secret")
                with Horizontal(classes="buttons"):
                    yield Button(safe(_("I have written them down")), id="written", variant="primary")
                    yield Button(safe(_("Choose my own")), id="own")
            with Vertical(id="recall", classes="part"):
                yield Static(id="question")
                yield Input(id="word")
            with Vertical(id="typed", classes="part"):
                yield Static(safe(_("A passphrase of your own, with 12 characters or more:")))
                yield Input(password=True, id="first")
                yield Static(id="strength", classes="note")
                yield Static(safe(_("The same once more:")))
                yield Input(password=True, id="again")
            yield Static(id="objection")
        yield Keys()

    def on_mount(self) -> None:
        self._enter("offer", "#written")

    def _enter(self, stage: str, focus: str) -> None:
        """Show one part of the box and put the cursor there."""
        self._stage = stage
        for part in self.query(".part"):
            part.display = part.id == stage
        self.query_one("#objection", Static).update("")
        self.query_one(focus).focus()
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        del parameters
        uses = {"other": {"offer"}, "own": {"offer", "recall"}, "show": {"typed"}}
        return self._stage in uses.get(action, {self._stage})

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "own":
            self.action_own()
        else:
            self._asked = passphrases.to_recall()
            self._ask_word()

    def _ask_word(self) -> None:
        """Ask for the next word, or end with the passphrase when all were right."""
        if not self._asked:
            self.dismiss(self._offered)
            return
        self._enter("recall", "#word")
        self.query_one("#word", Input).value = ""
        self.query_one("#question", Static).update(
            safe(_("To be sure: what is word {n}?").format(n=self._asked[0] + 1))
        )

    def on_input_changed(self, event: Input.Changed) -> None:
        if event.input.id == "first":
            self.query_one("#strength", Static).update(safe(passphrases.strength(event.value)))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        match event.input.id:
            case "word":
                self._judge_word(event.value)
            case "first":
                self.query_one("#again").focus()
            case _:
                self._judge_own()

    def _judge_word(self, typed: str) -> None:
        number = self._asked[0]
        if passphrases.same_word(typed, self._offered.split()[number]):
            self._asked.pop(0)
            self._ask_word()
            return
        self.query_one("#objection", Static).update(
            safe("! " + _("That is not word {n}. Esc shows the words again.").format(n=number + 1))
        )

    def _judge_own(self) -> None:
        first, again = (self.query_one(f"#{name}", Input).value for name in ("first", "again"))
        problem = passphrases.objection(first)
        if problem is None and first != again:
            problem = _("The two do not match; they differ from character {n}. Try again.").format(
                n=passphrases.differ_at(first, again)
            )
        if problem is None:
            self.dismiss(first)
            return
        self.query_one("#objection", Static).update(safe("! " + problem))
        self.query_one("#first").focus()

    def action_other(self) -> None:
        """Six other words."""
        self._offered = passphrases.generate()
        self.query_one("#offered", Static).update(safe(self._offered))

    def action_own(self) -> None:
        self._enter("typed", "#first")

    def action_show(self) -> None:
        """Show what is typed, or hide it again."""
        for field in self.query(Input):
            if field.id in {"first", "again"}:
                field.password = not field.password

    def action_none(self) -> None:
        """Back to the words; from there, no vault after all."""
        if self._stage == "offer":
            self.dismiss(None)
        else:
            self._enter("offer", "#written")


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
                    _(
                        "If you lose both the passphrase and this code, nobody can open the vault. We cannot either."
                    )
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

    def __init__(self, title: str, *lines: str, objection: str = "") -> None:
        super().__init__()
        self._lines = (title, *lines)
        self._objection = objection

    def compose(self) -> ComposeResult:
        """What it is for, and one field."""
        title, *lines = self._lines
        with Vertical(classes="box"):
            yield Static(safe(title), classes="title")
            for one in lines:
                yield Static(safe(one))
            yield Input(password=True)
            yield Static(safe("! " + self._objection if self._objection else ""), id="objection")
        yield Keys()

    def on_mount(self) -> None:
        """Ready to type; keys that came before the field did go there now."""
        self.query_one(Input).focus()
        if isinstance(self.app, TypeAhead):
            self.call_after_refresh(self.app.release_keys)

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

    def __init__(self, folder: Path, objection: str = "") -> None:
        super().__init__(
            _("Open your vault"), str(folder), _("Passphrase or recovery code:"), objection=objection
        )
