import pytest

from migrator.sample import make
from tests.real.standin import ANSWER, StandIn


@pytest.fixture(scope="module")
def export(tmp_path_factory):
    place = tmp_path_factory.mktemp("export") / "export"
    make("try", "D", 6).write_folder(place)
    return str(place)


def test_answers_stand_beside_what_chatgpt_said(migrate, export):
    with StandIn() as model:
        ran = migrate("try", "--url", model.url, "--model", "standin", "--from", export, "--limit", "2")
        assert ran.code == 0
        assert ran.out.count("-- ChatGPT") == ran.out.count(ANSWER) == 2
        ran = migrate("try", "--url", model.url, "--from", export, "--limit", "1", "--json")
        assert ran.document["schema"] == 1
        assert (ran.document["asked"], ran.document["answered"]) == (1, 1)


def test_a_model_that_is_not_there_is_named_and_nothing_is_sent(migrate, export):
    with StandIn() as model:
        ran = migrate("try", "--url", model.url, "--model", "nope", "--from", export, "--json")
        assert (ran.code, ran.out, ran.error["kind"]) == (2, "", "usage")
        assert model.bodies == []


def test_without_an_address_it_says_how(migrate):
    ran = migrate("try")
    assert ran.code == 2
    assert "migrate try --url http://127.0.0.1:8080" in ran.err
