"""What becomes of ChatGPT's inline marks."""

from __future__ import annotations

import pytest

from migrator_chatgpt.markers import Resolved, resolve

CITE = "\ue200cite\ue202turn0search0\ue201"
PAGE = {
    "title": "All about bees",
    "url": "https://bees.example/all",
    "attribution": "Bees",
    "snippet": "They hum.",
}


def reference(text: str, mark: str, kind: str = "grouped_webpages", **more: object) -> dict[str, object]:
    start = text.find(mark)
    return {"matched_text": mark, "start_idx": start, "end_idx": start + len(mark), "type": kind, **more}


def done(text: str, *references: dict[str, object], **metadata: object) -> Resolved:
    found = resolve(text, {"content_references": list(references), **metadata})
    assert found is not None
    return found


def test_a_text_without_marks_needs_nothing() -> None:
    assert resolve("Plain, 日本語 【重要】, $5 \\$6 and `code`.", {}) is None
    assert resolve("", {}) is None


class TestCitations:
    def test_becomes_a_link_to_its_source(self) -> None:
        text = f"Bees hum. {CITE} So it is."
        found = done(text, reference(text, CITE, items=[PAGE]))
        assert found.text == "Bees hum. ([Bees](https://bees.example/all)) So it is."
        (source,) = found.citations
        assert (source.url, source.title, source.text) == (PAGE["url"], PAGE["title"], PAGE["snippet"])
        assert source.extra == {"site": "Bees", "inline": True}
        assert found.dropped == {}

    def test_indices_count_code_points(self) -> None:
        text = f"🐝🐝🐝 {CITE}"
        assert (
            done(text, reference(text, CITE, items=[PAGE])).text
            == "🐝🐝🐝 ([Bees](https://bees.example/all))"
        )

    @pytest.mark.parametrize(
        ("start", "end"), [(0, 3), (-5, 99999), (None, None), ("7", True), (10**30, -(10**30))]
    )
    def test_wrong_indices_fall_back_to_the_matched_text(self, start: object, end: object) -> None:
        wrong = {**reference(CITE, CITE, items=[PAGE]), "start_idx": start, "end_idx": end}
        assert done(f"Hum {CITE}.", wrong).text == "Hum ([Bees](https://bees.example/all))."

    def test_two_references_with_equal_text_keep_their_own_sources(self) -> None:
        text = f"a {CITE} b {CITE}"
        second = {**reference(text, CITE, items=[{"url": "https://two.example", "title": "Two"}])}
        second["start_idx"] = text.rfind(CITE)
        second["end_idx"] = len(text)
        found = done(text, reference(text, CITE, items=[PAGE]), second)
        assert found.text == "a ([Bees](https://bees.example/all)) b ([Two](https://two.example))"

    def test_a_blank_matched_text_replaces_nothing_and_its_sources_are_returned(self) -> None:
        text = "Many words with many blanks "
        footnote = {
            "matched_text": " ",
            "start_idx": 27,
            "end_idx": 27,
            "type": "sources_footnote",
            "sources": [PAGE],
        }
        found = done(text, footnote)
        assert found.text == text
        assert [c.url for c in found.citations] == [PAGE["url"]]
        assert "inline" not in found.citations[0].extra

    def test_a_reference_to_plain_prose_never_removes_it(self) -> None:
        found = done("keep these words", reference("keep these words", "these", "hidden", items=[PAGE]))
        assert found.text == "keep these words"
        assert len(found.citations) == 1

    def test_without_a_reference_it_is_dropped_and_counted(self) -> None:
        found = done(f"Bees hum {CITE}. Wasps {CITE}\ntoo.")
        assert found.text == "Bees hum. Wasps\ntoo."
        assert found.dropped == {"cite": 2}

    def test_an_address_inside_the_mark_is_enough(self) -> None:
        assert (
            done("x \ue200cite\ue202https://a.example/b\ue201").text == "x ([a.example](https://a.example/b))"
        )

    def test_sources_behind_the_first_are_returned_once(self) -> None:
        text = f"x {CITE}"
        site = {"url": "https://more.example", "title": "More"}
        item = {**PAGE, "supporting_websites": [site, site, PAGE]}
        found = done(
            text, reference(text, CITE, items=[item], fallback_items=[PAGE], safe_urls=["https://no.example"])
        )
        assert [c.url for c in found.citations] == [PAGE["url"], site["url"]]

    def test_addresses_stand_in_when_there_are_no_items(self) -> None:
        text = f"x {CITE}"
        assert done(text, reference(text, CITE, items=[], safe_urls=["https://www.a.example/b"])).text == (
            "x ([a.example](https://www.a.example/b))"
        )

    def test_the_vendors_own_words_stand_in_when_there_is_nothing_else(self) -> None:
        text = f"x {CITE}"
        assert done(
            text, reference(text, CITE, alt="([A](https://a.example?utm_source=chatgpt.com))")
        ).text == ("x ([A](https://a.example))")
        assert done(text, reference(text, CITE, alt="[A](javascript:alert(1))")).text == (
            "x &#91;A&#93;(javascript:alert(1))"
        )

    def test_a_file_is_named(self) -> None:
        mark = "\ue200filecite\ue202turn3file14\ue202L180-L293\ue201"
        found = done(
            f"As written {mark}.", reference(mark, mark, "file", name="my_report.pdf", id="file-AbC")
        )
        assert found.text == "As written (my_report.pdf, L180-L293)."
        assert [(c.url, c.title, c.extra) for c in found.citations] == [
            (None, "my_report.pdf", {"file": "file-AbC"})
        ]

    def test_a_mark_that_the_vendor_itself_cut_short_goes(self) -> None:
        text = "The end. \ue200cite\ue202turn0"
        found = done(text, reference(text, "\ue200cite\ue202turn0", "hidden", invalid=True))
        assert found.text == "The end."
        assert found.dropped == {"cite": 1}

    def test_a_mark_that_an_editor_has_bared_is_known_by_its_place(self) -> None:
        bare = "citeturn2view3turn1search0"
        text = f"They hum. {bare} So say {bare}."
        found = done(text, reference(text, bare, items=[PAGE]))
        assert found.text == f"They hum. ([Bees](https://bees.example/all)) So say {bare}."


