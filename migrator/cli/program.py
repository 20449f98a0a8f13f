"""Which command is meant, and how its end becomes an exit code.

The main job is a command without a name: it is meant when the first word begins with `-`. Options stand after their
verb; the usual libraries silently drop an option that stands before one, so that `migrate --to x inspect y` would
quietly inspect. Here that is an error which shows the corrected line.
"""

from __future__ import annotations

import importlib
import os
import shlex
import sys
from collections.abc import Sequence
from typing import Any

import click

from migrator import __version__, i18n, stopping
from migrator.cli import click_texts, failures, output, streams
from migrator.cli.commands import COMMANDS, convert
from migrator.cli.commands import tui as _tui
from migrator.cli.diagnostics import Diagnostics
from migrator.cli.main_job import HELP, NAME
from migrator.errors import Interrupted, NoSpace, UsageError
from migrator.i18n import _
from migrator.seal.private import sweep_at_start

_COMPLETE = "_MIGRATE_COMPLETE"
_MAY_BE_EMPTY = {"--proof", "--set"}


def run(argv: Sequence[str] | None = None) -> int:
    """Run the program and return the exit code of `errors.py`. Nothing but that code gets out, ever."""
    streams.prepare()
    output.failure = None
    words = list(sys.argv[1:] if argv is None else argv)
    if words[:1] == ["help"]:  # `migrate help vault add` is `migrate vault add --help`
        words = [*words[1:], "--help"]
    own = words[: words.index("--")] if "--" in words else words
    debug = "--debug" in own or os.environ.get("MIGRATE_DEBUG") == "1"
    click_texts.speak(i18n.use(_language(own)))
    failures.quieten(debug=debug)
    stopping.listen(_stopped)
    os.environ.pop(
        "SSLKEYLOGFILE", None
    )  # no library of ours may write the secrets of a connection to a file
    try:
        sweep_at_start()
        return _told(words, _outcome(words))
    except BrokenPipeError:
        output.nobody_reads()
        return 0
    except BaseException as fault:  # noqa: BLE001 - the last line of defence: no traceback may quote a chat
        stopping.deafen()
        stopping.clear()
        diagnostics = Diagnostics(progress="none", as_json="--json" in own)
        error = failures.explained(fault, words)
        if isinstance(fault, click.Abort):  # the question stands on a line that nobody ended
            click.echo(err=True)
        if debug:
            for line in failures.frames(fault):
                diagnostics.note(line)
        diagnostics.error(error)
        return error.exit_code
    finally:
        stopping.deafen()
        streams.finish()


def _outcome(words: list[str]) -> int:
    """What the command ends with."""
    try:
        return _dispatch(words) or 0
    except click.exceptions.Exit as end:
        return int(end.exit_code)
    except BrokenPipeError:
        raise
    except OSError as why:
        if set(HELP) & set(words):  # the only thing that writes to standard output without asking `output`
            output.cannot_show(why)
            return 0
        raise


def _told(words: list[str], code: int) -> int:
    """`code`, unless the result is all that the command was for and could not be shown. NoSpace then."""
    if output.failure is None:
        return code
    if code or streams.is_missing("stdout") or _does_something(words):
        Diagnostics(progress="none").note(
            _("What was asked for is done; only showing the result failed: {reason}.").format(
                reason=output.failure
            )
        )
        return code
    raise NoSpace(
        _("The result could not be written to standard output: {reason}. Nothing was changed.").format(
            reason=output.failure
        ),
        _("Make room, or send it somewhere else, and run the same command again."),
    )


def _does_something(words: list[str]) -> bool:
    """Whether the command leaves more behind than what it shows."""
    if not words or words[0].startswith("-"):
        return "--to" in " ".join(words) and "--dry-run" not in words
    verbs = [word for word in words[:2] if not word.startswith("-")]
    return verbs[0] in _DOES or tuple(verbs) in _DOES


_DOES: frozenset[str | tuple[str, ...]] = frozenset(
    {
        *("demo", "push", "try", "workshop", "adapters", "tui"),
        *(
            ("vault", v)
            for v in ("init", "add", "restore", "rebuild", "copy", "passphrase", "keys", "rekey", "forget")
        ),
        *(("leave", v) for v in ("done", "undo", "accept", "set", "letter", "calendar", "handout", "report")),
        *(("profile", v) for v in ("add", "review", "pack")),
        *(("mcp", v) for v in ("serve", "grant", "withdraw", "connect")),
        ("privacy", "restore"),
    }
)


