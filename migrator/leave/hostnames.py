"""What a host name looks like to a hurried reader, and whom it belongs to. Pure text; nothing is looked up."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections.abc import Sequence

BRANDS = ("openai", "chatgpt")

# Letters that look like Latin ones, as far as they serve to write the two names.
_TWINS = str.maketrans("0134578аеорсухіјѕԁһɡοαενіτԛ", "oieastbaeopcyxijsdhgoaevitq")


def imitates(host: str, names: Sequence[str]) -> bool:
    """Whether `host`, which is none of `names` nor below one, looks like one of them or like a brand."""
    looks = plain(host)
    squeezed = re.sub(r"[^a-z]", "", looks)
    if any(brand in squeezed for brand in BRANDS):
        return True
    labels = re.split(r"[.-]", looks)
    if any(_near(label, brand) for label in labels for brand in BRANDS):
        return True
    return any(_near(looks, name) or f"{name}." in f"{looks}." for name in names)


def plain(text: str) -> str:
    """`text` as it looks: without accents, with twins of Latin letters made Latin, rn read as m and vv as w."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return bare.translate(_TWINS).replace("vv", "w")


def _near(one: str, other: str) -> bool:
    """Whether they differ by one letter that is added, left out, changed or swapped with its neighbour."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    start = next(
        (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    rests = (one[start:], other[start:])
    return (
        rests[0][1:] == rests[1][1:]
        or rests[0] == rests[1][1:]
        or rests[0][1:] == rests[1]
        or (rests[0][:2] == rests[1][:2][::-1] and rests[0][2:] == rests[1][2:])
    )


def decoded(host: str) -> str:
    """`host` with labels in punycode written out."""
    labels = []
    for label in host.split("."):
        try:
            labels.append(label[4:].encode("ascii").decode("punycode") if label.startswith("xn--") else label)
        except (UnicodeError, ValueError):
            labels.append(label + "?")
    return ".".join(labels)


def is_number(host: str) -> bool:
    """Whether it is an address in numbers, in any form that a browser takes."""
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return bool(re.fullmatch(r"(0x[0-9a-f]+|\d+)(\.(0x[0-9a-f]+|\d+))*", host))
    return True


def registered(host: str) -> str:
    """Roughly the part of a name that somebody registers: two labels, three below co.uk, com.tr and the like."""
    labels = host.strip(".").casefold().split(".")
    short = (
        len(labels) > 2
        and len(labels[-1]) == 2
        and labels[-2] in {"co", "com", "org", "net", "gov", "edu", "ac"}
    )
    return ".".join(labels[-3 if short else -2 :])
