"""Corrections and tables of `migrate leave show`: facts with their sources and dates, old ones too."""

import datetime as dt
import re
import tomllib

import pytest
from people import CONTENT

from migrator.app.context import Context
from migrator.app.leaving.book import VaultBook


def test_a_correction_is_kept_shown_and_given_out_as_a_patch(leave):
    assert leave("set", "fact:export-wait=It came by SMS after “two” days").code == 0
    fact = next(
        f for f in leave("show", "request-export", "--json").document["facts"] if f["id"] == "export-wait"
    )
    assert fact["corrected"] == "It came by SMS after “two” days"
    (patch,) = tomllib.loads(leave("show", "corrections").out)["correction"]
    assert patch["fact"] == "export-wait"
    assert patch["saw"] == "It came by SMS after “two” days"
    assert patch["was"] == CONTENT.find_fact("export-wait").statement
    assert patch["seen"] == dt.datetime.now(dt.UTC).date()
    leave("set", "fact:export-wait=")
    assert leave("show", "corrections", "--json").document["patch"] == ""


def test_a_correction_of_no_fact_is_refused(leave):
    assert leave("set", "fact:no-such-fact=x").code == 2


@pytest.mark.parametrize("table", ["alternatives", "laws", "questions", "corrections"])
def test_tables_are_shown_to_people_and_scripts(leave, table):
    assert leave("show", table).code == 0
    assert leave("show", table, "--json").document["schema"] == 1


def test_disputed_cells_are_marked_and_every_cell_says_when_it_was_read(leave):
    text = leave("show", "alternatives").out
    assert text.count("DISPUTED") == sum(
        getattr(a, c).answer == "disputed"
        for a in CONTENT.alternative
        for c in ("trains", "keeps", "encrypted", "open_weights", "local", "place", "takes_in")
    )
    assert len(re.findall(r"read \d{4}-\d\d-\d\d", text)) == 7 * len(CONTENT.alternative)


def test_old_facts_say_so_and_stay(leave, vault):
    from migrator.app.leaving.checklist import show
    from migrator.cli.commands.leave.text import step

    context = Context(now=lambda: dt.datetime(2027, 6, 1, tzinfo=dt.UTC))
    shown = show(VaultBook(vault), "request-export", context)
    assert len(shown.facts) == len(CONTENT.find_step("request-export").facts)
    text = "\n".join(step(shown))
    assert "May be out of date. Check here: https://help.openai.com/articles/7260999" in text
