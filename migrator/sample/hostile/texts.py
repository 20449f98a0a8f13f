"""Hostile words in every place of a conversation that can hold words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from migrator.sample.hostile import strings as s
from migrator.sample.hostile.case import Case, Json, chat, classic, message, packed, uid, usual

_FAMILIES: dict[str, tuple[str, tuple[str, ...]]] = {
    "terminal-escapes": ("escape sequences that clear, rename, write the clipboard, forge links", s.TERMINAL),
    "terminal-markup": ("markup of terminal libraries", s.MARKUP),
    "html": ("HTML, scripts and addresses that run", s.HTML),
    "markdown": ("Markdown that embeds, runs or forges turns", s.MARKDOWN),
    "yaml": ("words that break YAML front matter", s.YAML),
    "formulas": ("words that spreadsheets compute", s.FORMULAS),
    "modelfile": ("words that break out of a Modelfile or a template", s.MODELFILE),
    "control-tokens": ("control tokens of models", s.CONTROL_TOKENS),
    "unicode": ("bidirectional overrides, invisible and unpaired characters", s.UNICODE),
}


def cases() -> Iterator[Case]:
    """One case a family, and one for memories."""
    for name, (about, words) in _FAMILIES.items():
        yield classic(
            f"text-{name}",
            f"Everywhere a word can stand: {about}.",
            partial(_each, _soaked, words),
            conversations=len(words),
            messages=len(words) * 7,
            hostile=words,
        )
    yield classic(
        "memory-injection",
        "Memories and instructions that give orders to the next assistant.",
        partial(_each, _planted, s.INJECTIONS),
        conversations=len(s.INJECTIONS),
        messages=len(s.INJECTIONS) * 5,
        hostile=s.INJECTIONS,
    )
    yield packed(
        "sidecars-hostile",
        "Account, shared links, feedback and group chats full of hostile words.",
        _sidecars,
        conversations=1,
        messages=2,
        hostile=(*s.TERMINAL, *s.HTML),
    )


def _each(make: Callable[[int, str], Json], words: tuple[str, ...]) -> list[Json]:
    return [make(i, word) for i, word in enumerate(words)]


def _soaked(number: int, word: str) -> Json:
    """A conversation with `word` in its title, texts, file names, tool names, models, languages, links and ids."""
    file_id = f"file-Soaked{number:04d}"
    reference: Json = {
        "matched_text": "\ue200cite\ue202turn0search0\ue201",
        "start_idx": 4,
        "end_idx": 26,
        "type": "grouped_webpages",
        "alt": f"([{word}](https://example.org/?q={word}))",
        "items": [
            {"title": word, "url": f"https://example.org/{word}", "snippet": word, "attribution": word}
        ],
    }
    asked = message(
        "user",
        {
            "content_type": "multimodal_text",
            "parts": [
                {
                    "content_type": "image_asset_pointer",
                    "asset_pointer": f"file-service://{file_id}",
                    "size_bytes": 10,
                    "width": 1,
                    "height": 1,
                    "metadata": {"dalle": {"prompt": word, "gen_id": word}},
                },
                word,
            ],
        },
        metadata={"attachments": [{"id": file_id, "name": word, "mimeType": word, "size": 10}]},
    )
    cited = message(
        "assistant",
        f"See \ue200cite\ue202turn0search0\ue201 and {word}",
        metadata={"model_slug": word, "content_references": [reference]},
    )
    thought = message(
        "assistant",
        {
            "content_type": "thoughts",
            "thoughts": [{"summary": word, "content": word, "chunks": [], "finished": True}],
        },
        metadata={"model_slug": word},
    )
    call = message(
        "assistant",
        {"content_type": "code", "language": word, "response_format_name": None, "text": word},
        recipient=word or "python",
        metadata={"model_slug": word},
    )
    result = message("tool", {"content_type": "execution_output", "text": word})
    result["author"]["name"] = word
    page = message(
        "tool",
        {
            "content_type": "tether_quote",
            "url": f"https://example.org/{word}",
            "domain": word,
            "title": word,
            "text": word,
        },
    )
    strange = message("assistant", {"content_type": word or "strange", "text": word, word: [word]})
    return chat(
        f"soaked-{number}",
        [asked, thought, call, result, page, cited, strange],
        title=word,
        default_model_slug=word,
        gizmo_id=f"g-p-{word}" if number % 2 else f"g-{word}",
        gizmo_type="snorlax" if number % 2 else "gpt",
        conversation_template_id=f"g-p-{word}" if number % 2 else f"g-{word}",
        voice=word,
    )


def _planted(number: int, word: str) -> Json:
    known = message(
        "assistant",
        {
            "content_type": "model_editable_context",
            "model_set_context": f"1. [2024-02-02]. {word}",
            "repository": None,
        },
        metadata={"is_visually_hidden_from_conversation": True},
    )
    told = message(
        "user",
        {"content_type": "user_editable_context", "user_profile": word, "user_instructions": word},
        metadata={
            "is_visually_hidden_from_conversation": True,
            "is_user_system_message": True,
            "user_context_message_data": {"about_user_message": word, "about_model_message": word},
        },
    )
    noted = message("assistant", word, recipient="bio")
    return chat(
        f"planted-{number}",
        [known, told, message("user", "Remember this."), noted, message("assistant", "Noted.")],
    )


def _sidecars() -> dict[str, object]:
    files = usual([chat("plain")])
    words = (*s.TERMINAL, *s.HTML)
    files["user.json"] = {
        "id": f"user-{s.HTML[0]}",
        "email": f"{s.TERMINAL[0]}@example.org",
        "name": s.TERMINAL[1],
        "phone_number": s.FORMULAS[0],
        "chatgpt_plus_user": s.HTML[1],
    }
    files["shared_conversations.json"] = [
        {"id": word, "conversation_id": uid("plain"), "title": word, "is_anonymous": True} for word in words
    ]
    files["message_feedback.json"] = [
        {
            "id": word,
            "conversation_id": uid("plain"),
            "user_id": word,
            "rating": word,
            "content": '{"text": "unterminated',
            "create_time": 1_700_000_000.0,
        }
        for word in words
    ]
    files["group_chats.json"] = {
        "chats": [{"id": word, "title": word, "messages": [{"id": "m", "text": word}]} for word in words]
    }
    return files
