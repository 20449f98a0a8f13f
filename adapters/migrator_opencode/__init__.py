"""OpenCode: one session a file, in the form that its own `opencode import` takes."""

from migrator.adapter import Target
from migrator.capabilities import load
from migrator_opencode.options import OPTIONS
from migrator_opencode.writer import write

TARGET = Target(name="opencode", capabilities=load(__name__, "opencode.toml"), write=write, options=OPTIONS)
