"""Any failure → one `MigratorError` that holds no content: the only place that decides what a person sees of it.

Errors of the program's own tree pass as they are. Faults of the system are named by their code and only by files that
the person typed. Anything else is a defect of ours: its type and place are shown, never its text, because the text of
a `KeyError` or a parser's error may quote a private chat.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import sys
import threading
import traceback
from collections.abc import Sequence

import click

from migrator.errors import Ending, Interrupted, MigratorError, NoSpace, UsageError
from migrator.i18n import _

_NO_PLACE = {errno.EEXIST, errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG, errno.ELOOP}
_FULL = {errno.ENOSPC, errno.EDQUOT}


def explained(fault: BaseException, argv: Sequence[str]) -> Ending:
    """The error to show for `fault`; `argv` are the words that the person typed."""
    match fault:
        case MigratorError() | Interrupted():
            return fault
        case EOFError() | click.Abort(__context__=EOFError()) if not _somebody_types():
            return UsageError(
                _("An answer is needed, and there is nobody to give it: the input is at its end."),
                _("Run it in a terminal. Nothing that was there before has been changed."),
            )
        case KeyboardInterrupt() | click.Abort() | EOFError():
            return Interrupted(
                _("Stopped. Nothing that was there before has been changed."),
                _("Run the same command again to start over."),
            )
        case click.UsageError():
            return _usage(fault)
        case click.ClickException():
            return UsageError(fault.format_message())
        case OSError() if fault.errno in _FULL:
            return NoSpace(
                _("The disk is full. What was there before is unchanged."),
                _("Make room, or choose another place with --out."),
            )
        case FileNotFoundError() if not _has_folder():
            return UsageError(
                _("The folder that you are in is no longer there. Nothing was changed."),
                _("Go to another one (cd) and run the same command again."),
            )
        case OSError():
            return _system(fault, argv)
        case MemoryError():
            return MigratorError(
                _("There is not enough memory for this."), _("Close other programs and try again.")
            )
        case _:
            return _defect(fault)


def _has_folder() -> bool:
    try:
        os.getcwd()  # noqa: PTH109 - whether there is one is the question
    except OSError:
        return False
    return True


def _somebody_types() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


def frames(fault: BaseException) -> list[str]:
    """Where `fault` came from, for `--debug`: files, lines, functions and types; no values and no texts."""
    lines: list[str] = []
    current: BaseException | None = fault
    while current is not None:
        lines.append(type(current).__name__)
        lines.extend(
            f"  {_short(frame.filename)}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(current.__traceback__)
        )
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return lines


def quieten(*, debug: bool) -> None:
    """Have the interpreter print no exception by itself: of a thread, of a destructor, or one that a library logs.

    Their texts and tracebacks may quote a chat. With `debug`, kind and place are shown. Whoever has hooks of their own (a test
    runner) keeps them.
    """

    def told(fault: BaseException | None) -> None:
        if debug and fault is not None and sys.stderr is not None:
            with contextlib.suppress(OSError, ValueError):
                sys.stderr.write("".join(f"migrate: {line}\n" for line in frames(fault)))

    if sys.unraisablehook is sys.__unraisablehook__:
        sys.unraisablehook = lambda seen: told(seen.exc_value)
    if threading.excepthook is threading.__excepthook__:
        threading.excepthook = lambda seen: told(seen.exc_value)
    logging.lastResort = logging.NullHandler()


def _usage(fault: click.UsageError) -> UsageError:
    where = fault.ctx.command_path.strip() if fault.ctx else "migrate"
    return UsageError(
        fault.format_message(), _("`{command} --help` shows what it takes.").format(command=where)
    )


def _system(fault: OSError, argv: Sequence[str]) -> MigratorError:
    reason = os.strerror(fault.errno) if fault.errno else type(fault).__name__
    name = os.fspath(fault.filename) if isinstance(fault.filename, str | os.PathLike) else ""
    typed = bool(name) and any(name == word or word.endswith("=" + name) for word in argv)
    if fault.errno in _NO_PLACE:
        what = _("“{folder}”").format(folder=name) if typed else _("A name that was given")
        return UsageError(
            _("{what} leads nowhere: {reason}. Nothing was changed.").format(what=what, reason=reason),
            _("Name another file or folder."),
        )
    if typed:
        return MigratorError(f"{name}: {reason}")
    return MigratorError(
        _("The system refused an operation: {reason}").format(reason=reason),
        _("Run it again with --debug to see where in the program it happened."),
    )


def _defect(fault: BaseException) -> MigratorError:
    trail = [f for f in traceback.extract_tb(fault.__traceback__) if "migrator" in f.filename]
    place = f"{_short(trail[-1].filename)}:{trail[-1].lineno}" if trail else "?"
    return MigratorError(
        _("Something unexpected happened: {kind} at {place}. Your files are unchanged.").format(
            kind=type(fault).__name__, place=place
        ),
        _("This is a fault of the program. Please report that line; it holds none of your data."),
    )


def _short(path: str) -> str:
    parts = path.replace("\\", "/").split("/")
    for i, part in enumerate(parts):
        if part.startswith("migrator") and i < len(parts) - 1:
            return "/".join(parts[i:])
    return parts[-1]
