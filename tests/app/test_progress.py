"""A job's progress tells the truth: one unit a phase, no estimate without a basis, and none that is far off."""

from hypothesis import given
from hypothesis import strategies as st

from migrator.app.progress import JobProgress
from migrator.events import Finished, Progressed, Started


def test_a_count_inside_a_phase_of_bytes_does_not_move_its_bar():
    progress = JobProgress(0)
    progress.listen(Started(phase="index", unit="conversations"), 0)
    progress.listen(Started(phase="read", total=1_000_000), 0)
    progress.listen(Progressed(phase="read", done=500_000, found=7), 6)
    progress.listen(Progressed(phase="index", done=7, found=7), 6)
    assert (progress.part(), progress.found) == (0.5, 7)
    assert 5 < progress.left(6) < 7


def test_a_count_that_begins_inside_a_known_total_does_not_replace_it():
    progress = JobProgress(0)
    progress.listen(Started(phase="read", total=1_000), 0)
    progress.listen(Started(phase="index", unit="conversations"), 0)
    assert progress.phase.phase == "read"
    progress.listen(Finished(phase="index"), 1)
    assert progress.phase.phase == "read"


def test_no_time_is_named_before_there_is_a_basis():
    progress = JobProgress(0)
    progress.listen(Started(phase="read", total=1_000_000), 0)
    progress.listen(Progressed(phase="read", done=28), 1)
    assert progress.left(1) is None
    assert progress.left(100) is None  # next to nothing is done


@given(
    total=st.integers(1_000, 10**9),
    steps=st.lists(st.floats(0.05, 1.5), min_size=20, max_size=80),
    nested=st.booleans(),
)
def test_what_is_left_is_never_more_than_ten_times_what_it_then_takes(total, steps, nested):
    # A step takes 0.05 to 1.5 s, a spread of thirty; each does an equal part of the work.
    progress = JobProgress(0)
    now, named = 0.0, []
    if nested:
        progress.listen(Started(phase="index", unit="conversations"), now)
    progress.listen(Started(phase="read", total=total), now)
    for number, seconds in enumerate(steps, 1):
        now += seconds
        progress.listen(Progressed(phase="read", done=total * number // len(steps)), now)
        if nested:
            progress.listen(Progressed(phase="index", done=number, found=number), now)
        if (left := progress.left(now)) is not None:
            named.append((now, left))
    for when, left in named:
        assert left <= 10 * (now - when) + 15
