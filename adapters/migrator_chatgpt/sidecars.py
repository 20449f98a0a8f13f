"""The small files beside the conversations: who the person is, thumbs up and down, shared links."""

from __future__ import annotations

from typing import Any

import orjson

from migrator.model import Account, Feedback, Item, Origin, SharedLink
from migrator_chatgpt import ids, times
from migrator_chatgpt.chat import Json, take_name

_SHARE = "https://chatgpt.com/share/"


def accounts(value: Any, file: str) -> list[Account]:
    """`user.json`: one object (a list of them is accepted). Nothing if it says nothing."""
    return [
        _account(each, file) for each in (value if isinstance(value, list) else [value]) if _is_object(each)
    ]


def _is_object(value: Any) -> bool:
    return isinstance(value, dict) and bool(value)


def _account(value: Json, file: str) -> Account:
    id_ = take_name(value, "id")
    plus = value.get("chatgpt_plus_user")
    if plus.__class__ is bool:
        del value["chatgpt_plus_user"]
    phone = take_name(value, "phone_number")
    return Account(
        id=id_ or ids.derived("account", value),
        origin=Origin(file),
        email=take_name(value, "email"),
        name=take_name(value, "name"),
        phone=phone,
        plan={True: "plus", False: "free"}.get(plus) if plus.__class__ is bool else None,
        extra=value,
    )


def feedback(value: Json, origin: Origin) -> Feedback:
    """One thumb. Its `content` is a text that holds JSON, in which `text` is the comment."""
    content = value.get("content")
    comment = None
    if isinstance(content, str) and content:
        try:
            inner = orjson.loads(content)
        except ValueError:
            inner = {"text": content}
        if isinstance(inner, dict):
            comment = take_name(inner, "text")
            del value["content"]
            if inner:
                value["content"] = inner
    id_ = take_name(value, "id")
    return Feedback(
        id=id_ or ids.derived("feedback", value),
        origin=origin,
        conversation=take_name(value, "conversation_id"),
        message=take_name(value, "message_id"),
        rating=take_name(value, "rating"),
        text=comment,
        created=times.take(value, "create_time"),
        extra=value,
    )


def shared_link(value: Json, origin: Origin) -> SharedLink:
    """One link. The page stands at chatgpt.com/share/ID for as long as the link exists."""
    id_ = take_name(value, "id")
    anonymous = value.get("is_anonymous")
    if anonymous.__class__ is bool:
        del value["is_anonymous"]
    return SharedLink(
        id=id_ or ids.derived("shared-link", value),
        origin=origin,
        url=_SHARE + id_ if id_ else None,
        conversation=take_name(value, "conversation_id"),
        title=take_name(value, "title"),
        anonymous=anonymous if anonymous.__class__ is bool else None,
        extra=value,
    )


def item(logical: str, value: Any, origin: Origin) -> Item | None:
    """The item that one element of a list file holds; None if it is no object."""
    if not isinstance(value, dict):
        return None
    return feedback(value, origin) if logical == "message_feedback.json" else shared_link(value, origin)
