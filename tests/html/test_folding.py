"""One table folds text for the program and for the page, and it is the product's own folding."""

import json
import shutil
import subprocess
import unicodedata
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.shape import fold
from migrator_html import folding

PAGE = files("migrator_html") / "page"
LETTERS = [chr(code) for code in range(0x110000) if not 0xD800 <= code <= 0xDFFF]


SAME_UNICODE = json.loads(folding.table())["unicode"] == unicodedata.unidata_version


def test_the_table_folds_as_the_product_does_over_all_of_unicode():
    wrong = [letter for letter in LETTERS if folding.folded(letter) != folding.form(letter)]
    # Another version of Unicode than the table's has letters that the table does not know, and no others may differ.
    assert not wrong if SAME_UNICODE else len(wrong) < 500


@pytest.mark.skipif(not SAME_UNICODE, reason="the table is of another version of Unicode")
def test_the_table_is_fresh():
    hint = "run: python -m migrator_html.folding"
    assert folding.made() + "\n" == folding.table().decode(), hint


@given(
    st.text(
        st.sampled_from("aIıİßéE\u0301\u0307\u3099かがُكِةىأٱ٣\u094d\u093cक가\u1100\u1161ﬁΣς \u200d\u00ad"),
        max_size=12,
    )
)
def test_letters_one_by_one_give_what_the_whole_text_gives(text):
    assert unicodedata.normalize("NFD", folding.folded(text)) == unicodedata.normalize(
        "NFD", fold.plain(text)
    )


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_the_page_folds_alike_over_all_of_unicode(tmp_path):
    script = tmp_path / "fold.cjs"
    source = (PAGE / "30-fold.js").read_text("utf-8")
    script.write_text(
        "const Copy = { foldTable: "
        + folding.table().decode()
        + "};\n"
        + source
        + """
        const out = [];
        for (let code = 0; code < 0x110000; code += 1) {
          if (code >= 0xd800 && code <= 0xdfff) continue;
          const letter = String.fromCodePoint(code);
          out.push(Copy.fold("a" + letter + "b"), Copy.words("a" + letter + "b").map((word) => word.text).join(" "));
        }
        process.stdout.write(JSON.stringify(out));
        """,
        "utf-8",
    )
    ran = subprocess.run(["node", str(script)], capture_output=True, check=True)
    expected = []
    for letter in LETTERS:
        expected += [folding.folded(f"a{letter}b"), " ".join(folding.words(f"a{letter}b"))]
    assert json.loads(ran.stdout) == expected


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("istanbul", "İstanbul"),
        ("ilik", "ILIK"),
        ("iğdır", "IĞDIR"),
        ("كتاب", "كِتَاب"),
        ("strasse", "Straße"),
        ("cafe", "café"),
    ],
)
def test_what_people_type_meets_what_is_written(typed, written):
    assert folding.folded(typed) == folding.folded(written)


def test_a_character_of_a_script_without_blanks_is_a_word():
    assert folding.words("東京の snake_case") == ["東", "京", "の", "snake", "case"]
    assert folding.words("한국어 문장") == [
        unicodedata.normalize("NFKD", word) for word in ("한국어", "문장")
    ]
