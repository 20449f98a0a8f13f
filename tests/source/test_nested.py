from __future__ import annotations

import contextlib
import io
import os
import pickle
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrator.errors import MigratorError, NotRecognised, Refused, UsageError
from migrator.source import Limits, find, open_source, open_zip, reopen, unfold
from tests.source.zips import Part, make, real

TALKS = real({"conversations-000.json": b"[1]", "user.json": b"{}", ".DS_Store": b"x"})
MORE_TALKS = real({"conversations-001.json": b"[2]"})
FILES = real({"file_1.dat": b"image", "file_2.dat": b"sound"})
WHERE = "User Online Activity"


def container(method=zipfile.ZIP_STORED, **more) -> bytes:
    files = {
        "report.html": b"<html>",
        "Financial/bill.csv": b"a,b",
        f"{WHERE}/Conversations__0a1b-chatgpt-0001-part-0001.zip": TALKS,
        f"{WHERE}/Conversations__0a1b-chatgpt-0001-part-0002.zip": MORE_TALKS,
        f"{WHERE}/Files__0a1b-files-0001.zip": FILES,
    }
    return real(files | more, method)


@pytest.fixture(params=["stored", "deflated", "folder"])
def outer(request, tmp_path):
    path = tmp_path / "portal"
    if request.param == "folder":
        with zipfile.ZipFile(io.BytesIO(container())) as archive:
            archive.extractall(path)
    else:
        stored = request.param == "stored"
        path.write_bytes(container(zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED))
    return path


def contents(source) -> dict[str, bytes]:
    return {entry.path: source.open(entry).read() for entry in source.entries}


def test_the_parts_of_one_export_are_one_source_and_every_other_file_is_listed(outer, sources):
    (source,) = sources([outer])
    assert (source.kind, source.container) == ("zip", "portal")
    assert source.name == "Conversations__0a1b-chatgpt-0001-part-0001.zip"
    first, second, third = (
        f"{WHERE}/Conversations__0a1b-chatgpt-0001-part-0001.zip",
        f"{WHERE}/Conversations__0a1b-chatgpt-0001-part-0002.zip",
        f"{WHERE}/Files__0a1b-files-0001.zip",
    )
    assert contents(source) == {
        f"{first}/conversations-000.json": b"[1]",
        f"{first}/user.json": b"{}",
        f"{second}/conversations-001.json": b"[2]",
        f"{third}/file_1.dat": b"image",
        f"{third}/file_2.dat": b"sound",
        "report.html": b"<html>",
        "Financial/bill.csv": b"a,b",
    }
    assert f"{first}/.DS_Store" in [left.path for left in source.ignored]
    assert find(source, "user.json").size == 2
    source.close()
    source.close()


def test_another_process_can_open_it_again_where_it_is_read_in_place(outer, sources):
    (source,) = sources([outer])
    locator = pickle.loads(pickle.dumps(source.locator()))
    if locator is None:
        assert zipfile.is_zipfile(outer)
        assert zipfile.ZipFile(outer).infolist()[2].compress_type == zipfile.ZIP_DEFLATED
        return
    with reopen(locator) as again:
        assert again.name == source.name
        assert contents(again) == contents(source)


def test_a_container_that_changed_is_an_error_of_use(tmp_path, sources):
    path = tmp_path / "portal.zip"
    path.write_bytes(container())
    (source,) = sources([path])
    locator = source.locator()
    source.close()
    path.write_bytes(real({"a": b"x"}))
    with pytest.raises(UsageError):
        reopen(locator)


def test_an_export_with_a_zip_among_its_files_is_no_container(tmp_path, sources):
    path = tmp_path / "export.zip"
    path.write_bytes(real({"conversations.json": b"[]", "file-1-backup-0001.zip": TALKS}))
    (source,) = sources([path])
    assert [e.path for e in source.entries] == ["conversations.json", "file-1-backup-0001.zip"]


