"""What the assistant asked of tools and what these answered: code, its output, browsing, errors, screens."""

from __future__ import annotations

from migrator.model import Code, Part, ToolCall, ToolResult
from migrator_chatgpt.chat import holds_something
from migrator_chatgpt.content import canvas, media
from migrator_chatgpt.content.here import Here

_LANGUAGES = {"python": "python"}  # what a tool takes, where the call does not say


def code(here: Here) -> list[Part]:
    """`code`: a call if it is addressed to a tool. The language "unknown" means that it is often JSON."""
    text = here.carried("text")
    if not text:
        return []
    at = f"{here.at}/text"
    language = None if here.content.get("language") == "unknown" else here.name("language")
    if (recipient := here.recipient) is not None:
        language = language or _LANGUAGES.get(recipient)
        document = canvas.document(text, recipient, at, here)
        return [document or ToolCall(tool=recipient, input=text, language=language, at=at)]
    if here.role == "tool":
        return [ToolResult(tool=here.author, output=text, at=at)]
    return [Code(text=text, language=language, at=at)]


def output(here: Here) -> list[Part]:
    """`execution_output`: what a run of code printed. Its pictures stand in the metadata."""
    text = here.carried("text")
    run = here.metadata.get("aggregate_result")
    failed = run.__class__ is dict and holds_something(run.get("in_kernel_exception"))
    if not text and not failed:
        return []
    return [ToolResult(tool=here.author, output=text, error=failed, at=f"{here.at}/text")]


def failure(here: Here) -> list[Part]:
    """`system_error`, `stderr`: something went wrong."""
    title = here.name("name")
    text = here.carried("text")
    if not text and not title:
        return []
    return [ToolResult(tool=here.author, output=text, title=title, error=True, at=f"{here.at}/text")]


def quote(here: Here) -> list[Part]:
    """`tether_quote`, `sonic_webpage`: a passage of a page or file that was looked up; its address stays in `extra`."""
    text = here.carried("text", "snippet")
    if not text:
        return []
    return [ToolResult(tool=here.author, output=text, title=here.name("title"), at=f"{here.at}/text")]


def browsing(here: Here) -> list[Part]:
    """`tether_browsing_display`: a page as the browsing tool saw it."""
    parts: list[Part] = []
    for key in ("result", "summary"):
        text = here.text(key)
        if text:
            parts.append(ToolResult(tool=here.author, output=text, at=f"{here.at}/{key}"))
    if not parts and (text := here.carried("text")):
        parts.append(ToolResult(tool=here.author, output=text, at=f"{here.at}/text"))
    return parts


def citable(here: Here) -> list[Part]:
    """`citable_code_output`: what a connected service answered."""
    text = here.carried("output_str", "text")
    if not text:
        return []
    about = here.content.get("metadata")
    title = about.get("display_title") if about.__class__ is dict else None
    return [
        ToolResult(
            tool=here.author,
            output=text,
            title=title if title.__class__ is str else None,
            at=f"{here.at}/output_str",
        )
    ]


def screenshot(here: Here) -> list[Part]:
    """`computer_output`: what the agent's screen showed."""
    screen = here.content.get("screenshot")
    if screen.__class__ is str and screen:
        screen = {"asset_pointer": screen}
    if screen.__class__ is not dict or not holds_something(screen):
        return []
    here.pop("screenshot", spent=True)
    if screen.get("content_type") == "image_asset_pointer":
        here.pop("content_type", screen, spent=True)
    return media.image(screen, f"{here.at}/screenshot", here)
