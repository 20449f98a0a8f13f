"""Noticing that a folder is kept in step with somebody's cloud.

The vault is sealed there too, but it is worth a warning: the service sees when and how much is added, keeps old key
slots, and can bring two computers' changes into conflict.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from migrator.i18n import _

# A folder on the way to the vault whose name says it, and the service. Names as the services' own programs make them
# (Dropbox, OneDrive, Google Drive for desktop, iCloud, Nextcloud, Syncthing, MEGA, pCloud; seen 2026-11).
_NAMES = (
    (re.compile(r"dropbox( \(.*\))?", re.IGNORECASE), "Dropbox"),
    (re.compile(r"onedrive( ?- ?.*)?", re.IGNORECASE), "OneDrive"),
    (re.compile(r"googledrive(-.*)?|google drive( \(.*\))?|my drive", re.IGNORECASE), "Google Drive"),
    (re.compile(r"mobile documents|com~apple~clouddocs|icloud ?drive", re.IGNORECASE), "iCloud Drive"),
    (re.compile(r"nextcloud|owncloud", re.IGNORECASE), "Nextcloud"),
    (re.compile(r"megasync|mega", re.IGNORECASE), "MEGA"),
    (re.compile(r"pcloud ?drive", re.IGNORECASE), "pCloud"),
    (re.compile(r"cloudstorage", re.IGNORECASE), "a cloud service"),
)
# Something that a service leaves in the top folder that it keeps in step.
_MARKS = (
    (".dropbox", "Dropbox"),
    (".dropbox.cache", "Dropbox"),
    (".tmp.drivedownload", "Google Drive"),
    (".tmp.driveupload", "Google Drive"),
    (".owncloudsync.log", "Nextcloud"),
    (".nextcloudsync.log", "Nextcloud"),
    (".stfolder", "Syncthing"),
)
_VARIABLES = (("OneDrive", "OneDrive"), ("OneDriveConsumer", "OneDrive"), ("OneDriveCommercial", "OneDrive"))


def service(folder: Path) -> str | None:
    """The name of the service that keeps `folder` in step, None if there is no sign of one. Looks at names only."""
    here = folder.absolute()
    for place in (here, *here.parents, *here.resolve().parents):
        for pattern, name in _NAMES:
            if pattern.fullmatch(place.name):
                return name
        for mark, name in _MARKS:
            if (place / mark).exists():
                return name
    for variable, name in _VARIABLES:
        root = os.environ.get(variable)
        if root and Path(root) in (here, *here.parents):
            return name
    return None


def warning(folder: Path) -> str | None:
    """What to tell the person about that, None if there is nothing to tell."""
    found = service(folder)
    if found is None:
        return None
    return _(
        "This folder seems to be kept in step by {service}. The vault stays encrypted there, but the service sees when it "
        "changes, keeps old versions of its key slots, and may not be finished before you shut down. Better: keep the "
        "vault in a folder of this computer alone, and make a copy elsewhere with “migrate vault copy”."
    ).format(service=found)
