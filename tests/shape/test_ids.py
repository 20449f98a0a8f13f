import datetime as dt

from migrator.shape import ids

NOON = dt.datetime(2024, 5, 1, 12, tzinfo=dt.UTC)


def test_a_derived_id_never_changes():
    assert ids.derived("conversation", "c1") == "e88a72fa-06ee-5ddf-83b6-8a0bf772548a"


def test_names_do_not_run_into_each_other():
    assert ids.derived("a", "bc") != ids.derived("ab", "c")
    assert ids.derived("\ud800") != ids.derived("x")


def test_a_ulid_sorts_by_time_and_is_the_same_in_each_run():
    first, later = ids.ulid(NOON, "x"), ids.ulid(NOON + dt.timedelta(milliseconds=1), "a")
    assert first == ids.ulid(NOON, "x") == "01hwt0d7g05nrhcgnq4tr480b2"
    assert first < later
    assert ids.ulid(NOON, "x") != ids.ulid(NOON, "y")


def test_a_ulid_holds_any_time():
    assert ids.ulid(dt.datetime(1, 1, 1, tzinfo=dt.UTC), "x") < ids.ulid(
        dt.datetime(9999, 12, 31, tzinfo=dt.UTC), "x"
    )
