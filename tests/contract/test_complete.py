"""A target is whole: entry point, capabilities, a page in the reference, and a proof that exists or none claimed."""

import importlib.util
from pathlib import Path

import pytest

from migrator import registry
from migrator.capabilities import proofs

_spec = importlib.util.spec_from_file_location("reference", Path(__file__).with_name("reference.py"))
reference = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(reference)

HINT = "run: python tests/contract/reference.py"
NAMES = registry.target_names()


@pytest.mark.parametrize("name", NAMES)
def test_a_target_is_called_as_its_entry_point(name):
    assert registry.target(name).name == name


@pytest.mark.parametrize("name", NAMES)
def test_a_target_has_a_fresh_page_in_the_reference(name):
    path = reference.page(name)
    assert path.exists(), f"docs/reference/targets/{name}.md is missing; {HINT}"
    assert path.read_text("utf-8") == reference.fresh(name), HINT


@pytest.mark.parametrize("name", NAMES)
def test_a_claimed_proof_exists(name):
    proof = registry.target(name).capabilities.proof
    assert proof.kind == "not-verified" or proof.test in reference.proofs()
    assert not proof.continues or proof.continues in reference.proofs()


@pytest.mark.parametrize("name", NAMES)
def test_options_have_sound_defaults(name):
    for option in registry.target(name).options:
        assert option.help
        assert not option.choices or option.default in option.choices


def test_the_list_of_proofs_is_fresh():
    assert reference.PROOFS.read_text("utf-8") == reference.proofs_text(), HINT
    assert proofs() == set(reference.proofs())


def test_no_page_without_a_target():
    assert {path.stem for path in reference.PAGES.glob("*.md")} - {"README", "index"} <= set(NAMES)
