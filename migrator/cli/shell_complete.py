"""What a shell offers after an option."""

from __future__ import annotations

import click


def target_names(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """The names of the installed targets that begin with what was typed."""
    from migrator import registry

    return [name for name in registry.target_names() if name.startswith(incomplete)]


def pusher_names(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """The names of the servers that can be pushed to that begin with what was typed."""
    from migrator import registry

    return [name for name in registry.pusher_names() if name.startswith(incomplete)]