class TestNames:
    @pytest.mark.parametrize(
        "mark",
        [
            '\ue200entity\ue202["people","Ada Lovelace",0]\ue201',
            '\ue200entity["people","Ada Lovelace",0]\ue201',
            '\ue200entity\ue202["people", "Ada Lovelace", "mathematician"]\ue201',
            "\ue200entity\ue202[“people”, “Ada Lovelace”, 0]\ue201",
            '\ue200entity\ue202["people","Ada Lovelace\ue201',
            'entity["people","Ada Lovelace",0]',
            '\ue200product_entity\ue202["turn0product1","Ada Lovelace"]\ue201',
        ],
    )
    def test_an_entity_becomes_its_name(self, mark: str) -> None:
        found = resolve(f"Met {mark} today.", {})
        assert found is not None
        assert "Ada Lovelace" in found.text
        assert not set(found.text) & set("\ue200\ue201\ue202")
        assert found.text.startswith("Met ")
        assert found.text.endswith(" today.")

    def test_the_name_stands_alone(self) -> None:
        assert done('Met \ue200entity\ue202["people","Ada",0]\ue201.').text == "Met Ada."

    def test_an_index_is_not_an_entity(self) -> None:
        assert resolve('identity["people","Ada",0] and entity["x"] and entity[0]', {}) is None


