"""`migrate demo`: the main job on a made-up export."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from migrator.cli.commands.convert import counted, loss_lines
from migrator.cli.session import Session, shared
from migrator.i18n import _, ngettext

if TYPE_CHECKING:
    from migrator.app.demo import Demo


def command() -> click.Command:
    """The command in the language in use."""

    @click.command(
        help=_(
            "Try everything on a made-up export: it is written to ./migrate-demo and converted there. Nothing of"
            " yours is read and nothing leaves this computer."
        ),
        short_help=_("Try it on a made-up export."),
    )
    @click.option(
        "--out",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help=_("Where to write; ./migrate-demo if left out."),
    )
    @shared
    def demo(session: Session, out: Path | None) -> None:
        from migrator.app.demo import demo

        done = demo(out, session.context())
        session.show(done.document(), _lines(done))

    return demo


def _lines(done: Demo) -> Iterator[str]:
    yield _("Two made-up ChatGPT exports of one account stand in {folder}.").format(folder=done.out)
    yield ngettext(
        "They were sealed in an encrypted vault for this run: {n} conversation, read back and checked.",
        "They were sealed in an encrypted vault for this run: {n} conversations, read back and checked.",
        done.checked.conversations,
    ).format(n=done.checked.conversations)
    for step in done.steps:
        yield ""
        yield f"$ {step.command}"
        yield counted(step.done)
        yield from loss_lines(step.done.manifest.losses)
        yield ""
        yield (
            _("Already there: {folder}") if step.done.state == "already-there" else _("Written to {folder}")
        ).format(folder=step.done.path)
    yield ""
    yield _("What next:")
    for line in done.next:
        yield f"  - {line}"
