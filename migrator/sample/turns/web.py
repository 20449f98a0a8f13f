"""Answers with sources: the markers of today with references by code point, and those of the old browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from migrator.sample.ledger import Json
from migrator.sample.scenes import Cast, Turn
from migrator.sample.thread import Thread

OPEN, CLOSE, NEXT = "\ue200", "\ue201", "\ue202"
_CITE = re.compile(r"<cite ([0-9,]+)>|<(entity|url|images|nav) ([^>]+)>|(\ue203|\ue204)")


def play(thread: Thread, turn: Turn, cast: Cast) -> None:
    """`sources` (title, url, snippet); the answer holds `<cite 0,1>` and `<entity Name>` where markers belong."""
    thread.user(cast.say(turn.texts["user"]))
    sources = turn.facts["sources"]
    query = cast.say(turn.texts["query"])
    search = f'search("{query}")'
    if thread.marked:
        search = f"{search}\n# {thread.mark('code')}"
    thread.call("web.run", search)
    thread.tool(
        "web.run",
        {"content_type": "text", "parts": [""]},
        metadata={
            "search_result_groups": _groups(sources),
            "search_queries": [{"type": "search", "q": query}],
        },
    )
    text, references = referenced(thread.marked_text(cast.say(turn.texts["assistant"]), "assistant"), sources)
    thread.add(
        "assistant",
        {"content_type": "text", "parts": [text]},
        metadata=thread.answered(
            {
                "content_references": references,
                "citations": [],
                "search_result_groups": _groups(sources),
                "safe_urls": [s["url"] for s in sources],
            }
        ),
        end_turn=True,
        channel="final",
    )


def referenced(text: str, sources: list[Json]) -> tuple[str, list[Json]]:
    """`text` with its markers as the vendor writes them, and one reference each, indices in code points."""
    out: list[str] = []
    references: list[Json] = []
    at = length = 0
    for match in _CITE.finditer(text):
        before = text[at : match.start()]
        marker, reference = _marker(match, sources)
        out += [before, marker]
        start = length + len(before)
        length = start + len(marker)
        references.append({"matched_text": marker, "start_idx": start, "end_idx": length, **reference})
        at = match.end()
    out.append(text[at:])
    whole = "".join(out)
    if references:
        references.append(_footnote(len(whole), sources))
    return whole, references


def _marker(match: re.Match[str], sources: list[Json]) -> tuple[str, Json]:
    if match[4]:
        return match[4], {"type": "hidden", "invalid": False, "alt": None}
    if match[2]:
        return _OTHERS[match[2]](match[3], sources)
    return _cited(match[1], sources)


def _entity(name: str, sources: list[Json]) -> tuple[str, Json]:
    del sources
    return (
        f'{OPEN}entity{NEXT}["people","{name}",0]{CLOSE}',
        {"type": "entity", "name": name, "category": "people", "alt": name, "prompt_text": name},
    )


def _link(words: str, sources: list[Json]) -> tuple[str, Json]:
    del sources
    title, _, href = words.partition("|")
    return f"{OPEN}url{NEXT}{title}{NEXT}{href}{CLOSE}", {"type": "url", "alt": f"[{title}]({href})"}


def _images(words: str, sources: list[Json]) -> tuple[str, Json]:
    source = sources[int(words)]
    picture = {
        "url": f"{source['url']}/photo.jpg",
        "title": source["title"],
        "content_size": {"width": 80, "height": 60},
    }
    return f"{OPEN}i{NEXT}turn0image{words}{CLOSE}", {"type": "image_v2", "alt": None, "images": [picture]}


def _nav(words: str, sources: list[Json]) -> tuple[str, Json]:
    title, _, numbers = words.partition("|")
    chosen = [sources[int(n)] for n in numbers.split(",")]
    refs = NEXT.join(f"turn0search{n}" for n in numbers.split(","))
    links = "\n".join(f"* [{s['title']}]({_tracked(s['url'])})" for s in chosen)
    items = [{"title": s["title"], "url": _tracked(s["url"]), "attribution": _domain(s)} for s in chosen]
    return (
        f"{OPEN}navlist{NEXT}{title}{NEXT}{refs}{CLOSE}",
        {"type": "nav_list", "title": title, "alt": f"{title}\n{links}", "items": items},
    )


_OTHERS: dict[str, Callable[[str, list[Json]], tuple[str, Json]]] = {
    "entity": _entity,
    "url": _link,
    "images": _images,
    "nav": _nav,
}


def _cited(words: str, sources: list[Json]) -> tuple[str, Json]:
    numbers = [int(n) for n in words.split(",")]
    chosen = [sources[n] for n in numbers]
    marker = f"{OPEN}cite{NEXT}{NEXT.join(f'turn0search{n}' for n in numbers)}{CLOSE}"
    links = ", ".join(f"[{s['title']}]({_tracked(s['url'])})" for s in chosen)
    return marker, {
        "safe_urls": [_tracked(s["url"]) for s in chosen],
        "refs": [],
        "alt": f"({links})",
        "prompt_text": None,
        "type": "grouped_webpages",
        "items": [_item(s, f"turn0search{n}") for n, s in zip(numbers, chosen, strict=True)],
        "fallback_items": None,
        "status": "done",
        "error": None,
    }


def _footnote(length: int, sources: list[Json]) -> Json:
    """The list of sources below the answer: it matches a single blank and stands on an empty range."""
    return {
        "matched_text": " ",
        "start_idx": length - 1,
        "end_idx": length - 1,
        "type": "sources_footnote",
        "alt": None,
        "has_images": False,
        "sources": [
            {"title": s["title"], "url": _tracked(s["url"]), "attribution": _domain(s)} for s in sources
        ],
    }


def _item(source: Json, ref: str) -> Json:
    kind, number = "search", int(ref.rsplit("search", 1)[1])
    return {
        "title": source["title"],
        "url": _tracked(source["url"]),
        "pub_date": None,
        "snippet": source["snippet"],
        "attribution_segments": None,
        "supporting_websites": [],
        "refs": [{"turn_index": 0, "ref_type": kind, "ref_index": number}],
        "attribution": _domain(source),
    }


def _groups(sources: list[Json]) -> list[Json]:
    return [
        {
            "type": "search_result_group",
            "domain": _domain(source),
            "entries": [
                {
                    "type": "search_result",
                    "url": source["url"],
                    "title": source["title"],
                    "snippet": source["snippet"],
                    "ref_id": {"turn_index": 0, "ref_type": "search", "ref_index": i},
                    "pub_date": None,
                }
            ],
        }
        for i, source in enumerate(sources)
    ]


def _domain(source: Json) -> str:
    return str(source["url"]).split("/")[2]


def _tracked(url: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}utm_source=chatgpt.com"


def old(thread: Thread, turn: Turn, cast: Cast) -> None:
    """The browser of 2023 and 2024: pages as tool messages, 【0†source】 in the answer."""
    thread.user(cast.say(turn.texts["user"]))
    sources = turn.facts["sources"]
    thread.call("browser", f'search("{cast.say(turn.texts["query"])}")')
    listing = "\n".join(f"# 【{i}†{s['title']}†{_domain(s)}】\n{s['snippet']}" for i, s in enumerate(sources))
    thread.tool(
        "browser",
        {
            "content_type": "tether_browsing_display",
            "result": thread.marked_text(listing, "browse"),
            "summary": "",
            "assets": [],
            "tether_id": None,
        },
        metadata={"_cite_metadata": {"citation_format": {"name": "tether_og"}}, "command": "search"},
    )
    page = sources[0]
    thread.tool(
        "browser",
        {
            "content_type": "tether_quote",
            "url": page["url"],
            "domain": _domain(page),
            "text": thread.marked_text(page["snippet"], "quote"),
            "title": page["title"],
            "tether_id": None,
        },
        metadata={"command": "quote_lines"},
    )
    text, citations = _old_citations(
        thread.marked_text(cast.say(turn.texts["assistant"]), "assistant"), sources
    )
    thread.add(
        "assistant",
        {"content_type": "text", "parts": [text]},
        metadata=thread.answered({"citations": citations}),
        end_turn=True,
    )


def _old_citations(text: str, sources: list[Json]) -> tuple[str, list[Json]]:
    out: list[str] = []
    citations: list[Json] = []
    at = length = 0
    for match in _CITE.finditer(text):
        before = text[at : match.start()]
        number = int((match[1] or "0").split(",")[0])
        marker = f"【{number}†source】"
        start = length + len(before)
        length = start + len(marker)
        out += [before, marker]
        source = sources[number]
        details: dict[str, Any] = {"type": "webpage", "title": source["title"], "url": source["url"]}
        citations.append(
            {
                "start_ix": start,
                "end_ix": length,
                "citation_format_type": "tether_og",
                "metadata": {**details, "text": source["snippet"], "pub_date": None, "extra": None},
            }
        )
        at = match.end()
    out.append(text[at:])
    return "".join(out), citations
