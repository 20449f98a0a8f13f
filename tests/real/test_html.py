"""The reading copy opened from disk in Chromium and Firefox, as a person opens it."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from migrator import i18n
from migrator.adapter import Choices
from migrator.model import Asset, Image, Memory, Reasoning, Text
from migrator.testing import CASES, MemoryArchive, run
from migrator.testing.cases import PNG, chat, line, moment, says
from migrator.testing.contract import PASSPHRASE
from migrator_html import TARGET
from tests.real.browsers import BROWSERS

pytestmark = pytest.mark.real

CANARIES = (
    "<script>window.ran = 'script'</script>",
    "<img src=x onerror=\"window.ran = 'onerror'\">",
    "<svg onload=\"window.ran='svg'\"><a xlink:href=\"javascript:window.ran='xlink'\">x</a></svg>",
    "[link](javascript:window.ran='link') <javascript:window.ran='auto'> [d](data:text/html,<script>parent.ran=1</script>)",
    "![a](javascript:window.ran='image') ![b](https://calls.example/x.png) ![c][r]\n\n[r]: https://calls.example/y.png",
    "$\\href{javascript:window.ran='math'}{x}$ $\\class{\"><script>window.ran=1</script>}{x}$ \\(\\includegraphics{https://calls.example/z.png}\\)",
    "```html\n<script>window.ran = 'code'</script>\n```",
    "<style>@import 'https://calls.example/s.css';</style><iframe srcdoc=\"<script>parent.ran='frame'</script>\"></iframe>",
    "[x]: https://calls.example \"' onclick='window.ran=1'\"\n[x] <details open ontoggle=\"window.ran='toggle'\">",
    "</pre></div></article><base href=https://calls.example/><form action=https://calls.example><button>go</button></form>",
    "| a | b |\n|---|---|\n| <b onmouseover=window.ran=1>x</b> | `<script>window.ran=2</script>` |",
)


@pytest.fixture(scope="module", params=BROWSERS)
def browser(request, tmp_path_factory):
    start, there = BROWSERS[request.param]
    if not there:
        pytest.skip(f"{request.param} is not installed")
    with start(tmp_path_factory.mktemp(request.param)) as one:
        yield one


def written(folder, archive, language="en", **options):
    """A copy on disk; the address of its page."""
    i18n.use(language)
    try:
        outcome = run(TARGET, archive, Choices(options=options, language=language))
    finally:
        i18n.use("en")
    for path, data in outcome.files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return (folder / ("index.html" if "index.html" in outcome.files else "reading-copy.html")).as_uri()


def archive():
    """Some chats in three languages, with a picture, branches, reasoning and a memory."""
    tree = chat(
        "tree",
        says("user", "q", created=moment(0), text="Which **city**?"),
        says("assistant", "a1", "q", created=moment(1), text="Lisbon"),
        says("assistant", "a2", "q", created=moment(2), text="Porto"),
        says(
            "assistant",
            "a3",
            "q",
            created=moment(3),
            parts=(Reasoning(text="hidden pondering", seconds=3.0), Text(text="Faro")),
        ),
        says("user", "q2", "a3", created=moment(4), text="And a picture?"),
        says(
            "assistant",
            "a4",
            "q2",
            created=moment(5),
            parts=(Image(asset="p", name="dot.png", width=1, height=1),),
        ),
        title="A city",
        created=moment(0),
        project="g-1",
    )
    return MemoryArchive(
        [
            tree,
            line("tr", "Iğdır'da ılık su", "İSTANBUL güzel", title="Yolculuk", start=10),
            line("ar", "أين الكِتَاب؟", "في المكتبةِ", title="كتاب", start=20),
            line(
                "code",
                "Sum?",
                "```python\ndef total(x):\n    return sum(x)\n```\n\n$$\\frac{a}{b}$$\n\nIt costs $5 and you pay $10.",
                start=30,
                title="Code",
            ),
            Memory(id="m", text="Likes tea", source="memory"),
            Asset(id="p", path="dot.png", name="dot.png", media_type="image/png", size=len(PNG)),
        ],
        {"p": PNG},
    )


def rows(browser):
    return browser.run(
        "return [...document.querySelectorAll('#rows .row-title')].map((title) => title.textContent)"
    )


def look_for(browser, words):
    browser.run(
        "const field = document.getElementById('search'); field.value = arguments[0];"
        "field.dispatchEvent(new Event('input', { bubbles: true }))",
        words,
    )
    browser.run("return new Promise((done) => setTimeout(done, 500))")
    browser.wait("return !document.getElementById('status').textContent.includes('%')")


def opened(browser, address):
    browser.open("about:blank")
    browser.open(address)
    browser.wait(
        "return document.querySelectorAll('#rows li').length && !document.getElementById('main').hasAttribute('aria-busy')"
    )


# ------------------------------------------------------------------------------------------------- reading


def test_a_copy_opens_from_a_folder_of_any_name(browser, tmp_path):
    for name in ("plain", "a b#c%20%é", "مجلد", "İ ı+;&'q'"):
        opened(browser, written(tmp_path / name, archive()))
        assert rows(browser) == ["Code", "كتاب", "Yolculuk", "A city"]


def test_a_chat_is_shown_with_its_code_formulas_and_prices(browser, tmp_path):
    opened(browser, written(tmp_path, archive()) + "#c=code")
    browser.wait("return document.querySelector('math mfrac')")
    browser.wait("return document.querySelector('.hl-keyword')")
    text = browser.run("return document.querySelector('main').innerText")
    assert "It costs $5 and you pay $10." in text
    assert browser.run("return document.querySelectorAll('math').length") == 1
    assert browser.run("return document.title") == "\u2068Code\u2069 – Your chats"


def test_versions_are_walked_and_each_message_has_an_address(browser, tmp_path):
    address = written(tmp_path, archive())
    opened(browser, address + "#c=tree")
    assert browser.run("return document.querySelector('.versions .of').textContent") == "3 of 3"
    browser.run("document.querySelector('.versions button').click()")
    browser.wait("return document.querySelector('.versions .of').textContent === '2 of 3'")
    assert "Porto" in browser.run("return document.querySelector('main').innerText")
    opened(browser, address + "#c=tree&m=a1")
    assert browser.run("return document.querySelector('.versions .of').textContent") == "1 of 3"
    assert browser.run("return document.querySelector('.message.here').id") == "m-a1"


def test_pictures_come_from_beside_the_page(browser, tmp_path):
    opened(browser, written(tmp_path, archive()) + "#c=tree")
    browser.run("document.querySelector('.picture img').scrollIntoView()")
    browser.wait("return document.querySelector('.picture img').naturalWidth === 1")
    opened(browser, written(tmp_path / "one", archive(), single="yes") + "#c=tree")
    browser.run("document.querySelector('.picture img').scrollIntoView()")
    browser.wait("return document.querySelector('.picture img').naturalWidth === 1")


def test_an_address_is_reached_exactly_also_by_back(browser, tmp_path):
    words = "A sentence that makes a message some lines tall, as messages are. " * 6
    long = line("long", *(f"{words} Number {n}." for n in range(700)), title="Long")
    address = written(tmp_path, MemoryArchive([long]))
    top = "return Math.round(document.getElementById(arguments[0]).getBoundingClientRect().top)"
    opened(browser, address + "#c=long&m=long-150")
    settle = "return new Promise((done) => setTimeout(done, 400))"
    browser.run(settle)
    first = browser.run(top, "m-long-150")
    assert 0 < first < 120
    browser.run("location.hash = '#c=long&m=long-590'")
    browser.wait("return document.getElementById('m-long-590')")
    browser.run(settle)
    assert abs(browser.run(top, "m-long-590") - first) <= 1
    browser.back()
    browser.wait("return document.getElementById('m-long-150')")
    browser.run(settle)
    assert abs(browser.run(top, "m-long-150") - first) <= 1
    assert "401" in browser.run(
        "location.hash = '#c=long&m=long-590'; return new Promise((done) => setTimeout(() => done(document.querySelector('.turner').textContent), 500))"
    )


# ------------------------------------------------------------------------------------------------- searching


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("lis", ["A city"]), ("porto lisbon", ["A city"]), ("orto", ["A city"]), ("istanbul", ["Yolculuk"]), ("igdir ILIK", ["Yolculuk"]),
        ("الكتاب", ["كتاب"]), ("مكتبة", ["كتاب"]), ("كتاب", ["كتاب"]), ('"return sum"', ["Code"]), ("return nothing", []), ("pondering", ["A city"]),
    ],
)  # fmt: skip
def test_what_is_typed_is_found(browser, tmp_path_factory, typed, found):
    folder = tmp_path_factory.getbasetemp() / "searched"
    opened(browser, (folder / "index.html").as_uri() if folder.exists() else written(folder, archive()))
    look_for(browser, typed)
    assert rows(browser) == found
    if found:
        browser.wait("return document.querySelector('#rows mark')")


def test_a_found_message_is_opened_with_its_words_marked(browser, tmp_path):
    opened(browser, written(tmp_path, archive()))
    look_for(browser, "porto")
    browser.wait("return document.querySelector('.row-snippet')")
    browser.run("document.querySelector('#rows .row').click()")
    browser.wait("return document.querySelector('.message.here')?.id === 'm-a2'")
    assert browser.run("return CSS.highlights.get('found').size") >= 1


def test_filters_choose_and_are_taken_back(browser, tmp_path):
    opened(browser, written(tmp_path, archive()))
    pick = "const box = document.getElementById(arguments[0]); box.value = arguments[1]; box.dispatchEvent(new Event('change'))"
    browser.run(pick, "by-holds", "64")
    assert rows(browser) == ["A city"]
    browser.run("document.querySelector('.chip').click()")
    assert len(rows(browser)) == 4
    browser.run(pick, "order", "oldest")
    assert rows(browser)[0] == "A city"


# ------------------------------------------------------------------------------------------------- looks and paper


def test_arabic_turns_the_whole_page_and_each_paragraph_has_its_direction(browser, tmp_path):
    opened(browser, written(tmp_path, archive(), language="ar") + "#c=tr")
    assert browser.run("return getComputedStyle(document.body).direction") == "rtl"
    shelf, main = (
        browser.run(f"return document.getElementById('{name}').getBoundingClientRect().left")
        for name in ("shelf", "main")
    )
    assert shelf > main
    assert browser.run("return getComputedStyle(document.querySelector('.prose p')).direction") == "ltr"


def test_light_and_dark_differ_and_can_be_chosen(browser, tmp_path):
    opened(browser, written(tmp_path, archive()))
    colour = "return getComputedStyle(document.body).backgroundColor"
    before = browser.run(colour)
    browser.run("document.querySelector('.tools button:nth-child(2)').click()")
    assert browser.run(colour) != before
    browser.run("document.querySelector('.tools button:nth-child(2)').click()")
    assert browser.run(colour) == before


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")
def test_what_is_folded_is_printed(browser, tmp_path):
    opened(browser, written(tmp_path, archive()) + "#c=tree")
    assert not browser.run("return document.querySelector('details.fold').open")
    (tmp_path / "page.pdf").write_bytes(browser.pdf())
    ran = subprocess.run(
        ["pdftotext", tmp_path / "page.pdf", "-"], capture_output=True, text=True, check=True
    )
    assert "hidden pondering" in ran.stdout
    assert "Search all chats" not in ran.stdout


# ------------------------------------------------------------------------------------------------- hostile text


@pytest.mark.parametrize("options", [{}, {"single": "yes"}])
def test_nothing_in_a_chat_runs_or_calls_anybody(browser, tmp_path, options):
    texts = [line(f"canary-{n}", text, text, title=text) for n, text in enumerate(CANARIES)]
    hostile = CASES["hostile"]()
    items = [*texts, *hostile.all, *(Memory(id=f"m{n}", text=text) for n, text in enumerate(CANARIES))]
    address = written(tmp_path, MemoryArchive(items, hostile.files), **options)
    opened(browser, address)
    keys = browser.run(
        "return [...document.querySelectorAll('#rows .row')].map((row) => row.getAttribute('href'))"
    )
    while browser.run(
        "const more = document.querySelector('#rows .more button'); if (more) more.click(); return Boolean(more)"
    ):
        keys = browser.run(
            "return [...document.querySelectorAll('#rows .row')].map((row) => row.getAttribute('href'))"
        )
    assert len(keys) > 60
    for key in [*keys, "#v=about", "#v=files"]:
        browser.run("location.hash = arguments[0]; return new Promise((done) => setTimeout(done, 30))", key)
        browser.wait("return !document.getElementById('main').hasAttribute('aria-busy')")
        browser.run("for (const box of document.querySelectorAll('details')) box.open = true")
        assert browser.run("return document.querySelector('.fault')?.innerText ?? null") is None, key
        assert browser.run(
            "return document.querySelector('#main script, #main iframe, #main style, #main [onerror], #main base, #main form') === null"
        )
        assert browser.run(
            "return [...document.querySelectorAll('#main a[href]')].every((a) => /^(https?:|mailto:|#|files.)/.test(a.getAttribute('href')))"
        )
        assert browser.run(
            "return [...document.querySelectorAll('#main img')].every((i) => !i.src || /^(file|blob):/.test(i.src))"
        )
    assert browser.run("return window.ran ?? null") is None
    called = browser.run("return performance.getEntriesByType('resource').map((one) => one.name)")
    assert [name for name in called if not re.match(r"(file|blob|data):", name)] == []
    if browser.name == "chromium":  # nothing was even stopped, but what a browser says of pages from disk
        assert [entry["message"] for entry in browser.said() if entry["level"] == "SEVERE"] == []


def test_a_link_is_shown_before_it_is_followed(browser, tmp_path):
    opened(
        browser,
        written(tmp_path, MemoryArchive([line("c", "see [here](https://example.org/a?b=c)")])) + "#c=c",
    )
    browser.run("document.querySelector('a.out').click()")
    assert (
        browser.run("return document.querySelector('dialog .whole-address').textContent")
        == "https://example.org/a?b=c"
    )
    assert browser.run("return document.querySelector('dialog a').rel").startswith("noreferrer")


# ------------------------------------------------------------------------------------------------- what goes wrong


def test_what_is_missing_is_said(browser, tmp_path):
    address = written(tmp_path, archive())
    (tmp_path / "chats" / "000.js").unlink()
    opened(browser, address + "#c=tree")
    assert "chats/000.js is missing" in browser.run("return document.querySelector('.fault').innerText")
    for name in ("main.js", "list.js"):
        (tmp_path / name).unlink()
        browser.open("about:blank")
        browser.open(address)
        assert "unpack the whole folder first" in browser.run("return document.body.innerText")


def test_what_is_damaged_is_said_by_name(browser, tmp_path):
    address = written(tmp_path, archive())
    part = tmp_path / "chats" / "000.js"
    data = bytearray(part.read_bytes())
    data[len(data) // 2] ^= 1
    part.write_bytes(data)
    opened(browser, address + "#c=tree")
    assert "damaged" in browser.run("return document.querySelector('.fault').innerText")


# ------------------------------------------------------------------------------------------------- encrypted


def unlock(browser, passphrase):
    browser.run(
        "document.getElementById('passphrase').value = arguments[0]; document.querySelector('.lock-box .button').click()",
        passphrase,
    )


def test_an_encrypted_copy_opens_searches_tells_nothing_and_locks(browser, tmp_path):
    address = written(tmp_path, archive(), encrypt="yes")
    browser.open(address)
    browser.wait("return document.getElementById('passphrase')")
    assert "Lisbon" not in browser.run("return document.documentElement.outerHTML")
    unlock(browser, "wrong words entirely")
    browser.wait("return document.getElementById('lock-words').textContent.includes('does not open')")
    unlock(browser, f" {PASSPHRASE} ")
    browser.wait("return document.querySelectorAll('#rows .row').length === 4")
    look_for(browser, "orto")
    assert rows(browser) == ["A city"]
    browser.run("document.querySelector('#rows .row').click()")
    browser.wait("return document.querySelector('.message')")
    browser.run("document.querySelector('.picture img')?.scrollIntoView()")
    assert browser.run(
        "return [document.title, location.href, history.state, history.length === arguments[0]]",
        browser.run("return history.length"),
    ) == ["Your chats", address, None, True]
    assert browser.run(
        "return [...document.querySelectorAll('input, select')].every((field) => field.getAttribute('autocomplete') === 'off')"
    )
    browser.run("window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
    browser.wait("return document.getElementById('passphrase')")
    html = browser.run(
        "return document.getElementById('app').outerHTML + document.getElementById('locked').outerHTML"
    )
    assert not re.search("Lisbon|Porto|A city|tree", html)


@pytest.mark.parametrize("what", ["piece", "directory", "count"])
def test_an_altered_byte_is_noticed(browser, tmp_path, what):
    address = written(tmp_path, archive(), encrypt="yes")
    file = tmp_path / "reading-copy.html"
    text = file.read_text("utf-8")
    count = int(re.search(r'"pieces":(\d+)', text)[1])
    number = {"piece": 0, "directory": count - 1, "count": 1}[what]
    element = re.search(rf'<script type="text/plain" id="p{number}">([^<]*)</script>\n', text)
    if what == "count":
        text = text.replace(element[0], "")
    else:
        body = element[1]
        text = text.replace(body, body[:40] + ("A" if body[40] != "A" else "B") + body[41:])
    file.write_text(text, "utf-8")
    browser.open(address)
    browser.wait("return document.getElementById('passphrase')")
    unlock(browser, PASSPHRASE)
    if what == "piece":  # the chats; the list itself is whole
        browser.wait("return document.querySelectorAll('#rows .row').length === 4")
        browser.run("document.querySelector('#rows .row').click()")
        browser.wait("return document.querySelector('.fault')?.innerText.includes('damaged')")
    else:
        browser.wait("return document.getElementById('lock-words').textContent.includes('damaged')")


# ------------------------------------------------------------------------------------------------- for everybody


AXE = Path(os.environ.get("MIGRATOR_AXE", "missing"))
# What an answer brings by itself: its own tables and videos cannot be given headings or captions.
EXEMPT = {"video-caption"}


@pytest.mark.skipif(not AXE.is_file(), reason="MIGRATOR_AXE does not name axe-core's axe.min.js")
@pytest.mark.parametrize("view", ["", "#c=tree", "#c=code", "#c=ar", "#v=about", "#v=files"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(browser, tmp_path, view, theme):
    opened(browser, written(tmp_path, archive()) + view)
    browser.run("document.documentElement.dataset.theme = arguments[0]", theme)
    browser.run("return new Promise((done) => setTimeout(done, 300))")
    browser.run(AXE.read_text("utf-8") + "\nwindow.axe = window.axe || axe;")
    found = browser.run(
        "return axe.run(document, { resultTypes: ['violations'] }).then((r) => r.violations.map((v) => "
        "[v.id, v.impact, v.nodes.map((n) => n.html.slice(0, 160)).slice(0, 3)]))"
    )
    assert [one for one in found if one[0] not in EXEMPT] == []


@pytest.mark.long
def test_twenty_thousand_chats_are_usable_at_once(browser, tmp_path):
    chats = [
        line(f"c{n}", f"word{n} and some more text", "yes " * 40, title=f"Chat {n}", start=n)
        for n in range(20_000)
    ]
    opened(browser, written(tmp_path, MemoryArchive(chats)))
    assert "20,000 chats" in browser.run("return document.getElementById('status').textContent")
    look_for(browser, "word19999")
    assert rows(browser) == ["Chat 19999"]
    assert browser.run("return document.querySelectorAll('*').length") < 5000
