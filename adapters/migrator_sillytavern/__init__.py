"""SillyTavern: chats of one character, a file each, in the form that its own import of chats takes."""

from migrator.adapter import Target
from migrator.capabilities import load
from migrator_sillytavern.writer import OPTIONS, write

TARGET = Target(
    name="sillytavern", capabilities=load(__name__, "sillytavern.toml"), write=write, options=OPTIONS
)
