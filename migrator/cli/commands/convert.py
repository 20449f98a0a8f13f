"""The main job: `migrate --to TARGET --from SRC …`. It has no verb, so it stands in no table of verbs."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from migrator.cli import wording
from migrator.cli.asking import new_passphrase
from migrator.cli.chats import chats_options, redact_option
from migrator.cli.handing_over import asked_before_handing_over
from migrator.cli.main_job import MainJob
from migrator.cli.session import INCOMPLETE, Session, shared
from migrator.cli.shell_complete import target_names
from migrator.cli.vault_access import opened, vault_options
from migrator.errors import NoVault, UsageError
from migrator.i18n import _, in_use

if TYPE_CHECKING:
    from migrator.app.convert import Converted
    from migrator.app.receipts import LossLine
    from migrator.vault.handle import Vault

_SIDE_BY_SIDE = 4  # targets whose columns leave room for words in eighty columns


def command() -> click.Command:
    """The command in the language in use."""

    @click.command("", cls=MainJob)
    @click.option(
        "--to",
        "targets",
        multiple=True,
        metavar="TARGET",
        shell_complete=target_names,
        help=_("Where to go: a name from `migrate targets`. Several only with --dry-run, to compare them."),
    )
    @chats_options
    @click.option(
        "--out",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help=_("Where to write; ./migrated-TARGET if left out."),
    )
    @click.option(
        "--set",
        "settings",
        multiple=True,
        metavar="KEY=VALUE",
        help=_("A setting of the target; see `migrate targets`."),
    )
    @redact_option
    @click.option("--dry-run", is_flag=True, help=_("Write nothing; say what would be written and lost."))
    @click.option("--strict", is_flag=True, help=_("Fail (6) if the target cannot hold everything."))
    @click.option("--force", is_flag=True, help=_("Replace what an earlier run wrote to the same place."))
    @click.option(
        "--new-passphrase-file",
        metavar="FILE",
        help=_(
            "Where the target encrypts: read the new passphrase from the first line of FILE, - for standard input."
        ),
    )
    @vault_options
    @shared
    def convert(
        session: Session,
        targets: tuple[str, ...],
        sources: tuple[str, ...],
        out: Path | None,
        only: tuple[str, ...],
        branches: Literal["all", "head"],
        settings: tuple[str, ...],
        redact: tuple[str, ...],
        dry_run: bool,
        strict: bool,
        force: bool,
        new_passphrase_file: str | None,
        vault: Path | None,
        passphrase_file: str | None,
    ) -> int:
        _check(targets, dry_run)
        if sources and (vault is not None or passphrase_file is not None):
            raise UsageError(
                _("One run reads exports or the vault, not both."), _("Leave out --from or --vault.")
            )
        if [new_passphrase_file, passphrase_file, *sources].count("-") > 1:
            raise UsageError(
                _("Standard input can be read only once."), _("Put one of the secrets into a file.")
            )
        from migrator.app import convert as job

        request = job.Request(
            target=targets[0],
            sources=sources,
            out=out,
            only=only,
            branches=branches,
            settings=settings,
            redact=redact,
            dry_run=dry_run,
            strict=strict,
            force=force,
            passphrase=lambda: new_passphrase(session, new_passphrase_file),
        )
        with nullcontext() if sources else _vault(session, targets[0], vault, passphrase_file) as kept:
            if len(targets) > 1:
                made = job.compare(request, targets, session.context(), kept)
            else:
                if job.goes_to_others(request):
                    asked_before_handing_over(session, request, kept)
                made = [job.convert(request, session.context(), kept)]
        if only and not any(one.manifest.counts.conversations for one in made):
            session.diagnostics.note(_("The result holds no conversation. Check what --only selects."))
        if len(targets) > 1:
            session.show({"targets": [one.document() for one in made]}, _table(made))
        else:
            session.show(made[0].document(), _lines(made[0]))
        return 0 if all(one.complete for one in made) else INCOMPLETE

    return convert


@contextmanager
def _vault(
    session: Session, target: str, folder: Path | None, passphrase_file: str | None
) -> Iterator[Vault]:
    """The vault, since no export is named."""
    try:
        with opened(session, folder, passphrase_file) as kept:
            yield kept
    except NoVault as fault:
        line = shlex.join(["migrate", "--from", "export.zip", "--to", target])
        raise NoVault(fault.message, _("Name an export: {command}").format(command=line)) from None


def _check(targets: Sequence[str], dry_run: bool) -> None:
    if not targets:
        raise UsageError(_("Say where to go with --to."), _("`migrate targets` shows what there is."))
    if len(targets) > 1 and not dry_run:
        raise UsageError(
            _("One run writes one target."),
            _("Run it once for each, or add --dry-run to compare the targets."),
        )


def counted(done: Converted) -> str:
    """What the bundle holds, on one line."""
    from migrator.app.steps import counts_sentence

    return f"{done.title}: {counts_sentence(done.manifest.counts)}"


def _lines(done: Converted) -> Iterator[str]:
    from migrator.app.steps import redaction_sentences

    yield counted(done)
    yield from loss_lines(done.manifest.losses)
    if done.manifest.redaction is not None:
        yield ""
        yield from redaction_sentences(done.manifest.redaction)
    yield ""
    match done.state:
        case "written":
            yield _("Written to {folder}").format(folder=done.path)
            yield _("Next: {file} says how to import it.").format(file=done.path / "IMPORT.md")
        case "already-there":
            yield _("Already there: {folder} holds exactly this. Nothing was written.").format(
                folder=done.path
            )
        case "dry-run":
            yield _("Only tried out: nothing was written.")


def loss_lines(losses: Sequence[LossLine]) -> Iterator[str]:
    """What was lost, by what became of it, the count first."""
    from migrator.app.steps import by_effect

    if not losses:
        yield ""
        yield _("Nothing was lost or changed.")
    number = in_use().number
    wide = max((len(number(line.count)) for line in losses), default=0)
    for heading, lines in by_effect(losses):
        yield ""
        yield f"{heading}:"
        for line in lines:
            yield f"  {number(line.count):>{wide}}  {line.meaning}"


def _table(made: Sequence[Converted]) -> Iterator[str]:
    """One column a target, one line a kind of loss; many targets have a line each, and sums."""
    yield from _sums(made) if len(made) > _SIDE_BY_SIDE else _side_by_side(made)
    yield ""
    yield _("Only tried out: nothing was written.")


def _side_by_side(made: Sequence[Converted]) -> Iterator[str]:
    from migrator.app.steps import by_effect
    from migrator.losses import KINDS

    counts = [one.manifest.counts for one in made]
    lost = [{line.kind: line for line in one.manifest.losses} for one in made]
    meant = {kind: line for lines in lost for kind, line in lines.items()}
    rows: list[list[object]] = [
        [*(one.manifest.target for one in made), ""],
        [*(count.conversations for count in counts), _("conversations written")],
        [*(count.messages for count in counts), _("messages written")],
        [*(count.assets for count in counts), _("attachments written")],
    ]
    for heading, lines in by_effect([meant[kind] for kind in KINDS if kind in meant]):
        rows.append([*("" for _one in made), f"{heading}:"])
        rows += [[*(one[x.kind].count if x.kind in one else "-" for one in lost), x.meaning] for x in lines]
    yield from wording.table(rows, right=True, wrapped=True)


def _sums(made: Sequence[Converted]) -> Iterator[str]:
    from migrator.losses import KINDS

    rows: list[list[object]] = [
        ["", _("chats"), _("messages"), _("files"), *(text for _, text in _lost_units())]
    ]
    for one in made:
        counts = one.manifest.counts
        gone = [
            sum(
                line.count
                for line in one.manifest.losses
                if KINDS[line.kind].is_whole and line.kind != "not-chosen" and KINDS[line.kind].unit in units
            )
            for units, _text in _lost_units()
        ]
        rows.append([one.manifest.target, counts.conversations, counts.messages, counts.assets, *gone])
    yield from wording.table([[*row, ""] for row in rows], right=True)
    yield ""
    yield _("Compare up to {n} to see what exactly each would leave out or change.").format(n=_SIDE_BY_SIDE)


def _lost_units() -> tuple[tuple[frozenset[str], str], ...]:
    return (
        (frozenset({"message"}), _("messages lost")),
        (frozenset({"part"}), _("pieces lost")),
        (frozenset({"asset", "item", "file"}), _("items lost")),
    )
