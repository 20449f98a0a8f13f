"""The traps of a command without a name: options before a verb, several files after one `--from`.

The parser stops at the first word that belongs to no option. What stands there decides what the person is told, with
the corrected line.
"""

from __future__ import annotations

import itertools
import shlex

import click

from migrator.cli.commands import COMMANDS
from migrator.errors import UsageError
from migrator.i18n import _

NAME = "migrate"
HELP = ["-h", "--help"]


class MainJob(click.Command):
    """`migrate --to … --from …`: a command that takes options only."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the options; a word that is left over is an error with the corrected line."""
        words = list(args)
        ctx.allow_interspersed_args = False
        ctx.allow_extra_args = True
        ctx.help_option_names = HELP
        rest = super().parse_args(ctx, args)
        if rest and not ctx.resilient_parsing:
            raise misplaced(words, len(words) - len(rest))
        return rest

    def get_help(self, ctx: click.Context) -> str:  # noqa: ARG002 - click's signature
        """`migrate --lang ar --help` asks about the whole program."""
        from migrator.cli.program import program

        whole = program()
        return whole.get_help(click.Context(whole, info_name=NAME, help_option_names=HELP))


def misplaced(words: list[str], at: int) -> UsageError:
    """The error for the word at `at`: a verb, a second file after one `--from`, or a slip."""
    before, word = words[:at], words[at]
    if word in COMMANDS:
        return UsageError(
            _("Options stand after the command they belong to."),
            _meant([word, *words[at + 1 :], *_known_to(word, before)]),
        )
    if len(before) > 1 and before[-2] == "--from":
        files = list(itertools.takewhile(lambda word: not word.startswith("-"), words[at:]))
        repeated = [piece for file in files for piece in ("--from", file)]
        return UsageError(
            _("“{file}” belongs to no option: repeat --from for each file.").format(file=word),
            _meant([*before, *repeated, *words[at + len(files) :]]),
        )
    return UsageError(
        _("“{word}” belongs to no option.").format(word=word), _("`migrate --help` shows what there is.")
    )


def _known_to(verb: str, options: list[str]) -> list[str]:
    """Those of `options`, with their values, that the command of `verb` takes."""
    from migrator.cli.program import program

    whole = program()
    command = whole.get_command(click.Context(whole), verb)
    names = {name for param in command.params for name in param.opts} if command else set()
    kept: list[str] = []
    keep = False
    for word in options:
        if word.startswith("-"):
            keep = word.split("=")[0] in names
        if keep:
            kept.append(word)
    return kept


def _meant(words: list[str]) -> str:
    return _("Did you mean this?") + "\n  " + shlex.join([NAME, *words])
