"""Every command, option, exit code and document is in the reference, every link in the docs leads somewhere."""

import pkgutil
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
    text = re.sub(r"```.*?```|`[^`\n]+`(?!\])", "", page.read_text("utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text):
        if "://" not in target and not target.startswith("mailto:"):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def links(page):
    """The files that a page links to."""
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text("utf-8"))
    return {(page.parent / target).resolve() for target in targets if "://" not in target}


@pytest.mark.parametrize(
    "page",
    [page for page in DOCS.rglob("*.md") if page != DOCS / "index.md" and page.parent.name != "targets"],
    ids=lambda p: p.relative_to(DOCS).as_posix(),
)
def test_every_page_is_listed_in_the_index(page):
    assert page in links(DOCS / "index.md")


@pytest.mark.parametrize(
    "folder",
    [
        path.relative_to(ROOT).as_posix()
        for parent in ("migrator", "adapters")
        for path in sorted((ROOT / parent).iterdir())
        if (path.is_dir() and any(path.glob("*.py"))) or path.name == "locale"
    ],
)
def test_every_folder_is_on_the_map(folder):
    assert f"| `{folder}/` |" in (DOCS / "explanation/map.md").read_text("utf-8")


def test_everything_on_the_map_exists():
    """A row names a folder and, in its third column, files in that folder."""
    for folder, cells in re.findall(
        r"^\| `([^`]+/)` \|(.*)$", (DOCS / "explanation/map.md").read_text("utf-8"), re.MULTILINE
    ):
        assert (ROOT / folder).is_dir(), folder
        columns = cells.split("|")
        if len(columns) > 3:  # what it is for, what to open first, traps
            for name in re.findall(r"`([^`]+)`", columns[1]):
                assert (ROOT / folder / name).exists(), f"{folder}{name}"


def test_every_module_of_the_program_is_on_the_map():
    text = (DOCS / "explanation/map.md").read_text("utf-8")
    modules = {path.name for path in (ROOT / "migrator").glob("*.py") if not path.name.startswith("__")}
    assert {name for name in modules if f"`{name}`" not in text} == set()


def test_every_target_and_reader_is_on_the_map_in_its_package():
    import tomllib

    entries = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["entry-points"]
    rows = (DOCS / "explanation/map.md").read_text("utf-8").splitlines()
    for name, value in [*entries["migrator.writers"].items(), *entries["migrator.readers"].items()]:
        package = value.split(":")[0].split(".")[0]
        row = next(row for row in rows if row.startswith(f"| `adapters/{package}/` |"))
        assert f"`{name}`" in row, name


@pytest.mark.parametrize(
    "page", [ROOT / "AGENTS.md", ROOT / "CONTRIBUTING.md", ROOT / "README.md"], ids=lambda p: p.name
)
def test_files_that_a_contributor_is_sent_to_exist(page):
    """A path in back quotes that begins with one of our folders is there, but for the made-up NAME."""
    whole = page.read_text("utf-8")
    for path in re.findall(
        r"`((?:\.ci|migrator|adapters|tests|docs|scripts|benchmarks|findings)/[^`\s]*)`", whole
    ):
        if "NAME" not in path and "*" not in path:
            assert (ROOT / path).exists(), path


SOURCES = [path for parent in ("migrator", "adapters", "docs") for path in (ROOT / parent).rglob("*.*")]


@pytest.mark.parametrize("suffix", [".py", ".md", ".toml"])
def test_names_of_our_modules_in_prose_exist(suffix):
    """`migrator.app.receipts` in back quotes is a module, or something in one."""
    wrong = set()
    for path in (path for path in SOURCES if path.suffix == suffix):
        for name in re.findall(r"`(migrator(?:_[a-z]+)?(?:\.\w+)+)`", path.read_text("utf-8")):
            if not name.endswith((".readers", ".writers", ".pushers", ".po", ".toml", ".py")):
                try:
                    pkgutil.resolve_name(name)
                except (ImportError, AttributeError):
                    wrong.add(f"{path.relative_to(ROOT)}: {name}")
    assert wrong == set()


def test_every_command_of_the_first_help_is_in_the_synopsis():
    synopsis = re.search(r"```\n(.*?)```", (DOCS / "reference/cli.md").read_text("utf-8"), re.DOTALL)
    assert synopsis
    assert {verb for verb in COMMANDS if f"\nmigrate {verb}" not in synopsis[1]} == set()


def test_the_readme_sets_everything_up_in_one_line_each():
    text = (ROOT / "README.md").read_text("utf-8")
    assert "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/migrate demo" in text
    assert "python3 -m venv .venv && .venv/bin/pip install -e '.[dev]' && .venv/bin/pytest" in text


@pytest.mark.parametrize("language", ["ar", "tr"])
def test_the_readme_in_other_languages_links_and_sets_up_as_the_english_one(language):
    english, other = (ROOT / "README.md").read_text("utf-8"), DOCS / f"README.{language}.md"
    assert other in links(ROOT / "README.md")
    assert ROOT / "README.md" in links(other)
    commands = re.findall(
        r"^migrate \S+|^python3 .* demo|`(?:pipx|uv tool) install [^`]*`",
        other.read_text("utf-8"),
        re.MULTILINE,
    )
    assert len(commands) > 5
    assert {command for command in commands if command not in english} == set()


def test_every_dependency_has_its_reason():
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = [line for lines in project["optional-dependencies"].values() for line in lines]
    text = (DOCS / "decisions/dependencies.md").read_text("utf-8")
    names = {re.match(r"[A-Za-z0-9_.-]+", line)[0] for line in [*project["dependencies"], *extras]}
    assert {name for name in names if f"`{name}`" not in text} == set()
