"""`migrate inspect SRC…`: what is in this export."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from migrator.cli.session import INCOMPLETE, Session, shared
from migrator.errors import UsageError
from migrator.i18n import _, listed, ngettext, size
from migrator.text import safe

if TYPE_CHECKING:
    from migrator.app.at_home import AtHome
    from migrator.app.inspect import Inspection, SourceReport


_SHOWN = 20  # files and problems that are listed for a person


def command() -> click.Command:
    """The command in the language in use."""

    @click.command(
        help=_(
            "Show what is in an export: its generation, how many conversations and messages it holds, what is missing"
            " from it, and which files are kept unread. SRC is a ZIP, a folder, a conversations.json, or - for"
            " standard input. Several are counted as one. Nothing is written."
        ),
        short_help=_("What is in an export."),
    )
    @click.argument("src", nargs=-1, metavar="SRC...")
    @click.option(
        "--home",
        is_flag=True,
        help=_("Instead of SRC: find exports and chats that programs keep on this computer. Only reads."),
    )
    @shared
    def inspect(session: Session, src: tuple[str, ...], *, home: bool) -> int:
        if home and src:
            raise UsageError(_("--home looks at this computer and takes no SRC."), "migrate inspect --home")
        if home:
            from migrator.app.at_home import at_home

            seen = at_home(session.context())
            session.show(seen.document(), _home(seen))
            return 0
        if not src:
            raise click.MissingParameter(param_hint="SRC...", param_type="argument")
        from migrator.app.inspect import inspect

        found = inspect(src, session.context())
        session.show(found.document(), _lines(found))
        return 0 if found.complete else INCOMPLETE

    return inspect


def _home(seen: AtHome) -> Iterator[str]:
    for place in seen.places:
        yield safe(place.path, one_line=True)
        chats = ngettext("{n} file of chats", "{n} files of chats", place.chats).format(n=place.chats)
        yield "  " + _("{vendor}: {chats}, {size}").format(
            vendor=place.reader, chats=chats, size=size(place.size)
        )
        if place.kind == "local":
            yield "  " + _("Kept by a program on this computer. Save it before an update or a sign-out:")
            yield "    migrate vault add " + safe(shlex.quote(place.path), one_line=True)
        if place.readable_by_others:
            yield "  " + _("Other users of this computer may be able to read these files.")
    if not seen.places:
        yield _("Nothing was found that this version reads.")
    yield ""
    yield _("Looked in: {folders}").format(
        folders=listed((safe(folder, one_line=True) for folder in seen.looked_in), heavy=True)
    )


def _lines(found: Inspection) -> Iterator[str]:
    for source in found.sources:
        yield from _source(source)
    yield ""
    yield ngettext("{n} conversation", "{n} conversations", found.conversations).format(n=found.conversations)
    yield ngettext("{n} message", "{n} messages", found.messages).format(n=found.messages)
    yield ngettext("{n} branch", "{n} branches", found.branches).format(n=found.branches)
    if found.first and found.last:
        yield _("from {first} to {last}").format(first=found.first.date(), last=found.last.date())
    assets = found.assets
    yield _("attachments: {referenced} named in messages, {present} of them here, {missing} missing").format(
        referenced=assets.referenced, present=assets.present, missing=assets.missing
    )
    if assets.unreferenced:
        yield _("files that no message names: {n}").format(n=assets.unreferenced)
    if found.unreadable:
        yield ngettext(
            "{n} record could not be read", "{n} records could not be read", found.unreadable
        ).format(n=found.unreadable)
    yield ""
    for problem in found.problems[:_SHOWN]:
        yield safe(f"{problem.where}: {problem.what}" if problem.where else problem.what, one_line=True)
    yield from _more(len(found.problems))
    if found.complete:
        kept = {file.name for source in found.sources for file in source.files if file.role == "kept"}
        if any(name.rpartition("/")[2].lower().startswith("group_chats") for name in kept):
            yield _(
                "Group chats: they have a form that this version does not know. They are kept unread, and no search finds them."
            )
        yield (
            _("Complete: every file that the export should hold is there. Those that are kept are not read.")
            if kept
            else _("Complete: every file that the export should hold is there and could be read.")
        )
    else:
        yield _("NOT COMPLETE: this export lacks data that it should hold. Ask ChatGPT for a new one.")


def _source(source: SourceReport) -> Iterator[str]:
    yield _("{name}: export of {vendor}, generation {generation}").format(
        name=source.name, vendor=source.reader, generation=source.generation
    )
    if source.container:
        yield "  " + _("inside a container: {container}").format(container=source.container)
    roles = Counter(file.role for file in source.files)
    sizes: Counter[str] = Counter()
    for file in source.files:
        sizes[file.role] += file.size
    names = {
        "conversations": _("conversations"),
        "asset": _("attachments"),
        "data": _("other data"),
        "kept": _("kept, not read"),
    }
    for role, n in roles.items():
        files = ngettext("{n} file", "{n} files", n).format(n=n)
        yield "  " + _("{what}: {files}, {size}").format(
            what=names[role], files=files, size=size(sizes[role])
        )
    kept = [file.name for file in source.files if file.role == "kept"]
    for name in kept[:_SHOWN]:
        yield "    " + safe(name, one_line=True)
    yield from ("    " + line for line in _more(len(kept)))


def _more(n: int) -> Iterator[str]:
    if n > _SHOWN:
        yield _("… and {n} more; --json lists them all").format(n=n - _SHOWN)