def test_whoever_knows_exports_decides_what_is_one(tmp_path, sources):
    path = tmp_path / "portal.zip"
    path.write_bytes(container(**{f"{WHERE}/settings.json": b"{}"}))

    def has_talks(source):
        return any(entry.name.startswith("conversations") for entry in source.entries)

    assert sources([path])[0].container is None
    (source,) = sources([path], is_export=has_talks)
    assert source.container == "portal.zip"
    assert f"{WHERE}/settings.json" in contents(source)


def test_two_exports_in_one_container_stay_two(tmp_path, sources):
    path = tmp_path / "both.zip"
    files = {"old-2024.zip": TALKS, "old-2026.zip": MORE_TALKS, "photos.zip": FILES, "notes.txt": b"x"}
    path.write_bytes(real(files, zipfile.ZIP_STORED))
    first, second = sources([path])
    assert (first.name, second.name) == ("old-2024.zip", "old-2026.zip")
    assert sorted(contents(first)) == [
        "notes.txt",
        "old-2024.zip/conversations-000.json",
        "old-2024.zip/user.json",
        "photos.zip",
    ]
    assert sorted(contents(second)) == ["old-2026.zip/conversations-001.json"]
    with reopen(first.locator()) as again:
        assert contents(again) == contents(first)
    with reopen(second.locator()) as again:
        assert contents(again) == contents(second)
    first.close()
    assert contents(second)
    second.close()


def test_parts_are_taken_in_the_order_of_their_numbers(tmp_path, sources):
    path = tmp_path / "portal.zip"
    parts = {f"c-part-{n}.zip": real({f"conversations-{n}.json": b"[]"}) for n in (10, 9, 1)}
    path.write_bytes(real(parts, zipfile.ZIP_STORED))
    (source,) = sources([path])
    assert [e.name for e in source.entries] == [f"conversations-{n}.json" for n in (1, 9, 10)]


def test_exactly_one_level_is_opened(tmp_path, sources):
    path = tmp_path / "deep.zip"
    inner = real({"conversations.json": b"[]", "deeper-0001.zip": TALKS})
    path.write_bytes(real({"c-0001.zip": inner}, zipfile.ZIP_STORED))
    (source,) = sources([path])
    assert sorted(contents(source)) == ["c-0001.zip/conversations.json", "c-0001.zip/deeper-0001.zip"]
    path.write_bytes(real({"a.zip": real({"b.zip": TALKS})}, zipfile.ZIP_STORED))
    (source,) = sources([path])
    assert [e.path for e in source.entries] == ["a.zip"]


def test_a_container_without_an_export_comes_back_as_it_is(tmp_path, sources):
    path = tmp_path / "photos.zip"
    path.write_bytes(real({"a.zip": FILES, "b-0001.zip": FILES}))
    (source,) = sources([path])
    assert [e.path for e in source.entries] == ["a.zip", "b-0001.zip"]
    assert source.open(source.entries[0]).read() == FILES


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize(
    ("bad", "error"),
    [
        (TALKS[:-40], NotRecognised),
        (b"", NotRecognised),
        (make(Part(b"../x.json", b"1")), Refused),
        (make(Part(b"x.json", b"1", flags=1)), Refused),
    ],
)
def test_a_part_that_is_not_whole_or_dangerous_is_never_left_out_in_silence(
    tmp_path, bad, error, method, sources
):
    path = tmp_path / "portal.zip"
    path.write_bytes(container(method, **{f"{WHERE}/Conversations__0a1b-chatgpt-0001-part-0003.zip": bad}))
    with pytest.raises(error, match="inside it"):
        sources([path])
    path.write_bytes(real({"only.zip": bad}, method))
    with pytest.raises(error, match="inside it"):
        sources([path])


