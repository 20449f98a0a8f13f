"""The main job: one or several exports into the bundle of a target.

Nothing is left behind unless the sum comes out: every message and every attachment is in the bundle, or named as
lost.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import msgspec

from migrator import registry
from migrator.adapter import Choices, Target
from migrator.app.archive import DuplicateSeen, OpenArchive
from migrator.app.bundle import STEPS, Bundle
from migrator.app.choices import choices_of
from migrator.app.context import Context
from migrator.app.document import encoded
from migrator.app.gathering import archive_of, exports_of
from migrator.app.opening import Opened
from migrator.app.receipts import Books, Counts, LossLine
from migrator.app.redacting import Redacted, Redacting
from migrator.app.sink import FileEntry, HashingSink, nowhere
from migrator.app.steps import import_steps
from migrator.app.watch import Watch, watched
from migrator.capabilities import Verified, verified
from migrator.errors import LostSomething, MigratorError, UsageError
from migrator.i18n import _, ngettext
from migrator.losses import KINDS
from migrator.vault.handle import Vault

State = Literal["written", "already-there", "dry-run"]


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What the person asked for. `out` None is the default place, `settings` the KEY=VALUE pairs as typed.

    `passphrase` is asked only if the target encrypts what it writes, once it is plain that it can be written.
    """

    target: str
    sources: tuple[str, ...]
    out: Path | None = None
    only: tuple[str, ...] = ()
    branches: Literal["head", "all"] = "all"
    settings: tuple[str, ...] = ()
    redact: tuple[str, ...] = ()
    dry_run: bool = False
    strict: bool = False
    force: bool = False
    passphrase: Callable[[], str] | None = None


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """`manifest.json`."""

    target: str
    verified: Verified
    counts: Counts
    files: tuple[FileEntry, ...]
    losses: tuple[LossLine, ...]
    ids: Mapping[str, str]
    redaction: Redacted | None = None

    def document(self) -> dict[str, Any]:
        """Its fields, without the number of the schema."""
        made: dict[str, Any] = msgspec.to_builtins(self)
        if self.redaction is None:
            del made["redaction"]
        return made

    def encoded(self) -> bytes:
        """The bytes of the file."""
        return encoded({"schema": 1, **self.document()})

    def encrypted(self) -> bytes:
        """The file beside encrypted output: without counts, losses and ids, which are part of what is encrypted."""
        said = {"target": self.target, "verified": self.verified, "files": self.files}
        return encoded({"schema": 1, "encrypted": True, **said})


