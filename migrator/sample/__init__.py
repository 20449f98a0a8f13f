"""Made-up exports of every generation, from a seed: for the demo, the tests and the hostile corpus.

`make` gives an export by chance, of any size; `demo.pair` a small one that is pleasant to look at.
"""

from __future__ import annotations

from migrator.sample.export import Export, make
from migrator.sample.ledger import MARK, Ledger, Mark

__all__ = ["MARK", "Export", "Ledger", "Mark", "make"]
