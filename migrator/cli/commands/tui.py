"""`migrate tui`: the full-screen face; bare `migrate` on a terminal opens it too."""

from __future__ import annotations

from pathlib import Path

import click

from migrator.cli.session import Session, shared
from migrator.errors import UsageError
from migrator.i18n import _
from migrator.tui.web.serving import PORT, served_here


def command() -> click.Command:
    """The command in the language in use."""

    @click.command(
        help=_(
            "Open the screens: keep your export, look at it, move it, leave safely. `migrate` alone does the same on a"
            " terminal. Nothing leaves this computer."
        ),
        short_help=_("Open the screens (as `migrate` alone does)."),
    )
    @click.option(
        "--vault",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help=_("The vault's folder, if it is not in the usual place."),
    )
    @click.option(
        "--plain",
        is_flag=True,
        help=_("The same journey as numbered questions in plain lines, for screen readers."),
    )
    @click.option(
        "--web",
        is_flag=True,
        help=_(
            "In a browser on this computer instead of the terminal. Only with the address that is shown; needs the extra “web”."
        ),
    )
    @click.option(
        "--port",
        type=click.IntRange(1024, 65535),
        default=PORT,
        show_default=True,
        help=_("With --web: the port on this computer."),
    )
    @shared
    def tui(session: Session, vault: Path | None, plain: bool, web: bool, port: int) -> None:
        if session.as_json or session.no_input:
            raise UsageError(
                _("The screens are for people; they give no JSON and have to ask."),
                _("Scripts: `migrate inspect`, `migrate vault`, `migrate --to …`."),
            )
        if session.language is None:
            speak_as_remembered()
        if plain and web:
            raise UsageError(_("--plain and --web are two different faces."), _("Name one of them."))
        if web:
            in_browser(session, vault, port)
            return
        if plain:
            from migrator.tui.plain.journey import run

            run(vault)
            return
        if not on_a_terminal() and not served_here():
            raise UsageError(
                _("The screens need a terminal."),
                _("`migrate tui --plain` asks in plain lines; `migrate --help` shows the commands."),
            )
        open_screens(vault)

    return tui


def on_a_terminal() -> bool:
    """Whether somebody sits at both ends."""
    import sys

    return sys.stdin.isatty() and sys.stdout.isatty()


def speak_as_remembered() -> None:
    """The language that was chosen on the screens, unless one is asked for by name."""
    from migrator import i18n
    from migrator.app.preferences import load

    i18n.use(load()[0].language)


_DRAWN = "─│█▌→…·"
"""Some of what the screens are drawn with."""


def not_drawable() -> str | None:
    """Why this terminal cannot show the screens, None if it can: it draws nothing anew, or has no letters for them."""
    import os
    import sys

    kind = os.environ.get("TERM", "")
    if kind in {"dumb", "unknown"} or (not kind and os.name != "nt"):
        return _("it cannot draw anything anew (TERM={kind})").format(kind=kind)
    for stream in (sys.stdout, sys.stderr):
        encoding = getattr(stream, "encoding", None) or "ascii"
        try:
            _DRAWN.encode(encoding)
        except (UnicodeError, LookupError):
            return _(
                "its character set, {encoding}, lacks what they are drawn with; in UTF-8 they open"
            ).format(encoding=encoding)
    return None


def open_screens(vault: Path | None = None) -> None:
    """Run the screens until the person leaves, or the same journey in plain lines where they cannot be shown.

    What ended them against anybody's will is raised.
    """
    from migrator import stopping

    why = None if served_here() else not_drawable()
    if why is not None:
        from migrator.cli.diagnostics import Diagnostics
        from migrator.tui.plain.journey import run as ask_plainly

        Diagnostics(progress="none").note(
            _("This terminal cannot show the screens: {why}. Here is the same in plain lines.").format(
                why=why
            )
        )
        ask_plainly(vault)
        return
    from migrator.tui import environment

    environment.clear()
    from migrator.tui.app import run

    stopping.let_go()
    run(vault)


def in_browser(session: Session, vault: Path | None, port: int) -> None:
    """Say what that means, then serve until Ctrl-C."""
    from migrator.tui.web import serving

    arguments = ["--vault", str(vault.absolute())] if vault is not None else []
    arguments += ["--lang", session.language] if session.language is not None else []
    serving.check()
    word = serving.new_word()
    for line in serving.warning(port, word).splitlines():
        session.diagnostics.note(line)
    serving.serve(port, word, arguments)
