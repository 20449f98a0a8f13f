"""Every text that a person sees can be said in their language, and says the same."""

import ast
import gettext
import re

import pytest

from migrator import i18n, text
from scripts import catalogs, compile_catalogs

TRANSLATED = catalogs.LANGUAGES


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


def test_prose_in_toml_is_found_however_deep_it_lies(texts):
    assert "Import each file once: LibreChat makes new chats each time." in texts
    assert catalogs.overlooked() == []


def test_a_toml_file_with_prose_that_no_pattern_finds_is_named(monkeypatch):
    monkeypatch.setattr(catalogs, "PROSE", tuple(rule for rule in catalogs.PROSE if "serving" not in rule[0]))
    assert catalogs.overlooked() == ["migrator/app/serving/clients.toml"]


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


@pytest.mark.parametrize("language", catalogs.LANGUAGES)
def test_every_translation_that_is_there_keeps_its_fields(language):
    assert catalogs.faults(language) == []


def test_a_missing_translation_is_shown_in_english_and_counted(monkeypatch):
    i18n.use("tr")
    assert i18n._("A text that nobody has translated") == "A text that nobody has translated"
    before = len(catalogs.missing("tr"))
    extended = catalogs.Catalog()
    for message in [*catalogs.template(), catalogs.Message("A text that nobody has translated")]:
        if message.id:
            extended.add(message.id)
    monkeypatch.setattr(catalogs, "template", lambda: extended)
    assert len(catalogs.missing("tr")) == before + 1


@pytest.mark.parametrize("language", catalogs.LANGUAGES)
def test_a_compiled_catalog_says_what_its_source_says(language, tmp_path):
    compile_catalogs.compile_into(tmp_path)
    compiled = gettext.translation("migrator", tmp_path, [language])
    wrong = [
        ids[0]
        for ids, forms in _translated(language)
        if compiled.gettext(ids[0]) != forms[0] and len(ids) == 1
    ]
    assert wrong == []


def _translated(language):
    """Each text with its translation, or with its forms, the most general one last."""
    for message in catalogs.catalog(language):
        if message.id:
            ids = message.id if isinstance(message.id, tuple) else (message.id,)
            forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
            if all(forms):  # what is not translated yet is another test's to find
                yield ids, forms


@pytest.mark.parametrize("language", TRANSLATED)
def test_forms_for_many_keep_every_field(language):
    # The forms for none, one and two may say the number in words; those for other numbers cannot.
    first = 3 if language == "ar" else 1
    wrong = [
        ids[0]
        for ids, forms in _translated(language)
        if len(forms) > 1
        and any(catalogs._fields(ids[-1]) - catalogs._fields(form) for form in forms[first:])
    ]
    assert wrong == []


# What a person types or opens: code in backticks, addresses, options, lines that begin with the command and a verb.
_TYPED = re.compile(
    r"`[^`]+`|https?://[^\s,;)]*[^\s,;).]|--[a-z][a-z-]+"
    r"|\bmigrate (?:leave|vault|inspect|privacy|targets|profile)(?: [a-z][a-z-]*(?= |$))?"
)


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_a_person_types_is_left_as_it_is(language):
    wrong = [
        (typed, ids[0])
        for ids, forms in _translated(language)
        for typed in _TYPED.findall(ids[-1])
        if typed not in forms[-1]
    ]
    assert wrong == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_translation_holds_what_the_gate_would_replace(language):
    wrong = [form for _, forms in _translated(language) for form in forms if text.safe(form) != form]
    assert wrong == []


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


def test_a_translation_that_nobody_reviewed_is_known_as_such():
    for language in ("en", *TRANSLATED):
        i18n.use(language)
        fuzzy = language != "en" and any(m.fuzzy for m in catalogs.catalog(language) if m.id)
        assert i18n.reviewed() is not fuzzy
