"""Postal addresses: the shapes of six countries, and what follows a word for somebody's address."""

from __future__ import annotations

# ruff: noqa: ISC004 - one pattern for a country, over several lines
import functools
import re
from collections.abc import Iterator

from migrator.privacy.finding import Candidate
from migrator.privacy.lexicon import SEEMS_POSTCODE
from migrator.privacy.scan import Scan

_S = r"(?:[ \t]+|[ \t]?\n[ \t]?)"
_C = r"(?:,?[ \t]+|,[ \t]?\n?[ \t]?|[ \t]?\n[ \t]?)"  # between the pieces of an address
_W = r"[A-Z0-9][\w.'’-]{0,24}"
_U = r"[^\W\d_a-zа-я][\w.'’-]{0,24}"  # a word with a capital, of any alphabet
_US_STREET = (
    r"(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Way|Place|Pl|Square|Sq|Terrace|Ter|Parkway|Pkwy|Circle|Cir"
    r"|Highway|Hwy|Trail|Trl|Close|Crescent|Cres|Gardens|Gdns|Grove|Mews|Hill|Row|Walk|Broadway|Plaza|Loop|Alley|Quay|Wharf|Green|Park|Rise|View|Vale|Mall|Bridge)"
)
_UNIT = r"(?:,?[ ](?:Apt|Apartment|Suite|Ste|Unit|Flat|Floor|Fl|Room|Rm|#)\.?[ ]?#?[\w-]{1,6})"
_GB_CODE = r"[A-Z]{1,2}\d[A-Z\d]?[ ]?\d[ABD-HJLNP-UW-Z]{2}"
_STATE = (
    r"(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|P[AR]|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY]"
    r"|Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii|Idaho|Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada|New[ ]Hampshire|New[ ]Jersey|New[ ]Mexico|New[ ]York|North[ ]Carolina|North[ ]Dakota|Ohio|Oklahoma|Oregon|Pennsylvania|Rhode[ ]Island|South[ ]Carolina|South[ ]Dakota|Tennessee|Texas|Utah|Vermont|Virginia|Washington|West[ ]Virginia|Wisconsin|Wyoming)"
)
_COUNTRY = r"(?:,[ ]?(?:USA|U\.S\.A\.|United States|UK|U\.K\.|United Kingdom|England|Scotland|Wales|Germany|Deutschland|France|Türkiye|Turkey|Saudi Arabia|KSA|السعودية|المملكة العربية السعودية|تركيا))?"
_SHAPES = (
    # US: 1600 Pennsylvania Avenue NW, Apt 4, Washington, DC 20500
    rf"(?<![\w.])\d{{1,5}}[A-Za-z]?(?:-\d{{1,4}})?[ ](?:[NSEW]{{1,2}}\.?[ ]|North[ ]|South[ ]|East[ ]|West[ ])?(?:{_W}[ ]){{1,4}}{_US_STREET}\b\.?"
    rf"(?:[ ][NSEW]{{1,2}}\b)?{_UNIT}?(?:{_C}(?:{_U}[ ]?){{1,4}})?(?:{_C}{_U}(?:[ ]{_U}){{0,2}})?(?:,?{_S}{_STATE}\b)?(?:,?{_S}(?:\d{{5}}(?:-\d{{4}})?|{_GB_CODE}))?\b{_COUNTRY}",
    # Broadway and streets without a word for one, proved by state and ZIP code
    rf"(?<![\w.])\d{{1,5}}[ ](?:{_W}[ ]?){{1,5}}{_UNIT}?{_C}(?:{_U}[ ]?){{1,3}}{_C}{_STATE}[ ]\d{{5}}(?:-\d{{4}})?{_COUNTRY}",
    rf"P\.?[ ]?O\.?[ ]Box[ ]\d{{1,6}}(?:{_C}(?:{_U}[ ]?){{1,3}})?(?:{_C}{_STATE})?(?:{_S}?\d{{5}}(?:-\d{{4}})?)?",
    # GB: Flat 3, 221B Baker Street, London NW1 6XE
    rf"(?<![\w.])(?:(?:Flat|Apartment|Unit)[ ]\w{{1,4}},?[ ])?\d{{1,4}}[A-Za-z]?,?[ ](?:{_U}[ ]?){{1,5}}(?:{_C}(?:{_U}[ ]?){{1,4}}){{0,3}}{_C}{_GB_CODE}\b{_COUNTRY}",
    # DE: Hauptstraße 5a, 10115 Berlin · Unter den Linden 77, 10117 Berlin · Am Markt 3, 28195 Bremen
    rf"(?<!\w)(?:{_U}[ -]){{0,3}}(?:[A-ZÄÖÜ][\wäöüß.-]{{0,30}}(?:straße|strasse|str\.|weg|platz|allee|gasse)|[\wäöüß.-]{{2,30}}[ -](?:Straße|Strasse|Str\.|Platz|Allee|Weg|Gasse))[ ]\d{{1,4}}[ ]?[a-zA-Z]?\b(?:[-/]\d{{1,4}})?(?:{_C}(?:D-)?\d{{5}}[ ]{_U}(?:[ /(-]{_U}\)?){{0,3}})?",
    rf"(?<!\w)(?:{_U}[ -]){{0,3}}(?:[A-ZÄÖÜ][\wäöüß.-]{{0,30}}(?:ring|damm|ufer|steig|graben|markt|berg|hof|chaussee)|[\wäöüß.-]{{2,30}}[ -](?:Ring|Ufer|Damm|Markt|Hof))[ ]\d{{1,4}}[ ]?[a-zA-Z]?\b(?:[-/]\d{{1,4}})?{_C}(?:D-)?\d{{5}}[ ]{_U}(?:[ /(-]{_U}\)?){{0,3}}",
    rf"(?<!\w)(?:Am|An|Auf|Im|In|Zum|Zur|Unter|Alte|Alter|Neue|Neuer|Große|Kleine)[ ](?:[a-zäöü]{{2,4}}[ ])?(?:{_U}[ ]?){{1,3}}\d{{1,4}}[a-z]?{_C}(?:D-)?\d{{5}}[ ]{_U}(?:[ -]{_U}){{0,2}}",
    rf"(?<!\w)(?:{_U}[ ]){{1,4}}\d{{1,4}}[ ]?[a-z]?{_C}(?:D-|A-|CH-)?\d{{5}}[ ]{_U}(?:[ -]{_U}){{0,3}}(?:,[ ](?:Deutschland|Germany))?",
    # FR: 12 bis, rue de la Paix, 75002 Paris
    rf"(?<![\w.])\d{{1,4}}(?:[ ]?(?:bis|ter|quater|[A-D]))?,?[ ](?:rue|Rue|avenue|Avenue|av\.|boulevard|Boulevard|bd|Bd|place|Place|chemin|Chemin|allée|Allée|impasse|Impasse|quai|Quai|cours|Cours|route|Route|square|passage|villa|faubourg)[ ]"
    rf"(?:[\w'’.-]{{1,24}}[ ]?){{1,7}}?(?:{_C}(?:F-)?\d{{5}}[ ]{_U}(?:[ -]{_U}){{0,3}}(?:[ ]cedex(?:[ ]\d+)?)?|(?=[.;\n)\"'|<]|,[ ][a-z]|\Z)){_COUNTRY}",
    # TR: Caferağa Mah. Moda Cad. No: 12 D: 5, 34710 Kadıköy/İstanbul
    rf"(?<!\w)(?:{_U}[ ]|\d{{1,4}}\.?[ ]){{1,4}}(?:[Mm]ah(?:\.|allesi|[ ])|MAH\.?|[Cc]ad(?:\.|desi|[ ])|CAD\.?|[Ss]ok(?:\.|ak|ağı|[ ])|SOK\.?|Sk\.|Bulvarı|Blv\.?|Caddesi|Yolu),?"
    rf"(?:[ ,]*\n?(?:(?:No|NO|D|Daire|Kat|K|Apt|Blok|İç Kapı No)[ ]?[:.]?[ ]?\d{{1,4}}(?:[/-]\w{{1,4}})?\w?|{_U}|\d{{1,5}}\.?|[Mm]ah\.|[Cc]ad\.|[Ss]ok\.|Sk\.)(?:[./-]{_U})?){{1,14}}",
    # SA: 8228 King Fahd Road, Al Olaya, Riyadh 12214-2121
    rf"(?<![\w.])(?:\d{{4}}[ ,]{{1,2}})?(?:{_U}[ ]){{1,4}}(?:Road|Street|St\.?|Rd\.?)(?:{_C}(?:{_U}[ ]?){{1,4}}){{1,3}}{_C}?\d{{5}}(?:[ -]{{1,3}}\d{{4}})?{_COUNTRY}",
    rf"(?<![\w.])\d{{4}}(?:[ ]{_U}){{1,5}}{_C}(?:{_U}[ ]?){{1,4}}{_C}(?:{_U}[ ]?){{1,2}}\d{{5}}(?:-\d{{4}})?{_COUNTRY}",
    r"(?:(?:مبنى|عمارة|رقم|شقة)?[ ]?(?:رقم)?[ ]?\d{1,5}[ ،,]{1,2})?(?:شارع|طريق|حي|ممر)[ ](?:[\u0621-\u064a]{2,16}[ ،,\-]{0,3}){1,8}(?:(?:رقم|مبنى|عمارة|شقة|الدور)?[ ]?\d{1,5}[ ،,\-]{0,3}(?:[\u0621-\u064a]{2,16}[ ،,\-]{0,3}){0,5}){1,4}(?:-\d{4})?",
    r"(?:ص\.ب\.?|صندوق بريد)[ ]?:?[ ]?\d{2,6}(?:[ ،,]{1,3}[\u0621-\u064a]{3,16}(?:[ ][\u0621-\u064a]{3,16})?)?(?:[ ،,]{1,2}\d{5})?",
)
_CUE_VALUE = re.compile(r"[\"'*]{0,3}[ \t]{0,3}(?:is|:|：|=|هو|-|,)?[ \t*\"']{0,6}\n?[ \t>]{0,4}")
_CUE_END = re.compile(
    r"[.!?؟](?=\s+[^\W\d_a-z]|\s*\Z)|\n\s*\n|[\"<|;]|\n(?=[ \t>]*(?:[-*#]|\d+\.[ ]))|[ ](?:and|but|so|please|because|ve |lütfen|ama|و?أرسل|لكن)\b"
)
_STOPS = re.compile(
    r"[ ,]+(?:and|or|but|is|in|on|at|the|from|near|since|until|where|which|who|for|with|by|to)\b.*\Z",
    re.DOTALL,
)
_SHORT = re.compile(r"\b(?:Mah|Cad|Sok|Sk|Apt|No|St|Ave|Rd|Blvd|Dr|Str|Dist)\Z")
_NUMBERED = re.compile(r"\.\s?(?:[Mm]ah|[Cc]ad|[Ss]ok|Sk|Blok|[Kk]at)\b")  # 7. Cad.
_REACH = 110
_ENDED = (
    rf"(?<![\w.])\d{{1,5}}[A-Za-z]?[ \n](?:{_W}[ ]?){{1,5}}{_UNIT}?(?:{_C}(?:{_U}[ ]?){{1,4}}){{1,3}}{_C}[A-Z]{{2}}[ ]\d{{5}}(?:-\d{{4}})?{_COUNTRY}",
    rf"(?<![\w.])(?:(?:Flat|Apartment|Unit|Studio)[ ]\w{{1,4}},?[ ])?(?:\d{{1,4}}[A-Za-z]?,?[ \n])?(?:{_U}[ ]?){{1,5}}(?:{_C}(?:{_U}[ ]?){{1,4}}){{0,3}}{_C}{_GB_CODE}\b{_COUNTRY}",
)
_STREETS = frozenset({"street", "street-before", "street-behind"})
SORTS = _STREETS | {"address"}


