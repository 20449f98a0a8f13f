"""What a target can take in, as data: one TOML file beside its writer, each vendor fact with its source and date.

    schema = 1
    title = "Markdown files"            # shown to people; translated, as are about, steps, limits, caveats and facts
    kind = "file"                       # file, server (on a machine of one's own) or hosted
    local = true                        # whether the chats stay on the person's own machines
    about = "One sentence."
    steps = ["How a person imports it, one sentence a step."]
    limits = ["What the target refuses or cuts."]
    caveats = ["What we do not know, or what may surprise."]
    loses = ["hidden", "empty"]         # every kind of loss that the writer may report (migrator.losses)

    [holds]                             # yes, partly or no
    chats = "yes"                       # … branches, images, memories, instructions, projects

    [proof]
    kind = "real-parser"                # real-importer, real-parser, schema or not-verified
    test = "tests/real/test_markdown.py::test_every_link_resolves"
    continues = "tests/real/…"          # a test that recorded the next request of a chat that was gone on with; or none
    importer = "markdown-it-py"
    version = "3.0.0"
    on = 2026-11-21

    [[facts]]
    text = "What the vendor's page or code says."
    source = "https://…"
    seen = 2026-11-21

    [own]                               # what only this target's writer reads, for example its sizes

How far a target is *verified* is computed (`verified`): the claim of `proof` counts only while the test that it names
exists. `migrator/proofs.json` lists those tests, so that an installed copy, which has no tests, can tell.
"""

from __future__ import annotations

import datetime as dt
import functools
import tomllib
from importlib.resources import files
from typing import Any, Literal

import msgspec

from migrator import losses
from migrator.errors import MigratorError
from migrator.losses import KINDS, LossKind

Held = Literal["yes", "partly", "no"]
Verified = Literal["real-importer", "real-parser", "schema", "not-verified"]


class BadCapabilities(MigratorError):
    """A capabilities file is not as it must be: a fault of the adapter, not of the person's data."""

    kind = "bad-capabilities"


class _Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of the file; an unknown key in it is an error, so that a slip of the pen is seen."""


class Holds(_Table, frozen=True, kw_only=True):
    """What the target has a place for."""

    chats: Held
    branches: Held
    images: Held
    memories: Held
    instructions: Held
    projects: Held


class Proof(_Table, frozen=True, kw_only=True):
    """How we know that the target takes what we write: `test` is a pytest node under tests/real/.

    `continues` is another, which went on with an imported chat in the real program and found the chat's turns in the
    request that the program then made.
    """

    kind: Verified
    test: str = ""
    continues: str = ""
    importer: str = ""
    version: str = ""
    on: dt.date | None = None


class Fact(_Table, frozen=True, kw_only=True):
    """Something that a vendor's page or code says; `source` is a URL, `seen` the day it was read."""

    text: str
    source: str
    seen: dt.date


class Capabilities(_Table, frozen=True, kw_only=True):
    """One target, as its file describes it."""

    schema: Literal[1]
    title: str
    kind: Literal["file", "server", "hosted"]
    local: bool
    about: str
    holds: Holds
    proof: Proof
    steps: tuple[str, ...]
    loses: tuple[str, ...] = ()
    keeps_details: bool = False  # whether every `extra` of the model is written
    keeps_people: bool = False  # whether names of people in group chats are written as such
    limits: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    own: dict[str, Any] = msgspec.field(default_factory=dict)


# What must be declared as lost where a thing is not held at all, and must not be where it is held whole.
_LOST_WITHOUT = {
    "chats": ("no-place-for-chats",),
    "branches": ("branch-left-out",),
    "images": ("media-left-out", "media-named"),
    "memories": ("memory-left-out",),
    "instructions": ("instruction-left-out",),
    "projects": ("project-left-out",),
}


def load(package: str, name: str, shared: str = "") -> Capabilities:
    """The capabilities in the file `name` of a `package`; `BadCapabilities` says what is wrong with it.

    `shared` is a file of the package with what several targets have in common: its lists follow those of `name`, its
    other values stand where `name` is silent.
    """
    folder = files(package)
    common = (folder / shared).read_text("utf-8") if shared else ""
    return parse((folder / name).read_text("utf-8"), f"{package}/{name}", common)


def parse(text: str, name: str, shared: str = "") -> Capabilities:
    """The capabilities in a TOML text and in one that is `shared`; `name` is what errors call it."""
    try:
        found = msgspec.convert(_over(tomllib.loads(shared), tomllib.loads(text)), Capabilities)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as fault:
        raise BadCapabilities(f"{name}: {fault}") from fault
    wrong = "; ".join(_faults(found))
    if wrong:
        raise BadCapabilities(f"{name}: {wrong}")
    return found


def _over(shared: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """`own`, completed by what is `shared`."""
    made = shared | own
    for key in shared.keys() & own.keys():
        if isinstance(own[key], list) and isinstance(shared[key], list):
            made[key] = own[key] + shared[key]
        elif isinstance(own[key], dict) and isinstance(shared[key], dict):
            made[key] = _over(shared[key], own[key])
    return made


def _faults(found: Capabilities) -> list[str]:
    faults = [f"loses: there is no kind of loss “{kind}”" for kind in found.loses if kind not in KINDS]
    for thing, kinds in _LOST_WITHOUT.items():
        held: Held = getattr(found.holds, thing)
        declared = [kind for kind in kinds if kind in found.loses]
        if held == "no" and not declared:
            faults.append(f"holds.{thing} is “no”, so loses must name {' or '.join(kinds)}")
        if held == "yes" and declared:
            faults.append(f"holds.{thing} is “yes”, yet loses names {declared[0]}")
    proof = found.proof
    if proof.kind != "not-verified":
        missing = [key for key in ("test", "importer", "version", "on") if not getattr(proof, key)]
        faults += [f"proof.{key} is needed for “{proof.kind}”" for key in missing]
    if not found.steps:
        faults.append("steps: say at least how a person gets the files into the target")
    if proof.continues and proof.kind != "real-importer":
        faults.append("proof.continues is only for “real-importer”")
    faults += [f"facts: {fact.source} is not a URL" for fact in found.facts if "://" not in fact.source]
    return faults


def verified(capabilities: Capabilities) -> Verified:
    """How the target was proved: what `proof` claims while its test exists, else `not-verified`."""
    proof = capabilities.proof
    return proof.kind if proof.test in proofs() else "not-verified"


def continues(capabilities: Capabilities) -> bool:
    """Whether a chat was gone on with there: what `proof` claims while that test exists."""
    return verified(capabilities) == "real-importer" and capabilities.proof.continues in proofs()


@functools.cache
def proofs() -> frozenset[str]:
    """The tests against real importers and parsers that exist, as pytest names them."""
    return frozenset(msgspec.json.decode((files("migrator") / "proofs.json").read_bytes(), type=list[str]))


def cannot_hold(capabilities: Capabilities) -> tuple[LossKind, ...]:
    """What a conversion to this target may leave out, change or estimate, in the order of `losses.KINDS`."""
    return tuple(kind for kind in losses.KINDS.values() if kind.name in capabilities.loses)
