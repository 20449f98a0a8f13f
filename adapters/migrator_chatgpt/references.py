"""What a message's metadata says about the marks in its text: `content_references` and, before 2025, `citations`.

A reference names a stretch of the text (`start_idx`, `end_idx`, in code points) and repeats it (`matched_text`). The
stretch counts only if it holds exactly that text; else the repeated text is looked for. Nothing in here is trusted to
have the right type. Shapes: facts collected by reverse engineering, 2023 to September 2026; the vendor publishes none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from migrator.model import Citation
from migrator_chatgpt.links import host, one_line, web_address

_LONGEST_QUOTE = 1000  # a whole page stands in some citations; it stays in the message's own metadata


class Reference:
    """One entry of `content_references` or `citations`, read once."""

    __slots__ = ("alt", "end", "files", "id", "kind", "matched", "name", "shown", "start", "unshown")

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self.kind = one_line(raw.get("type"))
        self.start, self.end = _index(raw.get("start_idx")), _index(raw.get("end_idx"))
        matched = raw.get("matched_text")
        self.matched = matched if isinstance(matched, str) else ""
        alt = raw.get("alt")
        self.alt = alt.strip() if isinstance(alt, str) else ""
        self.name, self.id = one_line(raw.get("name")), one_line(raw.get("id"))
        self.files: list[str] = []
        self.shown, self.unshown = _sources(raw)
        if self.kind.startswith("file"):
            self.files = [name for name in (self.name or one_line(raw.get("title")),) if name]

    @property
    def sources(self) -> Iterator[Citation]:
        """Everything that it names, what the page showed first."""
        yield from self.shown
        yield from self.unshown
        for name in self.files:
            yield Citation(title=name, extra={"file": self.id} if self.id else {})


class References:
    """All references of one message, to be asked for a stretch of its text."""

    def __init__(self, metadata: Mapping[str, Any]) -> None:
        self.all = [Reference(raw) for raw in _mappings(metadata.get("content_references"))]
        self._at = {(r.start, r.end): r for r in reversed(self.all) if r.matched.strip()}
        self._by_text = {r.matched: r for r in reversed(self.all) if r.matched.strip()}
        self._citations = [old_citation(raw) for raw in _mappings(metadata.get("citations"))]
        self._citation_at = {(r.start, r.end): r for r in reversed(self._citations)}
        self._citations_in_order = sorted((r for r in self._citations if r.start is not None), key=_start)

    def of(self, start: int, end: int, mark: str) -> Reference | None:
        """The reference that is about `mark`, which stands at `start:end`; None if there is none."""
        found = self._at.get((start, end))
        if found is not None and found.matched == mark:
            return found
        return self._by_text.get(mark)

    def old(self, spans: Sequence[tuple[int, int]]) -> list[Reference | None]:
        """The older citation of each bracket of the text, which stand at `spans`.

        Offsets of a text that an editor has re-saved are wrong: then, and only if there are as many citations as
        brackets, they are paired in order.
        """
        found = [self._citation_at.get(span) for span in spans]
        if not any(found) and len(spans) == len(self._citations_in_order):
            return list(self._citations_in_order)
        return found

    @property
    def unusual(self) -> Iterator[Reference]:
        """References with text of their own, for those who look for marks in an uncommon form."""
        return (r for r in self.all if r.matched.strip())

    @property
    def sources(self) -> Iterator[Citation]:
        """Every source that the metadata names, in its order."""
        for reference in self.all:
            yield from reference.sources
        for reference in self._citations:
            yield from reference.sources


def old_citation(raw: Mapping[str, Any]) -> Reference:
    """An entry of `citations`: `{start_ix, end_ix, citation_format_type, metadata: {type, title, url, text}}`."""
    inner = raw.get("metadata")
    about: dict[str, Any] = dict(inner) if isinstance(inner, Mapping) else {}
    about.update(start_idx=raw.get("start_ix"), end_idx=raw.get("end_ix"))
    return Reference(about)


def _sources(raw: Mapping[str, Any]) -> tuple[list[Citation], list[Citation]]:
    """The sources that the page linked in the text, and those it kept behind them."""
    shown: list[Citation] = []
    unshown: list[Citation] = []
    for item in _mappings(raw.get("items")):
        shown += _source(item)
        for site in _mappings(item.get("supporting_websites")):
            unshown += _source(site)
    fallback = [source for item in _mappings(raw.get("fallback_items")) for source in _source(item)]
    if shown:
        unshown += fallback
    else:
        shown = fallback
    for key in ("sources", "images"):
        for item in _mappings(raw.get(key)):
            inner = item.get("image_result")
            shown += _source(inner if isinstance(inner, Mapping) else item)
    if isinstance(raw.get("item"), Mapping):
        shown += _source(raw["item"])
    if not shown:
        shown += _source(raw)
    if not shown and not unshown:
        addresses = raw.get("safe_urls")
        for address in addresses if isinstance(addresses, list) else ():
            shown += _source({"url": address})
    return shown, unshown


def _source(raw: Mapping[str, Any]) -> list[Citation]:
    """A source with an address as a citation; nothing if there is none."""
    given = raw.get("url") or raw.get("content_url") or raw.get("href")
    address = web_address(given)
    title, site = one_line(raw.get("title")), one_line(raw.get("attribution"))
    quoted = raw.get("snippet") or raw.get("text")
    text = quoted.strip() if isinstance(quoted, str) else ""
    if address is None:
        label = title or site
        unlinked = one_line(given)
        if not label or not unlinked:
            return []
        return [Citation(title=label, text=_quote(text), extra={"url": unlinked})]
    extra = {"site": site} if site and site != title else {}
    return [Citation(url=address, title=title or site or None, text=_quote(text), extra=extra)]


def label(source: Citation) -> str:
    """What a link to `source` is called in running text: the site's name, else the title, else the host."""
    site = source.extra.get("site")
    if isinstance(site, str) and site:
        return site
    return source.title or (host(source.url) if source.url else "")


def distinct(sources: Iterable[Citation]) -> tuple[Citation, ...]:
    """`sources` without repetition, the first of each kept and completed by what the later ones know."""
    found: dict[str, Citation] = {}
    for source in sources:
        key = source.url or f"\0{source.title}"
        known = found.get(key)
        if known is None:
            found[key] = source
        elif (not known.title and source.title) or (not known.text and source.text):
            found[key] = Citation(
                url=known.url,
                title=known.title or source.title,
                text=known.text or source.text,
                extra=known.extra or source.extra,
            )
    return tuple(found.values())


def _quote(text: str) -> str | None:
    return text if 0 < len(text) <= _LONGEST_QUOTE else None


def _start(reference: Reference) -> int:
    return reference.start or 0


def _index(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _mappings(value: Any) -> Iterator[Mapping[str, Any]]:
    return (item for item in value if isinstance(item, Mapping)) if isinstance(value, list) else iter(())


def sources_in(raw: Mapping[str, Any]) -> list[Citation]:
    """What one result of a search names, as a source; nothing if it has no address."""
    return [source for source in _source(raw) if source.url is not None]
