"""The gate against two hundred and more states of exports, copies, damage, later changes and clocks (`gate_states`)."""

import pytest
from gate_states import EXPORTS, State, expected_well, outcome, states

ALL = states(seed=12, count=240)
QUICK = 64  # every single deviation, and some pairs; all of them with --long


@pytest.fixture(autouse=True)
def disk_that_forgets_nothing(monkeypatch):
    """Waiting for the disk is what would take the time here; what a loss of power does is another test's affair."""
    monkeypatch.setattr("os.fsync", lambda _handle: None)


@pytest.mark.parametrize(
    "state",
    [
        pytest.param(s, id="; ".join(s), marks=[pytest.mark.long] if n >= QUICK else [])
        for n, s in enumerate(ALL)
    ],
)
def test_an_open_gate_means_that_everything_comes_back_from_two_places(state, tmp_path):
    found = outcome(tmp_path, state)
    if found.ready:
        assert found.restorable
        assert not EXPORTS[state.exports][1], "something is known to be missing, and nobody accepted that"
        assert state.clock == "next day"
    if expected_well(state):
        assert found.ready, found.missing


def test_the_states_are_enough_and_the_oracle_is_no_rubber_stamp(tmp_path):
    assert len(set(ALL)) >= 200
    well = outcome(tmp_path, State("whole", "stick", "none", "none", "next day"))
    assert (well.ready, well.restorable) == (True, True)