class Verbs(click.Group):
    """`migrate VERB …`, made lazily from `COMMANDS`. Its own options are those of the main job, for help and completion."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        """Both forms of the command line."""
        formatter.write_usage(NAME, "--to TARGET --from SRC... [OPTIONS]")
        formatter.write_usage(NAME, "COMMAND ...", prefix="       ")

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The verbs, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of a verb, in the language in use."""
        if cmd_name not in COMMANDS:
            return None
        made: click.Command = importlib.import_module(f"migrator.cli.commands.{COMMANDS[cmd_name]}").command()
        made.name = cmd_name
        return made


def program() -> Verbs:
    """The whole program as a click group: what `--help` and shell completion look at."""
    return Verbs(
        NAME,
        help=_("Move from ChatGPT to another assistant or a local model: nothing lost, nothing leaked."),
        params=main_job().params,
        context_settings={"help_option_names": HELP},
    )


def main_job() -> click.Command:
    """The command that is meant when an option comes first."""
    made = convert.command()
    made.params.append(_version())
    return made


def _version() -> click.Option:
    def show(ctx: click.Context, _param: click.Parameter, wanted: bool) -> None:
        if wanted and not ctx.resilient_parsing:
            output.write_text([f"migrate {__version__}"])
            ctx.exit()

    return click.Option(
        ["--version"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=show,
        help=_("Show the version."),
    )


def _dispatch(words: list[str]) -> int | None:
    if os.environ.get(_COMPLETE):
        return _complete()
    only_language = _is_language(words)
    if (not words or only_language) and _tui.on_a_terminal():
        if not only_language:
            _tui.speak_as_remembered()
        _tui.open_screens()
        return 0
    if not words or only_language:
        raise UsageError(_("There is nothing to do yet."), _examples("export.zip"))
    _named(words)
    first = words[0]
    if first.startswith("-"):
        return _invoke(main_job(), words)
    if first not in COMMANDS:
        raise _unknown(first)
    return _invoke(program(), words)


def _is_language(words: list[str]) -> bool:
    """`migrate --lang ar`: no more than which language to speak."""
    return _language(words) in i18n.LANGUAGES and len(words) == (2 if words[0] == "--lang" else 1)


def _named(words: list[str]) -> None:
    """An empty word where a name belongs would mean the folder that one happens to be in."""
    before = ""
    for word in words:
        option, equals, value = word.partition("=")
        is_empty = not word or (word.startswith("--") and equals and not value)
        if is_empty and (option or before) not in _MAY_BE_EMPTY:
            raise UsageError(
                _("One of the words is empty; a name belongs there."),
                _("In a script, a variable may not be set. Nothing was changed."),
            )
        before = word


def _complete() -> int:
    """Answer a shell that asks what could come next."""
    from click.shell_completion import shell_complete

    return shell_complete(program(), {}, NAME, _COMPLETE, os.environ[_COMPLETE])


def _invoke(command: click.Command, words: list[str]) -> int | None:
    # Not `command.main`: it has ways of its own with Ctrl-C and with pipes that nobody reads.
    with command.make_context(NAME, list(words)) as context:  # the parser eats its list
        result: Any = command.invoke(context)
    return result if isinstance(result, int) else None


def _unknown(word: str) -> UsageError:
    import difflib

    if os.path.exists(word) or word.endswith((".zip", ".json")):  # noqa: PTH110 - a word, not yet a path
        return UsageError(
            _("“{file}” needs a word that says what to do with it.").format(file=word), _examples(word)
        )
    near = difflib.get_close_matches(word, COMMANDS, 1)
    hint = (
        _("Did you mean `{line}`?").format(line=f"migrate {near[0]}")
        if near
        else _("`migrate --help` lists them.")
    )
    return UsageError(_("There is no command “{word}”.").format(word=word), hint)


def _examples(file: str) -> str:
    name = shlex.quote(file)
    return _("For example:") + f"\n  migrate inspect {name}\n  migrate --from {name} --to markdown"


def _language(words: list[str]) -> str | None:
    for i, word in enumerate(words):
        if word == "--lang" and i + 1 < len(words):
            return words[i + 1]
        if word.startswith("--lang="):
            return word.removeprefix("--lang=")
    return None


def _stopped() -> Interrupted:
    """A polite request to end is treated like Ctrl-C, so that half-written folders are taken away."""
    return Interrupted(
        _("Stopped. Nothing that was there before has been changed."),
        _("Run the same command again to start over."),
    )
