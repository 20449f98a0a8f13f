"""The recovery sheet: the code in groups and as a QR code, the vault's id, the date, and how to use it without us.

It is made on request, as a page to print or as plain text, and is never saved by itself (`save` is for who asks). One group is asked back, so
that a person has really written the code down.
"""

from __future__ import annotations

import datetime as dt
import io
import os
import secrets
from html import escape
from pathlib import Path

import segno

from migrator.errors import MigratorError, OutputExists, UsageError
from migrator.i18n import _, language
from migrator.vault import disk, readme, secret

_QUIET = 2  # modules of white around the code in a terminal; print has the standard four
_STYLE = (
    "body{font:16px/1.5 sans-serif;max-width:42em;margin:2em auto;color:#000;background:#fff}"
    ".code{font:700 1.4em/2 monospace;direction:ltr;text-align:center}pre{direction:ltr;text-align:left}"
    "svg{display:block;margin:1em auto;width:12em;height:12em}"
)


def question() -> int:
    """Which group (1 to 7) to ask back."""
    return secrets.randbelow(7) + 1


def answered(code: str, group: int, typed: str) -> bool:
    """Whether `typed` is that group of the code; read as generously as the code itself."""
    plain = typed.strip().upper().translate(str.maketrans("OIL", "011"))
    return secrets.compare_digest(
        plain.encode("utf-8", "replace"), secret.groups(code)[group - 1].encode("ascii")
    )


def qr_text(code: str, *, dark_background: bool = True) -> str:
    """The QR code for a terminal, two rows a line. On a dark background the light modules are drawn."""
    rows = [[bool(cell) for cell in row] for row in segno.make(code, error="m").matrix]
    width = len(rows[0]) + 2 * _QUIET
    edge = [[False] * width for _n in range(_QUIET)]
    rows = [*edge, *([False] * _QUIET + row + [False] * _QUIET for row in rows), *edge]
    if len(rows) % 2:
        rows.append([False] * width)
    drawn = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}
    pairs = zip(rows[::2], rows[1::2], strict=True)
    return "\n".join(
        "".join(
            drawn[up ^ dark_background, down ^ dark_background] for up, down in zip(above, below, strict=True)
        )
        for above, below in pairs
    )


def save(sheet: str, to: Path, vault: Path) -> None:
    """Write a sheet, or the code alone, to a file that only this user can read.

    UsageError if the file exists or would lie inside the vault, where it would open what it lies in.
    """
    if vault.resolve() in to.resolve().parents:
        raise UsageError(
            _("{path} is inside the vault, which the recovery code opens.").format(path=to),
            _("Name a file elsewhere, best on paper or on another disk."),
        )
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    try:
        with disk.guarded(str(to)), os.fdopen(os.open(to, flags, 0o600), "wb") as file:
            file.write(sheet.encode("utf-8"))
            disk.sync(file)
    except MigratorError as why:
        if isinstance(why.__cause__, FileExistsError):
            raise OutputExists(
                _("{path} exists already.").format(path=to), _("Name a new file. Nothing was written.")
            ) from None
        raise


def as_text(code: str, vault: str, day: dt.date) -> str:
    """The sheet as plain text, for a printer."""
    title, lines = _words(vault, day)
    shown = "  ".join(secret.groups(code))
    commands = "\n".join(f"    {line}" for line in _commands())
    return (
        "\n\n".join(
            [
                title,
                *lines[:2],
                f"    {shown}\n    {code}",
                qr_text(code, dark_background=False),
                lines[2],
                commands,
            ]
        )
        + "\n"
    )


def as_html(code: str, vault: str, day: dt.date) -> str:
    """The sheet as one page that loads nothing, runs nothing, and prints on one side of paper."""
    title, lines = _words(vault, day)
    picture = io.BytesIO()
    segno.make(code, error="m").save(picture, kind="svg", xmldecl=False, svgns=True, border=4, omitsize=True)
    lang = language()
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}" dir="{"rtl" if lang == "ar" else "ltr"}"><head><meta charset="utf-8">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body><h1>{escape(title)}</h1>"
        f'<p>{escape(lines[0])}</p><p>{escape(lines[1])}</p><p class="code">{escape(code)}</p>'
        f"{picture.getvalue().decode('utf-8')}<p>{escape(lines[2])}</p>"
        f"<pre>{escape(chr(10).join(_commands()))}</pre></body></html>\n"
    )


def _words(vault: str, day: dt.date) -> tuple[str, list[str]]:
    return _("Recovery code of your chat archive"), [
        _("Vault {id}, made on {day}.").format(id=vault, day=day.isoformat()),
        _(
            "Whoever has this sheet and the vault's folder can read everything. Keep it apart from the computer."
        ),
        _(
            "It opens the vault instead of the passphrase. Without our program, with “age”, in the vault's folder:"
        ),
    ]


def _commands() -> list[str]:
    return [readme.COMMANDS["recovery"]]
