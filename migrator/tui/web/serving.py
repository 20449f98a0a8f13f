"""Serving the screens to a browser on this computer, and to nothing else.

Every tab runs the program once, as the person who started it. Whoever can reach the port is let in only with a word that is
made anew at each start and stands in the address alone: page and socket ask for it, since other users of this computer reach
the port, too. What `textual-serve` leaves open is shut here: it listens on the loopback address alone; a page of another site, which the same browser may have open, is not let in (its `Origin`, and names that
were pointed at this address, its `Host`); and its page, which fetches a font from Google, is replaced by one of ours that
loads nothing from elsewhere.
"""

from __future__ import annotations

import logging
import os
import secrets
import shlex
import subprocess
import sys
from collections.abc import Awaitable, Callable
from hmac import compare_digest
from html import escape
from importlib.util import find_spec
from pathlib import Path
from string import Template
from typing import Any

from migrator.errors import MigratorError
from migrator.i18n import _, language

HOST = "127.0.0.1"
PORT = 8642
DRIVER = "textual.drivers.web_driver:WebDriver"
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self';"
    " img-src 'self' data:; connect-src 'self' ws://{host}; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


class NotInstalled(MigratorError):
    """The extra `web` is not there."""

    kind = "not-installed"


def served_here() -> bool:
    """Whether this process is a tab of `serve`: its screens go to the browser, and it has no terminal."""
    return os.environ.get("TEXTUAL_DRIVER") == DRIVER


def new_word() -> str:
    """The word without which nobody is let in: 192 random bits, good until this server ends."""
    return secrets.token_urlsafe(24)


def warning(port: int, word: str) -> str:
    """What a person has to know before it starts."""
    return "\n".join(
        (
            _("Open {address} in a browser on this computer. Ctrl-C ends it.").format(
                address=f"http://{HOST}:{port}/{word}"
            ),
            _(
                "There is no log-in but the word at the end of this address: whoever has it and can reach this port on this"
                " computer sees the screens and acts as you. Give it to nobody."
            ),
        )
    )


def serve(port: int, word: str, arguments: list[str]) -> None:
    """Serve `migrate tui` with these arguments until it is interrupted. NotInstalled; MigratorError if the port is taken."""
    from aiohttp import web

    logging.getLogger("textual-serve").setLevel(
        logging.CRITICAL
    )  # what it logs may hold keys that were typed
    # -P: else a file called like a module, in the folder in which somebody happens to be, would be run as the person.
    command = [sys.executable, "-P", "-m", "migrator", "tui", *arguments]
    line = subprocess.list2cmdline(command) if sys.platform == "win32" else shlex.join(command)
    try:
        web.run_app(application(line, port, word), host=HOST, port=port, print=None, access_log=None)
    except OSError as why:
        raise MigratorError(
            _("Port {port} cannot be used: {why}.").format(
                port=str(port), why=why.strerror or type(why).__name__
            ),
            _("Name another one with --port."),
        ) from None


def check() -> None:
    """NotInstalled if the extra is not there, before anything is said or started."""
    if find_spec("aiohttp") is None or find_spec("textual_serve") is None:
        raise not_installed()


def not_installed() -> NotInstalled:
    """What to say without `textual-serve`."""
    return NotInstalled(
        _("The screens in a browser need the extra “web”, which is not installed."),
        _(
            "Install it in the folder of this program: pip install '.[web]'. The terminal needs nothing more: migrate tui"
        ),
    )


def application(command: str, port: int, word: str) -> Any:
    """The `aiohttp` application: one page, what it loads, and the socket that a tab's screens go through.

    `word` is the last piece of the address of page and socket; without it neither is given.
    """
    from aiohttp import web
    from textual_serve.server import Server

    server = Server(command, host=HOST, port=port, title="Migrator")
    hosts = {f"{HOST}:{port}", f"localhost:{port}"}

    @web.middleware
    async def guarded(request: Any, handler: Callable[[Any], Awaitable[Any]]) -> Any:
        host, origin = request.headers.get("Host", ""), request.headers.get("Origin")
        wanted = f"http://{host}"
        socket = request.path.startswith("/ws")
        if host not in hosts or origin not in ({wanted} if socket else {None, wanted}):
            raise web.HTTPForbidden(text="Only for pages of this program on this computer.\n")
        given = request.match_info.get("word")
        if (given is not None or request.path == "/") and not compare_digest(
            (given or "").encode(), word.encode()
        ):
            raise web.HTTPForbidden(text="Open the whole address that the program showed when it started.\n")
        response = await handler(request)
        if not response.prepared:
            for name, value in _HEADERS.items():
                response.headers[name] = value.format(host=host)
        return response

    async def index(request: Any) -> Any:
        return web.Response(text=page(request.headers["Host"], word), content_type="text/html")

    async def script(_request: Any) -> Any:
        return web.Response(text=_read("page.js"), content_type="text/javascript")

    made = web.Application(middlewares=[guarded])
    made.add_routes(
        [
            web.get("/", index),
            web.get("/page.js", script),
            web.get("/ws/{word}", server.handle_websocket),
            web.get("/download/{key}", server.handle_download),
            web.static("/static", server.statics_path),
            web.get("/{word}", index),
        ]
    )
    return made


def page(host: str, word: str) -> str:
    """The page: a place for the screens, the script of `textual-serve`, and what to do when they have ended."""
    form = Template(_read("page.html"))
    lang = language()
    return form.substitute(
        lang=lang,
        direction="rtl" if lang == "ar" else "ltr",
        host=escape(host, quote=True),
        word=escape(word, quote=True),
        waiting=escape(_("Opening the screens…")),
        ended=escape(_("The screens are closed.")),
        again=escape(_("Open them again")),
        warning=escape(
            _("There is no log-in but the word in this address: whoever has it on this computer acts as you.")
        ),
    )


def _read(name: str) -> str:
    return Path(__file__).with_name(name).read_text("utf-8")
