"""Ollama: the person's instructions and one chat to go on with, as a model of their own."""

from migrator.adapter import Target
from migrator.capabilities import load
from migrator_ollama.writer import OPTIONS, write

TARGET = Target(name="ollama", capabilities=load(__name__, "ollama.toml"), write=write, options=OPTIONS)
