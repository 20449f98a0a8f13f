"""What click itself says, in the language in use.

click looks its own texts up through the standard library's gettext, in whatever domain is set there. `speak` sets ours;
the texts stand below only so that the extractor finds them and a translator sees them. None of this code runs.
"""

from __future__ import annotations

import gettext
import os
from pathlib import Path

from migrator.i18n import N_, ngettext

_LOCALE = Path(__file__).parents[1] / "locale"


def speak(language: str) -> None:
    """Let click speak `language` from here on."""
    gettext.bindtextdomain("migrator", str(_LOCALE))
    gettext.textdomain("migrator")
    os.environ["LANGUAGE"] = language


TEXTS = (
    N_("Usage:"),
    N_("Options"),
    N_("Commands"),
    N_("Positional arguments"),
    N_("Show this message and exit."),
    N_("default: {default}"),
    N_("Missing command."),
    N_("Missing argument"),
    N_("Missing option"),
    N_("Missing parameter"),
    N_("Missing parameter: {param_name}"),
    N_("No such command {name!r}."),
    N_("No such option {name!r}."),
    N_("Invalid value: {message}"),
    N_("Invalid value for {param_hint}: {message}"),
    N_("Option {name!r} does not take a value."),
    N_("{value!r} is not a valid {number_type}."),
    N_("{value} is not in the range {range}."),
    N_("file"),
    N_("directory"),
    N_("path"),
    N_("{name} {filename!r} does not exist."),
    N_("{name} {filename!r} is a directory."),
    N_("{name} {filename!r} is a file."),
    N_("{name} {filename!r} is not readable."),
    N_("{name} {filename!r} is not writable."),
    N_("Choose from:\n\t{choices}"),
    N_("Repeat for confirmation"),
    N_("Error: The two entered values do not match."),
    N_("Do you want to continue?"),
    N_("Aborted!"),
)


def _with_numbers(n: int) -> tuple[str, ...]:
    return (
        ngettext("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})", n),
        ngettext("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)", n),
        ngettext("Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments.", n),
        ngettext("{value!r} is not {choice}.", "{value!r} is not one of {choices}.", n),
    )
