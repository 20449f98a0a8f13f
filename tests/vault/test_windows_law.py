"""One law over every order of honest steps in several windows, with stops in between.

What any command reported as kept can be restored, in full, by each way in that the person was told is valid.
"""

import contextlib
import os
import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from migrator.errors import KeysChanged, MigratorError, VaultDamaged
from migrator.vault import disk, keys, secret, slots
from migrator.vault.content import BytesContent
from migrator.vault.copy import copy
from migrator.vault.create import create
from migrator.vault.divergence import Diverged
from migrator.vault.handle import unlock
from migrator.vault.index import build
from migrator.vault.kinds import Plan
from migrator.vault.merge import take_in
from migrator.vault.originals import add, all_originals, open_original
from migrator.vault.rekey import rekey
from migrator.vault.verify import verify

WINDOWS = st.sampled_from(range(3))
STOPS = st.none() | st.integers(1, 40)


class Stopped(Exception):
    """The program ends here."""


@contextlib.contextmanager
def stopping(at):
    left = [at or -1]

    def watch(_name):
        left[0] -= 1
        if left[0] == 0:
            raise Stopped

    disk.watcher = watch
    try:
        yield
    finally:
        disk.watcher = disk._nothing


class Windows(RuleBasedStateMachine):
    """Up to three windows at one vault and one copy of it. `passphrases` and `codes`: what may hold; several after a stop."""

    def __init__(self):
        super().__init__()
        self.root = Path(tempfile.mkdtemp(prefix="windows-"))
        self.windows = [None, None, None]
        self.kept, self.decided = {}, {}
        self.copied = None  # what the copy was reported to hold, and the secrets of then
        self.count = 0
        self.saved = slots.TYPED_WORK_FACTOR, disk.sync, disk.sync_folder
        slots.TYPED_WORK_FACTOR = 2
        disk.sync = disk.sync_folder = lambda _: None

    @initialize()
    def made(self):
        self.passphrases, self.codes = {"the first passphrase"}, {secret.new_recovery_code()}
        create(self.root / "vault", *self.passphrases, *self.codes).close()

    def teardown(self):
        for window in range(3):
            self.shut(window)
        slots.TYPED_WORK_FACTOR, disk.sync, disk.sync_folder = self.saved
        shutil.rmtree(self.root, ignore_errors=True)

    def fresh(self, what):
        self.count += 1
        return f"{what} {self.count}"

    def shut(self, window):
        if self.windows[window] is not None:
            self.windows[window].close()
            self.windows[window] = None

    def at(self, window):
        """The vault as this window holds it; it may be open since long ago, with a question on the screen."""
        if self.windows[window] is None:
            self.windows[window] = self.opened(self.root / "vault", self.passphrases)
        return self.windows[window]

    def opened(self, folder, secrets):
        for each in sorted(secrets):
            with contextlib.suppress(MigratorError):
                return unlock(folder, each)
        raise AssertionError("none of the ways in that hold opens it")

    def act(self, window, stop, work):
        """Whether `work` was reported as done. After a stop the window is gone; one that is told to open again does so."""
        vault = self.at(window)
        try:
            with stopping(stop):
                work(vault)
        except Stopped:
            self.shut(window)
            return False
        except KeysChanged:
            self.shut(window)
            return False
        return True

    # ------------------------------------------------------------------------------------------------ steps

    @rule(window=WINDOWS, code=st.booleans())
    def open(self, window, code):
        self.shut(window)
        self.windows[window] = self.opened(
            self.root / "vault", self.codes if code and self.codes else self.passphrases
        )

    @rule(window=WINDOWS, stop=STOPS)
    def add(self, window, stop):
        name = self.fresh("export")
        if self.act(window, stop, lambda v: add(v, BytesContent(name, name.encode()), what="memories")):
            self.kept[name] = name.encode()

    @rule(window=WINDOWS, stop=STOPS, key=st.sampled_from("ab"))
    def decide(self, window, stop, key):
        value = self.fresh("value")

        def put(vault):
            with vault.writing():
                vault.journal.put({key: Plan(value=value)})

        before = self.decided.get(key, {None})
        self.decided[key] = {value} if self.act(window, stop, put) else before | {value}

    @rule(window=WINDOWS, stop=STOPS)
    def change_passphrase(self, window, stop):
        new = self.fresh("passphrase")
        before = set(self.passphrases)
        done = self.act(window, stop, lambda v: keys.change_passphrase(v, new))
        self.passphrases = {new} if done else before | {new}

    @rule(window=WINDOWS, stop=STOPS)
    def change_code(self, window, stop):
        new, before = secret.new_recovery_code(), set(self.codes)
        done = self.act(window, stop, lambda v: keys.replace_recovery(v, new))
        self.codes = {new} if done else before | {new} if before else set()

    @rule(window=WINDOWS, stop=STOPS)
    def remove_code(self, window, stop):
        def remove(vault):
            with (
                contextlib.suppress(MigratorError)
                if "recovery" not in vault.layout.slots()
                else contextlib.nullcontext()
            ):
                keys.remove(vault, "recovery")

        self.act(window, stop, remove)
        self.codes = set()  # whether it is gone already or not: nobody was told that it holds

    @rule(window=WINDOWS, stop=STOPS)
    def rekey(self, window, stop):
        vault, new, before = self.at(window), secret.new_recovery_code(), set(self.codes)
        own = next((p for p in sorted(self.passphrases) if self.opens(p)), None)
        assert own is not None
        done = self.act(window, stop, lambda v: rekey(v, own, new))
        del vault
        self.codes = {new} if done else before | {new} if before else set()
        if done:
            self.passphrases = {own}

    @rule(window=WINDOWS, stop=STOPS)
    def verify(self, window, stop):
        self.act(window, stop, lambda v: verify(v).ok or self.fail_if_whole(v))

    @rule(window=WINDOWS, stop=STOPS)
    def compact(self, window, stop):
        def compact(vault):
            with vault.writing():
                vault.journal.compact()

        self.act(window, stop, compact)

    @rule(window=WINDOWS, stop=STOPS)
    def index(self, window, stop):
        self.act(window, stop, lambda v: build.rebuild(v, lambda _name: ())[0].close())

    @rule(window=WINDOWS, stop=STOPS, force=st.booleans())
    def copy(self, window, stop, force):
        secrets, held = self.passphrases | self.codes, dict(self.kept)
        try:
            if self.act(window, stop, lambda v: copy(v, self.root / "copy", force=force)):
                self.copied = held, set(secrets)
            elif self.copied is not None:
                self.copied = self.copied[0], self.copied[1] | secrets
        except Diverged:
            assert not force
        except MigratorError as why:
            assert why.kind == "vault-damaged"  # noqa: PT017 - a vault that lacks something says so

    @precondition(lambda self: self.copied is not None)
    @rule(check=st.booleans())
    def work_in_the_copy(self, check):
        name = self.fresh("own export")
        with self.opened(self.root / "copy", self.copied[1]) as own:
            if check:
                verify(own)
            else:
                add(own, BytesContent(name, name.encode()), what="memories")

    @precondition(lambda self: self.copied is not None)
    @rule(window=WINDOWS, stop=STOPS)
    def take_in(self, window, stop):
        with self.opened(self.root / "copy", self.copied[1]) as own:
            names = {one.name: one.name.encode() for one in all_originals(own)}
            if self.act(window, stop, lambda v: take_in(v, own)):
                self.kept |= names

    # ------------------------------------------------------------------------------------------------ the law

    def fail_if_whole(self, vault):
        found = verify(vault, record=False)
        assert found.ok, found.problems

    def opens(self, typed):
        try:
            unlock(self.root / "vault", typed).close()
        except MigratorError:
            return False
        return True

    @invariant()
    def each_way_in_that_holds_restores_what_was_reported_as_kept(self):
        if not hasattr(self, "passphrases"):
            return
        for ways in filter(None, (self.passphrases, self.codes)):
            with self.opened(self.root / "vault", ways) as vault:
                assert texts(vault).items() >= self.kept.items()
                plans = vault.journal.all(Plan)
                for key, values in self.decided.items():
                    assert (plans[key].value if key in plans else None) in values
                assert vault.journal.problems == ()
        if self.copied is not None:
            with self.opened(self.root / "copy", self.copied[1]) as second:
                assert texts(second).items() >= self.copied[0].items()


def texts(vault):
    held = {}
    for original in all_originals(vault):
        with contextlib.suppress(VaultDamaged), open_original(vault, original) as plain:
            held[original.name] = (
                plain.read()
            )  # one that a stop left half named is finished by the next write
    return held


TestWindows = Windows.TestCase
TestWindows.settings = settings(
    max_examples=int(os.environ.get("MIGRATOR_WINDOWS", "6")),  # benchmarks/attack/README.md has the long run
    stateful_step_count=12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
