"""The same input gives the same bytes, in another process, with other random numbers, in another time zone."""

import os
import subprocess
import sys
from pathlib import Path

from migrator import registry
from migrator.sample import make

ROOT = Path(__file__).parents[2]


def test_every_bundle_has_the_same_bytes_each_time(tmp_path):
    make("same", "D", 25).write_zip(tmp_path / "d.zip")
    make("same", "A", 25).write_zip(tmp_path / "a.zip")
    script = (
        "import sys\n"
        "from migrator.cli import main\n"
        "for name in sys.argv[2:]:\n"
        "    main(['--from', 'a.zip', '--from', 'd.zip', '--to', name, '--out', f'{sys.argv[1]}/{name}'])\n"
    )
    manifests = []
    for number, (seed, zone) in enumerate([("0", "UTC"), ("1", "Pacific/Auckland")]):
        env = os.environ | {
            "PYTHONHASHSEED": seed,
            "TZ": zone,
            "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'adapters'}",
        }
        command = [sys.executable, "-c", script, str(number), *registry.target_names()]
        subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, check=True)
        manifests.append(
            {n: (tmp_path / str(number) / n / "manifest.json").read_bytes() for n in registry.target_names()}
        )
    assert manifests[0] == manifests[1]
