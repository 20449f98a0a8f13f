"""Which face opens: the screens, or the same journey in plain lines where a terminal cannot show them. On a real terminal."""

import os
import select
import sys
import time

import pytest

pty = pytest.importorskip("pty")
pytestmark = pytest.mark.skipif(os.name == "nt", reason="terminals as POSIX has them")
UTF8, C = {"PYTHONUTF8": "1"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


def opened(words, seconds=20, until="", **environment):
    """What `migrate` shows on a terminal until `until` comes up, and how it ends when the terminal is closed."""
    child, terminal = pty.fork()
    if not child:
        kept = {
            name: value for name, value in os.environ.items() if name not in {"TERM", "LC_ALL", "PYTHONUTF8"}
        }
        os.execve(sys.executable, [sys.executable, "-m", "migrator", *words], {**kept, **environment})
    seen, end = b"", time.monotonic() + seconds
    while (time.monotonic() < end and until.encode() not in seen) or not until:
        if select.select([terminal], [], [], 0.2)[0]:
            try:
                piece = os.read(terminal, 65536)
            except OSError:
                break
            if not piece:
                break
            seen += piece
        elif time.monotonic() > end:
            break
    os.close(terminal)
    os.waitpid(child, 0)
    return seen.decode("utf-8", "replace")


@pytest.mark.parametrize(
    ("environment", "why"),
    [({"TERM": "dumb", **UTF8}, "TERM=dumb"), ({"TERM": "xterm-256color", **C}, "character set")],
)
@pytest.mark.parametrize("words", [[], ["tui"], ["--lang", "en"]])
def test_a_terminal_that_cannot_show_the_screens_gets_plain_lines_and_is_told_why(words, environment, why):
    seen = opened(words, until="Number:", **environment)
    assert why in seen
    assert "What do you want to do?" in seen
    assert "\x1b[?1049h" not in seen
    assert "\\u2500" not in seen


@pytest.mark.parametrize("words", [[], ["--lang", "en"], ["--lang=en"]])
def test_a_terminal_that_can_gets_the_screens(words):
    assert "\x1b[?1049h" in opened(words, until="\x1b[?1049h", TERM="xterm-256color", **UTF8)


@pytest.mark.parametrize("language", ["ar", "tr"])
def test_a_language_alone_opens_it_in_that_language(language):
    none = {"ar": "٠. ", "tr": "0. "}[language]
    seen = opened(["--lang", language], until=none, TERM="dumb", **UTF8)
    assert none in seen
    assert "What do you want to do?" not in seen


def test_a_language_that_letters_are_missing_for_is_shown_all_the_same():
    seen = opened(["--lang", "tr"], until="0. ", TERM="xterm", **C)
    assert "\\u" in seen
    assert "UnicodeEncodeError" not in seen
