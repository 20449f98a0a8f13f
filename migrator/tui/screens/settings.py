"""Settings: how the screens look, and the way to looking after the vault."""

from __future__ import annotations

from migrator.i18n import _
from migrator.tui import wishes
from migrator.tui.screens.care import Care
from migrator.tui.screens.things import Things


class Settings(Things):
    """What can be chosen; the vault only when one is open for good."""

    def title_text(self) -> str:
        """Settings."""
        return _("Settings")

    def entries(self) -> list[tuple[str, str]]:
        """Each wish as it is now, then the vault."""
        app = self.migrate
        names = [name for name in wishes.CHOICES if name != "idle_minutes" or app.desk.lasting]
        entries = [(name, wishes.said(name, wishes.current(app.wishes, name))) for name in names]
        if app.desk.lasting:
            entries += [("care", _("Look after the vault: check, copy, keys, lock"))]
        return entries

    async def do(self, entry: str) -> None:
        """The next choice, or the vault's own list."""
        if entry in wishes.CHOICES:
            self.app.call_later(self._prefer, entry)
        else:
            await self.app.push_screen_wait(Care())

    async def _prefer(self, name: str) -> None:
        """Go on to the next choice. Another language makes all screens anew, this one as well."""
        app = self.migrate
        await app.prefer(name, wishes.following(app.wishes, name))
        if app.screen is self:
            self.fill()
        else:
            app.push_screen(Settings())
