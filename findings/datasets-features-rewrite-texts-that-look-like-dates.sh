#!/usr/bin/env bash
# datasets 5.2.0 (PyPI), loading JSON lines with kinds that the caller gives. Run 2026-12-01.
#
# `load_dataset("json", …)` takes a column of which every text looks like a date for times. The usual advice is to name the kinds
# (`features=`). What one would not guess: the lines are still read as times first and cast to text afterwards, so that the
# column has the kind that was asked for, and other words than the file:
#
#   file                        features={"content": Value("string")}
#   2024-05-01                  2024-05-01 00:00:00
#   2024-05-02T10:00:00+03:00   2024-05-02 07:00:00        another text, and the zone is gone
#
# Whether it happens depends on all rows together: one word that is no date, and every text stays. Reading the lines with json and
# `Dataset.from_list` keeps them.
#
# Ends with 0 as long as that is so.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export HF_HOME="$work/home" HF_HUB_OFFLINE=1
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check datasets==5.2.0
cat > try.py <<'PY'
import json
import datasets

datasets.disable_progress_bars()
texts = ["2024-05-01", "2024-05-02T10:00:00+03:00"]
kinds = datasets.Features({"content": datasets.Value("string")})

def loaded(name, rows):
    with open(name, "w") as out:
        out.writelines(json.dumps({"content": text}) + "\n" for text in rows)
    return list(datasets.load_dataset("json", data_files=name, split="train", features=kinds)["content"])

cast = loaded("dates.jsonl", texts)
assert cast == ["2024-05-01 00:00:00", "2024-05-02 07:00:00"], f"changed: {cast}"
mixed = loaded("mixed.jsonl", [*texts, "tomorrow"])
assert mixed == [*texts, "tomorrow"], f"changed: {mixed}"
kept = list(datasets.Dataset.from_list([json.loads(line) for line in open("dates.jsonl")])["content"])
assert kept == texts, f"changed: {kept}"
print("as described")
PY
env/bin/python try.py