def addresses(scan: Scan) -> Iterator[Candidate]:
    """The shapes of six countries near a word for a street, and whatever follows a word for somebody's address."""
    text = scan.text
    done = 0
    for hit in scan.hits:
        if hit.start < done:
            continue
        if hit.sort in _STREETS:
            found = _shaped(text, max(done, hit.start - _REACH), hit.start, min(len(text), hit.end + 150))
        elif hit.sort == "address":
            found = _after_cue(scan, hit.end)
        else:
            continue
        if found is not None:
            done = found.end
            yield found
    yield from _with_postcodes(text)


def _with_postcodes(text: str) -> Iterator[Candidate]:
    """Addresses without a word for a street, which a state with its ZIP code or a British postcode ends."""
    at = 0
    while (match := SEEMS_POSTCODE.search(text, at)) is not None:
        at = match.end()
        first = max(0, match.start() - _REACH)
        for shape in _compiled(_ENDED):
            for found in shape.finditer(text, first, min(len(text), match.end() + 30)):
                if found.start() < match.start() < found.end():
                    candidate = _trimmed(text, *found.span())
                    if candidate is not None:
                        at = max(at, candidate.end)
                        yield candidate
                    break


@functools.cache
def _compiled(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    """The patterns, compiled when the first text needs them."""
    return tuple(map(re.compile, patterns))


def _shaped(text: str, first: int, at: int, last: int) -> Candidate | None:
    window = text[first:last]
    if not any(c.isdigit() for c in window):
        return None
    best: tuple[int, int] | None = None
    for shape in _compiled(_SHAPES):
        for match in shape.finditer(window):
            if (
                match.start() <= at - first + 2
                and match.end() > at - first
                and (best is None or match.end() - match.start() > best[1] - best[0])
            ):
                best = match.span()
    if best is None:
        return None
    return _trimmed(text, first + best[0], first + best[1])


def _trimmed(text: str, start: int, end: int) -> Candidate | None:
    written = text[start:end]
    if not re.search(r"\d", written):
        return None
    end = start + len(written.rstrip(" ,.\n\t،-"))
    written = text[start:end]
    if len(written) < 8:
        return None
    return Candidate("address", start, end, re.sub(r"[\W_]+", " ", written).casefold().strip(), "likely")


def _after_cue(scan: Scan, at: int) -> Candidate | None:
    text = scan.text
    lead = _CUE_VALUE.match(text, at)
    start = lead.end() if lead else at
    if start == at or (
        lead
        and not re.search(r"[:：=]|is|هو", lead[0])
        and not re.match(r"[\d\u0621-\u064aA-ZÇĞİÖŞÜ]", text[start : start + 1])
    ):
        return None
    stop = _CUE_END.search(text, start, min(len(text), start + 220))
    end = stop.start() if stop else min(len(text), start + 220)
    written = text[start:end]
    while (
        text[end : end + 1] == "."
        and (_SHORT.search(written) or (written[-1:].isdigit() and _NUMBERED.match(text, end)))
        and end < start + 220
    ):
        stop = _CUE_END.search(text, end + 1, min(len(text), start + 220))
        end = stop.start() if stop else min(len(text), start + 220)
        written = text[start:end]
    words = written.split()
    if not re.search(r"\d", written) or not 2 <= len(words) <= 24 or len(written) < 10:
        return None
    if re.search(r"@|://|0x[0-9a-fA-F]|\d+\.\d+\.\d+\.\d+|[{}();=]|->", written) or re.match(
        r"[a-z]{1,12} ", written
    ):
        return None
    if not re.match(r"[\d\W]|[^\W\d_a-z]", written):
        return None
    return _trimmed(text, start, start + len(written.rstrip(" ,.'\"*\n،")))
