"""`migrate try --url URL --model NAME`: the person's own questions to another model, before moving there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from migrator.cli.chats import redact_option
from migrator.cli.commands.push import token_of
from migrator.cli.handing_over import asked_before_handing_over
from migrator.cli.session import INCOMPLETE, Session, shared
from migrator.cli.vault_access import opened, vault_options
from migrator.errors import UsageError
from migrator.i18n import _, ngettext

if TYPE_CHECKING:
    from migrator.app.trying import Pair, Tried


def command() -> click.Command:
    """The command in the language in use."""

    @click.command(
        "try",
        help=_(
            "Put questions of your own to a model, and read its answers beside what ChatGPT said: the first question of the"
            " chats used last, each alone, to the one server that you name (llama.cpp, Ollama, LM Studio, any that speaks"
            " OpenAI's form). Nothing else is sent, and no marks are given."
        ),
        short_help=_("Your own questions to another model."),
    )
    @click.option(
        "--url",
        metavar="URL",
        help=_("Its address, for example http://127.0.0.1:8080. Only this host is talked to."),
    )
    @click.option(
        "--model", default="", metavar="NAME", help=_("The model to ask; left out, the only one there is.")
    )
    @click.option(
        "--limit", type=int, default=5, show_default=True, metavar="N", help=_("How many questions, at most.")
    )
    @click.option(
        "--answer",
        type=int,
        default=800,
        show_default=True,
        metavar="N",
        help=_("How many tokens an answer may have, at most."),
    )
    @click.option(
        "--out",
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="FILE",
        help=_("Keep the answers in FILE, a page for any browser; the same command goes on after a stop."),
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
    @click.option(
        "--from",
        "sources",
        multiple=True,
        metavar="SRC",
        help=_("An export, instead of your vault. Repeat it to merge."),
    )
    @click.option(
        "--only",
        multiple=True,
        metavar="QUERY",
        help=_("Take only these chats, for example 'after:2024 has:image'."),
    )
    @click.option(
        "--set",
        "settings",
        multiple=True,
        metavar="KEY=VALUE",
        help=_("A setting of --redact, such as redact-words=FILE."),
    )
    @redact_option
    @vault_options
    @shared
    def try_model(
        session: Session,
        url: str | None,
        model: str,
        limit: int,
        answer: int,
        out: Path | None,
        token_file: str | None,
        allowed: tuple[str, ...],
        sources: tuple[str, ...],
        only: tuple[str, ...],
        settings: tuple[str, ...],
        redact: tuple[str, ...],
        vault: Path | None,
        passphrase_file: str | None,
    ) -> int:
        if url is None:
            raise UsageError(
                _("Say which server to ask with --url."),
                "migrate try --url http://127.0.0.1:8080 --model NAME --from export.zip",
            )
        if sources and (vault is not None or passphrase_file is not None):
            raise UsageError(
                _("One run reads exports or the vault, not both."), _("Leave out --from or --vault.")
            )
        if [token_file, passphrase_file, *sources].count("-") > 1:
            raise UsageError(_("Standard input can be named once only."))
        from migrator.app import trying

        request = trying.Request(
            url=url,
            model=model,
            token=None if token_file is None else token_of(token_file),
            allowed=allowed,
            sources=sources,
            only=only,
            redact=redact,
            settings=settings,
            limit=limit,
            answer=answer,
            out=out,
        )
        with nullcontext() if sources else opened(session, vault, passphrase_file) as kept:
            if trying.goes_to_others(request):
                asked_before_handing_over(session, request, kept)
            tried = trying.ask(request, session.context(), kept)
        session.show(tried.document(), _lines(tried))
        return 0 if tried.complete else INCOMPLETE

    return try_model


def _lines(tried: Tried) -> Iterator[str]:
    if not tried.pairs:
        yield _("No chat here begins with a question in words that was answered.")
        return
    for pair in tried.pairs:
        yield from _pair(pair, tried.model or tried.url)
    n = len(tried.pairs) - tried.again
    yield ngettext(
        "{n} question was sent to {url}, and nothing else.",
        "{n} questions were sent to {url}, and nothing else.",
        n,
    ).format(n=n, url=tried.url)
    if tried.out is not None:
        yield _("The page: {file}").format(file=tried.out)
    yield _("`migrate net log` shows every request that was made.")


def _pair(pair: Pair, name: str) -> Iterator[str]:
    yield f"== {pair.title or pair.conversation}"
    yield ""
    yield pair.question
    yield ""
    yield "-- ChatGPT"
    yield pair.before
    yield ""
    yield f"-- {name}"
    yield pair.after if pair.after is not None else _("(no answer: {why})").format(why=pair.fault or "")
    yield ""
