"""llama.cpp's own page: its JSONL sessions, which KoboldCpp reads as well."""

from migrator.adapter import Target
from migrator.capabilities import load
from migrator_llamacpp.writer import OPTIONS, write

TARGET = Target(name="llamacpp", capabilities=load(__name__, "llamacpp.toml"), write=write, options=OPTIONS)
