"""The page itself: its HTML, styles and scripts, put together for a folder or for one file."""

from __future__ import annotations

import base64
import functools
import hashlib
import re
from html import escape
from importlib.resources import files

import orjson

from migrator_html import folding, texts

LIBRARIES = ("markdown-it", "temml", "highlight")
"""Scripts that others made; `page/lib/LICENSES.txt` says who, which version, and on what terms."""

# Verified in Chromium and Firefox from disk. The last two let no string become markup or the address of a script.
_TYPES = "require-trusted-types-for 'script'; trusted-types reading-copy"
_FOLDER = (
    "default-src 'none'; script-src 'self'; worker-src blob:; style-src 'self'; img-src 'self' data: blob:; "
    f"media-src 'self' blob:; base-uri 'none'; form-action 'none'; {_TYPES}"
)
_ALONE = (
    "default-src 'none'; script-src '{script}'; style-src '{style}'; worker-src blob:; img-src blob: data:; "
    f"media-src blob:; base-uri 'none'; form-action 'none'; {_TYPES}"
)


def script() -> str:
    """Our own scripts, one after the other in the order of their names."""
    return "\n".join(_page(name) for name in sorted(_names()))


def library(name: str) -> str:
    """One of `LIBRARIES`."""
    return _page(f"lib/{name}.js")


def styles() -> str:
    """The style sheet: ours, and Temml's without the font that it would load."""
    return (
        _page("style.css")
        + "\n"
        + re.sub(r"@font-face \{.*?\}\n", "", _page("lib/temml.css"), flags=re.DOTALL)
    )


def licenses() -> str:
    """Who made the libraries, and on what terms they are given on."""
    return _page("lib/LICENSES.txt")


def fold_script() -> str:
    """The table of folded letters, as a script."""
    return f"Copy.foldTable = {_literal(folding.table())};\n"


def call(name: str, *values: object) -> bytes:
    """A script that hands `values` to the page."""
    return f"{name}({', '.join(_literal(orjson.dumps(value)) for value in values)});\n".encode()


def folder() -> str:
    """`index.html` of a folder."""
    return _filled(_page("index.html"), _FOLDER)


def alone() -> tuple[str, str]:
    """A copy in one file: what stands before its pieces, and what stands behind them."""
    page = _page("index.html")
    code = "\n".join([*map(library, LIBRARIES), script(), fold_script()]).replace("</script", "<\\/script")
    code = code.replace("<!--", "<\\!--")
    sheet = styles()
    policy = _ALONE.format(script=_hash(code), style=_hash(sheet))
    head, _scripts = page.split('<script src="', 1)
    head = head.replace("<html ", '<html data-kind="alone" ')
    head = head.replace('<link rel="stylesheet" href="style.css">', "\0style\0")
    head = head.replace('<div id="missing"', '<div id="locked"></div>\n<div id="missing"')
    head = _filled(head, policy).replace("\0style\0", f"<style>{sheet}</style>")
    words = _literal(orjson.dumps(texts.settings(locked=True)))
    head += f'<script type="application/json" id="words">{words}</script>\n<script>{code}</script>\n'
    return head, "</body>\n</html>\n"


def piece(number: int, data: bytes) -> bytes:
    """A piece of a copy in one file."""
    return b'<script type="text/plain" id="p%d">%s</script>\n' % (number, base64.b64encode(data))


def lock(parameters: dict[str, object]) -> bytes:
    """What is needed to try a passphrase."""
    text = _literal(orjson.dumps(parameters))
    return f'<script type="application/json" id="lock">{text}</script>\n'.encode()


def _filled(page: str, policy: str) -> str:
    words = texts.lock_words()
    values = {
        "lang": str(texts.settings(locked=True)["lang"]),
        "dir": texts.direction(),
        "policy": policy,
        "title": str(words["title"]),
        "missing": str(words["unpack"]),
        "noscript": str(words["noscript"]),
    }
    for name, value in values.items():
        page = page.replace(f"{{{name}}}", escape(value))
    return page


def _literal(data: bytes) -> str:
    """JSON as a script can hold it."""
    text = data.decode("utf-8").strip()
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def _names() -> list[str]:
    return [
        item.name for item in files("migrator_html").joinpath("page").iterdir() if item.name.endswith(".js")
    ]


@functools.cache
def _page(name: str) -> str:
    return files("migrator_html").joinpath("page", *name.split("/")).read_text("utf-8")
