"""One tree of errors. Each says what happened, what is safe and what to do next, and carries its exit code.

    MigratorError            1  failed
    ├─ UsageError            2  the command line, or a target folder that exists, or an answer that is needed
    │  ├─ OutputExists       2  kind "output-exists"
    │  ├─ OtherAccount       2  kind "other-account": exports of several accounts
    │  ├─ UnknownId          2  kind "unknown-id": no step, conversation, target … has this name
    │  └─ AnswerNeeded       2  kind "answer-needed": a question or secret, and nobody there to be asked
    ├─ NotRecognised         4  the input is of another kind, or truncated
    ├─ Refused               5  the input is dangerous
    ├─ LostSomething         6  --strict, and the target could not hold all of it
    ├─ ConditionNotMet       7  a step or a consent has to come first
    ├─ NoSpace               8  the disk is full
    ├─ Stopped               9  a transfer stopped part-way; running it again goes on
    ├─ NoVault              10
    ├─ VaultBusy            11
    │  └─ KeysChanged       11  kind "keys-changed": another program changed the keys of a vault that was open
    ├─ WrongSecret          12
    ├─ VaultDamaged         13
    ├─ TooNew               14  made by a newer version
    └─ NetworkRefused       20
    Interrupted            130  beside the tree: it is no fault of anything that is read

Messages hold ids, counts, file names that the person typed and JSON pointers; never a title, a message or a secret.
"""

from __future__ import annotations


class MigratorError(Exception):
    """Something that the person must know. `message`: what happened and what is safe; `hint`: what to do next."""

    exit_code = 1
    kind = "failed"

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(MigratorError):
    """The command cannot be carried out as it was given."""

    exit_code = 2
    kind = "usage"


class OutputExists(UsageError):
    """Something is already at the place to write to; it was left as it was."""

    kind = "output-exists"


class OtherAccount(UsageError):
    """The exports are of several accounts, or not of the account of the vault."""

    kind = "other-account"


class UnknownId(UsageError):
    """Nothing has the id or name that was given."""

    kind = "unknown-id"


class AnswerNeeded(UsageError):
    """An answer or a secret is needed, and nobody can be asked."""

    kind = "answer-needed"


class NotRecognised(MigratorError):
    """The input is not an export that a reader knows, or it is cut short."""

    exit_code = 4
    kind = "not-recognised"


class Refused(MigratorError):
    """The input breaks a limit that protects the person's computer."""

    exit_code = 5
    kind = "refused"


class LostSomething(MigratorError):
    """The conversion is written and complete as far as the target goes, but --strict forbids any loss."""

    exit_code = 6
    kind = "lost-something"


class ConditionNotMet(MigratorError):
    """Something has to be done or agreed to first."""

    exit_code = 7
    kind = "condition-not-met"


class NoSpace(MigratorError):
    """There is no room left on the disk."""

    exit_code = 8
    kind = "no-space"


class Stopped(MigratorError):
    """A transfer stopped part-way; what arrived is known, and running it again goes on from there."""

    exit_code = 9
    kind = "stopped"


class NoVault(MigratorError):
    """There is no vault at this place."""

    exit_code = 10
    kind = "no-vault"


class VaultBusy(MigratorError):
    """Another process holds the vault, or pushes to a server."""

    exit_code = 11
    kind = "vault-busy"


class KeysChanged(VaultBusy):
    """The keys of an open vault, or its ways in, were changed by another program: it has to be opened again."""

    kind = "keys-changed"


class WrongSecret(MigratorError):
    """The passphrase or the recovery code does not open this vault, or a server does not take the token."""

    exit_code = 12
    kind = "wrong-secret"


class VaultDamaged(MigratorError):
    """A part of the vault is not as it was written."""

    exit_code = 13
    kind = "vault-damaged"


class TooNew(MigratorError):
    """Made by a newer version of this program."""

    exit_code = 14
    kind = "too-new"


class NetworkRefused(MigratorError):
    """A connection was asked for that the rules do not allow."""

    exit_code = 20
    kind = "network-refused"


class Interrupted(BaseException):
    """The person, or the system, stopped it. No `Exception`, so that nothing that copes with faults copes with this."""

    exit_code = 130
    kind = "interrupted"

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


Ending = MigratorError | Interrupted
"""What ends a command with something to say."""
