"""Dates of birth: a whole date behind a word for it, in its column, or as its key's value."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from migrator.privacy.finding import Candidate
from migrator.privacy.lexicon import lexicon
from migrator.privacy.scan import Scan

_G = r"(?:[ \t]{0,2}\n?[ \t]{0,2})"
_REACH = 48
_SORTS = frozenset({"birth", "national", "phone", "card", "iban"})
_PLACE = re.compile(
    r"place|rate|certificate|yeri|yer\b|oranı|control|defect|مكان|محل|معدل|شهادة", re.IGNORECASE
)


@functools.cache
def _dates() -> re.Pattern[str]:
    """A date in any of the orders that are in use. Made when it is first needed, as the lexicon behind it is."""
    name = "(?:" + "|".join(map(re.escape, sorted(lexicon().months, key=len, reverse=True))) + ")"
    return re.compile(
        rf"(?<![\d.])(?:(?P<y1>(?:19|20)\d\d|1[34]\d\d){_G}[-/.]{_G}\d{{1,2}}{_G}[-/.]{_G}\d{{1,2}}(?!\d)"
        rf"|\d{{1,2}}{_G}[-/.]{_G}\d{{1,2}}{_G}[-/.]{_G}(?P<y2>(?:19|20)\d\d|1[34]\d\d|\d\d)(?!\d)"
        rf"|\d{{1,2}}(?:st|nd|rd|th|\.|er)?{_G}[ ]?(?:of |de |من )?{name}\.?,?(?:{_G}[ ]?(?P<y3>\d{{4}}))?(?!\d)(?:['’]?(?:de|da|te|ta)\b)?"
        rf"|{name}\.?[ ]\d{{1,2}}(?:st|nd|rd|th)?(?:,?{_G}[ ]?(?P<y4>\d{{4}}))?(?!\d)"
        rf"|(?P<y5>(?:19|20)\d\d){name}?[ ]{name}[ ]\d{{1,2}}(?!\d)"
        r"|(?P<y6>(?:19|20)\d\d)(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d))",
        re.IGNORECASE,
    )  # fmt: skip


def births(scan: Scan) -> Iterator[Candidate]:
    """Dates whose nearest word says birth. A date of the nineteenth century or before is history."""
    text = scan.text
    dates = _dates()
    done = 0
    if "birth" in scan.named:
        for match in dates.finditer(text):
            if scan.cue(*match.span(), _SORTS).sort == "birth":
                yield Candidate("birth", *match.span(), _key(match[0]))
        return
    structured = (
        "|" in text or "nsert" in text or "NSERT" in text or "," in text or "\t" in text or ";" in text
    )
    for hit in scan.of("birth"):
        window = range(max(done, hit.start - 30), min(len(text), hit.end + _REACH))
        for match in dates.finditer(text, hit.end, window.stop):
            between = text[hit.end : match.start()]
            if (
                _PLACE.match(between.strip()[:12])
                or re.search(r"\n\s*\n|[.!?؟]\s+[^\W\d_a-z]", between)
                or match.start() < done
            ):
                break
            if scan.heading(*match.span()) is not None and scan.cue(*match.span(), _SORTS).sort != "birth":
                break
            if _recent(match):
                done = match.end()
                yield Candidate("birth", *_tight(text, match), _key(match[0]))
            break
        else:
            back = list(dates.finditer(text, window.start, hit.start))
            if (
                back
                and "\n" not in text[back[-1].end() : hit.start]
                and back[-1].start() >= done
                and _recent(back[-1])
                and (hit.start - back[-1].end() < 24)
                and not re.search(r"[.!?؟;]\s", text[back[-1].end() : hit.start])
            ):
                done = back[-1].end()
                yield Candidate("birth", *_tight(text, back[-1]), _key(back[-1][0]))
    if structured:
        for match in dates.finditer(text):
            if (
                match.start() >= done
                and scan.heading(*match.span()) is not None
                and scan.cue(*match.span(), _SORTS)[:1] == ("birth",)
            ):
                yield Candidate("birth", *match.span(), _key(match[0]))


def _tight(text: str, match: re.Match[str]) -> tuple[int, int]:
    written = re.sub(r"['’](?:de|da|te|ta)\Z", "", text[match.start() : match.end()])
    return match.start(), match.start() + len(written.rstrip(" ,."))


def _recent(match: re.Match[str]) -> bool:
    year = next((value for value in match.groupdict().values() if value), None)
    return year is None or len(year) == 2 or int(year) >= 1900 or 1300 <= int(year) <= 1500


def _key(written: str) -> str:
    return re.sub(r"[\W_]+", " ", written).casefold().strip()
