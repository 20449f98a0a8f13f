"""Straight to a server that is running: counted first, then asked about by the name of the host, then sent."""

from __future__ import annotations

import shlex
from typing import ClassVar

from msgspec import structs
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Button, Input, Static

from migrator.adapter import Pusher
from migrator.app.pushing import Pushed, Request, place, push
from migrator.errors import MigratorError
from migrator.i18n import N_, _
from migrator.tui import personal, pushed
from migrator.tui.content import safe
from migrator.tui.screens import ask, form
from migrator.tui.screens.servers import NetLog
from migrator.tui.screens.stage import StageScreen
from migrator.tui.widgets.ticks import Checkbox
from migrator.tui.widgets.typed import Field

# Where each listens if nobody changed it, by its own documentation.
_USUAL = {"ollama": "http://127.0.0.1:11434"}


class PushScreen(StageScreen):
    """A form; the token is typed unseen, kept nowhere, and stands in no command that is shown."""

    STAGE = "move"
    CSS = form.CSS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", N_("Back")),
        Binding("t", "run(True)", N_("Count first")),
        Binding("w", "run(False)", N_("Send")),
        Binding("n", "net_log", N_("Network log")),
    ]

    def __init__(self, pusher: Pusher) -> None:
        super().__init__()
        self._pusher = pusher

    def body(self) -> ComposeResult:
        """Title, buttons, address, token, settings."""
        one = self._pusher
        with VerticalScroll(classes="page", can_focus=False):
            yield Static(safe(_(one.title)), classes="title")
            yield Static(safe(_(one.about)))
            with Horizontal(classes="buttons"):
                yield Button(safe(_("Count first: send nothing")), id="try")
                yield Button(safe(_("Send")), id="send", variant="primary")
            yield Static(safe(_("Its address; only this host is talked to:")), classes="label")
            yield Field(_USUAL.get(one.name, "http://127.0.0.1:8080"), id="url")
            yield Static(
                safe(_("Its token or API key, if it wants one (not shown, not kept):")), classes="label"
            )
            yield Field(id="token", password=True)
            yield Checkbox(
                safe(_("All versions of a chat, not only the one last shown")), value=True, id="branches"
            )
            yield from form.fields(one.options)

    def on_mount(self) -> None:
        """Counting is the harmless start."""
        self.query_one("#try").focus()

    def _request(self) -> Request:
        return Request(
            target=self._pusher.name,
            url=self.query_one("#url", Input).value.strip(),
            only=self.desk.queries(),
            branches="all" if self.query_one("#branches", Checkbox).value else "head",
            settings=form.settings(self, self._pusher.options),
            dry_run=True,
        )

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """One of the two."""
        self.action_run(event.button.id == "try")

    @work(exclusive=True, group="run")
    async def action_run(self, dry_run: bool) -> None:
        """Count what would go; then, unless that is all, ask by name and send."""
        vault, request = self.desk.vault, self._request()
        if vault is None:
            return
        try:
            where, here = place(request.url)
        except MigratorError as fault:
            await self.app.push_screen_wait(ask.fault(fault))
            return
        outcome = await self.job(
            _("Counting; nothing is sent"), lambda context: push(request, context, vault)
        )
        if outcome.error is not None:
            return
        if dry_run:
            text = "\n".join(pushed.told(outcome.value))
            await self.app.push_screen_wait(
                ask.Tell(_("Only counted: nothing was sent, and the server was not asked."), text)
            )
            return
        counted: Pushed = outcome.value
        if not await self.app.push_screen_wait(
            ask.Ask(
                _("Send to {host}?").format(host=where),
                "\n".join(pushed.consent(counted, where, here=here)),
                yes=_("Send to {host}").format(host=where),
                no=_("Not now"),
            )
        ):
            return
        if not here:
            whole = personal.Request(only=request.only, branches=request.branches)
            look = await self.job(
                _("Looking for personal data; nothing is sent"),
                lambda context: personal.scan(whole, context, vault),
            )
            if look.error is not None:
                return
            if look.value.counts and await self.app.push_screen_wait(
                ask.Ask(
                    _("Stand-ins in place of personal data and secrets?"),
                    "\n\n".join(personal.lines(look.value, redacted=False)),
                    yes=_("Stand-ins"),
                    no=_("As it is"),
                )
            ):
                request = structs.replace(request, redact=("all",))
        token = self.query_one("#token", Input).value.strip() or None
        wanted = structs.replace(request, dry_run=False, token=token, allowed=() if here else (where,))
        outcome = await self.job(
            _("Sending to {host}").format(host=where), lambda context: push(wanted, context, vault)
        )
        if outcome.error is None:
            await self.app.push_screen_wait(
                ask.Tell(_("Sent to {host}.").format(host=where), "\n".join(pushed.told(outcome.value)))
            )

    def action_net_log(self) -> None:
        """Every request that was made."""
        self.app.push_screen(NetLog())

    def action_back(self) -> None:
        """Out of a field; then to the list of places."""
        if isinstance(self.focused, Input):
            self.query_one("#try").focus()
        else:
            self.dismiss(None)

    def command(self) -> str:
        """The same, with the token in a file, as it has to be."""
        request = self._request()
        words = ["migrate", "push", "--to", request.target, "--url", request.url]
        if self.query_one("#token", Input).value:
            words += ["--token-file", "FILE"]
        words += [word for query in request.only for word in ("--only", query)]
        words += [word for setting in request.settings for word in ("--set", setting)]
        return shlex.join([*words, *(["--branches", "head"] if request.branches == "head" else [])])
