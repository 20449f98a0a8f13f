"""Run from a checkout: a translation that was changed is compiled before any test speaks it."""

from scripts import compile_catalogs


def pytest_configure(config):  # noqa: ARG001, ANN001, ANN201 - pytest's signature
    """Compile the catalogs if one is newer than what was compiled."""
    if compile_catalogs.is_stale():
        compile_catalogs.compile_into(compile_catalogs.SOURCE)
