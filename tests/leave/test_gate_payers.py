"""Attempts to delete while somebody is still charged, or while links still open."""

import pytest
from opened import PLUS, ready, refused


@pytest.mark.parametrize(
    ("payer", "step"),
    [
        ("web", "cancel-web"),
        ("apple", "cancel-apple"),
        ("google-play", "cancel-google-play"),
        ("api", "cancel-api"),
        ("ads", "stop-ads"),
    ],
)
def test_each_payer_has_to_be_stopped(payer, step):
    person = ready(*PLUS, f"payer={payer}")
    person.undo(step)
    assert person.missing() == {step}
    refused(person)


def test_a_payer_that_turns_up_later_shuts_it():
    person = ready()
    person.set("payer=apple,google-play")
    assert person.missing() == {"cancel-google-play"}


def test_saying_that_nobody_pays_for_a_paid_plan_stops_nobody():
    person = ready()
    person.set("payer=nobody")
    assert {"cancel-web", "cancel-google-play"} <= person.missing()


def test_an_owner_has_to_cancel_the_workspace_and_a_member_does_not():
    person = ready(*PLUS, "plan=business", "payer=workspace", "role=owner")
    person.undo("cancel-workspace")
    assert person.missing() == {"cancel-workspace"}
    person.set("role=member")
    assert person.missing() == set()
    person.set("role=unknown")
    assert person.missing() == {"cancel-workspace"}


def test_deleting_does_not_tick_what_it_does_not_stop():
    person = ready(*PLUS, "payer=apple,google-play")
    for step in ("cancel-apple", "cancel-google-play"):
        person.undo(step)
    person.set("account=deleted", "deleted-on=2026-11-01")
    assert person.state("delete-account") == "done"
    assert person.state("cancel-apple") == "open"
    assert person.state("cancel-google-play") == "open"


def test_new_links_in_a_later_export_open_the_links_step_again():
    person = ready()
    person.has(links=("share-1",))
    assert person.missing() == {"delete-links"}
    person.do("delete-links")
    assert person.missing() == set()
    person.has(links=("share-1", "share-2"))
    assert person.missing() == {"delete-links"}
