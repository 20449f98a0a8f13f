"""One file per command. A new command is a file with a function `command()` and one line here.

`command()` makes the command anew each time it is asked for, so that its help speaks the language in use. Modules
of this package import `migrator.app` only inside the functions that run: `--help` stays quick.
"""

from __future__ import annotations

# verb -> module; the order is the order of `migrate --help`
COMMANDS = {
    "inspect": "inspect",
    "targets": "targets",
    "vault": "vault",
    "profile": "profile",
    "mcp": "mcp",
    "privacy": "privacy",
    "try": "try_model",
    "push": "push",
    "net": "net",
    "leave": "leave",
    "demo": "demo",
    "workshop": "workshop",
    "tui": "tui",
    "adapters": "adapters",
    "completion": "completion",
}
