"""`migrate try`: only the questions go, only to the one server, and nothing that was answered is asked again."""

import json
import stat

import pytest

from migrator import registry
from migrator.app.context import Context
from migrator.app.trying import Request, ask
from migrator.errors import Interrupted, NetworkRefused, Stopped, UsageError
from migrator.sample import make
from tests.real.standin import ANSWER, StandIn


@pytest.fixture(scope="module")
def export(tmp_path_factory):
    place = tmp_path_factory.mktemp("export") / "export"
    make("try", "D", 12).write_folder(place)
    return str(place)


@pytest.fixture
def model():
    with StandIn() as running:
        yield running


def request(model, export, **fields):
    return Request(**{"url": model.url, "model": "standin", "sources": (export,), "limit": 3, **fields})


def test_each_question_goes_alone_and_both_answers_stand_side_by_side(model, export):
    tried = ask(request(model, export), Context())
    assert len(tried.pairs) == 3
    assert [body["messages"] for body in model.bodies] == [
        [{"role": "user", "content": pair.question}] for pair in tried.pairs
    ]
    assert all(pair.after == ANSWER and pair.before and pair.before != ANSWER for pair in tried.pairs)
    dates = [pair.date for pair in tried.pairs]
    assert dates == sorted(dates, reverse=True)
    assert tried.document()["answered"] == 3


def test_the_page_keeps_what_was_answered_and_the_next_run_goes_on(model, export, tmp_path):
    out = tmp_path / "page.html"
    ask(request(model, export, out=out, limit=2), Context())
    model.bodies.clear()
    tried = ask(request(model, export, out=out, limit=4), Context())
    assert (len(model.bodies), tried.again) == (2, 2)
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    page = out.read_text()
    assert page.count("<section>") == 4
    assert "default-src 'none'" in page
    assert "<script" not in page
    model.bodies.clear()
    ask(request(model, export, out=out, limit=4), Context())
    assert model.bodies == []


def test_another_file_is_not_overwritten(model, export, tmp_path):
    out = tmp_path / "mine.html"
    out.write_text("my own page")
    with pytest.raises(UsageError, match="not a page"):
        ask(request(model, export, out=out), Context())
    assert model.bodies == []
    assert out.read_text() == "my own page"


def test_a_stop_keeps_what_was_answered(model, export, tmp_path):
    out = tmp_path / "page.html"
    context = Context(cancelled=lambda: len(model.bodies) >= 2)
    with pytest.raises(Interrupted):
        ask(request(model, export, out=out), context)
    answered = len(model.bodies)
    tried = ask(request(model, export, out=out), Context())
    assert tried.again >= 1
    assert len(model.bodies) <= answered + 3 - tried.again
    assert all(pair.after for pair in tried.pairs)


def test_a_server_that_is_gone_is_said(export):
    with pytest.raises(Stopped, match="does not answer"):
        ask(Request(url="http://127.0.0.1:9/", model="x", sources=(export,)), Context())


def test_another_host_is_not_asked_unless_it_is_allowed_by_name(export):
    with pytest.raises(NetworkRefused):
        ask(Request(url="https://example.org/", model="x", sources=(export,)), Context())


def test_personal_data_is_replaced_before_it_is_sent(model, export):
    tried = ask(request(model, export, redact=("all",), limit=12), Context())
    sent = json.dumps(model.bodies)
    plain = ask(request(model, export, limit=12), Context())
    assert [pair.conversation for pair in tried.pairs] == [pair.conversation for pair in plain.pairs]
    assert "@" not in sent


@pytest.mark.parametrize("fields", [{"limit": 0}, {"answer": 0}, {"settings": ("x=y",)}])
def test_what_cannot_be_meant_is_a_usage_error(fields, model, export):
    with pytest.raises(UsageError):
        ask(request(model, export, **fields), Context())


def test_the_server_of_openais_form_can_be_talked_to():
    assert registry.pusher("openai-compatible").talk is not None
