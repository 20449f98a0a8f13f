"""Made-up chats for trying the screens, put into a vault for this sitting."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from migrator.app.context import Context
from migrator.app.keeping.adding import add
from migrator.sample.demo import pair
from migrator.tui.desk import Desk
from migrator.vault.handle import Vault


def bring_in(desk: Desk, vault: Vault, context: Context) -> None:
    """Make up two exports of one account, add both, open the library."""
    with TemporaryDirectory(prefix="migrate-demo-") as folder:
        paths = [Path(folder) / name for name in ("older.zip", "newer.zip")]
        for path, made in zip(paths, pair(), strict=True):
            made.write_zip(path)
        add(vault, [str(path) for path in paths], context)
    desk.open_library(context)
