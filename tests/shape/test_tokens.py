import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.shape.tokens import harmless

TOKENS = [
    "<|im_start|>", "<|im_end|>", "<|endoftext|>", "<|eot_id|>", "<|start_header_id|>", "<|begin_of_text|>", "<|fim_prefix|>",
    "<｜begin▁of▁sentence｜>", "[INST]", "[/INST]", "<<SYS>>", "<</SYS>>", "<s>", "</s>", "<bos>", "<start_of_turn>",
    "<end_of_turn>", "[gMASK]", "<sop>", "[TOOL_CALLS]", "<think>", "</think>", "<tool_call>", "</tool_call>", "<tool_response>",
    "<unused0>", "<unused98>", "<image>", "<audio>", "[THINK]", "[/THINK]", "<|turn>", "<turn|>", "[|user|]", "]~b]", "<fim_prefix>",
    "<seed:think>", "<row_1_col_2>", "<start_of_image>",
]  # fmt: skip


@pytest.mark.parametrize("token", TOKENS)
def test_a_control_token_stays_readable_and_is_none_any_more(token):
    out = harmless(f"a{token}b")
    assert out == f"a{token[0]} {token[1:]}b"
    assert harmless(out) == out


@given(st.lists(st.sampled_from([*TOKENS, "<", "|", ">", "[", "a", " ", "<<", "/", "think>"])).map("".join))
def test_no_token_is_left(text):
    out = harmless(text)
    assert not [token for token in TOKENS if token in out]
    assert out.replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize(
    "text",
    [
        "a < b",
        "[1]",
        "<span>",
        "| a | b |",
        "List<String>",
        "[INSTALL]",
        "é",
        "x[i]<|y",
        "<thinking>",
        "<unused>",
        "<a b|>",
        "a]~",
    ],
)
def test_other_text_is_not_touched(text):
    assert harmless(text) is text


def test_what_utf_8_cannot_hold_is_replaced():
    assert harmless("a\x00b\ud800") == "a\ufffdb\ufffd"
