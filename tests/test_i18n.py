"""Every text that a person sees can be said in their language, and says the same."""

import ast
import gettext

import pytest

from migrator import i18n
from scripts import catalogs

TRANSLATED = [language for language in catalogs.LANGUAGES if catalogs.po(language).exists()]


@pytest.fixture(scope="module")
def texts():
    """Everything that the extractor finds, plural forms one by one."""
    found = set()
    for message in catalogs.template():
        found.update(message.id if isinstance(message.id, tuple) else (message.id,))
    return found


def test_texts_are_found_wherever_they_stand(texts):
    assert "What is in an export." in texts  # code
    assert "{n} message" in texts  # with numbers
    assert "Custom instructions." in texts  # a constant that is looked up later
    assert "Show this message and exit." in texts  # click's own
    assert any(
        text.startswith("Everything, exactly as Migrator understands it") for text in texts
    )  # a target's TOML


def test_no_text_is_put_together_before_it_is_looked_up():
    wrong = []
    for path in [*(catalogs.ROOT / "migrator").rglob("*.py"), *(catalogs.ROOT / "adapters").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in catalogs.KEYWORDS:
                wrong += [
                    f"{path.name}:{node.lineno}"
                    for arg in node.args
                    if isinstance(arg, ast.JoinedStr | ast.BinOp)
                ]
    assert wrong == []


@pytest.mark.skipif(not TRANSLATED, reason="there are no translations yet")
@pytest.mark.parametrize("language", catalogs.LANGUAGES)
def test_every_text_is_translated_keeps_its_fields_and_is_compiled(language):
    assert catalogs.faults(language) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_is_compiled_is_what_a_person_sees(language):
    i18n.use(language)
    assert isinstance(gettext.translation("migrator", catalogs.LOCALE, [language]), gettext.GNUTranslations)
    assert i18n._("What is in an export.") != "What is in an export."


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "tr_TR.UTF-8"}, "tr"),
        ({"LC_ALL": "ar", "LANG": "tr"}, "ar"),
        ({"LANG": "C"}, "en"),
        ({}, "en"),
    ],
)
def test_the_environment_says_which_language(monkeypatch, environment, language):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert i18n.use() == language


def test_the_extractor_reads_prose_and_leaves_names_alone():
    document = {
        "title": "Prose",
        "id": "no",
        "steps": ["One", "Two"],
        "facts": [{"text": "Fact", "source": "https://example.org"}],
        "contact": [{"title": "A Name", "note": "Prose too"}],
    }
    keys = frozenset({"title", "steps", "text", "note"})
    found = list(catalogs._prose(document, keys, frozenset({"contact"})))
    assert found == ["Prose", "One", "Two", "Fact", "Prose too"]
