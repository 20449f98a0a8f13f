"""Redaction as a person asks for it: `--redact KINDS`, and the settings that every target shares.

    redact=fake            look-alikes from reserved ranges in place of [EMAIL-1]
    redact-words=FILE      names and words of one's own, one a line
    redact-files=keep      also pictures, sound and documents, which cannot be looked into, where they stay behind by default

The map from stand-ins to values goes into the vault's journal and nowhere else, and a run from a vault goes on with the
map that is there. Without a vault there is no map.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from migrator.errors import UsageError
from migrator.i18n import _
from migrator.privacy.finder import Finder
from migrator.privacy.items import Redaction
from migrator.privacy.kinds import KINDS, chosen
from migrator.privacy.redactor import Redactor
from migrator.privacy.standins import StandIns, Style
from migrator.vault import kinds
from migrator.vault.handle import Vault

SETTINGS = ("redact", "redact-words", "redact-files")
_LARGEST_LIST = 1 << 20


class Redacted(msgspec.Struct, frozen=True, kw_only=True):
    """What a run replaced: `counts` are different values by kind. `files`: attachments that were not looked into."""

    kinds: tuple[str, ...]
    counts: Mapping[str, int]
    files: int
    restorable: bool


class Redacting:
    """What the person asked for, for one run. `redaction` is None if nothing is to be redacted."""

    def __init__(
        self, redact: Sequence[str], settings: Sequence[str], vault: Vault | None, *, hosted: bool = False
    ) -> None:
        own = dict(s.split("=", 1) for s in settings if s.split("=", 1)[0] in SETTINGS and "=" in s)
        self.settings = tuple(s for s in settings if s.split("=", 1)[0] not in SETTINGS or "=" not in s)
        self.kinds = chosen(redact)
        self._vault = vault
        self._style = _style(own.get("redact"))
        self.redaction: Redaction | None = None
        words = listed_words(own["redact-words"]) if "redact-words" in own else ()
        keep = _keep(own.get("redact-files"), hosted=hosted)
        if not self.kinds:
            if own:
                raise UsageError(
                    _("--set {key} needs --redact.").format(key=next(iter(own))),
                    _("For example: --redact all, or --redact email,phone."),
                )
            return
        if "name" in self.kinds and not words and "all" not in ",".join(redact):
            raise UsageError(
                _("--redact name needs your list of names."),
                _("Add --set redact-words=FILE, one name a line."),
            )
        known, keys = saved(vault, self._style) if vault is not None else ({}, {})
        redactor = Redactor(Finder(self.kinds, words), StandIns(self._style, known, keys))
        self.redaction = Redaction(redactor, leave_out=not keep)

    def keep_map(self) -> None:
        """Write what is new in the map into the journal of the vault, before anything of the run is put in its place."""
        if self.redaction is None or self._vault is None:
            return
        entries, keys = self.redaction.redactor.stand_ins.added()
        if not entries:
            return
        with self._vault.writing(wait=30.0):
            number = len(self._vault.journal.all(kinds.RedactionMap)) + 1
            new = kinds.RedactionMap(entries=entries, keys=keys, style=self._style)
            self._vault.journal.put({f"{self._style} {number}": new})

    def summary(self) -> Redacted | None:
        """What was replaced, once everything has been written."""
        if self.redaction is None:
            return None
        counts = self.redaction.redactor.stand_ins.values()
        return Redacted(
            kinds=self.kinds,
            counts={kind: counts[kind] for kind in KINDS if counts.get(kind)},
            files=self.redaction.not_looked_into if not self.redaction.leave_out else 0,
            restorable=self._vault is not None,
        )


def saved(vault: Vault, style: Style | None = None) -> tuple[dict[str, str], dict[str, str]]:
    """What stands for what, and as which value, after all runs so far; of one style, or of all."""
    entries: dict[str, str] = {}
    keys: dict[str, str] = {}
    for one in vault.journal.all(kinds.RedactionMap).values():
        if style is None or one.style == style:
            entries |= one.entries
            keys |= one.keys
    return entries, keys


def _style(typed: str | None) -> Style:
    if typed not in {None, "fake", "counted"}:
        raise UsageError(
            _("--set {key}={value}: this value is not possible.").format(key="redact", value=typed),
            _("Possible: {values}.").format(values="counted, fake"),
        )
    return "fake" if typed == "fake" else "counted"


def _keep(typed: str | None, *, hosted: bool) -> bool:
    if typed not in {None, "keep", "leave-out"}:
        raise UsageError(
            _("--set {key}={value}: this value is not possible.").format(key="redact-files", value=typed),
            _("Possible: {values}.").format(values="keep, leave-out"),
        )
    return not hosted if typed is None else typed == "keep"


def listed_words(file: str) -> tuple[str, ...]:
    """The lines of a list; blank ones and those that begin with # do not count."""
    try:
        with Path(file).open("rb") as stream:
            data = stream.read(_LARGEST_LIST + 1)
        text = data.decode("utf-8-sig")
    except OSError as why:
        raise UsageError(
            _("The list “{file}” cannot be read ({reason}).").format(
                file=Path(file).name, reason=os.strerror(why.errno or 0)
            ),
            _("Name a file that you may read. Nothing was written."),
        ) from None
    except UnicodeDecodeError:
        text = "\0"
    words = tuple(line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))
    if not words or "\0" in text or len(data) > _LARGEST_LIST:
        raise UsageError(
            _("“{file}” is not a list of names in UTF-8, one a line.").format(file=Path(file).name),
            _("Save it as plain text. Nothing was written."),
        )
    return words
