"""Ids for what the export gives none: the same content gives the same id, whatever the order of its keys."""

from __future__ import annotations

import json
import uuid
from typing import Any

_SPACE = uuid.UUID("8f0c5b1e-6f2b-5c1d-9d59-5a7d3a1c2b44")


def derived(kind: str, content: Any) -> str:
    """A UUIDv5 of `content`, which is JSON. NaN and lone surrogates are allowed."""
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return str(uuid.uuid5(_SPACE, f"{kind}:{canonical}"))