class TestOtherKinds:
    def test_a_list_of_links_has_a_line_for_each(self) -> None:
        mark = "\ue200navlist\ue202More on it\ue202turn0news1,turn0news2\ue201"
        text = f"Before\n\n{mark}\n"
        items = [PAGE, {"url": "https://two.example", "title": "Two"}]
        assert done(text, reference(text, mark, "nav_list", items=items)).text == (
            "Before\n\n**More on it**\n\n- [All about bees](https://bees.example/all)\n- [Two](https://two.example)\n"
        )

    def test_a_list_without_links_keeps_its_words(self) -> None:
        assert done("\ue200navlist\ue202More on it\ue202turn0news1\ue201").text == "More on it"

    def test_images_become_links_or_are_counted(self) -> None:
        mark = '\ue200image_group\ue202{"query":["bee","wasp"]}\ue201'
        images = [{"image_result": {"title": "A bee", "content_url": "https://i.example/bee.png"}}]
        assert done(mark, reference(mark, mark, "image_group", images=images)).text == (
            "- [A bee](https://i.example/bee.png)"
        )
        found = done(f"See:\n{mark}\nThere.")
        assert found.text == "See:\n\nThere."
        assert found.dropped == {"image_group": 1}

    def test_an_address_with_a_title_becomes_a_link(self) -> None:
        assert done("Go \ue200url\ue202The [bee] page\ue202https://bees.example/(all)\ue201!").text == (
            "Go [The [bee] page](https://bees.example/%28all%29)!"
        )
        assert (
            done("Go \ue200url(Bees, https://bees.example)\ue201!").text == "Go [Bees](https://bees.example)!"
        )

    def test_an_address_that_is_none_of_the_web_stays_text(self) -> None:
        assert (
            done("\ue200url\ue202Click\ue202javascript:alert(1)\ue201").text == "Click (javascript:alert(1))"
        )

    def test_a_title_comes_from_the_reference_if_the_mark_has_none(self) -> None:
        mark = "\ue200url\ue202turn0url1\ue201"
        found = done(mark, reference(mark, mark, "url", item={"url": "https://a.example", "title": "A"}))
        assert found.text == "[A](https://a.example)"

    @pytest.mark.parametrize("kind", ["video", "products", "genui", "forecast", "businesses_map"])
    def test_what_only_the_vendor_can_show_is_dropped_and_counted(self, kind: str) -> None:
        found = done(f'a \ue200{kind}\ue202{{"x":[1]}}\ue201 b')
        assert found.text == "a b"
        assert found.dropped == {kind: 1}

    def test_words_in_an_unknown_kind_stay(self) -> None:
        assert (
            done("a \ue200shiny_new\ue202turn0x1\ue202some words\ue202{1}\ue201 b").text == "a some words b"
        )

    def test_alternative_words_are_taken(self) -> None:
        mark = "\ue200products\ue202{}\ue201"
        assert (
            done(f"a {mark}", reference(mark, mark, "products", alt="**Two kettles**")).text
            == "a **Two kettles**"
        )


class TestStrayMarks:
    def test_span_wraps_keep_their_prose(self) -> None:
        assert done("\ue203wrapped\ue204 and \ue205bare\ue206").text == "wrapped and bare"

    def test_nothing_after_an_unterminated_mark_is_lost(self) -> None:
        assert done("a \ue200cite\ue202turn0search1 and all the rest\n\nof it").text == (
            "a citeturn0search1 and all the rest\n\nof it"
        )

    def test_a_stray_end_far_away_swallows_no_prose(self) -> None:
        text = "a \ue200cite\ue202turn0search1 some prose\n\nmore\ue201 b"
        assert done(text).text == "a citeturn0search1 some prose\n\nmore b"
        assert "some prose" in done("a \ue200cite\ue202turn0search1 some prose\ue201 b").text

    def test_marks_in_code_stay(self) -> None:
        text = f"`{CITE}`\n\n```\n{CITE}\n```\n\n~~~\n\ue203\n~~~\n"
        assert resolve(text, {}) is None

    def test_a_backtick_inside_a_mark_opens_no_code(self) -> None:
        assert (
            done('a \ue200entity\ue202["x","the ` key",0]\ue201 and \ue203b\ue204 ` c').text
            == "a the ` key and b ` c"
        )


