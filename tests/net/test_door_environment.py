"""What the environment may not do to a connection."""

import os

from migrator.net import door


def test_the_secrets_of_a_connection_go_to_no_file(tmp_path, monkeypatch):
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "keys"))
    door._certificates.cache_clear()
    context = door._certificates()
    assert context.keylog_filename is None
    assert not (tmp_path / "keys").exists()
    assert os.environ["SSLKEYLOGFILE"] == str(tmp_path / "keys")
