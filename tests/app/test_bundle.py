"""A bundle is whole or not there; what was there before stays."""

import errno
import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from migrator.app.bundle import Bundle
from migrator.app.sink import MARK, nowhere
from migrator.errors import MigratorError, UsageError

posix = pytest.mark.skipif(os.name == "nt", reason="permissions and links as POSIX has them")


def write(out, files, *, force=False):
    """A bundle of `files` at `out`, as a conversion makes it; True if it was written."""
    with Bundle(out, force=force) as bundle:
        for path, data in files.items():
            bundle.sink.write(path, data)
        entries = sorted(bundle.sink.files.values(), key=lambda entry: entry.path)
        manifest = {
            "schema": 1,
            "target": "made-up",
            "files": [{"path": e.path, "size": e.size, "sha256": e.sha256} for e in entries],
        }
        return bundle.finish(json.dumps(manifest).encode())


def interrupted(out):
    with Bundle(out) as bundle:
        bundle.sink.write("a.md", b"private")
        raise KeyboardInterrupt


def tree(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def names(folder):
    return sorted(p.name for p in folder.iterdir())


def test_a_bundle_stands_where_it_was_asked_for(tmp_path):
    assert write(tmp_path / "out", {"a.md": b"one", "deep/er/b.md": b"two"})
    assert {k: v for k, v in tree(tmp_path / "out").items() if k != "manifest.json"} == {
        "a.md": b"one",
        "deep/er/b.md": b"two",
    }
    assert names(tmp_path) == ["out"]


@posix
def test_only_its_owner_can_read_it_whatever_the_umask(tmp_path):
    old = os.umask(0)
    try:
        write(tmp_path / "out", {"deep/er/a.md": b"private"})
    finally:
        os.umask(old)
    for path in [tmp_path / "out", *(tmp_path / "out").rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_the_same_again_is_already_there(tmp_path):
    write(tmp_path / "out", {"a.md": b"one"})
    before = (tmp_path / "out").stat().st_mtime_ns
    assert write(tmp_path / "out", {"a.md": b"one"}) is False
    assert (tmp_path / "out").stat().st_mtime_ns == before
    assert names(tmp_path) == ["out"]


def test_something_else_in_its_place_is_an_error_and_stays(tmp_path):
    write(tmp_path / "out", {"a.md": b"one"})
    before = tree(tmp_path / "out")
    with pytest.raises(UsageError, match="exists already"):
        write(tmp_path / "out", {"a.md": b"two"})
    assert tree(tmp_path / "out") == before
    assert names(tmp_path) == ["out"]


def test_an_equal_manifest_over_changed_files_is_not_already_there(tmp_path):
    write(tmp_path / "out", {"a.md": b"one"})
    (tmp_path / "out" / "a.md").write_bytes(b"changed by hand")
    with pytest.raises(UsageError):
        write(tmp_path / "out", {"a.md": b"one"})
    assert write(tmp_path / "out", {"a.md": b"one"}, force=True)
    assert (tmp_path / "out" / "a.md").read_bytes() == b"one"


def test_force_replaces_only_what_the_old_manifest_names(tmp_path):
    out = tmp_path / "out"
    write(out, {"a.md": b"one", "gone/b.md": b"two"})
    (out / "mine.txt").write_bytes(b"mine")
    (out / "gone" / "also-mine.txt").write_bytes(b"mine too")
    assert write(out, {"a.md": b"new"}, force=True)
    found = tree(out)
    del found["manifest.json"]
    assert found == {"a.md": b"new", "mine.txt": b"mine", "gone/also-mine.txt": b"mine too"}
    assert names(tmp_path) == ["out"]


def test_force_does_not_write_over_a_file_of_the_persons(tmp_path):
    out = tmp_path / "out"
    write(out, {"a.md": b"one"})
    (out / "B.md").write_bytes(b"mine")
    before = tree(out)
    with pytest.raises(UsageError, match="files of yours"):
        write(out, {"b.md": b"new"}, force=True)
    assert tree(out) == before


@pytest.mark.parametrize("content", [None, b"{}", b"not json", b'{"schema": 1, "files": []}'])
def test_force_does_not_touch_a_folder_that_is_not_ours(tmp_path, content):
    out = tmp_path / "out"
    out.mkdir()
    (out / "mine.txt").write_bytes(b"mine")
    if content is not None:
        (out / "manifest.json").write_bytes(content)
    for force in (False, True):
        with pytest.raises(UsageError):
            write(out, {"a.md": b"new"}, force=force)
    assert (out / "mine.txt").read_bytes() == b"mine"


def test_force_does_not_believe_a_manifest_that_points_outside(tmp_path):
    out = tmp_path / "out"
    write(out, {"a.md": b"one"})
    (tmp_path / "precious").write_bytes(b"precious")
    manifest = json.loads((out / "manifest.json").read_bytes())
    manifest["files"].append({"path": "../precious", "size": 8, "sha256": "0"})
    (out / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(UsageError):
        write(out, {"a.md": b"new"}, force=True)
    assert (tmp_path / "precious").read_bytes() == b"precious"


@posix
def test_force_never_follows_a_link(tmp_path):
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "precious").write_bytes(b"precious")
    write(out, {"a.md": b"one"})
    (out / "link").symlink_to(elsewhere)
    assert write(out, {"a.md": b"new"}, force=True)
    assert (elsewhere / "precious").read_bytes() == b"precious"
    assert (out / "link").is_symlink()
    (tmp_path / "pointer").symlink_to(out)
    with pytest.raises(UsageError):
        write(tmp_path / "pointer", {"a.md": b"other"}, force=True)


def test_an_empty_folder_may_be_used(tmp_path):
    (tmp_path / "out").mkdir()
    assert write(tmp_path / "out", {"a.md": b"one"})


def test_the_root_of_a_disk_is_no_place_for_a_bundle():
    with pytest.raises(UsageError, match="root"):
        Bundle(Path("/"), force=True)


def test_a_file_in_the_place_stays(tmp_path):
    (tmp_path / "out").write_bytes(b"mine")
    for force in (False, True):
        with pytest.raises(UsageError):
            write(tmp_path / "out", {"a.md": b"one"}, force=force)
    assert (tmp_path / "out").read_bytes() == b"mine"


def test_a_failure_leaves_nothing_behind(tmp_path):
    with pytest.raises(KeyboardInterrupt):
        interrupted(tmp_path / "out")
    assert names(tmp_path) == []


def test_stopping_a_second_time_while_it_is_cleared_away_does_not_matter(tmp_path, monkeypatch):
    def stop(_path):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("shutil.rmtree", stop)
        with pytest.raises(KeyboardInterrupt), Bundle(tmp_path / "out") as bundle:
            bundle.sink.write("deep/a.md", b"private")
    assert write(tmp_path / "out", {"a.md": b"one"})
    assert names(tmp_path) == ["out"]


def test_what_a_killed_run_left_is_cleared_away(tmp_path):
    part = tmp_path / "out.part"
    (part / "chats").mkdir(parents=True)
    (part / MARK).touch()
    (part / "chats" / "old.md").write_bytes(b"half")
    assert write(tmp_path / "out", {"a.md": b"one"})
    assert sorted(tree(tmp_path / "out")) == ["a.md", "manifest.json"]
    assert names(tmp_path) == ["out"]


def test_a_folder_of_that_name_that_is_not_ours_stays(tmp_path):
    (tmp_path / "out.part").mkdir()
    (tmp_path / "out.part" / "mine.txt").write_bytes(b"mine")
    with pytest.raises(UsageError, match="in the way"):
        write(tmp_path / "out", {"a.md": b"one"})
    assert tree(tmp_path / "out.part") == {"mine.txt": b"mine"}


@posix
def test_a_second_run_does_not_disturb_the_first(tmp_path):
    with Bundle(tmp_path / "out") as first:
        first.sink.write("a.md", b"one")
        with pytest.raises(UsageError, match="Another run"), Bundle(tmp_path / "out"):
            pass
        assert (tmp_path / "out.part" / "a.md").read_bytes() == b"one"


@pytest.mark.parametrize("moved", [False, True])
def test_a_replacement_that_was_cut_off_is_finished_by_the_next_run(tmp_path, moved):
    out, aside = tmp_path / "out", tmp_path / "out.old"
    write(out, {"a.md": b"one"})
    (out / "mine.txt").write_bytes(b"mine")
    out.rename(aside)
    if moved:
        write(tmp_path / "new", {"a.md": b"two"})
        (tmp_path / "new").rename(out)
    if moved:
        assert write(out, {"a.md": b"two"}) is False
    else:
        with pytest.raises(UsageError):
            write(out, {"a.md": b"two"})
    assert (out / "mine.txt").read_bytes() == b"mine"
    assert (out / "a.md").read_bytes() == (b"two" if moved else b"one")
    assert not aside.exists()


@pytest.mark.parametrize(
    "path", ["../out", "/etc/x", "a\\b", "manifest.json", "Manifest.JSON", "a/../../b", MARK]
)
def test_a_target_cannot_write_outside_or_over_the_manifest(tmp_path, path):
    with (
        pytest.raises(MigratorError, match="asked to write a file outside") as caught,
        Bundle(tmp_path / "out") as bundle,
    ):
        bundle.sink.write(path, b"x")
    assert path not in str(caught.value)
    assert names(tmp_path) == []


def test_a_target_cannot_write_one_place_twice():
    sink = nowhere()
    sink.write("Chat.md", b"x")
    with pytest.raises(MigratorError):
        sink.write("chat.md", b"y")


def test_a_file_whose_writing_failed_is_not_kept(tmp_path):
    with Bundle(tmp_path / "out") as bundle:
        with pytest.raises(ZeroDivisionError), bundle.sink.open("a.md") as stream:
            stream.write(bytes(1 // 0))
        assert bundle.sink.files == {}
        assert not (tmp_path / "out.part" / "a.md").exists()
        bundle.sink.write("a.md", b"whole")
        assert bundle.finish(b"{}")
    assert (tmp_path / "out" / "a.md").read_bytes() == b"whole"


def test_a_trial_run_knows_the_same_sizes_and_hashes(tmp_path):
    files = {"a.md": b"one", "b/c.bin": bytes(range(256)) * 9}
    dry = nowhere()
    for path, data in files.items():
        dry.write(path, data)
    with Bundle(tmp_path / "out") as bundle:
        for path, data in files.items():
            with bundle.sink.open(path) as stream:
                for i in range(0, len(data), 100):
                    stream.write(data[i : i + 100])
        assert bundle.sink.files == dry.files


def test_a_full_disk_leaves_nothing_half(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with Bundle(tmp_path / "out") as bundle:
        bundle.sink.write("a.md", b"x")
        monkeypatch.setattr(os, "sync", full)
        with pytest.raises(OSError, match="No space"):
            bundle.finish(b"{}")
    assert names(tmp_path) == []


@posix
def test_a_killed_process_leaves_only_what_the_next_run_clears(tmp_path):
    script = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from migrator.app.bundle import Bundle\n"
        "with Bundle(Path(sys.argv[1])) as bundle:\n"
        "    bundle.sink.write('a.md', b'half')\n"
        "    os.kill(os.getpid(), 9)\n"
    )
    subprocess.run([sys.executable, "-c", script, str(tmp_path / "out")], check=False)
    assert names(tmp_path) == ["out.part"]
    assert write(tmp_path / "out", {"b.md": b"whole"})
    assert names(tmp_path) == ["out"]


@pytest.mark.skipif(os.name == "nt", reason="links as POSIX has them")
@pytest.mark.parametrize("holds", ["nothing", "a mark", "a mark that is a link", "a file"])
def test_a_link_at_the_name_that_anybody_can_guess_is_in_the_way(tmp_path, holds):
    public = tmp_path / "public"
    public.mkdir()
    public.chmod(0o755)
    match holds:
        case "a mark":
            (public / MARK).touch()
        case "a mark that is a link":
            (tmp_path / "victim").write_text("mine")
            (public / MARK).symlink_to(tmp_path / "victim")
        case "a file":
            (public / "mine").touch()
    before = sorted(public.iterdir())
    (tmp_path / "out.part").symlink_to(public)
    with pytest.raises(UsageError, match="in the way"), Bundle(tmp_path / "out"):
        pass
    assert sorted(public.iterdir()) == before
    assert public.stat().st_mode & 0o777 == 0o755
    assert (tmp_path / "out.part").is_symlink()


@pytest.mark.skipif(os.name == "nt", reason="links as POSIX has them")
def test_a_mark_that_is_a_link_is_not_followed(tmp_path):
    (tmp_path / "victim").write_text("mine")
    (tmp_path / "out.part").mkdir()
    (tmp_path / "out.part" / MARK).symlink_to(tmp_path / "victim")
    with pytest.raises(UsageError, match="in the way"), Bundle(tmp_path / "out"):
        pass
    assert (tmp_path / "victim").read_text() == "mine"


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="needs another user")
def test_a_folder_of_somebody_else_s_is_in_the_way(tmp_path):
    (tmp_path / "out.part").mkdir()
    (tmp_path / "out.part" / MARK).touch()
    os.chown(tmp_path / "out.part", 12345, 12345)
    with pytest.raises(UsageError, match="in the way"), Bundle(tmp_path / "out"):
        pass
