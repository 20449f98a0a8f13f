"""Text in the form in which it is searched: as people type it, in Arabic, Turkish, Chinese and the rest.

`fold` is applied to what is indexed and to what is looked for, so that both meet:

* compatibility forms are joined (NFKC): full-width letters, ligatures, presentation forms of Arabic;
* the four letters i of Turkish (I, İ, ı, i) become one;
* Arabic: the forms of alif become one, alif maqsura becomes ya, ta marbuta becomes ha, tatweel and vowel marks go;
* a blank stands around each character of a script written without blanks, so that each is a word of its own and a
  word of several becomes a phrase.

Case and the accents of Latin letters are folded by the index itself (FTS5, unicode61 with remove_diacritics 2).
Plain ASCII comes back untouched. `VERSION` goes into the index: another version means building it anew.
"""

from __future__ import annotations

import re
import unicodedata

VERSION = 1

# Letters that become others. Only few of them occur in any one text, so looking for each is quicker than a table.
_LETTERS = (
    ("I", "i"), ("İ", "i"), ("ı", "i"), ("أ", "ا"), ("إ", "ا"), ("آ", "ا"), ("ٱ", "ا"), ("ى", "ي"), ("ة", "ه"), ("ـ", ""),
    ("\u0307", ""),
)  # fmt: skip
_VOWELS = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc]+")
# Thai, Lao, Myanmar, Hangul Jamo, Khmer, CJK radicals, kana, Bopomofo, Han and its extensions.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3021-\u30ff\u3100-\u312f"
    "\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]+"
)
_WORD = re.compile(r"\w+")
# What is looked for is rare in most texts, and a regular expression takes ten times as long to say so as these: whether
# any byte can begin a character of the ranges above, in UTF-8. The commonest vowel marks go one by one for that reason.
_LEADS_OF_VOWELS = bytes(range(0xD8, 0xDC))
_LEADS_OF_UNSPACED = bytes([0xE0, 0xE1, *range(0xE3, 0xEA), 0xEF, 0xF0])
_RADICALS = re.compile(b"\xe2[\xba-\xbf]")  # 0xE2 alone begins the quotation marks and dashes of every text
_COMMON_VOWELS = "\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652"


def fold(text: str) -> str:
    """`text` as it is indexed and looked for."""
    if text.isascii():
        return text
    folded = _joined(text)
    data = folded.encode("utf-8", "surrogatepass")
    if _holds(data, _LEADS_OF_UNSPACED) or _RADICALS.search(data):
        return _UNSPACED.sub(_spaced, folded)
    return folded


def _spaced(run: re.Match[str]) -> str:
    return f" {' '.join(run[0])} "


def _joined(text: str) -> str:
    if not unicodedata.is_normalized("NFKC", text):
        text = unicodedata.normalize("NFKC", text)
    for letter, other in _LETTERS:
        if letter in text:
            text = text.replace(letter, other)
    if not _holds(text.encode("utf-8", "surrogatepass"), _LEADS_OF_VOWELS):
        return text
    for vowel in _COMMON_VOWELS:
        if vowel in text:
            text = text.replace(vowel, "")
    return _VOWELS.sub("", text)


def _holds(data: bytes, leads: bytes) -> bool:
    """Whether any of these bytes is in `data`."""
    return len(data.translate(None, leads)) != len(data)


def plain(text: str) -> str:
    """`text` as the index compares it in the end: folded, without case, accents and added blanks."""
    if text.isascii():
        return text.lower()
    marked = unicodedata.normalize("NFKD", _joined(text))
    return "".join(c for c in marked if not unicodedata.combining(c)).casefold()


def words(query: str) -> list[str]:
    """The words a person typed that hold anything to look for."""
    return [word for word in query.split() if _WORD.search(word)]
