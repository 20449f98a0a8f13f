"""Every command, option, exit code and document is in the reference, every link in the docs leads somewhere."""

import re
from pathlib import Path

import click
import pytest

from migrator import errors
from migrator.cli.commands import COMMANDS
from migrator.cli.program import program

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = [*DOCS.rglob("*.md"), *ROOT.glob("*.md")]

pytestmark = pytest.mark.skipif(not DOCS.is_dir(), reason="an installed copy has no docs")


def section(page, title):
    """The text below the heading `title`, down to the next heading of that level."""
    text = (DOCS / page).read_text("utf-8")
    match = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert match, f"{page} has no section “{title}”"
    return match[1]


def commands():
    """Every command with the words that call it, sub-commands too."""

    def walk(command, words):
        if isinstance(command, click.Group):
            for name in command.list_commands(click.Context(command)):
                yield from walk(command.get_command(click.Context(command), name), [*words, name])
        else:
            yield " ".join(words), command

    whole = program()
    for verb in COMMANDS:
        yield from walk(whole.get_command(click.Context(whole), verb), ["migrate", verb])


SHARED = {"--json", "--progress", "--lang", "--no-input", "--debug"}


def options(command):
    return {name for param in command.params if isinstance(param, click.Option) for name in param.opts} - {
        "--help"
    }


def test_the_shared_options_are_documented():
    text = section("reference/cli.md", "Options of every command")
    assert {name for name in SHARED if f"`{name}" not in text} == set()


def test_the_main_job_is_documented():
    text = section("reference/cli.md", "The main job")
    assert {name for name in options(program()) - SHARED - {"--version"} if f"`{name}" not in text} == set()


@pytest.mark.parametrize(
    ("words", "command"), list(commands()), ids=lambda x: x if isinstance(x, str) else ""
)
def test_every_command_is_documented_with_its_options(words, command):
    whole = (DOCS / "reference/cli.md").read_text("utf-8")
    assert words in whole
    titles = [" ".join(words.split()[:n]) for n in (3, 2)]
    text = section("reference/cli.md", next(f"`{t}`" for t in titles if f"## `{t}`\n" in whole))
    assert {name for name in options(command) - SHARED if f"`{name}" not in text} == set()


@pytest.mark.parametrize(
    ("words", "_command"), list(commands()), ids=lambda x: x if isinstance(x, str) else ""
)
def test_the_json_of_every_command_is_documented(words, _command):
    text = (DOCS / "reference/json.md").read_text("utf-8")
    assert f"`{words.removeprefix('migrate ')}`" in text


def test_every_exit_code_is_documented_with_its_word():
    def tree(kind):
        yield kind
        for below in kind.__subclasses__():
            if below.__module__ == errors.__name__:
                yield from tree(below)

    text = (DOCS / "reference/exit-codes.md").read_text("utf-8")
    for kind in tree(errors.MigratorError):
        assert re.search(rf"^\| {kind.exit_code} \| `{kind.kind}` \|", text, re.MULTILINE), kind


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_links_in_the_docs_lead_somewhere(page):
    text = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text):
        if "://" not in target and not target.startswith("mailto:"):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_readme_sets_everything_up_in_one_line_each():
    text = (ROOT / "README.md").read_text("utf-8")
    assert "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/migrate demo" in text
    assert "python3 -m venv .venv && .venv/bin/pip install -e '.[dev]' && .venv/bin/pytest" in text


def test_every_dependency_has_its_reason():
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = [line for lines in project["optional-dependencies"].values() for line in lines]
    text = (DOCS / "decisions/dependencies.md").read_text("utf-8")
    names = {re.match(r"[A-Za-z0-9_.-]+", line)[0] for line in [*project["dependencies"], *extras]}
    assert {name for name in names if f"`{name}`" not in text} == set()