class TestBrackets:
    def metadata(self, text: str, *brackets: str) -> dict[str, object]:
        return {
            "citations": [
                {
                    "start_ix": text.find(bracket),
                    "end_ix": text.find(bracket) + len(bracket),
                    "citation_format_type": "tether_og",
                    "metadata": {
                        "type": "webpage",
                        "title": f"Page {n}",
                        "url": f"https://{n}.example",
                        "text": "x" * 5000,
                    },
                }
                for n, bracket in enumerate(brackets)
            ]
        }

    def test_becomes_a_link_to_its_source(self) -> None:
        text = "It is so【6†source】【7†source】."
        found = resolve(text, self.metadata(text, "【6†source】", "【7†source】"))
        assert found is not None
        assert found.text == "It is so ([Page 0](https://0.example)) ([Page 1](https://1.example))."
        assert [c.text for c in found.citations] == [None, None]  # a whole page is no quotation

    def test_is_paired_in_order_where_an_editor_moved_everything(self) -> None:
        text = "It is so【6†source】【7†source】."
        found = resolve("é" + text, self.metadata(text, "【6†source】", "【7†source】"))
        assert found is not None
        assert found.text.endswith("so ([Page 0](https://0.example)) ([Page 1](https://1.example)).")

    def test_is_dropped_without_one(self) -> None:
        found = done("It is so【6†source】【3†L1-L3】, yes.")
        assert found.text == "It is so, yes."
        assert found.dropped == {"bracket": 2}

    def test_a_file_keeps_its_name(self) -> None:
        assert done("See【3:0†bees.pdf】.").text == "See (bees.pdf)."

    def test_a_reference_may_be_about_one(self) -> None:
        text = "See【23†L31-L38】."
        found = done(text, reference(text, "【23†L31-L38】", "webpage", url="https://a.example", title="A"))
        assert found.text == "See ([A](https://a.example))."

    @pytest.mark.parametrize("text", ["【重要】お知らせ", "【注†】", "【12】", "`【12†source】`", "【 \n†】"])
    def test_genuine_brackets_stay(self, text: str) -> None:
        assert resolve(text, {}) is None

    def test_a_query_for_images_goes_with_its_line(self) -> None:
        found = done(':::contextList\n【{"image_fetch": "bee logo"}】\n- **Bee**: hums\n:::\nEnd')
        assert found.text == "- **Bee**: hums\n\nEnd"
        assert found.dropped == {"image_fetch": 1}


class TestAddresses:
    def test_lose_the_vendors_tag(self) -> None:
        text = "[a](https://a.example/?utm_source=chatgpt.com) https://b.example/?x=1&utm_source=chatgpt.com&y=2."
        assert done(text).text == "[a](https://a.example/) https://b.example/?x=1&y=2."

    def test_the_tag_stays_where_it_is_the_subject(self) -> None:
        assert resolve("The parameter ?utm_source=chatgpt.com says so.", {}) is None
        assert resolve("`https://a.example/?utm_source=chatgpt.com`", {}) is None
        assert resolve("https://a.example/?utm_source=chatgpt.com.evil", {}) is None


def test_what_a_person_typed_is_theirs() -> None:
    typed = "\\(x\\) :::writing{id=1} 【1†source】 https://a.example/?utm_source=chatgpt.com"
    assert resolve(typed, {}, typed=True) is None


@pytest.mark.parametrize(
    "typed",
    [
        "\ue203here\ue204",
        "a lone \ue200",
        '\ue200entity\ue202["people","Ada",0]\ue201',
        'entity["people","Ada",0] bare',
        "\ue200cite\ue202turn0search0\ue201",
    ],
)
def test_private_use_marks_stay_in_what_a_person_typed(typed: str) -> None:
    assert resolve(typed, {}, typed=True) is None
    assert resolve(typed, {}) is not None


@pytest.mark.parametrize(
    "metadata",
    [
        {"content_references": "no list"},
        {"content_references": [None, 3, [], {"type": 5, "items": {"a": 1}, "matched_text": ["x"]}]},
        {
            "content_references": [{"items": [None, {"url": 7, "title": []}], "safe_urls": [None, 1]}],
            "citations": {},
        },
        {"citations": [{"start_ix": "a", "metadata": "none"}, {"metadata": {"url": None, "title": {}}}]},
    ],
)
def test_metadata_of_any_shape_is_survived(metadata: dict[str, object]) -> None:
    found = resolve(f"a {CITE} 【1†source】", metadata)
    assert found is not None
    assert found.text == "a"
