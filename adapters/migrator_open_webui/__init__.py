"""Open WebUI: its own chat-export form, which Page Assist and Unsloth Studio read as well."""

from migrator.adapter import Target
from migrator.capabilities import load
from migrator_open_webui.options import OPTIONS
from migrator_open_webui.writer import write

TARGET = Target(
    name="open-webui", capabilities=load(__name__, "open_webui.toml"), write=write, options=OPTIONS
)
