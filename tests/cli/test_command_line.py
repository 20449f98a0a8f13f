"""The command line means what it says; where it could be misread, it is an error with the corrected line."""

import click
import pytest

from migrator.cli.program import program


def test_nothing_to_do_is_a_usage_error_with_two_examples(migrate):
    ran = migrate()
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.count("  migrate ") == 2


def test_a_file_alone_is_a_usage_error_with_two_examples_for_that_file(migrate):
    ran = migrate("my export.zip")
    assert ran.code == 2
    assert "migrate inspect 'my export.zip'" in ran.err
    assert "migrate --from 'my export.zip' --to" in ran.err


@pytest.mark.parametrize("words", [[], ["inspect"], ["vault"], ["vault", "add"]], ids=" ".join)
def test_help_before_a_command_is_its_help(migrate, words):
    ran = migrate("help", *words)
    assert (ran.code, ran.out) == (0, migrate(*words, "--help").out)
    assert ran.out


def test_help_for_a_command_that_is_not_there_is_an_error(migrate):
    assert migrate("help", "nowhere").code == 2


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["--json", "inspect", "x.zip"], "migrate inspect x.zip --json"),
        (["--lang", "ar", "inspect", "x.zip"], "migrate inspect x.zip --lang ar"),
        (["--progress=none", "targets"], "migrate targets --progress=none"),
        (["--to", "markdown", "inspect", "x.zip"], "migrate inspect x.zip\n"),
        (["--out", "a b", "demo"], "migrate demo --out 'a b'"),
    ],
)
def test_an_option_before_a_verb_is_an_error_that_shows_the_corrected_line(migrate, words, line):
    ran = migrate(*words)
    assert (ran.code, ran.out) == (2, "")
    assert line in ran.err


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["--from", "a.zip", "b.zip", "--to", "x"], "migrate --from a.zip --from b.zip --to x"),
        (["--to", "x", "--from", "a.zip", "b.zip", "c.zip"], "--from a.zip --from b.zip --from c.zip"),
    ],
)
def test_several_files_after_one_from_are_an_error_that_says_repeat_it(migrate, words, line):
    ran = migrate(*words)
    assert ran.code == 2
    assert "repeat --from" in ran.err
    assert line in ran.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--from", "x.zip"], "--to"),
        (["--to", "markdown", "stray"], "stray"),
        (["--to", "nowhere", "--from", "x.zip"], "native"),
        (["--to", "markdown", "--to", "native", "--from", "x.zip"], "--dry-run"),
        (["--to", "native", "--from", "x.zip", "--vault", "v"], "not both"),
        (["inspect"], "SRC"),
        (["inspekt", "x"], "migrate inspect"),
        (["targets", "nowhere"], "native"),
        (["--tto", "x"], "--to"),
        (["completion", "tcsh"], "bash"),
        (["-"], "-"),
        (["inspect", "x.zip", "--lang", "de"], "tr"),
    ],
)
def test_a_wrong_command_line_is_error_2_that_says_what_would_be_right(migrate, words, said):
    ran = migrate(*words)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert all(line.startswith("migrate:") for line in ran.err.splitlines())


def test_under_json_an_error_is_the_last_line_of_standard_error(migrate):
    ran = migrate("--json", "--to", "nowhere", "--from", "x.zip")
    assert (ran.code, ran.out) == (2, "")
    assert set(ran.error) == {"kind", "message", "hint", "exit"}
    assert (ran.error["kind"], ran.error["exit"]) == ("unknown-id", 2)


def test_even_a_command_line_that_cannot_be_parsed_has_a_json_error(migrate):
    assert migrate("inspect", "--json", "--bogus").error["exit"] == 2
    assert migrate("--bogus", "--json").error["exit"] == 2


def test_json_after_the_end_of_options_is_a_file_name(migrate):
    ran = migrate("inspect", "--", "--json")
    assert ran.code == 2
    assert not ran.err.startswith("{")


@pytest.mark.parametrize("words", [["--help"], ["-h"], ["--lang", "en", "--help"], ["--json", "--help"]])
def test_help_is_about_the_whole_program(migrate, words):
    ran = migrate(*words)
    assert (ran.code, ran.err) == (0, "")
    assert "--to TARGET" in ran.out
    assert "inspect" in ran.out


def test_every_command_has_help_and_the_shared_options(migrate):
    def verbs(command, words):
        if isinstance(command, click.Group):
            for name in command.list_commands(click.Context(command)):
                yield from verbs(command.get_command(click.Context(command), name), [*words, name])
        else:
            yield words

    for words in verbs(program(), []):
        ran = migrate(*words, "-h")
        assert ran.code == 0
        for option in ("--json", "--progress", "--lang", "--no-input"):
            assert option in ran.out, words


def test_the_version(migrate):
    from migrator import __version__

    for words in (["--version"], ["--json", "--version"]):
        assert migrate(*words).out == f"migrate {__version__}\n"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_call_the_program(migrate, shell):
    ran = migrate("completion", shell)
    assert ran.code == 0
    assert "_MIGRATE_COMPLETE" in ran.out
    assert migrate("completion", shell, "--json").document == {"schema": 1, "shell": shell, "script": ran.out}
