"""A conversion on several cores: the same bytes, the same problems, and nothing left running."""

import operator
from functools import partial

import pytest

from migrator.app import convert as job
from migrator.app import cores, processes
from migrator.app.archive import OpenArchive
from migrator.app.context import Context
from migrator.app.opening import opened
from migrator.errors import Interrupted, MigratorError
from migrator.events import Problem
from migrator.sample.export import make


@pytest.fixture(scope="module")
def export(tmp_path_factory):
    """A small export in shards, with files and everything else that a real one holds."""
    path = tmp_path_factory.mktemp("cores") / "export.zip"
    make("cores", "C", 60).write_zip(path)
    return path


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """Spread even small exports, in small batches."""
    monkeypatch.setattr(cores, "WORTH_IT", 0)
    monkeypatch.setattr(cores, "_BATCH", 20_000)
    monkeypatch.setenv("MIGRATE_CORES", "2")


@pytest.fixture
def others(monkeypatch):
    """Every other process that is started."""
    started = []

    class Seen(cores._Other):
        def __init__(self, packed):
            super().__init__(packed)
            started.append(self)

    monkeypatch.setattr(cores, "_Other", Seen)
    return started


@pytest.mark.parametrize("target", ["jsonl", "markdown", "open-webui"])
def test_several_cores_give_the_bytes_of_one(target, export, tmp_path, monkeypatch, others):
    request = partial(job.Request, target=target, sources=(str(export),))
    several = job.convert(request(out=tmp_path / "two"), Context())
    assert len(others) == 1
    monkeypatch.setenv("MIGRATE_CORES", "1")
    one = job.convert(request(out=tmp_path / "one"), Context())
    assert several.manifest == one.manifest
    assert len(others) == 1


def test_a_selection_is_made_elsewhere_too(export, tmp_path, monkeypatch, others):
    request = partial(job.Request, target="jsonl", sources=(str(export),), only=("after:2024", "has:image"))
    several = job.convert(request(out=tmp_path / "two"), Context())
    assert len(others) == 1
    monkeypatch.setenv("MIGRATE_CORES", "1")
    assert job.convert(request(out=tmp_path / "one"), Context()).manifest == several.manifest
    assert any(line.kind == "not-chosen" for line in several.manifest.losses)


def test_merged_exports_and_one_branch_are_spread_too(export, tmp_path, monkeypatch, others):
    newer = tmp_path / "newer.zip"
    make("cores", "C", 90).write_zip(newer)
    request = partial(job.Request, target="markdown", sources=(str(export), str(newer)), branches="head")
    several = job.convert(request(out=tmp_path / "two"), Context())
    assert others
    monkeypatch.setenv("MIGRATE_CORES", "1")
    assert job.convert(request(out=tmp_path / "one"), Context()).manifest == several.manifest


def test_a_problem_that_is_found_elsewhere_is_reported(tmp_path, others):
    said = '{"author":{"role":"user"},"content":{"content_type":"text","parts":["x"]}}'
    sound = f'{{"id":"%d","title":"t","mapping":{{"m":{{"parent":null,"message":{said}}}}}}}'
    records = [sound % n if n % 3 != 1 else '{"id":"x","mapping":{]}' for n in range(3000)]
    path = tmp_path / "conversations.json"
    path.write_text(f"[{','.join(records)}]", encoding="utf-8")
    events = []
    context = Context(listener=events.append)
    with opened([str(path)], context) as exports:
        archive = OpenArchive(exports, context)
        assert len(list(archive.convert(operator.is_))) == 2000
        assert archive.seen.unreadable == 1000
    assert others
    problems = [event for event in events if isinstance(event, Problem)]
    assert len(problems) == 1000
    assert {problem.kind for problem in problems} == {"record-broken"}


def test_closures_and_sources_of_this_process_stay_here(export, others):
    with opened([str(export)], Context()) as exports:
        assert cores.packed_job(exports, lambda c, s: c, None, head_only=False) is None
        assert cores.packed_job(exports, operator.is_, None, head_only=False) is not None
    assert not others


def test_small_exports_stay_here(export, monkeypatch):
    monkeypatch.setattr(cores, "WORTH_IT", 10**9)
    with opened([str(export)], Context()) as exports:
        assert cores.packed_job(exports, operator.is_, None, head_only=False) is None


def test_a_source_that_only_this_process_can_read_stays_here(export):
    class Sealed:
        def locator(self):
            return None

    with opened([str(export)], Context()) as exports:
        sealed = [cores.Opened(Sealed(), one.reader, one.export) for one in exports]
        assert cores.packed_job(sealed, operator.is_, None, head_only=False) is None


def test_what_goes_wrong_elsewhere_is_raised_here_and_nothing_is_left_running(export, others):
    with opened([str(export)], Context()) as exports:
        archive = OpenArchive(exports, Context())
        with pytest.raises(TypeError):
            list(archive.convert(operator.getitem))
    assert [other._process.poll() is not None for other in others] == [True]


def test_a_result_that_cannot_be_carried_over_is_an_error_here(export, others):
    with opened([str(export)], Context()) as exports:
        archive = OpenArchive(exports, Context())
        with pytest.raises((TypeError, RuntimeError)):
            list(archive.convert(partial(partial, len)))  # holds the shelf, with its open files
    assert [other._process.poll() is not None for other in others] == [True]


def test_a_run_that_is_given_up_leaves_nothing_running(export, others):
    with opened([str(export)], Context()) as exports:
        running = OpenArchive(exports, Context()).convert(operator.is_)
        next(running)
        running.close()
    assert [other._process.poll() is not None for other in others] == [True]


def test_it_can_be_stopped(export, others):
    stop = []
    with opened([str(export)], Context()) as exports:
        running = OpenArchive(exports, Context(cancelled=lambda: bool(stop))).convert(operator.is_)
        next(running)
        stop.append(True)
        with pytest.raises(Interrupted):
            list(running)
    assert [other._process.poll() is not None for other in others] == [True]


def test_a_process_that_ends_too_early_is_said(export):
    with opened([str(export)], Context()) as exports:
        packed = cores.packed_job(exports, operator.is_, None, head_only=False)
    with processes.others(lambda: cores._Other(packed), 1) as (other,):
        other._process.kill()
        with pytest.raises(MigratorError, match="ended too early"):
            other.answer()


@pytest.mark.parametrize(("wish", "cores_"), [("1", 1), ("3", 3), ("1000", 64)])
def test_the_person_says_how_many(wish, cores_, monkeypatch):
    monkeypatch.setenv("MIGRATE_CORES", wish)
    assert cores.available() == cores_


@pytest.mark.parametrize("wish", ["", "0", "many", "-2"])
def test_what_is_no_number_is_no_wish(wish, monkeypatch):
    monkeypatch.setenv("MIGRATE_CORES", wish)
    assert 1 <= cores.available() <= 8
