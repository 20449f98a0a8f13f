"""The one build step that pyproject.toml cannot say: translations are compiled when the package is built or installed."""

from __future__ import annotations

import sys
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT))


class BuildWithCatalogs(build_py):
    """Build the packages, then compile the catalogs beside them (in the source tree for an editable install)."""

    def run(self) -> None:
        """Build, and compile the catalogs."""
        super().run()
        from scripts.compile_catalogs import compile_into

        compile_into(ROOT / "migrator" / "locale" if self.editable_mode else self._built())

    def get_outputs(self, include_bytecode: bool = True) -> list[str]:
        """The built files, the compiled catalogs among them."""
        from scripts.compile_catalogs import LANGUAGES, UNREVIEWED, po

        made = [po(language, self._built()).with_suffix(".mo") for language in LANGUAGES]
        outputs = super().get_outputs(include_bytecode)
        return sorted({*outputs, *map(str, made), str(self._built() / UNREVIEWED)})

    def _built(self) -> Path:
        return Path(self.build_lib) / "migrator" / "locale"


setup(cmdclass={"build_py": BuildWithCatalogs})
