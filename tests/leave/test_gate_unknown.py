"""Where plan, payer or region is not known, the safest branch holds; and the same gate for all that destroys."""

import pytest
from opened import PLUS, ready
from people import CONTENT, Person

from migrator.errors import ConditionNotMet


def test_an_unknown_plan_takes_the_safest_branch():
    person = ready()
    person.set("plan=unknown")
    assert {"check-workspace", "export-twice"} <= person.missing()


def test_an_unknown_region_asks_for_a_second_export():
    person = ready()
    person.set("region=unknown")
    assert person.missing() == {"export-twice"}
    person.later(days=1)
    person.add("second")
    person.verify()
    person.copy()
    for step in ("match-account", "sign-off"):
        person.do(step)
    assert person.missing() == set()


def test_adding_the_same_export_twice_is_not_two_exports():
    person = ready()
    person.set("region=unknown")
    person.add("export")
    assert "export-twice" in person.missing()


def test_an_unknown_payer_means_every_payer():
    person = ready()
    person.set("payer=unknown")
    assert {"cancel-web", "cancel-google-play", "cancel-api", "stop-ads"} <= person.missing()


def test_where_plan_or_region_is_unknown_payers_come_before_the_night():
    person = Person("2026-11-01T09:00+00:00")
    person.set("level=delete", "login=google", "accounts=one")
    person.add("export")
    person.later(days=1)
    person.add("second")
    person.verify()
    person.copy()
    stops = [s.id for s in CONTENT.step if s.stops]
    person.everything("reread", *stops)
    assert set(stops) <= set(person.look().stand(CONTENT.find_step("reread")).blocked_by)
    for step in stops:
        person.do(step)
    person.do("reread")
    person.later(hours=23)
    person.undo("cancel-web")
    person.do("cancel-web")
    person.later(hours=2)
    assert person.missing() == {"cool-off"}


@pytest.mark.parametrize("step", [s.id for s in CONTENT.step if s.destroys == "content"])
def test_nothing_inside_the_account_is_emptied_before_the_archive_is_safe(step):
    words = (*PLUS, "level=empty", "payer=apple,api")
    person = ready(*words)
    assert person.state(step) == "done"
    for break_it in (
        lambda p: p.verify(ok=False),
        lambda p: p.copy(ok=False),
        lambda p: p.has(gaps={"missing-files": 1}),
        lambda p: p.undo("sign-off"),
        lambda p: p.later(days=8),
    ):
        other = ready(*words)
        other.undo(step)
        break_it(other)
        assert other.state(step) == "blocked"
        with pytest.raises(ConditionNotMet):
            other.do(step)


def test_a_workspace_member_goes_through_the_same_gate():
    person = ready(*PLUS, "plan=business", "payer=workspace", "role=member")
    assert person.state("delete-account") == "not-applicable"
    assert person.state("ask-admin-delete") == "open"
    person.verify(ok=False)
    assert person.state("ask-admin-delete") == "blocked"
    with pytest.raises(ConditionNotMet):
        person.do("ask-admin-delete")
