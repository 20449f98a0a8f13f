"""Keep, look, move, leave, question by question."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from migrator.app import finding, unlocking
from migrator.app.context import Context
from migrator.app.keeping.adding import Added, add
from migrator.errors import MigratorError
from migrator.i18n import _, ngettext, when
from migrator.tui import dropped
from migrator.tui.desk import Desk
from migrator.tui.plain import leaving, looking, moving
from migrator.tui.plain.lines import Talk
from migrator.vault import passphrases, secret, sheet
from migrator.vault.create import create
from migrator.vault.handle import Vault
from migrator.vault.session import keep, session


def run(folder: Path | None = None, talk: Talk | None = None, *, kiosk: bool = False) -> None:
    """The whole journey, until the person leaves. kiosk: with made-up chats alone, and nothing is kept."""
    unlocking.shielded()
    said, desk = talk or Talk(), Desk(folder or unlocking.default_folder(), kiosk=kiosk)
    try:
        _journey(said, desk)
    except (EOFError, KeyboardInterrupt):
        said.say("", _("Bye.") if kiosk else _("Bye. What was kept is safe."))
    finally:
        desk.close()


def _journey(talk: Talk, desk: Desk) -> None:
    talk.say(
        _(
            "Welcome. Migrator brings your ChatGPT history to another home in four steps: keep it"
            " (encrypted, on this computer), look at it, move it, and leave safely."
        ),
        _("Nothing leaves this computer. Your export is only read, never changed."),
    )
    if desk.kiosk:
        _demo(talk, desk)
    while True:
        options = [] if desk.kiosk else [("keep", _("Keep: bring in an export, or open your vault"))]
        if desk.vault is not None:
            chats = ngettext("{n} chat", "{n} chats", desk.conversations).format(n=desk.conversations)
            options.append(("look", _("Look at {chats}").format(chats=chats)))
            if not desk.kiosk:
                options.append(("move", _("Move them to another place")))
        options.append(("leave", _("Leave: the checklist")))
        match talk.choose(_("What do you want to do?"), options, _("Quit")):
            case stage if stage is not None:
                try:
                    {"keep": _keep, "look": looking.look, "move": moving.move, "leave": leaving.leave}[stage](
                        talk, desk
                    )
                except MigratorError as fault:
                    talk.fault(fault)
            case _quit:
                gone = desk.vault is not None and not desk.lasting
                if not gone or talk.sure(
                    _(
                        "What you added was only for now: it is deleted when you close the program. Your export stays."
                    )
                    + " "
                    + _("Close Migrator?")
                ):
                    return


def _keep(talk: Talk, desk: Desk) -> None:
    there = (desk.folder / "vault.json").exists()
    options = [
        ("path", _("Type the path of an export")),
        ("find", _("Look for exports in my download folders")),
    ]
    if there and desk.vault is None:
        options.insert(0, ("open", _("Open my vault")))
    if desk.vault is not None and not desk.lasting:
        options.insert(0, ("last", _("Keep what is here for good")))
    if desk.vault is None:
        options.append(("demo", _("Try it with made-up chats first")))
    match talk.choose(_("Keep"), options, _("Back")):
        case "open":
            _open(talk, desk)
        case "last":
            _make(talk, desk)
        case "path":
            if typed := dropped.path(talk.ask(_("Path of the export:"))):
                _bring(talk, desk, [typed])
        case "find":
            places = finding.folders()
            talk.say(_("These folders are looked through, not what lies deeper:"), *map(str, places))
            if talk.sure(_("Look?")):
                found = talk.job(_("Looking for exports"), lambda context: finding.find(places, context))
                entries = [
                    (one.path, f"{when.column(one.changed.isoformat())} {one.path}") for one in found or ()
                ]
                chosen = talk.choose(_("Which one?"), entries, _("None of them")) if entries else None
                if chosen is not None:
                    _bring(talk, desk, [str(chosen)])
                elif not entries:
                    talk.say(_("None found"))
        case "demo":
            _demo(talk, desk)
        case _other:
            return


def _bring(talk: Talk, desk: Desk, paths: list[str]) -> None:
    if desk.vault is None:
        if (desk.folder / "vault.json").exists():
            _open(talk, desk)
        else:
            wish = talk.choose(
                _("What shall become of it?"),
                [
                    ("keep", _("Keep it, encrypted, on this computer")),
                    ("look", _("Just look: nothing stays")),
                ],
                _("Back"),
            )
            if wish == "keep":
                _make(talk, desk)
            elif wish == "look":
                stack = ExitStack()
                desk.hold(stack.enter_context(session()), stack, lasting=False)
    vault = desk.vault
    if vault is None:
        return

    def bring_in(context: Context) -> Added:
        done = add(vault, paths, context)
        desk.open_library(context)
        return done

    done = talk.job(_("Bringing your export in"), bring_in)
    if done is not None:
        talk.say(ngettext("{n} new conversation", "{n} new conversations", done.added).format(n=done.added))


def _demo(talk: Talk, desk: Desk) -> None:
    from migrator.tui.demo import bring_in

    stack = ExitStack()
    vault = stack.enter_context(session())
    desk.hold(vault, stack, lasting=False)
    talk.job(_("Making up some chats"), lambda context: bring_in(desk, vault, context))


def _open(talk: Talk, desk: Desk) -> None:
    typed = talk.secret(_("Passphrase or recovery code:"))
    vault = talk.job(
        _("Opening your vault"), lambda _context: unlocking.opened(desk.folder, lambda: typed, typed=True)
    )
    if vault is not None:
        _put(talk, desk, vault)


def _put(talk: Talk, desk: Desk, vault: Vault) -> None:
    stack = ExitStack()
    stack.enter_context(vault)
    desk.hold(vault, stack, lasting=True)
    talk.job(_("Opening your chats"), desk.open_library)


def _make(talk: Talk, desk: Desk) -> None:
    """A vault that lasts, out of the session's if there is one."""
    offered = passphrases.generate()
    talk.say(_("Six random words. Write them down on paper; they are shown only here:"), offered)
    while True:
        typed = talk.secret(_("Type them, or a passphrase of your own with 12 characters or more:"))
        if " ".join(typed.split()) == offered:
            typed = offered
        if problem := passphrases.objection(typed):
            talk.say(problem)
            continue
        again = talk.secret(_("The same once more:"))
        if again == typed or " ".join(again.split()) == typed:
            break
        talk.say(_("These were two different ones. Nothing was changed; try again."))
    code, group = secret.new_recovery_code(), sheet.question()
    talk.say(_("It opens the vault if the passphrase is lost. Write it down on paper now:"), code)
    while not sheet.answered(code, group, talk.ask(_("To be sure, type group {n} of it:").format(n=group))):
        talk.say(_("That is not group {n}. The groups are parted by hyphens; look again.").format(n=group))
    temporary, folder = desk.vault, desk.folder

    def make(context: Context) -> Vault:
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if temporary is not None:
            return keep(temporary, folder, typed, code, context.report)
        return create(folder, typed, code)

    vault = talk.job(_("Making your vault"), make)
    if vault is not None:
        _put(talk, desk, vault)
        talk.say(_("Kept, encrypted, in {folder}.").format(folder=folder))
