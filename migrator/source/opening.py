"""From a path to a source: what it is, is told from what it holds, never from its name alone."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from migrator.errors import NotRecognised, Refused, UsageError
from migrator.i18n import _
from migrator.source.folder import FolderSource, open_regular
from migrator.source.kinds import check_kind, is_zip
from migrator.source.limits import LIMITS, Limits
from migrator.source.single import FileSource
from migrator.source.stream import standard_input, stream_source
from migrator.source.view import Source
from migrator.source.zip_source import ZipSource


def open_source(path: Path | str, *, limits: Limits = LIMITS) -> Source:
    """The ZIP, folder or file at `path`, "-" for standard input. A container is the ZIP or folder that it is.

    Raises UsageError if it is not there or may not be read, NotRecognised if it is empty, cut short or of a kind
    that no reader takes, Refused if it is dangerous.
    """
    if str(path) == "-":
        return standard_input(limits)
    with naming(path):
        return _open(Path(path), limits)


@contextmanager
def naming(path: Path | str) -> Iterator[None]:
    """What is raised about a path that the person gave names it, for there may be several."""
    try:
        yield
    except (NotRecognised, Refused) as error:
        name = Path(path).name or str(path)
        error.message = _("“{file}”: {what}").format(file=name, what=error.message)
        error.args = (error.message,)
        raise


def _open(path: Path, limits: Limits) -> Source:
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as error:  # a NUL in a path is a ValueError
        raise UsageError(
            _("There is no file or folder {path}.").format(path=path.name or path),
            _("Check the name. A name with blanks stands in quotes."),
        ) from error
    if stat.S_ISDIR(mode):
        return FolderSource(path, limits)
    if stat.S_ISFIFO(mode):
        with path.open("rb") as pipe:
            return stream_source(pipe, path.name, limits)
    if not stat.S_ISREG(mode):
        raise UsageError(
            _("{path} is neither a file nor a folder.").format(path=path.name or path),
            _("Use the ZIP that you downloaded, or the folder that you unpacked it to."),
        )
    with open_regular(path.resolve()) as stream:
        head = stream.read(64)
    check_kind(head)
    if is_zip(head, path.name):
        return _zip_at(path, limits)
    return FileSource(path, limits)


def _zip_at(path: Path, limits: Limits) -> ZipSource:
    stream = cast("BinaryIO", path.open("rb", buffering=0))
    try:
        check_kind(stream.read(64), page=True)
        return ZipSource(stream, path.name, path=path.absolute(), limits=limits)
    except BaseException:
        stream.close()
        raise
