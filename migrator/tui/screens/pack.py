"""Into and out of what is known about a person: a hand-copied list is taken in, the three sizes are written out."""

from __future__ import annotations

from pathlib import Path

from migrator.app import profiling
from migrator.app.context import Context
from migrator.i18n import _, ngettext
from migrator.profile.review import Profile
from migrator.tui import dropped, known
from migrator.tui.screens import ask
from migrator.tui.screens.write import Folder, Pasted
from migrator.tui.screens.writing import WritingScreen
from migrator.vault.handle import Vault


async def paste(screen: WritingScreen, vault: Vault) -> Profile | None:
    """Ask for a list, pasted or by the path of a file, and keep it; what is known then, None if nothing came in."""
    text = await screen.app.push_screen_wait(
        Pasted(
            _("Paste the memory list"),
            _(
                "In ChatGPT: Settings, Personalization, Memory, Manage. Copy all of it and paste it here, one"
                " memory a line, or give the path of a text file. It is kept encrypted in your vault."
            ),
            _("Take it in"),
        )
    )
    if text is None:
        return None

    def take(context: Context) -> tuple[profiling.Listed, Profile]:
        path = dropped.path(text) if "\n" not in text.strip() else ""
        if path and Path(path).is_file():
            listed = profiling.add(vault, path, context)
        else:
            listed = profiling.take(vault, "memories.txt", text.encode("utf-8", "surrogatepass"), context)
        return listed, profiling.profile(vault, context)

    outcome = await screen.job(_("Taking your list in"), take)
    if outcome.error is not None:
        return None
    listed, held = outcome.value
    said = ngettext("{n} fact in the list", "{n} facts in the list", listed.facts).format(n=listed.facts)
    if not listed.is_new:
        said = _("The vault held this already. Nothing was changed.")
    screen.notify(said, markup=False)
    whole: Profile = held
    return whole


async def pack(screen: WritingScreen, vault: Vault) -> None:
    """Ask for a folder, write the three sizes, tell what is in them."""
    typed = await screen.app.push_screen_wait(
        Folder(
            _("Pack what it knew, in three sizes"),
            _(
                "For a field of instructions, for a long list of memories, and for a short field. What you dropped is"
                " not in it; what is odd and not approved goes into flagged.txt alone. It will lie readable."
            ),
            Path.cwd() / "what-it-knew",
        )
    )
    if not typed:
        return
    out = Path(dropped.path(typed))
    done = await screen.written(
        _("Packing"), out, lambda context, force: profiling.write_pack(vault, out, context, force=force)
    )
    if done is not None:
        first = _("Written to {folder}") if done.is_new else _("Already there: {folder}")
        await screen.app.push_screen_wait(
            ask.Tell(first.format(folder=done.path), "\n".join(known.packed(done)))
        )
