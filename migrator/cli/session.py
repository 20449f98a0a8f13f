"""The options that every command takes, and what a command needs from its face.

A command's function gets a `Session` first. It calls a use-case of `app` with `session.context()`, shows the result
once with `session.show(document, lines)` and returns an exit code (None is 0).
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from typing import Any

import click
import msgspec

from migrator import i18n
from migrator.app.context import Context
from migrator.cli import output
from migrator.cli.diagnostics import Diagnostics, Progress
from migrator.i18n import _

INCOMPLETE = 3


class Session(msgspec.Struct, frozen=True):
    """One run of one command."""

    as_json: bool
    no_input: bool
    diagnostics: Diagnostics
    language: str | None = None  # the one that was asked for by name

    def context(self) -> Context:
        """The surroundings for a use-case."""
        return Context(listener=self.diagnostics.report, language=i18n.language())

    def show(self, document: dict[str, Any], lines: Iterable[str]) -> None:
        """The result: `document` under --json, else `lines`, which are made only when they are needed."""
        self.diagnostics.close()
        if self.as_json:
            output.write_json(document)
        else:
            output.write_text(lines)


def shared(function: Callable[..., int | None]) -> Callable[..., int | None]:
    """Give a command the shared options and its `Session`."""

    @click.option("--json", "as_json", is_flag=True, help=_("Print one JSON document instead of text."))
    @click.option(
        "--progress",
        type=click.Choice(["auto", "plain", "json", "none"]),
        default="auto",
        show_default=True,
        help=_("How to show progress on standard error."),
    )
    @click.option("--lang", type=click.Choice(i18n.LANGUAGES), help=_("Language of all texts."))
    @click.option("--no-input", is_flag=True, help=_("Never ask anything; fail instead."))
    @click.option("--debug", is_flag=True, help=_("After a failure, show where in the program it happened."))
    @functools.wraps(function)
    def run(
        *args: Any,
        as_json: bool,
        progress: Progress,
        lang: str | None,
        no_input: bool,
        debug: bool,
        **options: Any,
    ) -> int | None:
        del debug  # it and `lang` take effect before a command is even looked up: `program.run`
        diagnostics = Diagnostics(progress=progress, as_json=as_json)
        try:
            return function(Session(as_json, no_input, diagnostics, lang), *args, **options)
        finally:
            diagnostics.close()

    return run
