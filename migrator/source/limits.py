"""How much a source may hold before it is taken for an attack. The figures are far above any export reported.

The largest download reported is 6 GB, the largest file in one 765 MB, the most files about 6,000 (2025 to 2026).
"""

from __future__ import annotations

import msgspec

MIB = 1 << 20
GIB = 1 << 30

STEP = MIB
"""Nothing is read in larger steps than this, whatever a header asks for."""


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """All sizes in bytes.

    `member`: one compressed file, unless it is no more than twice its compressed size. `total`: all files together.
    `ratio`: how many times its compressed size a file may be, once it is over `ratio_after`. `directory`: the table
    of contents of a ZIP.
    """

    member: int = 4 * GIB
    total: int = 50 * GIB
    ratio: int = 200
    ratio_after: int = 64 * MIB
    members: int = 200_000
    directory: int = 64 * MIB


LIMITS = Limits()
