"""What a copy holds, and what it must not."""

import base64
import hashlib
import re

import pytest

from migrator import i18n
from migrator.adapter import Choices
from migrator.model import Asset, File, Image, Text
from migrator.testing import CASES, MemoryArchive, run
from migrator.testing.cases import chat, line, says
from migrator_html import TARGET
from migrator_html.layout import PIECE
from tests.html import copies


def files(case, **options):
    archive = CASES[case]() if isinstance(case, str) else MemoryArchive(case)
    return run(TARGET, archive, Choices(options=options)).files


def test_a_chat_is_a_tree_with_the_message_last_shown():
    chats, listed, _settings = copies.folder(files("branches"))
    tree = chats["tree"]
    keys = [message[2] for message in tree["m"]]
    parents = {message[2]: keys[message[0]] if message[0] >= 0 else None for message in tree["m"]}
    assert parents == {
        "q1": None, "a1": "q1", "a1b": "q1", "q2": "a1b", "q2b": "a1b", "a2": "q2", "a2b": "q2b", "a2c": "q2b", "q9": None, "a9": "q9",
    }  # fmt: skip
    assert keys[tree["h"]] == "a2b"
    assert listed["branches"][listed["key"].index("tree")] == 4


def test_a_receipt_names_the_address():
    outcome = run(TARGET, CASES["plain"]())
    assert {r.source: r.target for r in outcome.receipts if r.item == "conversation"}[
        "trip"
    ] == "index.html#c=trip"


def test_ids_that_cannot_stand_in_an_address_get_a_name_of_their_own():
    chats, listed, _settings = copies.folder(files("hostile"))
    assert len(set(listed["key"])) == len(listed["key"])
    for key, record in chats.items():
        assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", key)
        names = [message[2] for message in record["m"]]
        assert len(set(names)) == len(names)
        assert all(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", name) for name in names)


def test_no_part_is_larger_than_half_a_megabyte_and_a_long_chat_is_whole():
    text = "word sentence, and more. " * 4000
    archive = [line(f"c{n}", text, text) for n in range(6)]
    archive.append(
        chat("long", *(says("user", f"m{n}", f"m{n - 1}" if n else None, text) for n in range(30)))
    )
    archive.append(line("after", "short"))
    made = files(archive)
    chats, listed, _settings = copies.folder(made)
    assert [len(chats["long"]["m"]), len(chats["after"]["m"])] == [30, 1]
    assert sum(listed["long"].values()) > 5
    for path in made:
        if path.startswith("chats/"):
            packed = re.search(rb'"([^"]*)"', made[path])[1]
            raw = __import__("gzip").decompress(base64.b64decode(packed))
            assert len(raw) <= PIECE


@pytest.mark.parametrize("case", CASES)
def test_names_are_ascii_and_say_nothing(case):
    archive = CASES[case]()
    for path in run(TARGET, archive).files:
        assert re.fullmatch(r"[a-zA-Z0-9./-]+", path)


def test_a_file_that_a_browser_would_run_is_shown_as_text():
    names = ["page.html", "x.XHTML", "script.js", "a.svg", "b.xml", "c.pdf", "d.png"]
    assets = [Asset(id=f"file-{n}", path=name, name=name, size=1) for n, name in enumerate(names)]
    parts = tuple(File(asset=asset.id, name=asset.name) for asset in assets)
    outcome = run(
        TARGET,
        MemoryArchive([chat("c", says("user", "u", parts=parts)), *assets], {a.id: b"x" for a in assets}),
    )
    ends = sorted(path.partition(".")[2] for path in outcome.files if path.startswith("files/"))
    assert ends == ["html.txt", "js.txt", "pdf", "png", "svg", "xhtml.txt", "xml.txt"]


@pytest.mark.parametrize("options", [{}, {"single": "yes"}])
def test_no_style_attribute_no_inline_code_and_no_address_but_our_own(options):
    made = files("hostile", **options)
    page = made.get("index.html") or made["reading-copy.html"]
    text = page.decode()
    frame = re.sub(r"<script[^>]*>.*?</script>|<style>.*?</style>", "", text, flags=re.DOTALL)
    assert not re.search(r"\sstyle=|\son\w+=|javascript:", frame)
    assert all(
        not src.startswith(("http", "//", "/")) for src in re.findall(r'(?:src|href)="([^"]*)"', frame)
    )


def test_the_policy_names_the_hashes_of_the_one_script_and_the_one_sheet():
    text = files("plain", single="yes")["reading-copy.html"].decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)[1].replace("&#x27;", "'")
    (script,) = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    (sheet,) = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    for code, kind in ((script, "script-src"), (sheet, "style-src")):
        digest = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
        assert f"{kind} 'sha256-{digest}'" in policy
    assert "connect-src" not in policy
    assert policy.startswith("default-src 'none'")


def test_chats_of_a_hostile_export_cannot_leave_their_piece():
    made = files(
        [line("c", "</script><script>alert(1)</script> \u2028 <!--", title="</script><b>\u2029")],
        single="yes",
    )
    text = made["reading-copy.html"].decode()
    assert text.count("<script>") == 1
    folder = files([line("c", "x", title="</script><b>\u2029")])
    assert b"</script" not in folder["list.js"]
    assert "\u2029".encode() not in folder["list.js"]


def test_a_picture_that_is_missing_is_named():
    made = [
        chat("c", says("user", "u", parts=(Image(asset="gone", name="cat.png"), Text(text="sentinel-u-end"))))
    ]
    chats, _listed, _settings = copies.folder(files(made))
    picture = chats["c"]["m"][0][6][0]
    assert picture["k"] == "picture"
    assert "f" not in picture


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_page_speaks_the_language_in_use(language):
    i18n.use(language)
    try:
        made = files("plain")
        _chats, _listed, settings = copies.folder(made)
    finally:
        i18n.use("en")
    assert settings["dir"] == ("rtl" if language == "ar" else "ltr")
    assert f'<html lang="{language}" dir="{settings["dir"]}">' in made["index.html"].decode()
    forms = {"ar": {"zero", "one", "two", "few", "many", "other"}}.get(language, {"one", "other"})
    assert set(settings["words"]["messages"]) == forms


def test_every_word_that_the_scripts_use_is_there_and_none_is_left_over():
    from importlib.resources import files as resources

    page = resources("migrator_html") / "page"
    source = "\n".join(item.read_text("utf-8") for item in page.iterdir() if item.name.endswith(".js"))
    _chats, _listed, settings = copies.folder(files("plain"))
    used = set(re.findall(r'\bt\("(\w+)"', source))
    assert used - set(settings["words"]) == set()
    quoted = set(re.findall(r'["\[, (]"?(\w+)"?[:\],)]?', source))
    assert {word for word in settings["words"] if word not in quoted} - {"noscript", "unpack"} == set()
