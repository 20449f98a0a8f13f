"""One target: its settings, where to write, and the run."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import ClassVar

from msgspec import structs
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Button, Input, Static

from migrator.app.convert import Request, convert, default_out, encrypts
from migrator.app.targets import TargetReport
from migrator.i18n import N_, _
from migrator.tui import dropped, losses, personal
from migrator.tui.content import safe
from migrator.tui.screens import form
from migrator.tui.screens.ask import Ask, Tell
from migrator.tui.screens.secrets import Passphrase
from migrator.tui.screens.writing import WritingScreen
from migrator.tui.screens.written import Written, first_line
from migrator.tui.widgets.ticks import Checkbox
from migrator.tui.widgets.typed import Field


class TargetScreen(WritingScreen):
    """A form that is made from what the target declares."""

    STAGE = "move"
    CSS = form.CSS + "TargetScreen #result { margin-top: 1; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", N_("Back")),
        Binding("t", "run(True)", N_("Try out")),
        Binding("w", "run(False)", N_("Write")),
    ]

    def __init__(self, target: TargetReport) -> None:
        super().__init__()
        self._target = target

    def body(self) -> ComposeResult:
        """Title, fields, buttons, what came of it."""
        one = self._target
        with VerticalScroll(classes="page", can_focus=False):
            yield Static(safe(one.title), classes="title")
            with Horizontal(classes="buttons"):
                yield Button(safe(_("Try out: write nothing")), id="try")
                yield Button(safe(_("Write")), id="write", variant="primary")
            yield Static(safe(_("Where to write (a folder of its own):")), classes="label")
            yield Field(str(Path.cwd() / default_out(one.name)), id="out")
            yield Checkbox(
                safe(_("All versions of a chat, not only the one last shown")), value=True, id="branches"
            )
            yield Checkbox(
                safe(_("Stand-ins in place of personal data and secrets")),
                value=personal.is_hosted(one),
                id="redact",
            )
            yield from form.fields(one.options)
            yield Static(id="result")
            with Vertical(id="how"):
                for title, entries in (
                    (_("How to import:"), one.steps),
                    (_("Limits:"), one.limits),
                    (_("Good to know:"), one.caveats),
                ):
                    if entries:
                        yield Static(safe("\n".join([title, *(f"  • {entry}" for entry in entries)])))

    def on_mount(self) -> None:
        """Trying out is the harmless start; the keys work, since no field takes them."""
        self.query_one("#try").focus()

    def _request(self, *, dry_run: bool) -> Request:
        out = dropped.path(self.query_one("#out", Input).value)
        return Request(
            target=self._target.name,
            sources=(),
            out=Path(out) if out else None,
            only=self.desk.queries(),
            branches="all" if self.query_one("#branches", Checkbox).value else "head",
            settings=form.settings(self, self._target.options),
            redact=("all",) if self.query_one("#redact", Checkbox).value else (),
            dry_run=dry_run,
        )

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """One of the two."""
        self.action_run(event.button.id == "try")

    @work(exclusive=True, group="run")
    async def action_run(self, dry_run: bool) -> None:
        """Write, or only try out."""
        vault = self.desk.vault
        if vault is None:
            return
        request = self._request(dry_run=dry_run)
        if not dry_run and personal.is_hosted(self._target) and not await self._looked(request):
            return
        encrypted = not dry_run and encrypts(request, "en")
        if encrypted:
            out = request.out or default_out(request.target)
            asked = Passphrase(out, _("A passphrase for the encrypted copy, not the vault's"))
            secret = await self.app.push_screen_wait(asked)
            if secret is None:
                return
            request = structs.replace(request, passphrase=lambda: secret)
        elif not dry_run and not await self.app.push_screen_wait(
            Ask(
                _("Write these chats out?"),
                _(
                    "They will be saved unencrypted in {folder}. Anybody who can open that folder can read them."
                ).format(folder=request.out or default_out(request.target)),
                yes=_("Write"),
                no=_("Not now"),
            )
        ):
            return
        if dry_run:
            outcome = await self.job(_("Trying it out"), lambda context: convert(request, context, vault))
            if outcome.error is None:
                text = "\n".join(losses.told(outcome.value.manifest))
                await self.app.push_screen_wait(Tell(_("Only tried out: nothing was written."), text))
            return
        done = await self.written(
            _("Writing your chats"),
            request.out or default_out(request.target),
            lambda context, force: convert(structs.replace(request, force=force), context, vault),
        )
        if done is None:
            return
        self.desk.moved = [one for one in self.desk.moved if one.path != done.path] + [done]
        self.query_one("#result", Static).update(safe(first_line(done)))
        await self.app.push_screen_wait(Written(done))

    async def _looked(self, request: Request) -> bool:
        """Show what goes to another company, or what takes its place; whether the person wants to go on."""
        vault = self.desk.vault
        wanted = personal.Request(only=request.only, branches=request.branches)
        outcome = await self.job(
            _("Looking for personal data; nothing is written"),
            lambda context: personal.scan(wanted, context, vault),
        )
        if outcome.error is not None:
            return False
        goes_on: bool = await self.app.push_screen_wait(
            Ask(
                _("This is for {place}: another company.").format(place=self._target.title),
                "\n\n".join(personal.lines(outcome.value, redacted=bool(request.redact))),
                yes=_("Go on"),
                no=_("Not now"),
            )
        )
        return goes_on

    def action_back(self) -> None:
        """Out of a field; then to the list of targets."""
        if isinstance(self.focused, Input):
            self.query_one("#try").focus()
        else:
            self.dismiss(None)

    def command(self) -> str:
        """The main job."""
        request = self._request(dry_run=False)
        words = ["migrate", "--to", request.target, "--out", str(request.out or default_out(request.target))]
        words += [word for query in request.only for word in ("--only", query)]
        words += [word for setting in request.settings for word in ("--set", setting)]
        words += ["--redact", "all"] if request.redact else []
        return shlex.join([*words, *(["--branches", "head"] if request.branches == "head" else [])])
