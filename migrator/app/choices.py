"""What the person typed for a target (`--set KEY=VALUE`) → choices with a value for each option it declares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from migrator.adapter import Choices, Option, Pusher, Target
from migrator.errors import UsageError
from migrator.i18n import _, listed


def choices_of(
    target: Target | Pusher,
    branches: Literal["head", "all"],
    settings: Sequence[str],
    language: str,
    redact: tuple[str, ...] = (),
) -> Choices:
    """The choices for a target, with a value for each of its options; `UsageError` for a setting that it lacks."""
    options: dict[str, str | int | bool] = {option.key: option.default for option in target.options}
    known = {option.key: option for option in target.options}
    for setting in settings:
        key, equals, value = setting.partition("=")
        if not equals or key not in known:
            raise UsageError(
                _("--set {setting}: the target “{target}” has no such setting.").format(
                    setting=setting, target=target.name
                ),
                _("It has: {keys}.").format(keys=listed(known) or _("none")),
            )
        options[key] = _value(known[key], value)
    return Choices(branches=branches, redact=redact, options=options, language=language)


def _value(option: Option, typed: str) -> str | int | bool:
    value: str | int | bool | None = typed
    if isinstance(option.default, bool):
        value = {"yes": True, "true": True, "no": False, "false": False}.get(typed.lower())
        wanted = "yes, no"
    elif isinstance(option.default, int):
        value = int(typed) if typed.isascii() and typed.isdigit() else None
        wanted = _("a number")
    else:
        wanted = listed(option.choices)
        if option.choices and typed not in option.choices:
            value = None
    if value is None:
        raise UsageError(
            _("--set {key}={value}: this value is not possible.").format(key=option.key, value=typed),
            _("Possible: {values}.").format(values=wanted),
        )
    return value
