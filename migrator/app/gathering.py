"""From what a request names to the archive that a target writes from: exports or a vault, chosen from and reviewed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from migrator.app.accounts import one_account
from migrator.app.archive import OpenArchive
from migrator.app.choosing import Chosen
from migrator.app.context import Context
from migrator.app.keeping.contents import contents
from migrator.app.opening import Opened, opened
from migrator.app.reviewed import Review
from migrator.errors import UsageError, VaultDamaged
from migrator.i18n import _
from migrator.privacy.inspecting import HasFinding
from migrator.privacy.items import Redaction
from migrator.privacy.selection import Words
from migrator.vault.handle import Vault
from migrator.vault.lacks import lacks


@contextmanager
def exports_of(sources: Sequence[str], vault: Vault | None, context: Context) -> Iterator[list[Opened]]:
    """The exports at `sources`, or those in the vault if none is named. All are closed at the end."""
    if vault is None or sources:
        with opened(sources, context) as exports:
            one_account(exports)
            yield exports
        return
    with contents(vault, context) as held:
        missing = lacks(vault)
        for problem in missing:
            context.report(problem)
        exports = held.all()
        if not exports and missing:
            raise VaultDamaged(
                _("The vault shows no export, and yet something sealed lies in it or its list is damaged."),
                _("Run `migrate vault verify`: it says what is there, and lists again what can be read."),
            )
        if not exports:
            raise UsageError(_("The vault holds no export yet."), "migrate vault add export.zip")
        yield exports


def archive_of(
    exports: Sequence[Opened],
    context: Context,
    vault: Vault | None,
    *,
    only: Sequence[str],
    head_only: bool,
    redaction: Redaction | None = None,
) -> OpenArchive:
    """The archive of `exports`. `vault` is the one that they are from, whose review then counts; else None."""
    archive = OpenArchive(exports, context, head_only=head_only)
    if vault is not None:
        archive.review = Review(vault)
    if only:
        archive.choose = Chosen(only, Words(project_names=archive.names(), has_finding=HasFinding()))
    archive.redaction = redaction
    return archive
