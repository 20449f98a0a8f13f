"""Which files are assets, what they are called, and which one a pointer means."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import Any

import pytest

from migrator.events import Problem, quiet
from migrator.source import Entry
from migrator_chatgpt.assets import AssetIndex
from tests.chatgpt.memory_source import MemorySource

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
WAV = b"RIFF\x24\0\0\0WAVEfmt " + bytes(20)
CONVERSATION = "6839f1a2-0000-4000-8000-0123456789ab"
UUID = "0a1b2c3d-1111-4222-8333-444455556666"


def index(files: dict[str, Any]) -> AssetIndex:
    return AssetIndex(MemorySource(files), quiet)


class TestPointers:
    @pytest.mark.parametrize(
        "pointer",
        [
            "file-service://file-AbC123",
            "file-AbC123",
            "sediment://file-AbC123",
            "file-AbC123.dat",
            "file-service://file-AbC123#page=2",
            "file-service://file-AbC123?x=1",
            " file-AbC123 ",
            "file://library/file-AbC123",
        ],
    )
    def test_all_forms_mean_the_same_file(self, pointer: str) -> None:
        files = index({"file-AbC123-photo.png": PNG, "file-AbC1234-other.png": PNG})
        assert files.find(pointer) == "file-AbC123"

    def test_an_id_means_the_whole_id(self) -> None:
        files = index({"file-AbC1234-other.png": PNG, "file-AbC12.dat": PNG, "file-abc123.dat": PNG})
        assert files.find("file-service://file-AbC123") is None
        assert files.find("file-AbC1234") == "file-AbC1234"
        assert files.find("") is None
        assert files.find("file-service://") is None

    @pytest.mark.parametrize(
        "path",
        [
            "file_0000000011a4722f99.dat",
            "tmp/file_0000000011a4722f99.dat",
            "file_0000000011a4722f99-sanitized.jpeg",
            "file_0000000011a4722f99_small.png",
            f"dalle-generations/file_0000000011a4722f99-{UUID}.webp",
            f"{CONVERSATION}/audio/file_0000000011a4722f99-{UUID}.wav",
            f"user-Xyz123/file_0000000011a4722f99-{UUID}.png",
            "file_0000000011a4722f99",
            "file_0000000011a4722f99.png",
        ],
    )
    def test_every_place_of_every_generation_is_looked_at(self, path: str) -> None:
        files = index({path: PNG, "conversations.json": []})
        assert list(files.assets) == ["file_0000000011a4722f99"]
        assert files.find("sediment://file_0000000011a4722f99") == "file_0000000011a4722f99"

    def test_dat_comes_before_a_name_and_a_name_before_an_ending(self) -> None:
        names = ["file-AbC123.png", "file-AbC123-a.png", "file-AbC123.dat"]
        for held, path in ((names, names[2]), (names[:2], names[1]), (names[:1], names[0])):
            files = index(dict.fromkeys(held, PNG))
            found = files.find("file-AbC123")
            assert found is not None
            assert files.assets[found].path == path

    def test_the_map_of_the_page_comes_first(self) -> None:
        page = b'<script>\nvar assetsJson = {"file-service://file-AbC123": "pictures/one.bin"};\n</script>'
        files = index({"x/chat.html": page, "x/pictures/one.bin": PNG, "x/file-AbC123-two.png": PNG})
        for pointer in ("file-service://file-AbC123", "file-AbC123"):
            assert files.find(pointer) == "x/pictures/one.bin"

    def test_the_page_is_not_read_where_every_name_says_enough(self) -> None:
        source = MemorySource({"chat.html": b"x" * 100, "file-AbC123-a.png": PNG, "user.json": {}})
        opened = []
        held = source.open
        source.open = lambda entry: opened.append(entry.name) or held(entry)  # type: ignore[method-assign,func-returns-value]
        assert list(AssetIndex(source, quiet).assets) == ["file-AbC123"]
        assert opened == []

    def test_a_map_that_leads_nowhere_is_not_followed(self) -> None:
        page = b'<script>\nvar assetsJson = {"file-AbC123": "../../one.png", "b": "conversations.json"};'
        held = {"chat.html": page, "conversations.json": [], "file-AbC123-two.png": PNG, "odd": PNG}
        files = index(held)
        assert files.find("file-AbC123") == "file-AbC123"
        assert files.find("b") is None
        assert list(files.assets) == ["file-AbC123"]

    def test_one_id_twice_is_listed_twice_and_the_conversations_own_is_meant(self) -> None:
        other = f"{CONVERSATION}/image/file-AbC123-a.png"
        files = index({"file-AbC123-a.png": PNG, other: PNG + b"more"})
        assert set(files.assets) == {"file-AbC123", other}
        assert files.find("file-AbC123") == "file-AbC123"
        assert files.find("file-AbC123", conversation=CONVERSATION) == other
        assert files.find("file-AbC123", size=len(PNG) + 4) == other

    def test_a_name_counts_only_with_its_size_and_if_it_is_the_only_one(self) -> None:
        files = index({"Screenshot.png": PNG, "a/notes.pdf": b"%PDF-1", "b/notes.pdf": b"%PDF-1"})
        assert files.find("file-Gone1", name="Screenshot.png", size=len(PNG)) == "Screenshot.png"
        assert files.find("file-Gone1", name="Screenshot.png") is None
        assert files.find("file-Gone1", name="Screenshot.png", size=1) is None
        assert files.find("file-Gone1", name="notes.pdf", size=6) is None

    def test_names_in_either_form_of_unicode_are_one(self) -> None:
        files = index({"Cafe\u0301.png": PNG})
        assert files.find("file-Gone1", name="Caf\u00e9.png", size=len(PNG)) == "Cafe\u0301.png"

    def test_a_library_id_means_the_file(self) -> None:
        files = index(
            {
                "library_files.json": [{"id": {"id": "libfile_9"}, "file_id": "file_77aa"}],
                "file_77aa.dat": PNG,
            }
        )
        assert files.find("libfile_9") == "file_77aa"


class TestWhatIsAnAsset:
    @pytest.mark.parametrize(
        "path",
        [
            "conversations.json",
            "conversations-003.json",
            "chat.html",
            "user.json",
            "new_feature.json",
            "README.md",
            "__MACOSX/file-AbC123-photo.png",
            "a/._file-AbC123-photo.png",
            ".DS_Store",
            "Financial/invoice.pdf",
            "User Profile/photo.png",
            "Files__1.zip",
        ],
    )
    def test_data_and_strangers_are_none(self, path: str) -> None:
        files = index({path: b"{}"})
        assert dict(files.assets) == {}
        assert not files.is_asset(Entry(path, 2))

    @pytest.mark.parametrize(
        "path", ["file-AbC123-data.json", "lone.dat", "holiday.JPG", "dalle-generations/x.bin"]
    )
    def test_what_no_message_points_to_is_listed_all_the_same(self, path: str) -> None:
        assert [asset.path for asset in index({path: PNG}).assets.values()] == [path]

    def test_its_bytes_can_be_read(self) -> None:
        files = index({"file-AbC123-a.png": PNG})
        with files.open(files.assets["file-AbC123"]) as stream:
            assert stream.read() == PNG


class TestNamesAndTypes:
    def test_a_name_follows_the_id(self) -> None:
        assert index({"file-AbC123-My photo-2.png": PNG}).assets["file-AbC123"].name == "My photo-2.png"

    def test_a_name_that_only_looks_like_an_id_is_a_name(self) -> None:
        files = index({"file_name_final.png": PNG, "file-upload-guide.pdf": b"%PDF-1"})
        assert {a.id: a.name for a in files.assets.values()} == {
            "file_name_final.png": "file_name_final.png",
            "file-upload-guide.pdf": "file-upload-guide.pdf",
        }

    def test_the_map_of_names_is_kept_exact(self) -> None:
        name = f"{CONVERSATION}/audio/{UUID}.wav"
        files = index({"conversation_asset_file_names.json": {"file_1aa.dat": name}, "file_1aa.dat": WAV})
        asset = files.assets["file_1aa"]
        assert (asset.name, asset.media_type, asset.conversation) == (name, "audio/wav", CONVERSATION)

    def test_the_library_tells_the_rest(self) -> None:
        entry = {
            "id": {"id": "libfile_1", "partition_key": "p"},
            "file_id": "file_1aa",
            "file_name": "plan.docx",
            "mime_type": "application/x-odd",
            "file_size_bytes": len(PNG),
            "sha256_digest": "00ff",
            "origination_message_id": "m1",
            "origination_thread_id": "c1",
            "created_at": "2026-08-01T12:00:00+02:00",
        }
        files = index({"tmp/Library_Files-000.json": [None, entry, {"file_id": 5}], "tmp/file_1aa.dat": PNG})
        asset = files.assets["file_1aa"]
        assert (asset.name, asset.conversation, asset.message) == ("plan.docx", "c1", "m1")
        assert asset.created == dt.datetime(2026, 8, 1, 10, tzinfo=dt.UTC)
        assert asset.media_type == "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        assert asset.extra["library"] == {
            "id": {"id": "libfile_1", "partition_key": "p"},
            "mime_type": "application/x-odd",
            "sha256_digest": "00ff",
            "created_at": "2026-08-01T12:00:00+02:00",
        }

    def test_a_bare_uuid_gives_way_to_the_name_in_the_library(self) -> None:
        files = index(
            {
                "conversation_asset_file_names.json": {"file_1aa.dat": UUID, "file_2aa.dat": UUID},
                "library_files.json": [{"file_id": "file_1aa", "file_name": "cat.png"}],
                "file_1aa.dat": PNG,
                "file_2aa.dat": PNG,
            }
        )
        assert (files.assets["file_1aa"].name, files.assets["file_2aa"].name) == ("cat.png", UUID)

    def test_a_type_comes_from_map_then_told_type_then_bytes(self) -> None:
        library = [{"file_id": "file_2aa", "mime_type": "audio/wav"}]
        names = {"file_1aa.dat": "photo.gif", "file_2aa.dat": UUID, "file_3aa.dat": UUID}
        files = index(
            {
                "conversation_asset_file_names.json": names,
                "library_files.json": library,
                **dict.fromkeys(("file_1aa.dat", "file_2aa.dat", "file_3aa.dat", "file_4aa.dat"), PNG),
                "file_5aa.dat": bytes(range(200, 220)),
            }
        )
        types = [asset.media_type for asset in files.assets.values()]
        assert types == ["image/gif", "audio/wav", "image/png", "image/png", None]
        assert files.assets["file_4aa"].name is None

    def test_ids_with_underscores_do_not_mix(self) -> None:
        files = index(
            {"file_first_image.dat": PNG, "file_first_sound.dat": WAV, "library_files.json": [{"file_id": "file_x_y"}],
             "file_x_y-name.png": PNG}
        )  # fmt: skip
        assert set(files.assets) == {"file_first_image", "file_first_sound", "file_x_y"}
        assert files.find("sediment://file_first_sound") == "file_first_sound"
        assert files.find("file_first") is None
        assert files.find("file_x_y") == "file_x_y"


class TestBrokenMaps:
    @pytest.mark.parametrize("name", ["library_files.json", "conversation_asset_file_names.json"])
    def test_is_reported_and_the_files_are_there(self, name: str) -> None:
        problems: list[Any] = []
        files = AssetIndex(MemorySource({name: b'{"half', "file_1aa.dat": PNG}), problems.append)
        assert list(files.assets) == ["file_1aa"]
        (problem,) = problems
        assert isinstance(problem, Problem)
        assert (problem.kind, problem.where, problem.incomplete) == ("broken-map", name, True)

    @pytest.mark.parametrize("value", [None, 3, "x", [], {}, [[]], {"file_1aa.dat": 5}, {"files": None}])
    def test_odd_shapes_are_survived(self, value: Any) -> None:
        maps = {"library_files.json": value, "conversation_asset_file_names.json": value}
        assert list(index({**maps, "file_1aa.dat": PNG}).assets) == ["file_1aa"]

    def test_a_list_may_stand_in_an_object_and_begin_with_a_mark(self) -> None:
        library = b'\xef\xbb\xbf{"files": [{"file_id": "file_1aa", "file_name": "a.png"}]}'
        assert index({"library_files.json": library, "file_1aa.dat": PNG}).assets["file_1aa"].name == "a.png"


SAMPLES = Path(os.environ.get("MIGRATOR_SAMPLES", Path(__file__).parents[2].parent / "shared" / "samples"))


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="no sample exports here")
def test_a_published_folder_resolves_every_pointer() -> None:
    folder = SAMPLES / "willwefind__our-dialogues" / "export-folder-2026"
    files = index({path.name: path.read_bytes() for path in folder.iterdir()})
    assert {asset.name for asset in files.assets.values()} == {
        "synthetic-moon.svg",
        "synthetic-chime.wav",
        "synthetic-orbit.webm",
        "synthetic-notes.txt",
    }
    assert {asset.media_type for asset in files.assets.values()} == {
        "image/svg+xml",
        "audio/wav",
        "video/webm",
        "text/plain",
    }
