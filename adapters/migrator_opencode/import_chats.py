"""Brings the chats in this folder into OpenCode, each once, and can take them out again.

    python3 import_chats.py                     the chats as ChatGPT showed them
    python3 import_chats.py --branches          their other branches too, as sessions of their own
    python3 import_chats.py --undo              take out what this brought in and you did not go on with

It needs Python 3.9 or newer and the `opencode` command, nothing else, and calls no server; OpenCode itself does on its first
start, for its list of models, which is switched off here. Stopped half-way, it goes on when it is run again.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
RECORD = ".imported-by-migrate.jsonl"
TRIED = "1.18"

# What `opencode import` needs. A fault half-way leaves half a chat there, so each file is checked before it is handed over.
_SESSION: dict[str, type] = {"id": str, "slug": str, "title": str, "version": str}
_MESSAGE: dict[str, type] = {"id": str, "sessionID": str, "role": str, "agent": str}
_ANSWER: dict[str, type] = {
    "parentID": str,
    "mode": str,
    "path": dict,
    "tokens": dict,
    "modelID": str,
    "providerID": str,
}
_PART: dict[str, type] = {"id": str, "sessionID": str, "messageID": str, "type": str}
_SORTS: dict[str, dict[str, type]] = {
    "text": {"text": str},
    "reasoning": {"text": str, "time": dict},
    "tool": {"tool": str, "callID": str, "state": dict},
    "file": {"mime": str, "url": str},
}
_STATES = {"completed": ("output", "title", "metadata"), "error": ("error",)}


class Fault(Exception):
    """What is wrong, in a sentence that quotes nothing of a chat."""


def checked(data: bytes) -> dict[str, Any]:
    """The session in a file; `Fault` if OpenCode would refuse it or take in only half of it."""
    try:
        session = json.loads(data)
    except ValueError:
        raise Fault("it is not whole") from None
    info = _fields(session, "info", {"info": dict, "messages": list})["info"]
    _fields(info, "info", _SESSION)
    _times(info, "info", "created", "updated")
    if not info["id"].startswith("ses_"):
        raise Fault("its id does not begin with ses_")
    last = -1
    for number, message in enumerate(session["messages"], 1):
        where = f"message {number}"
        about = _fields(message, where, {"info": dict, "parts": list})["info"]
        _fields(about, where, _MESSAGE)
        stamp = _times(about, where, "created")
        if stamp <= last:
            raise Fault(f"{where}: its time does not come after the one before")
        last = stamp
        if about["role"] == "assistant":
            _fields(about, where, _ANSWER)
            if not isinstance(about.get("cost"), (int, float)):
                raise Fault(f"{where}: cost is missing")
        elif about["role"] == "user":
            _fields(about, where, {"model": dict})
        else:
            raise Fault(f"{where}: its role is neither user nor assistant")
        _ids(about, where, info["id"])
        for place, part in enumerate(message["parts"], 1):
            _part(part, f"{where}, part {place}", about["id"], info["id"])
    return dict(session)


def _part(part: Any, where: str, message: str, session: str) -> None:
    _fields(part, where, _PART)
    if part["messageID"] != message or part["sessionID"] != session or not part["id"].startswith("prt_"):
        raise Fault(f"{where}: it belongs to another message")
    if part["type"] not in _SORTS:
        raise Fault(f"{where}: a part of this type is not known")
    _fields(part, where, _SORTS[part["type"]])
    if part["type"] == "tool":
        state = part["state"]
        needed = _STATES.get(state.get("status", ""))
        missing = needed is None or any(key not in state for key in (*needed, "input", "time"))
        if missing:
            raise Fault(f"{where}: the state of the tool is not whole")


def _fields(value: Any, where: str, wanted: dict[str, type]) -> dict[str, Any]:
    for key, sort in wanted.items():
        if not isinstance(value, dict) or not isinstance(value.get(key), sort):
            raise Fault(f"{where}: {key} is missing")
    return dict(value)


def _times(about: dict[str, Any], where: str, *keys: str) -> int:
    given = about.get("time")
    for key in keys:
        stamp = given.get(key) if isinstance(given, dict) else None
        if not isinstance(stamp, int) or isinstance(stamp, bool) or stamp < 0:
            raise Fault(f"{where}: time.{key} is not a whole number of milliseconds")
        if stamp > time.time() * 1000:
            raise Fault(f"{where}: time.{key} lies in the future")
    return int(about["time"]["created"])


def _ids(about: dict[str, Any], where: str, session: str) -> None:
    if about["sessionID"] != session or not about["id"].startswith("msg_"):
        raise Fault(f"{where}: it belongs to another session")


class OpenCode:
    """The `opencode` command, run in the folder that the chats belong to."""

    def __init__(self, command: str, folder: Path) -> None:
        self._command = command
        self._folder = folder
        self._env = {**os.environ, "OPENCODE_DISABLE_MODELS_FETCH": "1", "OPENCODE_DISABLE_AUTOUPDATE": "1"}

    def run(self, *words: str) -> bytes:
        """What the command prints; `Fault` if it fails. It is read from a file: into a pipe it ends after 65,536 bytes."""
        with tempfile.TemporaryFile() as out:
            try:
                done = subprocess.run(  # noqa: S603 - the person's own program, no shell
                    [self._command, *words],
                    cwd=self._folder,
                    env=self._env,
                    stdin=subprocess.DEVNULL,
                    stdout=out,
                    stderr=out,
                    timeout=600,
                    check=False,
                )
            except subprocess.TimeoutExpired:
                raise Fault("OpenCode did not answer within ten minutes") from None
            out.seek(0)
            if done.returncode:
                raise Fault(f"OpenCode ended with {done.returncode}")
            return out.read()

    def version(self) -> str:
        """Its version."""
        return self.run("--version").decode("utf-8", "replace").strip()

    def sessions(self) -> dict[str, int]:
        """The sessions that it lists, with the time of their last change in milliseconds."""
        told = self.run("session", "list", "-n", "10000000", "--format", "json")
        start = told.find(b"[")
        if start < 0:
            return {}
        try:
            listed, _end = json.JSONDecoder().raw_decode(told[start:].decode("utf-8", "replace"))
        except ValueError:
            raise Fault("OpenCode's list of sessions cannot be read") from None
        return {each["id"]: int(each["updated"]) for each in listed}

    def bring(self, file: Path) -> None:
        """Import one file."""
        if b"Imported session" not in self.run("import", str(file)):
            raise Fault("OpenCode did not say that it imported it")

    def remove(self, session: str) -> None:
        """Delete one session."""
        self.run("session", "delete", session)


def _record(folder: Path) -> dict[str, tuple[str, int]]:
    """What earlier runs brought in: session → hash of its file, and its last change as it was then."""
    found: dict[str, tuple[str, int]] = {}
    try:
        lines = (folder / RECORD).read_text("utf-8").splitlines()
    except FileNotFoundError:
        return found
    for line in lines:
        try:
            entry = json.loads(line)
            found[entry["id"]] = (entry["sha256"], entry["updated"])
        except (ValueError, KeyError, TypeError):
            continue  # the last line of a run that was killed
    return found


def _note(folder: Path, session: str, digest: str, updated: int) -> None:
    entry = json.dumps({"id": session, "sha256": digest, "updated": updated})
    with (folder / RECORD).open("a", encoding="utf-8") as out:
        out.write(f"\n{entry}\n")
        out.flush()
        os.fsync(out.fileno())


def bring_in(program: OpenCode, folder: Path, files: list[Path], *, again: bool) -> int:
    """Import each file that is not there yet; the number of those that could not be."""
    known, listed = _record(folder), program.sessions()
    done = there = gone = failed = 0
    began = time.monotonic()
    for number, file in enumerate(files, 1):
        digest = ""
        try:
            data = file.read_bytes()
            digest = hashlib.sha256(data).hexdigest()
            session = checked(data)["info"]
            if session["id"] in known and session["id"] not in listed and not again:
                gone += 1
                continue
            if session["id"] in listed and known.get(session["id"], ("",))[0] == digest:
                there += 1
                continue
            try:
                program.bring(file)
            except Fault:
                if session["id"] not in listed:
                    program.remove(session["id"])  # half of it may be there
                raise
            _note(folder, session["id"], digest, session["time"]["updated"])
            done += 1
        except (Fault, OSError) as why:
            failed += 1
            print(f"  {file.name}: not imported, {why}", file=sys.stderr)
            if failed >= 5 and not done:
                print("Nothing could be imported; stopped.", file=sys.stderr)
                return failed
        rest = (time.monotonic() - began) / max(1, done) * (len(files) - number) if done else 0.0
        print(
            f"\r{number} of {len(files)}, about {rest / 60:.0f} min left ",
            end="",
            file=sys.stderr,
            flush=True,
        )
    missing = {s for s in _record(folder) if s not in program.sessions()} if done else set()
    print(file=sys.stderr)
    print(
        f"{done} imported, {there} were there already, {gone} that you removed were left out, {failed} failed."
    )
    if len(missing) > gone:
        print(f"{len(missing) - gone} are not in OpenCode's list.", file=sys.stderr)
        failed += len(missing) - gone
    return failed


def take_out(program: OpenCode, folder: Path) -> int:
    """Remove what this script brought in, but for sessions that changed since; the number of failures."""
    listed = program.sessions()
    removed = kept = failed = 0
    for session, (_digest, updated) in _record(folder).items():
        if session not in listed:
            continue
        if listed[session] != updated:
            kept += 1
            continue
        try:
            program.remove(session)
            removed += 1
        except Fault as why:
            failed += 1
            print(f"  {session}: {why}", file=sys.stderr)
    if not failed and not kept:
        (folder / RECORD).unlink(missing_ok=True)
    print(f"{removed} removed, {kept} left because they changed since, {failed} failed.")
    print("OpenCode keeps the words of removed sessions in its database file until that is overwritten.")
    return failed


def _command(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise Fault(f"there is no command {name}; install OpenCode, or name it with --opencode")
    return found


def _folder(given: str) -> Path:
    folder = Path(given).expanduser()
    folder.mkdir(parents=True, exist_ok=True)
    folder = folder.resolve()
    for above in (folder, *folder.parents):
        if (above / ".git").exists():
            raise Fault(
                f"{folder} lies in a git repository ({above}), where the chats would belong to that project"
            )
    return folder


def main(words: list[str] | None = None) -> int:
    """Exit code 0, or 1 if something failed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--branches", action="store_true", help="import the other branches too")
    parser.add_argument(
        "--folder", default="~/chatgpt-in-opencode", help="the folder the chats belong to there"
    )
    parser.add_argument("--opencode", default="opencode", help="the command, if it is not on the path")
    parser.add_argument("--limit", type=int, default=0, help="no more than so many, the newest first")
    parser.add_argument("--again", action="store_true", help="import again what you removed there")
    parser.add_argument("--undo", action="store_true", help="take out what this brought in")
    asked = parser.parse_args(words)
    try:
        folder = _folder(asked.folder)
        program = OpenCode(_command(asked.opencode), folder)
        version = program.version()
        if not version.startswith(TRIED):
            print(
                f"This was tried with OpenCode {TRIED}; yours is {version}. Try --limit 3 first.",
                file=sys.stderr,
            )
        if asked.undo:
            return 1 if take_out(program, folder) else 0
        files = sorted((HERE / "sessions").glob("*.json"), key=_newest, reverse=True)
        if asked.branches:
            files += sorted((HERE / "branches").glob("*.json"), key=_newest, reverse=True)
        files = files[: asked.limit] if asked.limit > 0 else files
        failed = bring_in(program, folder, files, again=asked.again)
    except Fault as why:
        print(f"Nothing was done: {why}.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped; run it again and it goes on.", file=sys.stderr)
        return 130
    print(f'To go on with a chat:  cd "{folder}"  and  opencode -s SESSION -m PROVIDER/MODEL')
    return 1 if failed else 0


def _newest(file: Path) -> tuple[int, str]:
    """The time of the last change, as the head of the file holds it."""
    with file.open("rb") as stream:
        head = stream.read(65_536)
    _before, _mark, rest = head.partition(b'"updated":')
    digits = rest[:20].partition(b"}")[0]
    return int(digits) if digits.isdigit() else 0, file.name


if __name__ == "__main__":
    sys.exit(main())