class Converted(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it. `state` says whether the bundle was written, was there already, or was only tried out."""

    manifest: Manifest
    title: str
    path: Path
    state: State
    complete: bool

    def document(self) -> dict[str, Any]:
        """The documented JSON object: the manifest, where the bundle stands, and whether this run wrote it."""
        return {**self.manifest.document(), "path": str(self.path), "written": self.state == "written"}


def default_out(target: str) -> Path:
    """Where a bundle goes if the person does not say."""
    return Path(f"migrated-{target}")


def convert(request: Request, context: Context, vault: Vault | None = None) -> Converted:
    """Carry out `request`, on the exports in `vault` if it names none.

    Raises `UsageError` for an unknown target or option and for a place that is taken, `LostSomething` under `strict`
    (the bundle is written all the same), and `MigratorError` if the sum does not come out.
    """
    target = registry.target(request.target)
    redacting = Redacting(request.redact, request.settings, _kept(request, vault), hosted=is_hosted(target))
    choices = choices_of(target, request.branches, redacting.settings, context.language, redacting.kinds)
    out = request.out or default_out(request.target)
    if not request.dry_run:
        _outside(out, request.sources)
        Bundle(out, force=request.force).check()
    choices = _with_passphrase(target, choices, request)
    watching, watch = watched(context)
    with exports_of(request.sources, vault, watching) as exports:
        manifest, state = _converted(target, choices, exports, request, watching, watch, vault, redacting)
    done = Converted(
        manifest=manifest, title=_(target.capabilities.title), path=out, state=state, complete=watch.complete
    )
    if request.strict and (lost := sum(is_a_loss(line) for line in manifest.losses)):
        raise LostSomething(_lost(done, lost), _("Leave --strict out if you can do without it."))
    return done


def compare(
    request: Request,
    names: Sequence[str],
    context: Context,
    vault: Vault | None = None,
    *,
    tried: Callable[[str, Converted | MigratorError], None] | None = None,
) -> list[Converted]:
    """What each of the targets called `names` would make of the same exports; nothing is written.

    tried: called after each target with its name and its result, or with the error that kept it from one. Without it the
    first error ends the comparison.
    """
    targets = [registry.target(name) for name in names]
    trial = msgspec.structs.replace(request, dry_run=True)
    redactings = [
        Redacting(request.redact, request.settings, _kept(request, vault), hosted=is_hosted(target))
        for target in targets
    ]
    choices = [
        _with_passphrase(
            target, choices_of(target, request.branches, one.settings, context.language, one.kinds), trial
        )
        for target, one in zip(targets, redactings, strict=True)
    ]
    watching, watch = watched(context)
    made: list[Converted] = []
    with exports_of(request.sources, vault, watching) as exports:
        for target, choice, redacting in zip(targets, choices, redactings, strict=True):
            trial = msgspec.structs.replace(trial, target=target.name)
            try:
                manifest, state = _converted(
                    target, choice, exports, trial, watching, watch, vault, redacting
                )
            except MigratorError as fault:
                if tried is None:
                    raise
                tried(target.name, fault)
                continue
            made.append(
                Converted(
                    manifest=manifest,
                    title=_(target.capabilities.title),
                    path=default_out(target.name),
                    state=state,
                    complete=watch.complete,
                )
            )
            if tried is not None:
                tried(target.name, made[-1])
    return made


def encrypts(request: Request, language: str) -> bool:
    """Whether what `request` writes will be encrypted under a passphrase of its own."""
    target = registry.target(request.target)
    choices = choices_of(target, request.branches, request.settings, language)
    return target.encrypts is not None and target.encrypts(choices)


def _with_passphrase(target: Target, choices: Choices, request: Request) -> Choices:
    """The choices with a passphrase, where the target encrypts what it writes."""
    if target.encrypts is None or not target.encrypts(choices):
        return choices
    if request.dry_run:  # nothing is kept, so nothing need be asked
        return msgspec.structs.replace(choices, passphrase=secrets.token_hex())
    if request.passphrase is None:
        raise UsageError(
            _("What is written is encrypted and needs a passphrase of its own."),
            _("Add --new-passphrase-file FILE."),
        )
    return msgspec.structs.replace(choices, passphrase=request.passphrase())


def is_a_loss(line: LossLine) -> bool:
    """Whether a line of a manifest is a loss that the person did not choose."""
    return KINDS[line.kind].effect != "chosen"


def _converted(
    target: Target,
    choices: Choices,
    exports: Sequence[Opened],
    request: Request,
    context: Context,
    watch: Watch,
    vault: Vault | None,
    redacting: Redacting,
) -> tuple[Manifest, State]:
    archive = archive_of(
        exports,
        context,
        None if request.sources else vault,
        only=request.only,
        head_only=request.branches == "head",
        redaction=redacting.redaction,
    )
    try:
        return _run(target, choices, archive, request, context, watch, redacting)
    except DuplicateSeen:
        archive.expect_duplicates()
        return _run(target, choices, archive, request, context, watch, redacting)


def _run(
    target: Target,
    choices: Choices,
    archive: OpenArchive,
    request: Request,
    context: Context,
    watch: Watch,
    redacting: Redacting,
) -> tuple[Manifest, State]:
    if request.dry_run:
        return _written(target, choices, archive, nowhere(), context, watch, redacting), "dry-run"
    with Bundle(request.out or default_out(request.target), force=request.force) as bundle:
        manifest = _written(target, choices, archive, bundle.sink, context, watch, redacting)
        redacting.keep_map()
        encrypts = choices.passphrase is not None
        is_new = bundle.finish(manifest.encrypted() if encrypts else manifest.encoded())
    return manifest, "written" if is_new else "already-there"


def _written(
    target: Target,
    choices: Choices,
    archive: OpenArchive,
    sink: HashingSink,
    context: Context,
    watch: Watch,
    redacting: Redacting,
) -> Manifest:
    archive.people_in_text = not target.capabilities.keeps_people
    books = Books()
    for receipt in target.write(archive, choices, sink, context.report):
        books.add(receipt)
    books.close(archive, watch.problems, keeps_details=target.capabilities.keeps_details)
    losses = books.losses()
    redacted = redacting.summary()
    steps = (
        import_steps(target, None, ())
        if choices.passphrase
        else import_steps(target, books.counts, losses, redacted, sink.files)
    )
    sink.write(STEPS, steps.encode("utf-8"))
    return Manifest(
        target=target.name,
        verified=verified(target.capabilities),
        counts=books.counts,
        files=tuple(sorted(sink.files.values(), key=lambda entry: entry.path)),
        losses=losses,
        ids=dict(sorted(books.ids.items())),
        redaction=redacted,
    )


def goes_to_others(request: Request) -> bool:
    """Whether this run writes chats as they are for another company, so that the person is to be asked first."""
    return not request.dry_run and not request.redact and is_hosted(registry.target(request.target))


def is_hosted(target: Target) -> bool:
    """Whether what is written for a target is meant for another company."""
    return target.capabilities.kind == "hosted"


def _kept(request: Request, vault: Vault | None) -> Vault | None:
    """The vault that the run reads from, None if it reads exports."""
    return None if request.sources else vault


def _outside(out: Path, sources: Sequence[str]) -> None:
    """Refuse to write into the export itself: the next look at it would find our files among its own."""
    for source in sources:
        if source != "-" and Path(source).is_dir() and out.resolve().is_relative_to(Path(source).resolve()):
            raise UsageError(
                _("“{folder}” is inside the export; nothing is written there.").format(folder=out),
                _("Choose another --out."),
            )


def _lost(done: Converted, kinds: int) -> str:
    kept = {
        "written": _("The bundle is written to “{folder}”."),
        "already-there": _("The same bundle is in “{folder}” already."),
        "dry-run": _("Nothing was written."),
    }[done.state].format(folder=done.path)
    said = ngettext(
        "{title} cannot hold everything: {n} kind of loss.",
        "{title} cannot hold everything: {n} kinds of loss.",
        kinds,
    )
    return said.format(title=done.title, n=kinds) + " " + kept
