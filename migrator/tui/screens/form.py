"""A form made from declared options: a field for each, and what differs from the defaults as `--set` takes it."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Input, Select, Static

from migrator.adapter import Option
from migrator.i18n import _
from migrator.tui.content import safe
from migrator.tui.widgets.ticks import Checkbox
from migrator.tui.widgets.typed import Field

CSS = """
    .page > .label { margin: 1 0 0 0; }
    .page > Checkbox { margin: 1 0 0 0; }
    .page > .buttons { margin: 0; }
"""
"""How a form looks: for the `CSS` of a screen that holds one in a `.page`."""


def fields(options: Sequence[Option]) -> ComposeResult:
    """A field for each option, under its words."""
    for option in options:
        name = f"set-{option.key}"
        if isinstance(option.default, bool):
            yield Checkbox(safe(_(option.help)), value=option.default, id=name)
            continue
        yield Static(safe(_(option.help)), classes="label")
        if option.choices:
            yield Select(
                [(choice, choice) for choice in option.choices],
                value=str(option.default),
                allow_blank=False,
                compact=True,
                id=name,
            )
        else:
            yield Field(str(option.default), id=name)


def settings(screen: Screen[None], options: Sequence[Option]) -> tuple[str, ...]:
    """What the person changed."""
    said: list[str] = []
    for option in options:
        field = screen.query_one(f"#set-{option.key}")
        if isinstance(field, Checkbox):
            value: object = "yes" if field.value else "no"
            default: object = "yes" if option.default else "no"
        else:
            assert isinstance(field, Input | Select)  # noqa: S101 - `fields` makes no other
            value, default = field.value, str(option.default)
        if value != default:
            said.append(f"{option.key}={value}")
    return tuple(said)
