"""Settings: how the screens look."""

from migrator.tui.screens.settings import Settings

from .conftest import chosen, until


def test_every_theme_can_be_chosen(app, run):
    async def journey():
        async with app.run_test(size=(80, 24)) as pilot:
            seen = {app.theme}
            await pilot.press("escape")
            await pilot.press("f2")
            await until(pilot, lambda: isinstance(app.screen, Settings))
            await chosen(pilot, "Colours")
            for _n in range(3):
                await until(pilot, lambda: app.theme not in seen)
                seen.add(app.theme)
                await pilot.press("enter")
            assert len(seen) == 4

    run(journey())
