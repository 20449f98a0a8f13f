"""The page of `migrate try`: questions with two answers side by side, and in a comment what a later run needs to go on.

It loads nothing, runs nothing, and no text of a chat is markup in it.
"""

from __future__ import annotations

import base64
import html
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from migrator.errors import OutputExists
from migrator.i18n import _
from migrator.text import storable

if TYPE_CHECKING:
    from migrator.app.trying import Pair

_HELD = re.compile(rb"<!-- migrate-try-1 ([A-Za-z0-9+/=]*) -->\s*\Z")
_LARGEST = 64 << 20
_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:75rem;padding:0 1rem;color-scheme:light dark}"
    "section{border-top:1px solid #8888;padding:1rem 0}.two{display:grid;grid-template-columns:1fr 1fr;gap:2rem}"
    "@media(max-width:50rem){.two{grid-template-columns:1fr}}.text{white-space:pre-wrap;overflow-wrap:anywhere}"
    "h2{font-size:1.1rem}h3{font-size:.9rem;opacity:.7}"
)


def write(out: Path, url: str, model: str, pairs: Sequence[Pair], keys: Sequence[str]) -> None:
    """The page, in place of the one that was there; readable for its owner alone."""
    page = storable("\n".join(_lines(url, model, pairs)).replace("\0", "\N{REPLACEMENT CHARACTER}"))
    entries = [[key, pair] for key, pair in zip(keys, pairs, strict=True) if pair.after is not None]
    held = base64.b64encode(msgspec.json.encode(_encodable(entries))).decode("ascii")
    part = out.with_name(f"{out.name}.part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
        stream.write(f"{page}\n<!-- migrate-try-1 {held} -->\n".encode())
        stream.flush()
        os.fsync(stream.fileno())
    part.replace(out)


def read(out: Path) -> list[tuple[str, dict[str, Any]]]:
    """Key and pair of each answer in an earlier page, none if there is no file; `UsageError` if it is another file."""
    try:
        with out.open("rb") as stream:
            data = stream.read(_LARGEST)
    except FileNotFoundError:
        return []
    except OSError:
        data = b""
    found = _HELD.search(data)
    try:
        entries: list[tuple[str, dict[str, Any]]] = msgspec.json.decode(
            base64.b64decode(found[1]) if found else b"", type=list[tuple[str, dict[str, Any]]]
        )
    except (msgspec.DecodeError, ValueError):
        raise OutputExists(
            _("“{file}” exists and is not a page of `migrate try`.").format(file=out.name),
            _("Name another file with --out. Nothing was sent."),
        ) from None
    return entries


def _encodable(entries: list[list[Any]]) -> Any:
    """Without halves of characters, which JSON cannot hold."""
    plain = msgspec.to_builtins(entries)
    for _key, pair in plain:
        for name, value in pair.items():
            if isinstance(value, str):
                pair[name] = storable(value)
    return plain


def _lines(url: str, model: str, pairs: Sequence[Pair]) -> Iterator[str]:
    name = model or url
    title = _("ChatGPT and {name}").format(name=name)
    yield "<!doctype html>"
    yield '<html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    yield (
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        '<meta name="referrer" content="no-referrer">'
    )
    yield f"<title>{html.escape(title)}</title><style>{_STYLE}</style></head><body>"
    yield f"<h1>{html.escape(title)}</h1>"
    yield f"<p>{html.escape(_('Your own questions, each asked alone. Nothing is judged here.'))}</p>"
    for pair in pairs:
        when = f" <small>{pair.date:%Y-%m-%d}</small>" if pair.date else ""
        yield f'<section><h2 dir="auto">{html.escape(pair.title or "…")}{when}</h2>'
        yield f'<p class="text" dir="auto"><strong>{html.escape(pair.question)}</strong></p><div class="two">'
        after = pair.after if pair.after is not None else f"({pair.fault or ''})"
        for who, text in (("ChatGPT", pair.before), (name, after)):
            yield f'<div><h3>{html.escape(who)}</h3><p class="text" dir="auto">{html.escape(text)}</p></div>'
        yield "</div></section>"
    yield "</body></html>"
