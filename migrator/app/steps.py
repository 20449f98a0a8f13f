"""`IMPORT.md`: how a person gets a bundle into its target, what is known about that, since when and from where."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from migrator.adapter import Target
from migrator.app.receipts import Counts, LossLine
from migrator.app.redacting import Redacted
from migrator.capabilities import continues, verified
from migrator.i18n import _, in_use, listed, ngettext
from migrator.losses import KINDS, Effect
from migrator.privacy.kinds import KINDS as KINDS_OF_DATA


def proof_sentence(target: Target) -> str:
    """How it was proved that the target takes in what is written, as one sentence."""
    proof = target.capabilities.proof
    values = {"importer": proof.importer, "version": proof.version, "date": proof.on}
    match verified(target.capabilities):
        case "real-importer":
            text = _("Verified: {importer} {version} itself took in what is written here ({date}).")
        case "real-parser":
            text = _("Verified with a parser: {importer} {version} reads what is written here ({date}).")
        case "schema":
            text = _("Checked against the published schema of {importer} {version} ({date}).")
        case _:
            text = _("Not verified: nobody has run the target's own importer on what is written here.")
    sentence = text.format(**values)
    if continues(target.capabilities):
        sentence += " " + _("A chat was gone on with there: the next request held all that came before.")
    return sentence


def counts_sentence(counts: Counts) -> str:
    """`12 conversations, 130 messages, 4 attachments`."""
    return listed(
        (
            ngettext("{n} conversation", "{n} conversations", counts.conversations).format(
                n=counts.conversations
            ),
            ngettext("{n} message", "{n} messages", counts.messages).format(n=counts.messages),
            ngettext("{n} attachment", "{n} attachments", counts.assets).format(n=counts.assets),
        )
    )


def by_effect(losses: Sequence[LossLine]) -> Iterator[tuple[str, list[LossLine]]]:
    """The losses under a heading for each effect that came up, the gravest first."""
    headings: dict[Effect, str] = {
        "left-out": _("Not in there"),
        "changed": _("In there, in another form"),
        "estimated": _("Filled in, because the export does not say"),
        "chosen": _("Left out because you chose so"),
    }
    for effect, heading in headings.items():
        lines = [line for line in losses if KINDS[line.kind].effect == effect]
        if lines:
            yield heading, lines


_FILE = re.compile(r"(?<![\w./-])([A-Za-z][A-Za-z-]*\.(?:md|txt|jsonl?)|knowledge/|folders/|files/)(?![\w-])")
_OURS = frozenset({"manifest.json", "IMPORT.md"})


def absent(target: Target, paths: Collection[str]) -> tuple[str, ...]:
    """The files that the steps and notes name and that this bundle does not hold, each once."""
    about = target.capabilities
    named = dict.fromkeys(
        name for text in (*about.steps, *about.limits, *about.caveats) for name in _FILE.findall(text)
    )
    names = {path.rsplit("/", 1)[-1] for path in paths}
    return tuple(
        name
        for name in named
        if name not in _OURS
        and name not in names
        and not (name.endswith("/") and any(path.startswith(name) for path in paths))
    )


def import_steps(
    target: Target,
    counts: Counts | None,
    losses: Sequence[LossLine],
    redacted: Redacted | None = None,
    paths: Collection[str] | None = None,
) -> str:
    """The text of `IMPORT.md` in the language in use. `counts` None: what is in the folder is encrypted and not told.

    `paths` are the files of the bundle, for a word about those that the steps name and that were not needed.
    """
    lacks = () if paths is None or counts is None else absent(target, paths)
    return "\n".join(_lines(target, counts, losses, redacted, lacks)) + "\n"


def redaction_sentences(redacted: Redacted) -> list[str]:
    """What was replaced, what was not looked into, and whether there is a way back."""
    number = in_use().number
    counts = [f"{_(KINDS_OF_DATA[kind].title)} ({number(n)})" for kind, n in redacted.counts.items()]
    said = [
        _("Replaced by stand-ins: {what}.").format(what=listed(counts))
        if counts
        else _("Nothing of the kinds that you chose was found.")
    ]
    if redacted.files:
        said.append(
            ngettext(
                "{n} file was not looked into: what a picture, a recording or a document shows or says is not searched.",
                "{n} files were not looked into: what pictures, recordings and documents show or say is not searched.",
                redacted.files,
            ).format(n=number(redacted.files))
        )
    if counts:
        said.append(
            _(
                "What stands for what is kept in your vault: migrate privacy restore FILE puts the values back."
            )
            if redacted.restorable
            else _("There is no way back from these stand-ins: this run used no vault, so nothing was noted.")
        )
    said.append(
        _("Redaction finds what has a form of its own; it does not understand what is told in words.")
    )
    return said


def _lines(
    target: Target,
    counts: Counts | None,
    losses: Sequence[LossLine],
    redacted: Redacted | None,
    lacks: Sequence[str],
) -> Iterator[str]:
    about = target.capabilities
    yield f"# {_(about.title)}"
    yield ""
    yield _(about.about)
    yield ""
    if counts is not None:
        yield _("This folder holds: {what}.").format(what=counts_sentence(counts))
    yield proof_sentence(target)
    yield from _list(_("Steps"), [_(step) for step in about.steps], numbered=True)
    if lacks:
        yield ""
        what = _(
            "Not in this folder, because there was nothing to put into it: {files}. Skip what the steps say of it."
        )
        yield what.format(files=listed(lacks))
    yield from _list(_("Limits"), [_(limit) for limit in about.limits])
    yield from _list(_("Good to know"), [_(caveat) for caveat in about.caveats])
    if redacted is not None:
        yield from _list(_("Redacted"), redaction_sentences(redacted))
    for heading, lines in by_effect(losses):
        yield from _list(heading, [f"{line.count} × {line.meaning}" for line in lines])
    seen = _("seen {date}")
    yield from _list(
        _("Sources"),
        [f"{_(fact.text)} <{fact.source}> ({seen.format(date=fact.seen)})" for fact in about.facts],
    )
    yield ""
    if counts is None:
        yield _(
            "These are private chats, encrypted. Without the passphrase nobody can read them, you included."
        )
    else:
        yield _("These are private chats in the open. Delete this folder when you no longer need it.")


def _list(title: str, entries: Sequence[str], *, numbered: bool = False) -> Iterator[str]:
    if not entries:
        return
    yield ""
    yield f"## {title}"
    yield ""
    for number, entry in enumerate(entries, 1):
        yield f"{number}. {entry}" if numbered else f"- {entry}"
