"""Formats that carry an archive from one program to another."""

from __future__ import annotations

from migrator.adapter import Target
from migrator.capabilities import load
from migrator_portable import dti, native, pam

DTI = Target(name="dti", capabilities=load(__name__, "dti.toml"), write=dti.write, options=dti.OPTIONS)
NATIVE = Target(name="native", capabilities=load(__name__, "native.toml"), write=native.write)
PAM = Target(name="pam", capabilities=load(__name__, "pam.toml"), write=pam.write)

__all__ = ["DTI", "NATIVE", "PAM"]
