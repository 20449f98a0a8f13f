"""The profile in a vault: collected from its exports and hand-copied lists, reviewed in its journal, packed into a folder."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from migrator.app.bundle import Bundle
from migrator.app.context import Context
from migrator.app.document import encoded
from migrator.app.keeping.contents import contents
from migrator.app.redacting import Redacting
from migrator.app.sink import FileEntry
from migrator.errors import ConditionNotMet, UsageError
from migrator.i18n import _, ngettext
from migrator.model import Instruction, Memory
from migrator.profile.collect import Gathered, gather
from migrator.profile.review import Entry, Profile, Ruling, Told, pack, reviewed
from migrator.shape import times
from migrator.shape.facts.fact import dated, of_lines, one_line
from migrator.shape.facts.flags import Flag
from migrator.shape.facts.pack import ABOUT_ME, FLAGGED, MEMORIES, SHORT, Limits
from migrator.vault import kinds
from migrator.vault.content import BytesContent
from migrator.vault.handle import Vault
from migrator.vault.originals import Original, all_originals, open_original
from migrator.vault.originals import add as keep

LARGEST_LIST = 4 << 20  # bytes: far more than anyone's memories, far less than an export
README = "README.txt"


class Listed(msgspec.Struct, frozen=True):
    """A hand-copied list that was taken in: how many facts it holds, and whether the vault has it only now."""

    original: Original
    facts: int
    is_new: bool

    def document(self) -> dict[str, Any]:
        """The documented JSON object."""
        made = {"name": self.original.name, "sha256": self.original.sha256}
        return {"original": made, "facts": self.facts, "new": self.is_new}


class Packed(msgspec.Struct, frozen=True, kw_only=True):
    """A pack that was written: where, its files, how many facts went where, whether it was there already."""

    path: Path
    files: tuple[FileEntry, ...]
    facts: int
    aside: int
    left_out: int
    cut: bool
    is_new: bool

    def document(self) -> dict[str, Any]:
        """The documented JSON object."""
        return {
            "out": str(self.path),
            "files": [msgspec.to_builtins(entry) for entry in self.files],
            "facts": self.facts,
            "flagged": self.aside,
            "left_out": self.left_out,
            "cut": self.cut,
        }


def profile(vault: Vault, context: Context) -> Profile:
    """What the vault holds about the person, with their decisions. Reads every conversation once."""
    return reviewed(gather(_items(vault, context), copied_lists(vault)), rulings(vault))


def add(vault: Vault, file: str, context: Context) -> Listed:
    """Seal a list that the person copied by hand, one memory a line; `file` may be - for standard input.

    UsageError if it cannot be read, is too large or is no text.
    """
    return take(vault, *_read(file), context)


def take(vault: Vault, name: str, data: bytes, context: Context) -> Listed:
    """Seal a list that the person copied by hand or pasted, under `name`. See `add`."""
    text = _text(name, data)
    facts = of_lines(text, "", "")
    if not facts:
        raise UsageError(
            _("“{file}” holds no line with words.").format(file=name), _("Write one memory on each line.")
        )
    original, is_new = keep(vault, BytesContent(name, data), what="memories", report=context.report)
    if original.what != "memories":
        raise UsageError(_("“{file}” is in the vault already, as an export.").format(file=name))
    return Listed(original, len(facts), is_new)


def again(vault: Vault, held: Profile) -> Profile:
    """What `held` was collected from, with the decisions as they stand now. No conversation is read."""
    facts, versions = (entry.fact for entry in held.facts), (told.version for told in held.instructions)
    return reviewed(Gathered(tuple(facts), tuple(versions)), rulings(vault))


def decide(vault: Vault, held: Profile, wanted: Mapping[str, Ruling]) -> tuple[str, ...]:
    """Keep decisions in the journal; on the disk when this returns. The whole ids of what they are about.

    `wanted` is by id or by its beginning. UsageError before anything is kept if one fits nothing or several, if a new
    wording is empty, or if it is meant for instructions.
    """
    whole: dict[str, kinds.Profile] = {}
    for beginning, ruling in wanted.items():
        key = _whole(held, beginning)
        text = None
        if ruling.state == "edited":
            text = one_line(ruling.text or "")
            if not text:
                raise UsageError(
                    _("The new wording of {id} is empty.").format(id=beginning),
                    _("To leave it out: --drop {id}").format(id=beginning),
                )
            if any(one.id == key for one in held.instructions):
                raise UsageError(
                    _("{id} is a version of your instructions; these can be approved or dropped.").format(
                        id=key
                    ),
                    _("Change the wording in about-me.md, once it is packed."),
                )
        if key in whole:
            raise UsageError(_("{id} is named twice.").format(id=beginning))
        whole[key] = kinds.Profile(state=ruling.state, text=text)
    with vault.writing():
        vault.journal.put(whole)
    return tuple(whole)


def write_pack(
    vault: Vault,
    out: Path,
    context: Context,
    *,
    force: bool = False,
    limits: Limits | None = None,
    redact: Sequence[str] = (),
    settings: Sequence[str] = (),
) -> Packed:
    """Write the three sizes into `out`, as a bundle is written. ConditionNotMet if there is nothing to write.

    `redact` and `settings` as for a conversion: `redacting.Redacting`.
    """
    redacting = Redacting(redact, settings, vault, hosted=True)
    bundle = Bundle(out, force=force)
    bundle.check()
    held = profile(vault, context)
    made = pack(held, limits or Limits())
    if not made.files:
        raise ConditionNotMet(
            _("There is nothing to pack: the vault holds no trace of memories or instructions."),
            _("Copy the list from ChatGPT's settings into a text file, then: migrate profile add FILE"),
        )
    with bundle:
        for path, text in made.files.items():
            if redacting.redaction is not None:
                text = redacting.redaction.text(text)  # noqa: PLW2901 - the same text, without what is not handed over
            bundle.sink.write(path, text.encode("utf-8"))
        redacting.keep_map()
        bundle.sink.write(README, _readme(made.files).encode("utf-8"))
        files = tuple(sorted(bundle.sink.files.values(), key=lambda entry: entry.path))
        is_new = bundle.finish(
            encoded({"schema": 1, "target": "profile", "files": msgspec.to_builtins(files)})
        )
    left_out = sum(entry.state == "left-out" for entry in held.facts)
    return Packed(
        path=out,
        files=files,
        facts=len(held.facts) - left_out - len(made.aside),
        aside=len(made.aside),
        left_out=left_out,
        cut=made.cut,
        is_new=is_new,
    )


def show_document(held: Profile) -> dict[str, Any]:
    """The document of `profile show`."""
    return {
        "facts": [_fact_document(entry) for entry in held.facts],
        "instructions": [_told_document(one, held) for one in held.instructions],
    }


def _fact_document(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "text": entry.text,
        "found": entry.fact.text,
        "day": entry.fact.day,
        "state": entry.state,
        "flags": _flags(entry.flags),
        "origins": [{"kind": kind, "where": where} for kind, where in map(_origin, entry.fact.traces)],
    }


def _told_document(one: Told, held: Profile) -> dict[str, Any]:
    version = one.version
    return {
        "id": one.id,
        "about_me": version.about_me,
        "how_to_answer": version.how_to_answer,
        "first": times.iso(version.first) if version.first else None,
        "last": times.iso(version.last) if version.last else None,
        "state": one.state,
        "current": version is held.current,
        "flags": _flags(one.flags),
        "conversations": list(version.conversations),
    }


def _flags(found: Sequence[Flag]) -> list[dict[str, str]]:
    return [{"kind": flag.kind, "what": flag.what} for flag in found]


def _origin(trace: str) -> tuple[str, str]:
    kind, _colon, where = trace.partition(":")
    return kind or "memory", where


def _items(vault: Vault, context: Context) -> Iterator[Memory | Instruction]:
    with contents(vault, context) as held:
        for one in held.all():
            export = one.export
            for record in export.records():
                context.check()
                conversation = export.conversation(record)
                if conversation is not None:
                    for item in _told_by(export.found_in(conversation)):
                        yield dated(item, conversation.created)
            yield from _told_by(export.others())


def _told_by(items: Iterator[Any]) -> Iterator[Memory | Instruction]:
    return (item for item in items if isinstance(item, Memory | Instruction))


def rulings(vault: Vault) -> dict[str, Ruling]:
    """What the person decided, by the id of the fact or of the version of instructions."""
    return {key: Ruling(one.state, one.text) for key, one in vault.journal.all(kinds.Profile).items()}


def copied_lists(vault: Vault) -> Iterator[tuple[str, str]]:
    """The lists that the person copied by hand: the name of the sealed original, and its text."""
    for original in all_originals(vault):
        if original.what == "memories":
            with open_original(vault, original) as plain:
                yield original.hex, _text(original.name, plain.read())


def _read(file: str) -> tuple[str, bytes]:
    if file == "-":
        name, data = "memories.txt", sys.stdin.buffer.read(LARGEST_LIST + 1)
    else:
        path = Path(file)
        name = path.name
        try:
            with path.open("rb") as stream:
                data = stream.read(LARGEST_LIST + 1)
        except OSError as why:
            raise UsageError(
                _("{path} cannot be read ({why}).").format(path=name, why=os.strerror(why.errno or 0)),
                _("Check its name, and whether you may read it. Nothing was changed."),
            ) from why
    if len(data) > LARGEST_LIST:
        raise UsageError(
            _("“{file}” is too large for a list of memories.").format(file=name),
            _("If it is an export: migrate vault add FILE"),
        )
    return name, data


def _text(name: str, data: bytes) -> str:
    """The text of a list: UTF-8, or UTF-16 with its mark, as some editors write."""
    coding = "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        text = data.decode(coding)
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise UsageError(
            _("“{file}” is not plain text in UTF-8.").format(file=name),
            _("Save it as plain text. If it is an export: migrate vault add FILE"),
        )
    return text


def _whole(held: Profile, beginning: str) -> str:
    ids = [entry.id for entry in held.facts] + [told.id for told in held.instructions]
    found = [key for key in ids if beginning and key.startswith(beginning)]
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(
            ngettext("{n} id begins like that.", "{n} ids begin like that.", len(found)).format(n=len(found)),
            _("Type more of the id."),
        )
    raise UsageError(
        _("Nothing in the profile has the id {id}.").format(id=beginning),
        _("`migrate profile show` lists them."),
    )


def _readme(files: Mapping[str, str]) -> str:
    said = {
        ABOUT_ME: _(
            "your custom instructions, cut to 1,500 characters: for the field with instructions or preferences"
        ),
        MEMORIES: _("every fact, one a line: for an assistant that takes memories as text"),
        SHORT: _("the newest facts that fit into 8,000 characters: for a short field"),
        FLAGGED: _("what is odd, and why; read it, do not paste it"),
    }
    lines = [f"{path}: {said[path]}" for path in said if path in files]
    return "\n".join(
        [
            *lines,
            "",
            _("Where to paste it: migrate targets claude (or gemini, mistral, lumo)."),
            _("This is private, and in the open. Delete this folder when you no longer need it."),
            "",
        ]
    )
