"""`python -m migrator` is `migrate`."""

from __future__ import annotations

import sys

from migrator.cli import main

sys.exit(main())
