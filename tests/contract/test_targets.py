"""Every installed target, held to the contract on every case."""

import pytest

from migrator import registry
from migrator.testing import CASES, check_target


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("name", registry.target_names())
def test_a_target_keeps_the_contract(name, case):
    check_target(registry.target(name), CASES[case]())
