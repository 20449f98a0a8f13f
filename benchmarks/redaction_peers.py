"""The other tools of `redaction.py`, each as a function from a text to a text. What is not installed is left out."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

Replace = Callable[[str], str]


def peers(texts: Sequence[str]) -> dict[str, Replace]:
    """Those that are installed here. gitleaks is a program and reads all `texts` at once."""
    made: dict[str, Replace] = {}
    for name, make in (
        ("gitleaks", lambda: _gitleaks(texts)),
        ("presidio, patterns only", _presidio),
        ("detect-secrets", _detect_secrets),
        ("scrubadub", _scrubadub),
    ):
        try:
            made[name] = make()
        except ImportError as why:
            sys.stderr.write(f"{name} is not here: {why}\n")
    return made


def _gitleaks(texts: Sequence[str]) -> Replace:
    program = shutil.which("gitleaks", path=str(Path(sys.executable).parent)) or shutil.which("gitleaks")
    if program is None:
        raise ImportError("no program gitleaks")
    with tempfile.TemporaryDirectory() as folder:
        for number, text in enumerate(texts):
            (Path(folder) / f"{number}.txt").write_text(text, encoding="utf-8")
        report = Path(folder) / "report.json"
        subprocess.run(
            [
                program,
                "dir",
                folder,
                "--report-format",
                "json",
                "--report-path",
                str(report),
                "--exit-code",
                "0",
                "--no-banner",
                "--log-level",
                "error",
            ],
            check=True,
        )
        found: dict[str, list[str]] = {}
        for one in json.loads(report.read_text(encoding="utf-8")):
            found.setdefault(texts[int(Path(one["File"]).stem)], []).append(one["Secret"])

    def replace(text: str) -> str:
        for secret in sorted(found.get(text, ()), key=len, reverse=True):
            text = text.replace(secret, "[SECRET]")
        return text

    return replace


def _presidio() -> Replace:
    from importlib.resources import files

    import tldextract
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer.nlp_engine import NlpEngineProvider
    from presidio_analyzer.recognizer_registry import RecognizerRegistryProvider

    # Its look at an address asks publicsuffix.org otherwise; the list that comes with it is enough.
    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=())
    conf = files("presidio_analyzer") / "conf"
    engine = NlpEngineProvider(conf_file=str(conf / "no_op.yaml")).create_engine()
    registry = RecognizerRegistryProvider(
        conf_file=str(conf / "default_recognizers.yaml")
    ).create_recognizer_registry()
    analyzer = AnalyzerEngine(nlp_engine=engine, registry=registry, supported_languages=["en"])
    del RecognizerRegistry

    def replace(text: str) -> str:
        at, pieces = 0, []
        for one in sorted(analyzer.analyze(text, language="en"), key=lambda r: (r.start, -r.end)):
            if one.start >= at:
                pieces += [text[at : one.start], f"[{one.entity_type}]"]
                at = one.end
        return "".join([*pieces, text[at:]])

    return replace


def _detect_secrets() -> Replace:
    from detect_secrets.core.scan import scan_line
    from detect_secrets.settings import default_settings

    def replace(text: str) -> str:
        with default_settings():
            lines = []
            for line in text.split("\n"):
                for secret in scan_line(line):
                    if secret.secret_value and secret.type not in {
                        "Base64 High Entropy String",
                        "Hex High Entropy String",
                    }:
                        line = line.replace(secret.secret_value, "[SECRET]")  # noqa: PLW2901
                lines.append(line)
        return "\n".join(lines)

    return replace


def _scrubadub() -> Replace:
    import scrubadub

    scrubber = scrubadub.Scrubber()
    return scrubber.clean


__all__ = ["peers"]
