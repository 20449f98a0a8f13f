"""README.txt: how to open the vault without us. A test follows it to the letter with the real `age` program."""

from __future__ import annotations

from migrator.i18n import _
from migrator.vault.keytext import KeyText

COMMANDS = {
    "one_step": "age -d -i keys/passphrase.age originals/NAME.age > export.zip",
    "recovery": "age -d -i keys/recovery.age originals/NAME.age > export.zip",
    "key": "age -d -o vault.key keys/passphrase.age",
    "rest": "age -d -i vault.key originals/NAME.age > export.zip",
    "journal": "age -d -i vault.key journal/NAME.age",
}


def text(keys: KeyText) -> str:
    """The README of a vault, in the language in use. It holds the vault's id and no secret."""
    return (
        _(
            """This folder is an encrypted archive of your chats (vault {id}).
It opens without the program that made it. You need the program “age” (https://age-encryption.org) and your
passphrase, or the recovery code from your sheet (type it as it is printed, with hyphens, in capitals).

1. Get an export back, byte for byte. In this folder, for each file in originals/:

     {one_step}

   age asks for the passphrase. With the recovery code instead:

     {recovery}

   A file that you packed from loose files or a folder comes back as a ZIP; a list that you copied by hand, as text.

2. Many files at once: get the key first, then use it. Delete vault.key when you are done, it opens everything.

     {key}
     {rest}

3. What you decided (names, corrections, ticks) is in journal/, one JSON object a line, the latest for a key holds:

     {journal}

4. index.db is only an index, made from the above. It opens with “DB Browser for SQLite” (the SQLCipher build):
   SQLCipher 4 defaults, “raw key”, and the 64 digits after PRAGMA key in vault.key, with 0x before them.

A passphrase with accents or other scripts is used in Unicode form NFC.
parts/ holds copies of pieces of the originals, made for speed. Nothing in this folder is needed twice:
a copy of the whole folder on another disk is a full backup.
"""
        ).format(id=keys.vault, **COMMANDS)
        + "\n"
        + _(
            """If age prints an error, what it has written so far is only a piece: throw it away. Never let it write onto a file that
you still need, since it empties that first.
index.db needs SQLCipher 4. Older systems still have version 3 under the same name (Debian 12: 3.4), which says “file is
encrypted or is not a database”; Debian 13 has version 4, and so has the Python package sqlcipher3 (looked up 2026-11-30).
state.age says how far the journal went, so that a loss at its end is noticed; nothing else is in it.
"""
        )
    )