def test_a_category_in_which_there_is_nothing_is_no_fault(tmp_path, sources):
    path = tmp_path / "portal.zip"
    for nothing in (b"", make()):
        path.write_bytes(container(**{f"{WHERE}/Voice__0a1b-voice-0001.zip": nothing}))
        (source,) = sources([path])
        assert contents(source)[f"{WHERE}/Voice__0a1b-voice-0001.zip"] == nothing


def test_a_bad_zip_that_belongs_to_no_export_is_a_file_like_any_other(tmp_path, sources):
    path = tmp_path / "portal.zip"
    path.write_bytes(container(**{"holiday.zip": b"broken"}))
    (source,) = sources([path])
    assert contents(source)["holiday.zip"] == b"broken"


def test_damage_to_a_compressed_part_is_noticed(tmp_path, sources):
    noise = real({"conversations.json": b"[]", "x.dat": os.urandom(300_000)})
    data = bytearray(real({"c-0001.zip": noise}, zipfile.ZIP_DEFLATED))
    data[200_000] ^= 0xFF
    path = tmp_path / "portal.zip"
    path.write_bytes(data)
    try:
        (source,) = sources([path])
    except NotRecognised:
        return
    with pytest.raises(NotRecognised):
        contents(source)


def test_the_zips_inside_count_together_against_the_limits(tmp_path, sources):
    path = tmp_path / "portal.zip"
    path.write_bytes(container())
    with pytest.raises(Refused):
        sources([path], limits=Limits(members=6))
    same = make(
        Part(b"a-0001.zip", TALKS, method=0), Part(b"a-0001.zip/user.json", b"other"), Part(b"b", b"")
    )
    path.write_bytes(same)
    with pytest.raises(Refused):
        sources([path], is_export=lambda source: len(source.entries) == 2)


def test_a_vault_can_give_the_bytes_of_a_compressed_part_itself():
    asked = []

    def hold(source, entry):
        asked.append(entry.path)
        return io.BytesIO(source.open(entry).read())

    (source,) = unfold(open_zip(io.BytesIO(container(zipfile.ZIP_DEFLATED)), name="portal"), hold=hold)
    assert len(asked) == 3
    assert len(contents(source)) == 7
    assert source.locator() is None


def test_an_error_in_one_path_closes_the_sources_before_it(tmp_path, sources):
    path = tmp_path / "e.zip"
    path.write_bytes(TALKS)
    with pytest.raises(UsageError):
        sources([path, tmp_path / "missing"])
    assert [s.name for s in sources([path, path])] == ["e.zip", "e.zip"]


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="counts open files as Linux shows them")  # noqa: PTH112
def test_nothing_stays_open(outer, sources):
    def count():
        return len(os.listdir("/proc/self/fd"))  # noqa: PTH208

    before = count()
    (source,) = sources([outer])
    contents(source)
    source.close()
    with open_source(outer) as plain:
        plain.open(plain.entries[0]).close()
    with pytest.raises(Refused):
        sources([outer], limits=Limits(members=6))
    assert count() == before


CONTAINERS = [container(), container(zipfile.ZIP_DEFLATED)]


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(CONTAINERS),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=5),
)
def test_whatever_bytes_of_a_container_are_flipped_only_our_errors_escape(whole, flips):
    data = bytearray(whole)
    for place, value in flips:
        data[int(place * (len(data) - 1))] = value
    with contextlib.suppress(MigratorError):
        for source in unfold(open_zip(io.BytesIO(data), name="portal")):
            for entry in source.entries:
                with contextlib.suppress(MigratorError):
                    assert len(source.open(entry).read()) == entry.size


def test_a_part_whose_own_header_is_broken_is_told_in_our_words(tmp_path, sources):
    data = bytearray(real({"c-0001.zip": TALKS}, zipfile.ZIP_STORED))
    data[0:4] = b"PK\1\1"
    path = tmp_path / "portal.zip"
    path.write_bytes(data)
    with pytest.raises(NotRecognised, match="inside it"):
        sources([path])
