"""What can happen in a turn of a conversation: one feature a file, each a function of thread, turn and cast."""

from __future__ import annotations

from collections.abc import Callable

from migrator.sample.scenes import Cast, Turn
from migrator.sample.thread import Thread
from migrator.sample.turns import (
    agent,
    asides,
    canvas,
    code,
    files,
    memory,
    oddities,
    pictures,
    plain,
    research,
    thinking,
    voice,
    web,
)

Play = Callable[[Thread, Turn, Cast], None]

USES: dict[str, Play] = {
    "text": plain.play,
    "thinking": thinking.play,
    "python": code.play,
    "canvas": canvas.play,
    "writing": canvas.writing,
    "file": files.play,
    "photo": pictures.shown,
    "picture": pictures.made,
    "memory": memory.play,
    "voice": voice.play,
    "web": web.play,
    "old-web": web.old,
    "research": research.play,
    "agent": agent.play,
    "error": oddities.failed,
    "app": oddities.paired,
    "widget": oddities.widget,
    "stopped": oddities.broken_off,
    "paste": asides.paste,
    "reply": asides.reply,
    "action": asides.action,
    "parts": asides.parts,
}
