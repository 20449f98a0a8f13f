"""A verb with verbs of its own: alone its help, options after the last verb, slips answered with the line that was meant."""

import pytest


@pytest.mark.parametrize("words", [["vault"], ["vault", "keys"], ["profile"], ["net"], ["adapters"]])
def test_alone_it_shows_its_help_in_the_language_that_was_asked_for(migrate, words):
    plain, turkish = migrate(*words), migrate(*words, "--lang", "tr")
    assert (plain.code, plain.out, turkish.code, turkish.out) == (2, "", 2, "")
    assert "Usage: migrate " + " ".join(words) in plain.err
    assert "Kullanım: migrate " + " ".join(words) in turkish.err
    assert migrate(*words, "--lang=tr").err == turkish.err
    asked = migrate(*words, "--help", "--lang", "tr")
    assert (asked.code, asked.err) == (0, "")
    assert "Kullanım:" in asked.out


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["vault", "--lang", "tr", "list"], "migrate vault list --lang tr"),
        (["vault", "--vault", "a b", "search", "tea"], "migrate vault search tea --vault 'a b'"),
        (
            ["vault", "keys", "--no-input", "remove", "recovery"],
            "migrate vault keys remove recovery --no-input",
        ),
        (["profile", "--lang=ar", "pack", "--out", "x"], "migrate profile pack --out x --lang=ar"),
    ],
)
def test_an_option_before_the_verb_is_an_error_that_shows_the_corrected_line(migrate, words, line):
    ran = migrate(*words)
    assert (ran.code, ran.out) == (2, "")
    assert line in ran.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["vault", "lst"], "`migrate vault list`"),
        (["vault", "keys", "remov", "x"], "`migrate vault keys remove`"),
        (["profile", "zzz"], "`migrate profile --help`"),
        (["vault", "--nowhere"], "--nowhere"),
    ],
)
def test_a_verb_that_is_not_there_names_the_nearest(migrate, words, said):
    ran = migrate(*words)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert all(line.startswith("migrate:") for line in ran.err.splitlines())
