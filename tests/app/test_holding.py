"""Records that wait for another version of themselves."""

import pytest

from migrator.adapter import Record
from migrator.app.holding import Holding
from migrator.model import Origin


def record(text):
    return Record(text.encode(), Origin("a.json", "/0"), fault=None)


@pytest.mark.parametrize("bound", [0, 10, 1000])
def test_what_was_put_in_comes_out_in_order_in_memory_and_on_disk(bound):
    with Holding(bound) as holding:
        holding.put("a", 0, record("first of a"))
        holding.put("b", 0, record("of b"))
        holding.put("a", 1, record("second of a"))
        assert holding.take("b") == [(0, record("of b"))]
        holding.put("c", 2, record("of c"))
        assert holding.take("a") == [(0, record("first of a")), (1, record("second of a"))]
        assert holding.take("a") == []
        assert holding.take("c") == [(2, record("of c"))]


def test_no_more_than_the_bound_stays_in_memory():
    with Holding(100) as holding:
        for number in range(50):
            holding.put(str(number), 0, record("x" * 30))
            assert holding.in_memory <= 100
        assert [r.raw for n in range(50) for _, r in holding.take(str(n))] == [b"x" * 30] * 50
