"""What programs of other assistants may read over MCP, and what they were given: grants made, withdrawn, the account."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Static

from migrator.app.context import Context
from migrator.app.serving import account, grants, telling
from migrator.app.serving.account import Log
from migrator.app.serving.grants import Given
from migrator.errors import UsageError
from migrator.i18n import N_, _, ngettext
from migrator.privacy.kinds import chosen
from migrator.privacy.selection import check
from migrator.tui.content import cell, safe
from migrator.tui.screens import ask
from migrator.tui.screens.care import ForVault
from migrator.tui.widgets.keys import Keys
from migrator.tui.widgets.rows import Rows
from migrator.tui.widgets.ticks import Checkbox
from migrator.vault.kinds import Grant


class Assistants(ForVault):
    """The grants that hold, a new one, the account."""

    def title_text(self) -> str:
        """Whose list this is."""
        return _("What other assistants may read")

    def entries(self) -> list[tuple[str, str]]:
        """Each grant, then what can be done."""
        found = [(f"={one.name}", _line(one)) for one in grants.given(self.vault)]
        return [
            *found,
            ("+grant", "+ " + _("Let an assistant's program read chats")),
            ("log", _("What left the vault")),
        ]

    async def do(self, entry: str) -> None:
        """Withdraw a grant, make one, or show the account."""
        match entry:
            case "+grant":
                await self._grant()
            case "log":
                found = account.log(self.vault)
                titles = {one.id: one.title or _("Untitled") for one in self.migrate.desk.listed}
                await self.app.push_screen_wait(Answers(found, titles))
            case _:
                await self._withdraw(entry.removeprefix("="))

    async def _grant(self) -> None:
        wish = await self.app.push_screen_wait(NewGrant({one.name for one in grants.given(self.vault)}))
        if wish is None or not await self.app.push_screen_wait(
            ask.Ask(
                _("Make this grant?"),
                "\n\n".join(telling.before_a_grant()[1:]),
                yes=_("Make it"),
                no=_("Rather not"),
            )
        ):
            return
        vault = self.vault

        def make(context: Context) -> Given:
            return grants.give(
                vault,
                wish.name,
                context,
                only=wish.grant.only,
                redact=wish.grant.redact,
                attachments=wish.grant.attachments,
                about_me=wish.grant.about_me,
            )

        await self.job(
            _("Making the grant"),
            make,
            _("It may be read from now on"),
            lambda made: iter(
                [*telling.given(made), "", _("Tell the program where: migrate mcp connect CLIENT")]
            ),
        )

    async def _withdraw(self, name: str) -> None:
        vault = self.vault
        (one,) = [given for given in grants.given(vault) if given.name == name]
        if await self.app.push_screen_wait(
            ask.Ask(
                _("Withdraw this grant?"),
                "\n".join(telling.given(one))
                + "\n\n"
                + _("It ends with the next question. What was answered before stays with the programs."),
                yes=_("Withdraw"),
                no=_("Keep it"),
            )
        ):
            await self.job(
                _("Withdrawing"),
                lambda _context: grants.withdraw(vault, name),
                _("Withdrawn"),
                telling.given,
            )


class NewGrant(ModalScreen[Given | None]):
    """Name, queries, what is replaced, what else goes along. Ends with what was wished, which can be understood."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "none", N_("Back"))]

    def __init__(self, taken: set[str]) -> None:
        super().__init__()
        self._taken = taken

    def compose(self) -> ComposeResult:
        """The fields, each with its words."""
        with Vertical(classes="box wide"):
            yield Static(safe(_("What may be read?")), classes="title")
            for name, before, title, hint in (
                ("name", "chats", _("A name for it"), _("small letters")),
                ("only", "", _("Which chats"), _("a query; empty for every chat")),
                ("redact", "", _("Replaced on the way"), _("all, or email, phone, …; empty for nothing")),
            ):
                field = Input(before, placeholder=hint, id=name)
                field.border_title = safe(title)
                yield field
            yield Checkbox(safe(_("Names of attachments, too")), value=True, id="attachments", compact=True)
            yield Checkbox(safe(_("Memories and instructions, too")), value=True, id="about", compact=True)
            yield Static(id="objection")
            with Horizontal(classes="buttons"):
                yield Button(safe(_("Go on")), id="go", variant="primary")
        yield Keys()

    def on_mount(self) -> None:
        """Ready to type."""
        self.query_one("#name").focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """On to the next field."""
        event.stop()
        self.focus_next()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Take it, if it can be understood."""
        event.stop()
        name, query, kinds = (
            self.query_one(f"#{key}", Input).value.strip() for key in ("name", "only", "redact")
        )
        try:
            grants.check_name(name, self._taken)
            only = (query,) if query else ()
            check(only)
            redact = chosen([kinds] if kinds else [])
        except UsageError as fault:
            said = "! " + " ".join(part for part in (fault.message, fault.hint) if part)
            self.query_one("#objection", Static).update(safe(said))
            return
        about = self.query_one("#about", Checkbox).value
        self.dismiss(
            Given(
                name,
                Grant(
                    only=only,
                    redact=redact,
                    attachments=self.query_one("#attachments", Checkbox).value,
                    about_me=("chosen" if only else "all") if about else "none",
                ),
            )
        )

    def action_none(self) -> None:
        """Not now."""
        self.dismiss(None)


class Answers(ModalScreen[None]):
    """The account, the newest first; Enter shows which chats an answer quoted."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q", "close", N_("Close"))]

    def __init__(self, found: Log, titles: dict[str, str]) -> None:
        super().__init__()
        self._answers = list(reversed(found.answers))
        self._titles = titles

    def compose(self) -> ComposeResult:
        """How many, and the list."""
        many = len(self._answers)
        with Vertical(classes="box wide"):
            yield Static(safe(_("What left the vault")), classes="title")
            yield Static(
                safe(
                    ngettext("{n} answer in all.", "{n} answers in all.", many).format(n=many)
                    if many
                    else _("No answer ever left the vault over MCP.")
                )
            )
            yield Rows(id="answers")
        yield Keys()

    def on_mount(self) -> None:
        """Fill it."""
        rows = self.query_one(Rows)
        rows.styles.height = min(14, max(1, len(self._answers)))
        rows.show(len(self._answers), self._row)
        rows.focus()

    def _row(self, row: int, cells: int) -> Text:
        line = cell(telling.answered(self._answers[row]))
        line.truncate(cells, overflow="ellipsis")
        return line

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """What this one quoted."""
        event.stop()
        one = self._answers[event.row]
        chats = [self._titles.get(key, key) for key in one.chats]
        about = (
            [
                ngettext("{n} memory or instruction", "{n} memories or instructions", one.about_me).format(
                    n=one.about_me
                )
            ]
            if one.about_me
            else []
        )
        self.app.push_screen(
            ask.Tell(telling.answered(one), "\n".join([*chats, *about]) or _("No chat was quoted."))
        )

    def action_close(self) -> None:
        """Away with it."""
        self.dismiss(None)


def _line(one: Given) -> str:
    first, *_rest = telling.given(one)
    return first
