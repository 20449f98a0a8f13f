"""Reports of Deep Research in every carrier, with their sources and plan."""

from __future__ import annotations

import json

import pytest

from migrator.model import Citation, Document
from tests.chatgpt.making import chain, message, read

MARK = "\ue200cite\ue202turn0search3\ue201"
TEXT = f"# Pumps\n\nA factor near 3. {MARK} Costs vary."
REFERENCE = {
    "matched_text": MARK,
    "start_idx": TEXT.index(MARK),
    "end_idx": TEXT.index(MARK) + len(MARK),
    "type": "grouped_webpages",
    "items": [{"title": "Trial", "url": "https://trial.example/r", "attribution": "trial.example"}],
}
REPORT = {
    "author": {"role": "assistant"},
    "content": {"content_type": "text", "parts": [TEXT]},
    "metadata": {"content_references": [REFERENCE]},
}
STATE = {"status": "completed", "plan": {"id": "p", "title": "Heat pumps"}, "report_message": REPORT}
SENTENCE = "The latest state of the widget is: "

CARRIERS = {
    "state as text": {"metadata": {"chatgpt_sdk": {"widget_state": json.dumps(STATE)}}},
    "state": {"metadata": {"chatgpt_sdk": {"widget_state": STATE}}},
    "venus": {"metadata": {"venus_widget_state": STATE}},
    "response": {"metadata": {"chatgpt_sdk": {"tool_response_metadata": {"venus_widget_state": STATE}}}},
    "anywhere": {"metadata": {"novelty": [{"deep": {"state": STATE}}]}},
    "report as text": {"metadata": {"venus_widget_state": {**STATE, "report_message": json.dumps(REPORT)}}},
    "tool's text": {"text": SENTENCE + json.dumps(STATE)},
    "hidden text": {
        "text": SENTENCE + json.dumps(STATE),
        "metadata": {"is_visually_hidden_from_conversation": True},
    },
}


def told(carrier, role="tool"):
    given = dict(carrier)
    return read([chain([message(role, given.pop("text", ""), **given)])]).one.messages[0]


@pytest.mark.parametrize("name", CARRIERS)
def test_the_report_is_a_document_that_is_shown_with_its_sources(name):
    found = told(CARRIERS[name])
    (document,) = [part for part in found.parts if isinstance(part, Document)]
    assert found.hidden is None
    assert (document.form, document.title) == ("report", "Heat pumps")
    assert "\ue200" not in document.text
    assert "[trial.example](https://trial.example/r)" in document.text
    assert [part.url for part in found.parts if isinstance(part, Citation)] == ["https://trial.example/r"]


def test_the_most_complete_of_several_states_is_read():
    early = {"report_message": {"content": {"content_type": "text", "parts": ["# Pumps"]}}}
    found = told({"metadata": {"venus_widget_state": early, "chatgpt_sdk": {"widget_state": STATE}}})
    (document,) = [part for part in found.parts if isinstance(part, Document)]
    assert "Costs vary" in document.text


def test_the_plan_stands_before_the_report():
    state = {**STATE, "plan": {"title": "T", "steps": [{"text": "ask the old masters"}, {"id": "x"}]}}
    found = told({"metadata": {"venus_widget_state": state}})
    assert next(part.text for part in found.parts if isinstance(part, Document)) == "- ask the old masters"


def test_a_text_that_speaks_of_reports_is_left_alone():
    found = told({"text": 'The key "report_message" is {odd}.'})
    assert not any(isinstance(part, Document) for part in found.parts)


def test_a_quoted_passage_stands_above_the_question():
    metadata = {"targeted_reply": "Clause 9\nsets the rent.", "targeted_reply_label": "Lease"}
    found = read([chain([message("user", "What is meant?", metadata=metadata)])]).one.messages[0]
    assert [part.text for part in found.parts] == ["> Clause 9\n> sets the rent.", "What is meant?"]
