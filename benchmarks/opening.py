"""How long it takes until a kept archive is on the screen: by the passphrase, and by this computer's keyring.

    python benchmarks/opening.py [MEGABYTES]        (100 if left out)

A stand-in takes the place of the system's keyring, so that what is measured is ours. The bars: by keyring under 100 ms on a
gigabyte, by passphrase no more than scrypt takes anyway.
"""

import sys
import tempfile
import time
from pathlib import Path

from migrator.app.context import Context
from migrator.app.keeping.adding import add
from migrator.app.keeping.reading import library
from migrator.sample import make
from migrator.vault import device, keys, secret
from migrator.vault.create import create
from migrator.vault.handle import unlock

PASSPHRASE = "six words that nobody else has"


class Standin:
    held: dict = {}  # noqa: RUF012 - one for the whole run

    def get_password(self, service, user):
        return self.held.get((service, user))

    def set_password(self, service, user, password):
        self.held[service, user] = password

    def delete_password(self, service, user):
        del self.held[service, user]


def timed(what, open_vault, turns=5):
    times = []
    for _ in range(turns):
        begin = time.perf_counter()
        with open_vault() as vault:
            with library(vault, Context()) as chats:
                opened = time.perf_counter()
                count = len(chats.conversations())
            listed = time.perf_counter()
        times.append((opened - begin, listed - opened))
    opened, listed = sorted(times)[turns // 2]
    print(
        f"{what}: vault and index open after {opened * 1000:.0f} ms, {count} chats listed {listed * 1000:.0f} ms later (median)"
    )


def main(megabytes):
    device._backend = lambda: (Standin(), "stand-in")  # noqa: SLF001
    with tempfile.TemporaryDirectory() as folder:
        path, place = Path(folder) / "export.zip", Path(folder) / "vault"
        make(seed="opening", target_mb=megabytes).write_zip(path)
        with create(place, PASSPHRASE, secret.new_recovery_code()) as vault:
            add(vault, [str(path)], Context())
            keys.add_device(vault)
        print(f"{megabytes} MB of JSON")
        timed("by passphrase", lambda: unlock(place, PASSPHRASE))
        timed("by keyring", lambda: keys.unlock_here(place))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
