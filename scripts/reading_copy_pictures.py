"""Pictures of the reading copy in Chromium: `python scripts/reading_copy_pictures.py` writes docs/pictures/copy-*.png.

The chats are the demo's. English and Arabic, light and dark, desktop and phone.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
from tests.real.browsers import chromium  # noqa: E402 - found above

OUT = ROOT / "docs" / "pictures"
DESKTOP, PHONE = (1240, 800), (390, 780)
SEARCH = (
    "const f = document.getElementById('search'); f.value = arguments[0];"
    "f.dispatchEvent(new Event('input', { bubbles: true }))"
)
# What is seen: name, language, size, theme, which chat of the list (None: the first page), what is looked for.
PICTURES = (
    ("overview", "en", DESKTOP, "light", None, ""),
    ("chat", "en", DESKTOP, "dark", "branches", ""),
    ("search", "en", DESKTOP, "light", 0, "train"),
    ("phone", "en", PHONE, "light", "branches", ""),
    ("phone-list", "en", PHONE, "dark", None, ""),
    ("arabic", "ar", DESKTOP, "dark", "ar", ""),
    ("arabic-overview", "ar", DESKTOP, "light", None, ""),
    ("arabic-phone", "ar", PHONE, "light", "ar", ""),
)


def main() -> None:
    """Write the demo's copies and take a picture of each view."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        migrate = [sys.executable, "-m", "migrator"]
        subprocess.run(  # noqa: S603 - our own
            [*migrate, "demo", "--out", str(folder / "demo")], check=True, cwd=ROOT, stdout=subprocess.DEVNULL
        )
        export = str(folder / "demo" / "export.zip")
        for language in ("en", "ar"):
            command = [
                *migrate,
                "--to",
                "html",
                "--from",
                export,
                "--out",
                str(folder / language),
                "--lang",
                language,
            ]
            subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)  # noqa: S603 - our own
        with chromium(folder) as browser:
            for picture in PICTURES:
                _take(browser, folder, *picture)


def _take(browser, folder, name, language, size, theme, chat, typed) -> None:  # noqa: ANN001 - a drawing
    width, height = size
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
    browser.send("DevTools", {"cmd": "Emulation.setDeviceMetricsOverride", "params": metrics})
    media = {"features": [{"name": "prefers-color-scheme", "value": theme}]}
    browser.send("DevTools", {"cmd": "Emulation.setEmulatedMedia", "params": media})
    browser.open("about:blank")
    browser.open((folder / language / "index.html").as_uri())
    browser.wait("return document.querySelectorAll('#rows .row').length")
    if typed:
        browser.run(SEARCH, typed)
        time.sleep(1.5)
    if chat == "ar":
        browser.run(
            "[...document.querySelectorAll('#rows .row')].find((r) => /[\\u0600-\\u06ff]/.test(r.firstChild.textContent) && r.firstChild.textContent.length > 12).click()"
        )
    elif chat == "branches":
        browser.run(
            "const b = document.getElementById('by-holds'); b.value = '64'; b.dispatchEvent(new Event('change'));"
            "document.querySelector('#rows .row').click();"
            "document.querySelector('.chip').click()"
        )
    elif chat is not None:
        browser.run("document.querySelectorAll('#rows .row')[arguments[0]].click()", chat)
    time.sleep(1.2)
    (OUT / f"copy-{name}.png").write_bytes(browser.picture())


if __name__ == "__main__":
    main()
