"""Pictures of the main screens, made from the made-up chats: `python scripts/pictures.py` writes docs/pictures/*.svg."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from pathlib import Path

from migrator import i18n
from migrator.app import preferences
from migrator.tui.app import MigrateApp
from migrator.tui.jobs import JobScreen

OUT = Path(__file__).parents[1] / "docs" / "pictures"
SIZE = (100, 30)


async def main() -> None:
    """Walk through the screens and keep a picture of each."""
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):  # nothing of whoever makes the pictures
            os.environ[name] = folder
        os.environ["TZ"] = "UTC"
        preferences.save(preferences.Preferences(bidi="off"))
        app = MigrateApp(Path(folder) / "vault")
        async with app.run_test(size=SIZE) as pilot:

            async def settled() -> None:
                await pilot.pause(0.5)
                while isinstance(app.screen, JobScreen):
                    await pilot.pause(0.2)
                await pilot.pause(0.5)

            async def picture(name: str, *keys: str) -> None:
                await pilot.press(*keys)
                await settled()
                (OUT / f"{name}.svg").write_text(app.export_screenshot(title="migrate"), "utf-8")
                print(name)

            await picture("keep", "escape")
            await pilot.press("d")
            await settled()
            await picture("look", "down", "down")
            await picture("read", "slash", *"anatolia", "enter", "enter")
            await pilot.press("escape", "escape")
            await picture("overview", "o")
            await pilot.press("escape", "3")
            await settled()
            await picture("move", "c", "down")
            await picture("leave", "4")
            await pilot.press("2")
            await app.prefer("theme", "light")
            await app.prefer("language", "ar")
            await settled()
            await picture("arabic", "down")


if __name__ == "__main__":
    i18n.use("en")
    sys.exit(asyncio.run(main()))
