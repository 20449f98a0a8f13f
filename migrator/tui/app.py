"""The full-screen program: four stages as modes, one desk, keys that hold everywhere, the command palette."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, ClassVar

from textual import work
from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.command import CommandPalette
from textual.events import Event, InputEvent, Key
from textual.filter import LineFilter
from textual.screen import ModalScreen, Screen
from textual.widgets import Input, TextArea

from migrator import i18n
from migrator.app import preferences
from migrator.app.unlocking import default_folder, shielded
from migrator.errors import MigratorError
from migrator.i18n import N_, _
from migrator.tui import layouts, themes, wishes
from migrator.tui.desk import Desk
from migrator.tui.direction import terminal
from migrator.tui.direction.lines import Direction
from migrator.tui.ending import ending_on_signals
from migrator.tui.jobs import JobScreen, is_running, stop_all, wait_until_idle
from migrator.tui.screens import ask
from migrator.tui.screens.direction import WhichLine
from migrator.tui.screens.help import help_text
from migrator.tui.screens.keep import KeepScreen
from migrator.tui.screens.leave import LeaveScreen
from migrator.tui.screens.look import LookScreen
from migrator.tui.screens.move import MoveScreen
from migrator.tui.screens.settings import Settings
from migrator.tui.screens.stage import StageScreen
from migrator.tui.typeahead import TypeAhead
from migrator.tui.web.serving import served_here
from migrator.tui.widgets.stages import STAGES, title


class _Blank(ModalScreen[None]):
    """Nothing: shown while the vault is being closed."""


class MigrateApp(TypeAhead):
    """`migrate` on a terminal."""

    TITLE = "Migrator"
    CSS_PATH = "style.tcss"
    ENABLE_COMMAND_PALETTE = True
    MODES: ClassVar[dict[str, type[Screen[None]]]] = {
        "keep": KeepScreen,
        "look": LookScreen,
        "move": MoveScreen,
        "leave": LeaveScreen,
    }  # type: ignore[assignment]
    FIRST: ClassVar[str] = "keep"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1", "stage('keep')", show=False),
        Binding("2", "stage('look')", show=False),
        Binding("3", "stage('move')", show=False),
        Binding("4", "stage('leave')", show=False),
        Binding("f1,question_mark", "help", N_("Help")),
        Binding("f2", "settings", N_("Settings")),
        Binding("y", "command_line", N_("As command"), show=False),
        Binding("ctrl+q", "quit", N_("Quit"), priority=False),
        Binding("ctrl+z", "suspend_process", show=False),
    ]

    def __init__(self, folder: Path | None = None, *, kiosk: bool = False) -> None:
        super().__init__()
        self.desk = Desk(folder or default_folder(), kiosk=kiosk)
        self.wishes, self._whole = preferences.load()
        self._last_key = _now()
        for theme in themes.own():
            self.register_theme(theme)
        self.theme = themes.textual(self.wishes.theme)
        self.direction = Direction(turning=self._turns_lines())
        self._asked = False

    def _turns_lines(self) -> bool:
        """Whether right-to-left lines are put in order here. The terminal in our own web page is known not to do it."""
        return served_here() or self.wishes.bidi == "on"

    def get_line_filters(self) -> Sequence[LineFilter]:
        """What finished lines pass through: Textual's own, then the one for what is written from right to left."""
        return [*super().get_line_filters(), self.direction]

    def go(self, stage: str) -> None:
        """Open a stage, if there is anything in it yet."""
        if stage not in self.MODES:
            return
        if stage == "move" and self.desk.kiosk:
            self.notify(_("In a workshop nothing is written, so nothing can be moved."), markup=False)
            return
        if stage in {"look", "move"} and self.desk.vault is None:
            self.notify(_("Bring in an export first."), markup=False)
            return
        self.switch_mode(stage)
        self.call_after_refresh(self._renew)

    def _renew(self) -> None:
        """The checklist goes by the clock, so it is asked for whenever somebody comes to it."""
        if isinstance(self.screen, LeaveScreen):
            self.screen.load()

    def action_stage(self, stage: str) -> None:
        """Open a stage by its key."""
        self.go(stage)

    def action_settings(self) -> None:
        """Colours and the vault."""
        if not isinstance(self.screen, ModalScreen):
            self.push_screen(Settings())

    async def prefer(self, name: str, value: object) -> None:
        """Take a wish of the person's (`wishes.CHOICES`) to heart, at once and for the next time."""
        self.wishes = wishes.wished(self.wishes, name, value)
        try:
            if not self.desk.kiosk:
                preferences.save(self.wishes)
        except MigratorError:
            self.notify(_("This holds for now, but could not be kept for the next time."), markup=False)
        self.theme = themes.textual(self.wishes.theme)
        if name == "bidi":
            self._turn_lines()
        if name == "language" and value != i18n.language():
            busy = [one for one in self.screen_stack if not isinstance(one, Settings | CommandPalette)]
            if any(isinstance(one, ModalScreen) for one in busy):
                self.notify(
                    _("Finish what is open first; the language is the other one next time."), markup=False
                )
                return
            i18n.use(str(value))
            await self._anew(self.current_mode)

    def _turn_lines(self) -> None:
        """Show all lines anew as is wished: a new filter, so that no line of before is taken for one of now."""
        self.direction = Direction(turning=self._turns_lines())
        self._asked = False
        self._tell_terminal(terminal.OURS if self.direction.turning else terminal.THEIRS)
        for screen in self.screen_stack:
            for widget in screen.walk_children(with_self=True):
                widget.refresh()

    def _ask_about_direction(self) -> None:
        """Ask who turns it round, once, when something is to be seen that is written from right to left."""
        wanted = self.direction.met and self.wishes.bidi == "auto" and not self._asked and not served_here()
        if not wanted or isinstance(self.screen, ModalScreen):
            return
        if isinstance(self.screen, KeepScreen) and i18n.language() != "ar":
            return  # a question that is put there while another stage opens would be behind it
        self._asked = True

        def answered(how: str | None) -> None:
            if how is None:
                self._tell_terminal(terminal.THEIRS)
            else:
                self.call_later(self.prefer, "bidi", how)

        self._tell_terminal(terminal.OURS)
        self.push_screen(WhichLine(), answered)

    def _tell_terminal(self, who: str) -> None:
        """Say to the terminal who puts lines in order; most of them do not listen."""
        if self._driver is not None and not self.is_headless:
            self._driver.write(who)
            self._driver.flush()

    async def _anew(self, stage: str, *, cleared: bool = False) -> None:
        """All screens made anew, with `stage` in front. What lies on the desk stays, unless it is to be `cleared`."""
        self.add_mode("between", Screen)
        await self.switch_mode("between")
        for mode, screen in self.MODES.items():
            await self.remove_mode(mode)
            self.add_mode(mode, screen)
        if cleared:
            self.desk.clear()
        await self.switch_mode(stage)
        await self.remove_mode("between")

    @work(exclusive=True, group="locking")
    async def lock_now(self) -> None:
        """Blank the screen at once; close the vault as soon as nothing works with it any more.

        A vault that was only for now is gone then: there is nothing that could open it again.
        """
        if self.desk.vault is None:
            return
        await self.push_screen(_Blank())
        stop_all()
        await asyncio.to_thread(wait_until_idle)
        await self.lock()

    def _resumed(self, _app: object) -> None:
        """Somebody came back from the shell: lock if they were away for longer than they allow."""
        self.call_next(self._lock_if_idle)

    async def lock(self) -> None:
        """Close the vault and everything that was read out of it; what was marked is forgotten, too."""
        self.desk.steps = self.desk.steps_done = 0
        await self._anew("keep", cleared=True)

    async def on_mount(self) -> None:
        """Open the first stage, and look now and then whether anybody is there.

        Not by `DEFAULT_MODE`: on Python 3.13 and newer, Textual 8.2 then sends the focus of the first field to a stack
        without any screen, and the program ends before it has begun.
        """
        await self.switch_mode(self.FIRST)
        sys.setswitchinterval(
            0.001
        )  # seconds; work in threads gives way to the keys five times as often as usual
        self.set_interval(10, self._lock_if_idle)
        self.app_resume_signal.subscribe(self, self._resumed)
        if self.direction.turning:
            self._tell_terminal(terminal.OURS)
        self.set_interval(0.5, self._ask_about_direction)
        if not self._whole:
            self.notify(
                _("Some of your settings could not be read; the usual ones are used instead."), markup=False
            )

    def meant(self, key: Key) -> Key:
        """A key of the screens, whatever is written on the keyboard; in a field, what was typed."""
        return key if isinstance(self.focused, Input | TextArea) else layouts.meant(key)

    async def on_event(self, event: Event) -> None:
        """Every key and every move of the mouse shows that somebody is there."""
        if isinstance(event, InputEvent):
            self._last_key = _now()
        if _is_lock_key(event) and not isinstance(self.focused, Input | TextArea):
            self.lock_now()
            return
        await super().on_event(event)

    async def _lock_if_idle(self) -> None:
        idle, minutes = _now() - self._last_key, self.wishes.idle_minutes
        working = any(isinstance(screen, JobScreen) for screen in self.screen_stack)
        if self.desk.lasting and minutes and idle > 60 * minutes and not working:
            await self.lock()
            self.notify(_("Locked, because nobody was here for a while."), markup=False, timeout=60)

    def action_help(self) -> None:
        """What the keys of this screen do."""
        self.push_screen(ask.Tell(_("Keys on this screen"), help_text(self.screen)))

    def action_command_line(self) -> None:
        """The command that does the same, shown and put on the clipboard."""
        if isinstance(self.screen, StageScreen):
            line = self.screen.command()
            self.copy_to_clipboard(line)
            self.push_screen(ask.Tell(_("The same as a command (copied)"), line))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Every action of this screen and of the program, for the command palette."""
        for stage in STAGES:
            if stage in self.MODES:
                yield SystemCommand(
                    _("Go to: {stage}").format(stage=title(stage)), "", lambda stage=stage: self.go(stage)
                )
        for active in screen.active_bindings.values():
            binding = active.binding
            if binding.description and active.enabled and active.node is screen:
                yield SystemCommand(
                    _(binding.description),
                    binding.key,
                    lambda action=binding.action, node=active.node: self.call_later(
                        self.run_action, action, node
                    ),
                )
        for name in ("language", "theme", "bidi"):
            for value in wishes.CHOICES[name]:
                yield SystemCommand(
                    wishes.said(name, value),
                    "",
                    lambda name=name, value=value: self.call_later(self.prefer, name, value),
                )
        yield SystemCommand(_("Show the same as a command"), "y", self.action_command_line)
        yield SystemCommand(_("Settings"), "F2", self.action_settings)
        yield SystemCommand(_("Help"), "F1", self.action_help)
        yield SystemCommand(_("Quit"), "Ctrl+Q", self.action_quit)

    def action_command_palette(self) -> None:
        """Every action by its name."""
        if not CommandPalette.is_open(self):  # type: ignore[arg-type]
            self.push_screen(CommandPalette(placeholder=_("What do you want to do?"), id="--command-palette"))

    async def action_quit(self) -> None:
        """Leave; a session's vault goes with the program, which is said first."""

        def answered(yes: bool | None) -> None:
            if yes:
                self.exit()

        if self.desk.vault is not None and not self.desk.lasting:
            await self.push_screen(
                ask.Ask(
                    _("Close Migrator?"),
                    _(
                        "What you added was only for now: it is deleted when you close the program. Your export stays."
                    ),
                    yes=_("Close"),
                    no=_("Stay"),
                ),
                answered,
            )
            return
        self.exit()

    def terminal_settings(self) -> list[Any] | None:
        """The terminal's settings from before the screens, as `termios.tcgetattr` gave them; None if there is none."""
        return getattr(self._driver, "attrs_before", None)

    def _fatal_error(self) -> None:
        """End after a defect without printing Textual's traceback: it shows local variables, which can be chat text.

        Whoever runs the screens raises `failure` again, for one line and exit code 1.
        """
        self._close_messages_no_wait()

    @property
    def failure(self) -> Exception | None:
        """The exception that ended the program, if one did."""
        return self._exception

    def on_unmount(self) -> None:
        """Close what is open, whatever ended the program."""
        if self.direction.met:
            self._tell_terminal(terminal.THEIRS)
        self.desk.close()


def run(folder: Path | None = None, *, kiosk: bool = False) -> None:
    """Run the screens over the vault in `folder` until the person leaves. Raises what ended them against anybody's will.

    kiosk: with made-up chats alone, and nothing is kept.
    """
    shielded()
    app = MigrateApp(folder, kiosk=kiosk)
    with ending_on_signals(stop_all, is_running, app.terminal_settings):
        app.run()
    if app.failure is not None:
        raise app.failure


def _now() -> float:
    """Seconds on a clock that goes on while the computer sleeps, where the system has one."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


def _is_lock_key(event: Event) -> bool:
    return isinstance(event, Key) and event.key == "exclamation_mark"
