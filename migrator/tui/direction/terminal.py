"""Telling a terminal who puts lines in order, for the few that listen.

ECMA-48 has a mode for it (BDSM, 8): set, the terminal does it; reset, the program does. VTE (GNOME Terminal and kin, since
0.57.3, 2019) documents that it follows it; others pass over it. So it is switched off before the person is asked which
line reads correctly: what they see then is what they will get.
"""

OURS = "\x1b[8l"
THEIRS = "\x1b[8h"
