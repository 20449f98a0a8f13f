"""A verb that has verbs of its own: `migrate vault …`. Alone it shows its help; options stand after the last verb.

`migrate vault --lang ar` is the help in that language. An option before the verb is an error that shows the corrected
line, as for the whole program (`program`), and a verb that is not there is one that names the nearest.
"""

from __future__ import annotations

import difflib
import importlib
import shlex
from collections.abc import Sequence

import click

from migrator.cli.main_job import HELP
from migrator.errors import UsageError
from migrator.i18n import _


class Group(click.Group):
    """See the module."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """What the person typed, or the help, or the line that they meant."""
        if ctx.resilient_parsing:
            return super().parse_args(ctx, args)
        names = self.list_commands(ctx)
        at = next((i for i, word in enumerate(args) if word in names), len(args))
        before = args[:at]
        if set(before) & set(HELP):
            return super().parse_args(ctx, ["--help"])
        if _is_language(before) and at == len(args):
            click.echo(ctx.get_help(), err=True)
            ctx.exit(UsageError.exit_code)
        if before and before[0].startswith("-") and at < len(args):
            line = shlex.join([*ctx.command_path.split(), *args[at:], *before])
            raise UsageError(
                _("Options stand after the command they belong to."), _("Did you mean this?") + f"\n  {line}"
            )
        return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The verb, or an error that names the nearest one."""
        word, names = args[0], self.list_commands(ctx)
        if word in names or word.startswith("-"):
            return super().resolve_command(ctx, args)
        near = difflib.get_close_matches(word, names, 1)
        hint = (
            _("Did you mean `{line}`?").format(line=f"{ctx.command_path} {near[0]}")
            if near
            else _("`{command} --help` shows what it takes.").format(command=ctx.command_path)
        )
        raise UsageError(
            _("There is no command “{word}”.").format(word=f"{ctx.command_path.partition(' ')[2]} {word}"),
            hint,
        )


class Folder(Group):
    """A group whose verbs are modules with `command()` in its package, made when they are asked for."""

    def __init__(self, name: str, package: str, verbs: Sequence[str], *, help: str, short_help: str) -> None:  # noqa: A002 - click's name
        super().__init__(name, help=help, short_help=short_help)
        self._package, self._verbs = package, tuple(verbs)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The verbs, in their order."""
        return [*self._verbs]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of a verb, in the language in use."""
        if cmd_name not in self._verbs:
            return None
        made: click.Command = importlib.import_module(f"{self._package}.{cmd_name}").command()
        made.name = cmd_name
        return made


def _is_language(words: Sequence[str]) -> bool:
    """Nothing, or `--lang` and a language: that has been heeded before anything was parsed (`program.run`)."""
    return (
        not words
        or (words[0] == "--lang" and len(words) == 2)
        or (len(words) == 1 and words[0].startswith("--lang="))
    )
