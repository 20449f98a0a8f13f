"""`leave letter`: a letter that asks for a copy, for erasure and for an answer, filled from what the person said.

It is written to a file and sent by the person. Rights, times and addresses are those of the checklist's content.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec

from migrator.app.context import Context
from migrator.app.leaving.book import Book
from migrator.app.leaving.checklist import look
from migrator.app.leaving.papers import put
from migrator.errors import UnknownId
from migrator.i18n import _, listed
from migrator.leave import clock
from migrator.leave.content import Contact, Law, Span
from migrator.leave.look import DELETE, Look
from migrator.text import safe

CUT = "-" * 30
_BLANK = "[…]"


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """A letter that was written. `to`: addresses; `seen`: when ours were read, "" for the person's own."""

    out: str
    law: str
    to: tuple[str, ...]
    seen: str
    notes: tuple[str, ...]

    def document(self) -> dict[str, Any]:
        """The documented JSON object."""
        made: dict[str, Any] = msgspec.to_builtins(self)
        return made


def laws() -> list[str]:
    """The names of the letters."""
    return list(_texts()["letters"])


def letter(
    book: Book, law: str, out: Path, context: Context, *, name: str, account: str, to: Sequence[str]
) -> Letter:
    """Write the letter `law`. `name`, `account`: "" leaves a place to fill in; `to` replaces the known addresses."""
    texts = _texts()
    if law not in texts["letters"]:
        raise UnknownId(
            _("There is no letter called “{name}”.").format(name=law),
            _("Known: {names}.").format(names=listed(laws())),
        )
    seen, form = look(book, context), texts["letters"][law]
    known = next((one for one in seen.content.law if one.id == form["law"]), None)
    contact = _contact(seen, known)
    fact = seen.content.find_fact(contact.facts[0]) if contact else None
    read = fact.seen.isoformat() if fact is not None and not to else ""
    ours = (contact.title, *contact.address, *contact.mail) if contact else ()
    addresses = tuple(to) or ours
    notes = tuple(_notes(law, known, read))
    gone = seen.done_at(DELETE)
    day = clock.day(gone, seen.zone).isoformat() if gone is not None else ""
    fields = {
        "name": safe(name, one_line=True) or _BLANK,
        "account": safe(account, one_line=True) or _BLANK,
        "address": _BLANK,
        "day": clock.day(seen.now, seen.zone).isoformat(),
        "law": form["name"],
    }
    told = form if "body" in form else texts["english"]
    fields["deleted"] = _state(told, day, open_=seen.situation.one("account") == "open")
    fields["id_line"] = form.get("id_line", "")
    body = form["body"].format(**fields) if "body" in form else _english(form, texts["english"], fields)
    above = [*notes, "", _("Remove everything down to this line before you send it."), CUT, ""]
    lines = [*above, *(safe(one, one_line=True) for one in addresses), "", body.strip(), ""]
    put(out, "\n".join(lines).encode())
    return Letter(out=str(out), law=law, to=addresses, seen=read, notes=notes)


def _state(told: dict[str, str], day: str, *, open_: bool) -> str:
    """What is known of the account; nothing where the person did not say."""
    return told["deleted"].format(day=day) if day else told["open"] if open_ else ""


def _texts() -> dict[str, Any]:
    return tomllib.loads((files("migrator.leave") / "letters.toml").read_text(encoding="utf-8"))


def _contact(seen: Look, law: Law | None) -> Contact | None:
    region = law.regions[0] if law is not None else seen.situation.one("region")
    return next((one for one in seen.content.contact if region in one.regions), None)


def _notes(letter_: str, law: Law | None, read: str) -> Iterator[str]:
    yield _("No lawyer and no native speaker has reviewed this letter. It is not legal advice.")
    yield _("Send it yourself, from the mailbox that the account used. Nothing is sent by this program.")
    if read:
        yield _(
            "The addresses were read on {day}: look at the company's privacy page whether they are still right."
        ).format(day=read)
    if letter_ == "kvkk":
        yield _(
            "A valid application in Türkiye names an identity or passport number. That hands the number to a company in"
            " the United States: it is your choice, and the line can be removed."
        )
    if law is not None and law.answer is not None:
        yield _("The law gives the company this time to answer: {time}").format(time=_span(law.answer))
    yield _("When it is sent, start the clock: migrate leave done send-letter")


def _span(span: Span) -> str:
    if span.months:
        return _("{n} months").format(n=span.months) if span.months > 1 else _("one month")
    return _("{n} days").format(n=span.days)


def _english(form: dict[str, Any], frame: dict[str, str], fields: dict[str, str]) -> str:
    asks = "\n".join(f"{n}. {one}" for n, one in enumerate(form["asks"], 1))
    return "\n".join(
        (
            "Subject: " + frame["subject"].format(law=fields["law"]),
            "",
            "To whom it may concern,",
            "",
            f"My name: {fields['name']}",
            f"E-mail address of my account: {fields['account']}",
            "",
            fields["deleted"],
            "",
            f"I ask you for the following ({fields['law']}):",
            "",
            asks,
            "",
            "Please tell me in your answer what you keep, and why.",
            "",
            fields["day"],
            fields["name"],
        )
    )
