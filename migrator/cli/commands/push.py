"""`migrate push --to TARGET --url URL`: straight to a server that is running."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from migrator.cli.chats import chats_options, redact_option
from migrator.cli.commands.convert import loss_lines
from migrator.cli.handing_over import asked_before_handing_over
from migrator.cli.session import INCOMPLETE, Session, shared
from migrator.cli.shell_complete import pusher_names
from migrator.cli.vault_access import first_line, opened, reason, vault_options
from migrator.errors import UsageError
from migrator.i18n import _, ngettext

if TYPE_CHECKING:
    from migrator.app.pushing import Pushed, Sum


def command() -> click.Command:
    """The command in the language in use."""

    @click.command(
        help=_(
            "Bring an export or your vault straight to a server that is running: open-webui (chats, folders, memories,"
            " custom instructions), ollama (a model of your own that knows your instructions and goes on with one chat) or"
            " openai-compatible (any local server of that kind: one chat goes there with a question, the answer is shown,"
            " and nothing is kept there by us). Run again after a stop, it goes on, and sends nothing twice."
        ),
        short_help=_("Straight to a server that is running."),
    )
    @click.option(
        "--to",
        "target",
        metavar="TARGET",
        shell_complete=pusher_names,
        help=_("What kind of server: open-webui, ollama or openai-compatible."),
    )
    @click.option(
        "--url",
        metavar="URL",
        help=_("Its address, for example http://127.0.0.1:8080. Only this host is talked to."),
    )
    @click.option(
        "--token-file",
        metavar="FILE",
        help=_("Read the server's token or API key from the first line of FILE, - for standard input."),
    )
    @click.option(
        "--allow-host",
        "allowed",
        multiple=True,
        metavar="NAME",
        help=_("Allow a host that is not this computer, for this run. It must speak https."),
    )
    @chats_options
    @click.option(
        "--set",
        "settings",
        multiple=True,
        metavar="KEY=VALUE",
        help=_("A setting; a wrong one lists them all."),
    )
    @redact_option
    @click.option(
        "--dry-run", is_flag=True, help=_("Send nothing, ask nothing; say what would be sent and lost.")
    )
    @vault_options
    @shared
    def push(
        session: Session,
        target: str | None,
        url: str | None,
        token_file: str | None,
        allowed: tuple[str, ...],
        sources: tuple[str, ...],
        only: tuple[str, ...],
        branches: Literal["all", "head"],
        settings: tuple[str, ...],
        redact: tuple[str, ...],
        dry_run: bool,
        vault: Path | None,
        passphrase_file: str | None,
    ) -> int:
        if target is None or url is None:
            raise UsageError(
                _("Say where to push with --to and --url."),
                "migrate push --to open-webui --url http://127.0.0.1:8080 --from export.zip",
            )
        if sources and (vault is not None or passphrase_file is not None):
            raise UsageError(
                _("One run reads exports or the vault, not both."), _("Leave out --from or --vault.")
            )
        if [token_file, passphrase_file, *sources].count("-") > 1:
            raise UsageError(_("Standard input can be named once only."))
        from migrator.app import pushing

        request = pushing.Request(
            target=target,
            url=url,
            token=None if token_file is None or dry_run else token_of(token_file),
            allowed=allowed,
            sources=sources,
            only=only,
            branches=branches,
            settings=settings,
            redact=redact,
            dry_run=dry_run,
        )
        with nullcontext() if sources else opened(session, vault, passphrase_file) as kept:
            if pushing.goes_to_others(request):
                asked_before_handing_over(session, request, kept)
            done = pushing.push(request, session.context(), kept)
        session.show(done.document(), _lines(done))
        return 0 if done.complete else INCOMPLETE

    return push


def token_of(file: str) -> str:
    """The token on the first line of a file; `UsageError` says what is wrong with it."""
    try:
        token = first_line(file).strip()
    except OSError as why:
        raise UsageError(
            _("The token file “{file}” cannot be read ({reason}).").format(file=file, reason=reason(why)),
            _("Name a file that you may read. Nothing was sent."),
        ) from None
    except UnicodeDecodeError:
        token = ""
    if not token:
        raise UsageError(
            _("There is no token on the first line of “{file}”.").format(file=file), _("Nothing was sent.")
        )
    return token


def _lines(done: Pushed) -> Iterator[str]:
    from migrator.app.steps import redaction_sentences

    if done.answer is not None:
        yield done.answer
        yield ""
        yield _(
            "That is what the model at {url} answered. The chat was sent there; nothing was kept here."
        ).format(url=done.url)
    else:
        yield f"{done.title}, {done.url}"
        for item, sum_ in done.items.items():
            if item in _names():
                yield f"  {_names()[item]}: {_sum(sum_, dry_run=done.dry_run)}"
        yield from loss_lines(done.losses)
        if done.redaction is not None:
            yield ""
            yield from redaction_sentences(done.redaction)
    yield ""
    if done.dry_run:
        yield _("Only tried out: nothing was sent, and the server was not asked.")
    else:
        if done.next:
            yield done.next
        yield _("`migrate net log` shows every request that was made.")


def _names() -> dict[str, str]:
    return {
        "conversation": _("chats"),
        "project": _("folders"),
        "memory": _("memories"),
        "instruction": _("instructions"),
        "asset": _("attachments"),
    }


def _sum(told: Sum, *, dry_run: bool) -> str:
    parts = [(_("{n} would be sent") if dry_run else _("{n} sent")).format(n=told.sent)]
    if told.there:
        parts.append(_("{n} there already").format(n=told.there))
    if told.left_out:
        parts.append(ngettext("{n} left out", "{n} left out", told.left_out).format(n=told.left_out))
    return ", ".join(parts)
