"""What the old assistant knew, in lines: heard, looked over one by one, a list taken in, packed."""

from __future__ import annotations

from pathlib import Path

from migrator.app import profiling
from migrator.app.profiling import Packed
from migrator.i18n import _, ngettext
from migrator.profile.review import Entry, Profile, Ruling, Told
from migrator.tui import dropped, known
from migrator.tui.plain.lines import Talk
from migrator.vault.handle import Vault


def know(talk: Talk, vault: Vault) -> None:
    """The menu."""
    held = talk.job(
        _("Looking for what it knew about you"), lambda context: profiling.profile(vault, context)
    )
    while held is not None:
        talk.all(known.summary(held))
        if hint := known.lacking(held):
            talk.say(hint)
        match talk.choose(
            _("What the old assistant knew about you"),
            [
                ("show", _("Hear all of it")),
                ("review", _("Look over what is new, one by one")),
                ("add", _("Take in a memory list that you copied")),
                ("pack", _("Pack it in three sizes")),
            ],
            _("Back"),
        ):
            case "show":
                for one in _all(held):
                    talk.say("", known.row(one))
                    talk.all(known.whole(one))
            case "review":
                held = _review(talk, vault, held)
            case "add":
                held = _add(talk, vault) or held
            case "pack":
                _pack(talk, vault)
            case _:
                return


def _all(held: Profile) -> list[Entry | Told]:
    return [*held.instructions, *held.facts]


def _review(talk: Talk, vault: Vault, held: Profile) -> Profile:
    new = [one for one in _all(held) if one.state == "new"]
    for number, one in enumerate(new, 1):
        talk.say("", _("{n} of {all}").format(n=number, all=len(new)))
        talk.all(known.whole(one))
        options = [("kept", _("Approve")), ("left-out", _("Drop")), ("new", _("Later"))]
        if isinstance(one, Entry):
            options.insert(1, ("edited", _("Edit")))
        state = talk.choose(_("What shall become of it?"), options, _("Stop here"))
        if state is None:
            break
        held = _decided(talk, vault, held, one, state)
    return held


def _decided(talk: Talk, vault: Vault, held: Profile, one: Entry | Told, state: str) -> Profile:
    if state == "new":
        return held
    words = talk.ask(_("Your words:")) if state == "edited" else None
    ruling = Ruling(state, words)  # type: ignore[arg-type]

    def decide() -> Profile:
        profiling.decide(vault, held, {one.id: ruling})
        return profiling.again(vault, held)

    return talk.job(_("Keeping what you decided"), lambda _context: decide()) or held


def _add(talk: Talk, vault: Vault) -> Profile | None:
    text = talk.many(
        _("Paste it, one memory a line, or type the path of a text file. An empty line ends it.")
    )
    if not text:
        return None
    path = dropped.path(text) if "\n" not in text else ""
    if path and Path(path).is_file():
        listed = talk.job(_("Taking your list in"), lambda context: profiling.add(vault, path, context))
    else:
        data = text.encode("utf-8", "surrogateescape")
        listed = talk.job(
            _("Taking your list in"), lambda context: profiling.take(vault, "memories.txt", data, context)
        )
    if listed is None:
        return None
    talk.say(
        ngettext("{n} fact in the list", "{n} facts in the list", listed.facts).format(n=listed.facts)
        if listed.is_new
        else _("The vault held this already. Nothing was changed.")
    )
    return talk.job(
        _("Looking for what it knew about you"), lambda context: profiling.profile(vault, context)
    )


def _pack(talk: Talk, vault: Vault) -> None:
    usual = Path.cwd() / "what-it-knew"
    if not talk.sure(_("It will lie readable in the folder that you name. Write it?")):
        return
    typed = dropped.path(talk.ask(_("Folder (Enter for {folder}):").format(folder=usual)))
    out = Path(typed) if typed else usual
    done: Packed | None = talk.job(_("Packing"), lambda context: profiling.write_pack(vault, out, context))
    if done is not None:
        talk.say(_("Written to {folder}").format(folder=done.path))
        talk.all(known.packed(done))
