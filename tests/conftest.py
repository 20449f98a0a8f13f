"""What holds for every test: no network, a home of its own, English, no debug switch; and shared fixtures."""

import os
import socket

import pytest

from migrator import i18n


class NetworkUsed(AssertionError):
    """A test reached for the network."""


@pytest.fixture(autouse=True)
def no_network(monkeypatch, request):
    """Only sockets within this machine's own loopback may connect."""
    real = socket.socket.connect

    def connect(self, address):
        local = not isinstance(address, tuple) or address[0] in {"127.0.0.1", "::1", "localhost"}
        if not local:
            raise NetworkUsed(f"connection to {address[0]}")
        return real(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)


@pytest.fixture(autouse=True)
def own_home(monkeypatch, tmp_path_factory):
    """No test sees or changes the files of whoever runs it."""
    home = tmp_path_factory.mktemp("home")
    for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(home))
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name in (
        "MIGRATE_DEBUG",
        "_MIGRATE_COMPLETE",
        "LC_ALL",
        "LC_MESSAGES",
        "LANG",
        "LANGUAGE",
        "NO_COLOR",
    ):
        monkeypatch.delenv(name, raising=False)
    return home


def pytest_configure():
    """Files that tests write are their user's alone, as a file with a passphrase has to be."""
    os.umask(0o077)


@pytest.fixture(autouse=True)
def english():
    """Every test starts in English."""
    i18n.use("en")
    yield
    i18n.use("en")


def pytest_addoption(parser):
    parser.addoption("--long", action="store_true", help="also run the long form of reliability tests")
    parser.addoption("--accept", action="store_true", help="keep the frames of the screens as they are now")


def pytest_collection_modifyitems(config, items):
    if config.getoption("--long"):
        return
    for item in items:
        if "long" in item.keywords:
            item.add_marker(pytest.mark.skip(reason="the long form: --long"))
