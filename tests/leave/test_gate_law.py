"""A law for the gate, with an oracle of its own: whatever people do and in whatever order, it opens only when all is true."""

import datetime as dt

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from people import CONTENT, Person

from migrator.errors import MigratorError

ANSWERS = {
    "level": ["delete", "delete", "delete", "pause", "unknown"],
    "plan": ["plus", "plus", "free", "business", "unknown"],
    "payer": ["apple", "nobody", "web,google-play", "unknown"],
    "region": ["eea", "turkiye", "unknown"],
    "archive": ["whole", "missing"],
    "accounts": ["one", "several"],
}
STEPS = [
    "reread",
    "sign-off",
    "match-account",
    "compare-counts",
    "spot-check",
    "cancel-web",
    "cancel-apple",
    "cancel-google-play",
    "delete-links",
    "list-identities",
    "check-duties",
]


@st.composite
def deeds(draw):
    kind = draw(
        st.sampled_from(
            ["all", "all", "set", "do", "undo", "add", "verify", "copy", "gap", "accept", "links", "wait"]
        )
    )
    match kind:
        case "all":
            return kind, draw(st.sampled_from([(), ("reread",)]))
        case "set":
            key = draw(st.sampled_from(sorted(ANSWERS)))
            return kind, f"{key}={draw(st.sampled_from(ANSWERS[key]))}"
        case "do" | "undo":
            return kind, draw(st.sampled_from(STEPS))
        case "add":
            return kind, draw(st.sampled_from(["one", "two"]))
        case "verify" | "copy":
            return kind, draw(st.sampled_from([True, True, False]))
        case "gap":
            return kind, draw(st.integers(0, 2))
        case "accept":
            return kind, draw(st.sampled_from(["missing-files", "something-missing", "no-export"]))
        case "links":
            return kind, draw(st.integers(0, 2))
        case _:
            return kind, draw(st.integers(1, 60))


def live(person, deed):
    """Do one thing, as far as the program lets them."""
    kind, value = deed
    try:
        match kind:
            case "all":
                person.everything("delete-account", "ask-admin-delete", *value)
            case "set":
                person.set(value)
            case "do":
                person.do(value)
            case "undo":
                person.undo(value)
            case "add":
                person.add(value)
            case "verify":
                person.verify(ok=value)
            case "copy":
                person.copy(elsewhere=value)
            case "gap":
                person.has(gaps={"missing-files": value} if value else {})
            case "accept":
                person.accept(value)
            case "links":
                person.has(links=tuple(f"share-{n}" for n in range(value)))
            case "wait":
                person.later(hours=value)
    except MigratorError:
        pass


def holds(person):
    """The rules of the gate in the plainest words, straight from the journal."""
    last = {}
    for record in person.records:
        last[record.kind, record.key] = record
    said = {key: record.value for (kind, key), record in last.items() if kind == "plan" and record.value}
    done = {key for (kind, key), record in last.items() if kind == "tick" and record.value["state"] == "done"}
    accepted = {
        key: record.value["print"]
        for (kind, key), record in last.items()
        if kind == "tick" and record.value["state"] == "accepted"
    }
    checks = [r for r in person.records if r.kind == "verify"]
    copies = [r for (kind, _key), r in last.items() if kind == "copy"]
    hashes = person.seen.hashes
    if said.get("level") != ["delete"]:
        return False
    managed = said.get("plan") == ["business"]
    if hashes:
        check = checks[-1] if checks else None
        if check is None or not check.value["ok"] or person.now - check.at > dt.timedelta(days=7):
            return False
        if check.at < person.seen.newest:
            return False
        if not any(c.value["elsewhere"] and set(c.value["originals"]) >= hashes for c in copies):
            return False
        if "match-account" not in done:
            return False
    elif not (managed and "no-export" in accepted):
        return False
    if any(accepted.get(gap.id) != gap.print for gap in person.seen.gaps):
        return False
    if said.get("archive") == ["missing"] and "something-missing" not in accepted:
        return False
    if not {"sign-off", "list-identities", "check-duties", "delete-links", "reread"} <= done:
        return False
    if person.now - last["tick", "reread"].at < dt.timedelta(hours=24):
        return False
    payers = said.get("payer", ["web", "apple", "google-play"])
    if payers == ["nobody"]:
        payers = ["web", "apple", "google-play"] if said.get("plan") == ["plus"] else []
    if not {f"cancel-{p}" for p in payers} <= done:
        return False
    if said.get("accounts") == ["several"] and "save-other-accounts" not in done:
        return False
    if "plan" not in said or "region" not in said:
        return len(hashes) > 1 or bool(managed and not hashes)
    return True


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(deeds(), max_size=25), st.booleans())
def test_the_gate_never_opens_unless_everything_is_true(story, prepared):
    person = Person("2026-11-01T09:00+00:00")
    if prepared:
        person.set("level=delete", "plan=plus", "payer=apple", "login=apple", "region=turkiye")
        person.add("one")
        person.verify()
        person.copy()
        person.everything("delete-account")
        person.later(hours=25)
        assert person.plan().ready_to_delete
        assert holds(person)
    for deed in story:
        live(person, deed)
        if person.plan().ready_to_delete:
            assert holds(person), deed


def test_the_oracle_is_no_rubber_stamp():
    assert not holds(Person("2026-11-01T09:00+00:00"))
    assert {s.id for s in CONTENT.step} >= set(STEPS)
