"""The main job on a made-up export: two exports of one account, kept in a vault, merged, into targets good to look at.

Nothing of the person's is read, nothing leaves the computer, and all of it stands in one folder. The vault is one for a
sitting: encrypted under a key that only this process has, and gone at the end.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from migrator import registry
from migrator.app.context import Context
from migrator.app.convert import Converted, Request, convert
from migrator.app.keeping.adding import Added, add
from migrator.app.keeping.caring import Checked, verify
from migrator.app.unlocking import shielded
from migrator.errors import OutputExists
from migrator.events import Finished, Started
from migrator.i18n import _
from migrator.sample.demo import pair
from migrator.vault.session import session

FOLDER = Path("migrate-demo")
# In the order in which they are shown; those that are installed are taken.
TARGETS = ("markdown", "open-webui", "claude", "html", "native")
_EXPORTS = ("older-export.zip", "export.zip")


class Step(msgspec.Struct, frozen=True):
    """One conversion of the demo, and the command that does the same."""

    command: str
    done: Converted


class Demo(msgspec.Struct, frozen=True):
    """What the demo did."""

    out: Path
    exports: tuple[Path, ...]
    kept: Added
    checked: Checked
    steps: tuple[Step, ...]
    next: tuple[str, ...]

    def document(self) -> dict[str, Any]:
        """The documented JSON object."""
        bundles = []
        for step in self.steps:
            manifest = step.done.manifest.document()
            bundles.append(
                {
                    "target": manifest["target"],
                    "path": str(step.done.path),
                    "counts": manifest["counts"],
                    "losses": manifest["losses"],
                }
            )
        return {"out": str(self.out), "bundles": bundles, "next": list(self.next)}


def demo(out: Path | None, context: Context, targets: Sequence[str] = TARGETS) -> Demo:
    """Make up an export in `out` (default ./migrate-demo) and convert it. Running it again changes nothing."""
    folder = out or FOLDER
    if (folder.is_symlink() and out is None) or (
        folder.exists()
        and not (folder.is_dir() and (not any(folder.iterdir()) or (folder / _EXPORTS[0]).is_file()))
    ):
        raise OutputExists(
            _("“{folder}” exists already; nothing in it was changed.").format(folder=folder),
            _("Choose another place with --out."),
        )
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    exports = tuple(folder / name for name in _EXPORTS)
    context.report(Started(phase="sample", total=len(exports), unit="files"))
    for path, made in zip(exports, pair(), strict=True):
        if not path.exists():
            aside = path.with_name(path.name + ".part")
            aside.unlink(missing_ok=True)  # it may be a link that somebody left there
            made.write_zip(aside)
            aside.rename(path)
    context.report(Finished(phase="sample"))
    shielded()
    with session() as vault:
        kept = add(vault, [str(path) for path in exports], context)
        checked = verify(vault, context)
        steps = []
        for name in [name for name in targets if name in registry.target_names()]:
            request = Request(target=name, sources=(), out=folder / name)
            words = ["migrate", "--to", name, *(w for path in exports for w in ("--from", str(path)))]
            done = convert(request, context, vault)
            steps.append(Step(shlex.join([*words, "--out", str(folder / name)]), done))
    return Demo(folder, exports, kept, checked, tuple(steps), tuple(_next(exports, steps)))


def _next(exports: Sequence[Path], steps: Sequence[Step]) -> list[str]:
    said = [_("Look at what came out: {folder}").format(folder=step.done.path) for step in steps[:1]]
    said.append(
        _("See what was in the made-up export: {command}").format(command=f"migrate inspect {exports[-1]}")
    )
    said.append(
        _("Ask ChatGPT for your own export, then: {command}").format(command="migrate inspect export.zip")
    )
    said.append(_("Keep it, encrypted: {command}").format(command="migrate vault init"))
    said.append(_("Compare where you could go: {command}").format(command="migrate targets"))
    return said
