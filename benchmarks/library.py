"""A large library on the screens: how soon it is there, and whether it keeps up with the keys.

    python benchmarks/library.py [CONVERSATIONS] [--vault FOLDER]        (20000 if left out)

Making the vault takes minutes; with --vault it is kept in FOLDER and taken from there the next time. Each figure stands
beside that of a vault of 20 conversations: what grows with the library shows as a ratio.
"""

import argparse
import asyncio
import contextlib
import resource
import statistics
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from textual.events import Key

from migrator.app.context import Context
from migrator.app.keeping.adding import add
from migrator.app.preferences import Preferences
from migrator.sample import make
from migrator.tui.app import MigrateApp
from migrator.tui.screens.look import LookScreen
from migrator.tui.screens.reading import Reading
from migrator.tui.widgets.rows import Rows
from migrator.vault.create import create
from migrator.vault.handle import Vault, unlock
from migrator.vault.secret import new_recovery_code
from migrator.vault.session import session

SECRET = "made up, and of no use elsewhere"
STALL = 0.1  # seconds between a key and its frame from which a person notices that the program waits
WORDS = ("istanbul", "the")


def held(stack: ExitStack, count: int, folder: Path | None) -> Vault:
    """A vault with `count` made-up conversations."""
    if folder is not None and (folder / "vault.json").exists():
        return stack.enter_context(unlock(folder, SECRET))
    with tempfile.TemporaryDirectory() as room:
        export = Path(room) / "export.zip"
        make(seed="library", conversations=count).write_zip(export)
        if folder is None:
            vault = stack.enter_context(session())
        else:
            vault = stack.enter_context(create(folder, SECRET, new_recovery_code()))
        add(vault, [str(export)], Context())
    return vault


async def shown(app, condition):
    """Until `condition()` holds and the frame of it is drawn."""
    begin = time.perf_counter()
    while not condition():
        assert time.perf_counter() - begin < 30, "waited in vain"
        await asyncio.sleep(0.001)
    await drawn(app)


async def drawn(app: MigrateApp) -> None:
    """Until everything that is waiting is done, and the screen is drawn."""
    done = asyncio.Event()
    app.screen.call_after_refresh(done.set)
    await done.wait()


async def pressed(app, *keys):
    """Send keys as the terminal does, and wait for the frame that shows what they did."""
    for key in keys:
        app.post_message(Key(key, key if len(key) == 1 else None))
    await drawn(app)
    while not app.settled:
        await drawn(app)


class Taken(NamedTuple):
    """Seconds on the clock, and of the processor in all threads."""

    wall: float
    cpu: float


def since(begin: Taken) -> Taken:
    """What has been taken since."""
    return Taken(time.perf_counter() - begin.wall, time.process_time() - begin.cpu)


def now() -> Taken:
    """For `since`."""
    return Taken(time.perf_counter(), time.process_time())


async def keyed(app, key: str, times: int) -> list[Taken]:
    """Press `key` so often; what it took from each to its frame."""
    taken = []
    for _n in range(times):
        begin = now()
        await pressed(app, key)
        taken.append(since(begin))
    return taken


async def sitting(vault: Vault, figures: dict[str, Taken]) -> None:
    """Open the list, scroll, sort, search, read; seconds into `figures`."""
    app = MigrateApp(Path(tempfile.gettempdir()) / "no-vault-here")
    app.wishes = Preferences(bidi="off")  # no question comes up in between
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        app.desk.hold(vault, ExitStack(), lasting=False)
        begin = now()
        app.desk.open_library(Context())
        figures["index opened and counted"] = since(begin)
        app.go("look")
        await shown(
            app,
            lambda: isinstance(app.screen, LookScreen) and any(rows.count for rows in app.screen.query(Rows)),
        )
        figures["opened: from the unlocked vault to the list on the screen"] = since(begin)
        rows = app.screen.query_one(Rows)
        for name, key, times in (
            ("a row down", "down", 120),
            ("a page down", "pagedown", 60),
            ("to the end and back", "end", 1),
            ("sorted anew", "s", 5),
            ("the groups opened, or closed", "v", 6),
        ):
            taken = await keyed(app, key, times)
            figures[f"{name}, median"] = Taken(*map(statistics.median, zip(*taken, strict=True)))
            figures[f"{name}, worst"] = Taken(*map(max, zip(*taken, strict=True)))
            assert rows.count > 0
        for word in WORDS:
            await pressed(app, "slash")
            begin = now()
            await pressed(app, *word)
            await shown(app, lambda word=word: getattr(app.screen, "found_for", "") == word)
            figures[f"“{word}” typed and found"] = since(begin)
            await pressed(app, "escape", "escape")
            await pilot.pause(0.3)
        await asyncio.sleep(10 if len(app.desk.listed) > 100 else 0.5)
        begin = now()
        await pressed(app, "enter")
        await shown(app, lambda: isinstance(app.screen, Reading))
        figures["a chat opened"] = since(begin)


def measured(count: int, folder: Path | None) -> dict[str, Taken]:
    """The figures of one library."""
    figures: dict[str, Taken] = {}
    with ExitStack() as stack:
        asyncio.run(sitting(held(stack, count, folder), figures))
    return figures


def main() -> None:
    """Measure and say."""
    parser = argparse.ArgumentParser()
    parser.add_argument("conversations", nargs="?", type=int, default=20_000)
    parser.add_argument("--vault", type=Path)
    wanted = parser.parse_args()
    small = measured(20, None)
    large = measured(wanted.conversations, wanted.vault)
    print(f"{wanted.conversations} conversations, beside 20:")
    for name, taken in large.items():
        stall = "  ← a stall" if name.endswith("worst") and taken.wall > STALL else ""
        print(
            f"  {name}: {taken.wall * 1000:.0f} ms, {taken.wall / small[name].wall:.1f} ×;"
            f" processor {taken.cpu * 1000:.0f} ms, {taken.cpu / small[name].cpu:.1f} ×{stall}"
        )
    print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        main()
