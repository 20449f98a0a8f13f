"""What the assistant asked of tools and what these answered: code, its output, browsing, errors, screens."""

from __future__ import annotations

from typing import Any

from migrator.model import Code, Part, Role, ToolCall, ToolResult
from migrator_chatgpt.chat import Chat, Json, holds_something, take, take_carried, take_name
from migrator_chatgpt.content import canvas, media


def code(
    content: Json, raw: Json, role: Role | None, author: str | None, metadata: Json, _chat: Chat
) -> list[Part]:
    """`code`: a call if it is addressed to a tool. The language "unknown" means that it is often JSON."""
    text = take_carried(content, "text")
    if not text:
        return []
    language = None if content.get("language") == "unknown" else take_name(content, "language")
    recipient = raw.get("recipient")
    if role == "assistant" and recipient.__class__ is str and recipient != "all":
        document = canvas.document(text, recipient, "/content/text", metadata)
        return [document or ToolCall(tool=recipient, input=text, language=language, at="/content/text")]
    if role == "tool":
        return [ToolResult(tool=author, output=text, at="/content/text")]
    return [Code(text=text, language=language, at="/content/text")]


def output(
    content: Json, _raw: Json, _role: Role | None, author: str | None, metadata: Json, _chat: Chat
) -> list[Part]:
    """`execution_output`: what a run of code printed. Its pictures stand in the metadata."""
    text = take_carried(content, "text")
    run = metadata.get("aggregate_result")
    failed = run.__class__ is dict and holds_something(run.get("in_kernel_exception"))
    if not text and not failed:
        return []
    return [ToolResult(tool=author, output=text, error=failed, at="/content/text")]


def failure(
    content: Json, _raw: Json, _role: Role | None, author: str | None, _metadata: Json, _chat: Chat
) -> list[Part]:
    """`system_error`, `stderr`: something went wrong."""
    title = take_name(content, "name")
    text = take_carried(content, "text")
    if not text and not title:
        return []
    return [ToolResult(tool=author, output=text, title=title, error=True, at="/content/text")]


def quote(
    content: Json, _raw: Json, _role: Role | None, author: str | None, _metadata: Json, _chat: Chat
) -> list[Part]:
    """`tether_quote`, `sonic_webpage`: a passage of a page or file that was looked up; its address stays in `extra`."""
    text = take_carried(content, "text")
    if not text:
        return []
    return [ToolResult(tool=author, output=text, title=take_name(content, "title"), at="/content/text")]


def browsing(
    content: Json, _raw: Json, _role: Role | None, author: str | None, _metadata: Json, _chat: Chat
) -> list[Part]:
    """`tether_browsing_display`: a page as the browsing tool saw it."""
    parts: list[Part] = []
    for key in ("result", "summary"):
        text = take(content, key)
        if text:
            parts.append(ToolResult(tool=author, output=text, at=f"/content/{key}"))
    return parts


def citable(
    content: Json, _raw: Json, _role: Role | None, author: str | None, _metadata: Json, _chat: Chat
) -> list[Part]:
    """`citable_code_output`: what a connected service answered."""
    text = take(content, "output_str")
    if not text:
        return []
    about = content.get("metadata")
    title = about.get("display_title") if about.__class__ is dict else None
    return [
        ToolResult(
            tool=author,
            output=text,
            title=title if title.__class__ is str else None,
            at="/content/output_str",
        )
    ]


def screenshot(
    content: Json, _raw: Json, _role: Role | None, _author: str | None, _metadata: Json, chat: Chat
) -> list[Part]:
    """`computer_output`: what the agent's screen showed."""
    screen: Any = content.get("screenshot")
    if screen.__class__ is not dict or screen.get("asset_pointer").__class__ is not str:
        return []
    del content["screenshot"]
    if screen.get("content_type") == "image_asset_pointer":
        del screen["content_type"]
    return media.image(screen, "/content/screenshot", chat)
