"""The part of each target's reference page that follows from its capabilities, and the list of proofs.

`python tests/contract/reference.py` writes both; tests fail while either is stale.
"""

from __future__ import annotations

import ast
import json
from pathlib import Path

from migrator import registry
from migrator.adapter import Target
from migrator.capabilities import cannot_hold

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "docs" / "reference" / "targets"
PROOFS = ROOT / "migrator" / "proofs.json"
START = "<!-- from capabilities: python tests/contract/reference.py -->"
END = "<!-- end -->"


def proofs() -> list[str]:
    """The tests under tests/real/, as pytest names them."""
    found = []
    for file in sorted((ROOT / "tests" / "real").glob("test_*.py")):
        found += [
            f"tests/real/{file.name}::{node.name}"
            for node in ast.parse(file.read_text("utf-8")).body
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
        ]
    return found


def proofs_text() -> str:
    return json.dumps(proofs(), indent=1) + "\n"


def facts(target: Target) -> str:
    """The generated part of a page."""
    c = target.capabilities
    held = ", ".join(f"{thing}: {getattr(c.holds, thing)}" for thing in c.holds.__struct_fields__)
    out = [START, "", c.about, "", f"- Kind: {c.kind}{', local' if c.local else ''}", f"- Holds: {held}"]
    if c.proof.kind == "not-verified":
        out.append("- Proof: not verified")
    else:
        p = c.proof
        out.append(f"- Proof: {p.kind}, {p.importer} {p.version}, {p.on}, `{p.test}`")
        if p.continues:
            out.append(f"- Gone on with there, the next request recorded: `{p.continues}`")
    out += ["", "## How to import it", "", *(f"{n}. {step}" for n, step in enumerate(c.steps, 1))]
    if target.options:
        out += ["", "## Options", "", "| `--set` | default | meaning |", "|---|---|---|"]
        for option in target.options:
            values = "\\|".join(option.choices) or "VALUE"
            out.append(f"| `{option.key}={values}` | `{option.default}` | {option.help} |")
    if c.limits:
        out += ["", "## Limits", "", *(f"- {text}" for text in c.limits)]
    if c.caveats:
        out += ["", "## Good to know", "", *(f"- {text}" for text in c.caveats)]
    out += [
        "",
        "## What a conversion may report as lost",
        "",
        "| kind | counted in | what became of it | meaning |",
    ]
    out += ["|---|---|---|---|"]
    out += [f"| `{k.name}` | {k.unit} | {k.effect} | {k.meaning} |" for k in cannot_hold(c)]
    if c.facts:
        out += ["", "## Sources", "", *(f"- {f.text} ({f.source}, seen {f.seen})" for f in c.facts)]
    return "\n".join([*out, "", END])


def page(name: str) -> Path:
    return PAGES / f"{name}.md"


def fresh(name: str) -> str:
    """The page as it should be: the words of its authors around the generated part."""
    target = registry.target(name)
    path = page(name)
    text = path.read_text("utf-8") if path.exists() else f"# {target.capabilities.title}\n\n{START}\n{END}\n"
    before, _, rest = text.partition(START)
    return before + facts(target) + rest.partition(END)[2]


if __name__ == "__main__":
    PROOFS.write_text(proofs_text(), "utf-8")
    for each in registry.target_names():
        page(each).write_text(fresh(each), "utf-8")
