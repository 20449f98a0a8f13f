"""What the phases of a long job are called by people; the key is the stable word for scripts."""

from __future__ import annotations

from migrator.i18n import N_

PHASES = {
    "read": N_("reading"),
    "hash": N_("checking files"),
    "convert": N_("converting"),
    "write": N_("writing"),
    "sample": N_("making up an export"),
    "unpack": N_("unpacking"),
    "seal": N_("encrypting"),
    "index": N_("making it searchable"),
    "verify": N_("reading back and checking"),
    "copy": N_("copying"),
    "push": N_("sending"),
    "links": N_("asking for links"),
}
