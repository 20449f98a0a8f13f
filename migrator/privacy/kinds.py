"""The kinds of personal data and secrets that are looked for, and how each is called: by a person, in a stand-in."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from migrator.errors import UsageError
from migrator.i18n import N_, _, listed


class Kind(msgspec.Struct, frozen=True):
    """One kind. `label` stands in a stand-in (`[EMAIL-1]`); `title` is for a person (translated when shown).

    `in_files`: it is found in the metadata of attachments only, never in a text.
    """

    name: str
    label: str
    title: str
    in_files: bool = False


_ALL = (
    Kind("email", "EMAIL", N_("e-mail addresses")),
    Kind("phone", "PHONE", N_("telephone numbers")),
    Kind("ip", "IP", N_("IP addresses")),
    Kind("address", "ADDRESS", N_("postal addresses")),
    Kind("iban", "IBAN", N_("bank account numbers (IBAN)")),
    Kind("card", "CARD", N_("payment card numbers")),
    Kind("national", "ID", N_("national and tax numbers")),
    Kind("birth", "BIRTH", N_("dates of birth")),
    Kind("key", "KEY", N_("API keys and tokens")),
    Kind("private-key", "PRIVATE-KEY", N_("private keys")),
    Kind("password", "PASSWORD", N_("passwords")),
    Kind("login", "LOGIN", N_("user names and passwords in web addresses")),
    Kind("path", "USER", N_("user names in file paths")),
    Kind("name", "NAME", N_("names and words of your list")),
    Kind("position", "POSITION", N_("places where pictures were taken"), in_files=True),
    Kind("metadata", "METADATA", N_("authors and programs named in files"), in_files=True),
)

KINDS: dict[str, Kind] = {kind.name: kind for kind in _ALL}
"""Every kind by name, in the order in which they are shown."""

LABELS: dict[str, str] = {kind.label: kind.name for kind in _ALL}
LITERAL = "TEXT"  # stands for text of the person's own that looks like a stand-in


def chosen(typed: Sequence[str]) -> tuple[str, ...]:
    """The names of the kinds in `typed`, each a list parted by commas; `all` is every kind.

    Raises `UsageError` for a name that there is not.
    """
    names = [name.strip().lower() for one in typed for name in one.split(",") if name.strip()]
    unknown = [name for name in names if name != "all" and name not in KINDS]
    if unknown or (typed and not names):
        raise UsageError(
            _("--redact: there is no kind “{kind}”.").format(kind=unknown[0] if unknown else ""),
            _("There are: {kinds}.").format(kinds=listed(["all", *KINDS])),
        )
    return tuple(name for name in KINDS if "all" in names or name in names)
