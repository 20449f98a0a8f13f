"""llm, the command-line tool: the database of its logs, which it lists, searches and goes on from."""

from migrator.adapter import Target
from migrator.capabilities import load
from migrator_llm.writer import OPTIONS, write

TARGET = Target(name="llm", capabilities=load(__name__, "llm.toml"), write=write, options=OPTIONS)
