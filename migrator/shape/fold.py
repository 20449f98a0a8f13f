"""Text in the form in which it is searched: as people type it, in Arabic, Persian, Turkish, Greek, Chinese and the rest.

One folding for the whole product: `fold` is applied to what is indexed and to what is looked for, `plain` to what is
compared without an index, and `data` holds the same rules for a page that searches in a browser.

* compatibility forms are joined (NFKC): full-width letters, ligatures, presentation forms of Arabic;
* case, accents and vowel marks go (not the dots and strokes of Indic, Thai and Japanese letters, which change the word);
* the four letters i of Turkish (I, İ, ı, i) become one; ß, æ, ø, ł and their like become the letters people type for them;
* Arabic and Persian: the forms of alif become one, so do those of ya, kaf, ha and of the seats of hamza; tatweel goes;
* decimal digits of every script become 0-9; invisible characters inside words go;
* in `fold`, a blank stands around each character of a script written without blanks, so that each is a word of its own
  and a word of several becomes a phrase.

`VERSION` goes into the index: another version means building it anew.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

VERSION = 2

# Letters that become others, after case and marks are gone.
_LETTERS = {
    "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ŧ": "t",
    "ς": "σ",
    "ٱ": "ا", "ى": "ي", "ی": "ي", "ے": "ي", "ە": "ه", "ہ": "ه", "ھ": "ه", "ة": "ه", "ۃ": "ه", "ک": "ك", "ڪ": "ك",
    "ـ": "", "ٴ": "",
}  # fmt: skip
# Invisible inside a word: soft hyphen, joiner, marks of direction, word joiner, byte order mark, variation selectors.
_INVISIBLE = "\u00ad\u061c\u200d\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufe00-\ufe0f\ufeff"
# Canonical combining classes of marks that people leave out: Hebrew and Arabic vowels, Syriac, and accents. Not those of
# nukta, virama and the Japanese voicing marks, nor the vowels and tones of Thai, Lao and Tibetan.
_LEFT_OUT = frozenset([1, *range(10, 37), *range(202, 241)])
# Thai, Lao, Myanmar, Hangul Jamo, Khmer, CJK radicals, kana, Bopomofo, Han and its extensions.
_SCRIPTS_WITHOUT_BLANKS = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3021-\u30ff\u3100-\u312f"
    "\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
)
_UNSPACED = re.compile(f"[{_SCRIPTS_WITHOUT_BLANKS}]+")
_HIDDEN = re.compile(f"[{_INVISIBLE}]")
_WORD = re.compile(r"\w+")
# Whether any byte can begin a character of the ranges above, in UTF-8: ten times as quick as the regular expression.
_LEADS_OF_UNSPACED = bytes([0xE0, 0xE1, *range(0xE3, 0xEA), 0xEF, 0xF0])
_RADICALS = re.compile(b"\xe2[\xba-\xbf]")  # 0xE2 alone begins the quotation marks and dashes of every text
_FEW = 16  # characters to replace one after another; a table for all is quicker beyond

# Arabic writes "and", "so", "in", "to", "like" and "the" onto the word that follows.
_JOINED = tuple(
    conjunction + rest
    for conjunction in ("", "و", "ف")
    for rest in ("", "ال", "ب", "بال", "ل", "لل", "ك", "كال")
)
_ARTICLES = tuple(sorted((p for p in _JOINED if p.endswith(("ال", "لل"))), key=len, reverse=True))
_ARABIC = "\u0621-\u064a\u0671-\u06d3"
_ARABIC_WORD = re.compile(f"[{_ARABIC}]+")
_SHORTEST = 3  # letters; a shorter word with one more in front is usually another word


class _Forms(dict[str, str]):
    """What each character becomes, worked out when it is first met."""

    def __missing__(self, char: str) -> str:
        form = _form(char)
        if len(self) < 1 << 16:
            self[char] = form
        return form


def _form(char: str) -> str:
    if _HIDDEN.fullmatch(char):
        return ""
    bare = (
        c for c in unicodedata.normalize("NFKD", char.lower()) if unicodedata.combining(c) not in _LEFT_OUT
    )
    return unicodedata.normalize("NFKC", "".join(_letter(c) for c in bare))


def _letter(char: str) -> str:
    digit = unicodedata.decimal(char, None)
    return _LETTERS.get(char, char) if digit is None else str(digit)


_forms = _Forms()


def fold(text: str) -> str:
    """`text` as it is indexed and looked for."""
    folded = plain(text)
    if folded.isascii():
        return folded
    data = folded.encode("utf-8", "surrogatepass")
    if len(data.translate(None, _LEADS_OF_UNSPACED)) != len(data) or _RADICALS.search(data):
        return _UNSPACED.sub(_spaced, folded)
    return folded


def _spaced(run: re.Match[str]) -> str:
    return f" {' '.join(run[0])} "


def plain(text: str) -> str:
    """The same without the added blanks: what two texts are compared by."""
    if text.isascii():
        return text.lower()
    if not unicodedata.is_normalized("NFKC", text):
        text = unicodedata.normalize("NFKC", text)
    text = text.lower()
    forms = {char: _forms[char] for char in set(text) if char > "\x7f"}
    changed = [(char, form) for char, form in forms.items() if form != char]
    if len(changed) <= _FEW:
        for char, form in changed:
            text = text.replace(char, form)
    else:
        text = text.translate({ord(char): forms.get(char, char) for char in set(text)})
    if changed and not unicodedata.is_normalized("NFKC", text):  # letters that a removed mark kept apart
        text = unicodedata.normalize("NFKC", text)
    return text


def words(query: str) -> list[str]:
    """The words a person typed that hold anything to look for."""
    return [word for word in query.split() if _WORD.search(word)]


def variants(word: str) -> tuple[str, ...]:
    """A folded word and the forms in which it also counts as found, itself first.

    An Arabic word of three letters or more is also found behind the prefixes that are written onto it (وبال…, لل…), and
    one that was typed with the article also without it. Every other word is found as it is.
    """
    if not _ARABIC_WORD.fullmatch(word) or len(word) < _SHORTEST:
        return (word,)
    article = next((p for p in _ARTICLES if word.startswith(p) and len(word) - len(p) >= _SHORTEST), "")
    stems = dict.fromkeys((word, word[len(article) :]))
    return tuple(dict.fromkeys(prefix + stem for stem in stems for prefix in _JOINED))


def data() -> dict[str, Any]:
    """The rules as plain data, so that a page can search by them without us.

    In a browser, for a text `s`:

        s = s.normalize("NFKC").toLowerCase().normalize("NFKD").replace(RegExp(`[${removed}]`, "gu"), "")
        each character in `letters` becomes its value; a digit d of a row that starts at z in `zeros` becomes d - z
        s = s.normalize("NFKC")
        for an index, a blank stands around each character of `[${unspaced}]`

    `variants` as above: a word of `[${arabic}]` with at least `shortest` letters is looked for behind each of `prefixes`;
    if it begins with one of `articles` (the longest first) and `shortest` letters remain, so is the rest of it.
    """
    marks = [chr(c) for c in range(0x110000) if unicodedata.combining(chr(c)) in _LEFT_OUT]
    zeros = [c for c in range(0x80, 0x110000) if unicodedata.decimal(chr(c), None) == 0]
    return {
        "version": VERSION,
        "removed": _INVISIBLE + _ranges(marks),
        "letters": dict(_LETTERS),
        "zeros": [c for c in zeros if unicodedata.normalize("NFKC", chr(c)) != "0"],
        "unspaced": _SCRIPTS_WITHOUT_BLANKS,
        "arabic": _ARABIC,
        "shortest": _SHORTEST,
        "prefixes": list(_JOINED),
        "articles": list(_ARTICLES),
    }


def _ranges(chars: list[str]) -> str:
    """The characters as the inside of a character class."""
    runs: list[list[int]] = []
    for char in chars:
        if runs and ord(char) == runs[-1][1] + 1:
            runs[-1][1] = ord(char)
        else:
            runs.append([ord(char), ord(char)])
    return "".join(chr(a) if a == b else f"{chr(a)}-{chr(b)}" for a, b in runs)
