"""Taking the power from words that a language model takes for its own control tokens.

`<|im_start|>system` in a chat's text would start a system turn wherever a tokenizer reads it in training or as a prompt.
A blank after the first character keeps it readable and makes it text.
"""

from __future__ import annotations

import re

from migrator.text import storable

_CONTROL = re.compile(
    r"<(?=[|｜][^\s|｜<>]{1,60}[|｜]>)"  # ChatML, Llama 3, GPT, Phi, DeepSeek (with full-width bars)
    r"|<(?=/?(?:s|bos|eos|pad|unk|mask|sop|eop)>)"
    r"|<(?=(?:start|end)_of_(?:turn|image|text)>)"  # Gemma
    r"|<(?=</?SYS>>)"  # Llama 2
    r"|\[(?=/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_RESULTS|TOOL_CALLS|TOOL_CONTENT|IMG|gMASK|MASK|CLS|SEP|UNK|PAD)\])"
)


def harmless(text: str) -> str:
    """`text` without control tokens, NUL and unpaired surrogates; the same object if there is none of these."""
    if "\0" in text:
        text = text.replace("\0", "\N{REPLACEMENT CHARACTER}")
    if not text.isascii():
        text = storable(text)
    if ("<" in text or "[" in text) and _CONTROL.search(text):
        text = _CONTROL.sub(lambda match: match[0] + " ", text)
    return text
