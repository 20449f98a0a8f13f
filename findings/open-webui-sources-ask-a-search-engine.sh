#!/usr/bin/env bash
# open-webui 0.12.4 (PyPI), the page that draws a chat. Read and run 2026-12-01.
#
# A message may carry `sources`, drawn as a button below the answer. What one would not guess: as soon as the chat is opened, the page
# asks www.google.com/s2/favicons for the little picture of up to three of them, with the whole address of the page in the question.
# It does so for each source whose *name* begins with "http"; and where `metadata[].source` is an address, that address becomes the
# name, whatever name was given, unless `metadata[].external` is true. So a source {"name": "A page", "url": …} is quiet or not by a
# field that the form of imports does not mention. A server on one's own machine does not change that: it is the browser that asks.
#
# The rule stands in the page's code (Citations.svelte), which is taken out of the wheel's source map and run here on two sources
# that differ in `external` alone. Ends with 0 as long as that is so.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m pip download --quiet --disable-pip-version-check --no-deps --python-version 3.11 --only-binary :all: open-webui==0.12.4
cat > take.py <<'PY'
import glob, json, re, zipfile

wheel = zipfile.ZipFile(glob.glob("open_webui-*.whl")[0])
for name in wheel.namelist():
    if name.endswith(".js.map"):
        held = json.loads(wheel.read(name))
        for source, text in zip(held["sources"], held.get("sourcesContent") or []):
            if source.endswith("chat/Messages/Citations.svelte"):
                found = text
reduce = re.search(r"citations = sources\.reduce\(.*?\}, \[\]\);", found, re.DOTALL)[0]
asked = re.search(r"@const urlCitations = (citations\.filter\(.*?\))\}", found)[1]
image = re.search(r'src="(https://www\.google\.com/[^"]*)"', found)[1]
open("rule.js", "w").write(f"""
const calculate = (sources) => {{ let citations; {reduce} return {asked}.map((citation) => citation.source.name); }};
const source = (more) => ({{ source: {{ name: "A page", url: "https://a.example/x" }}, document: [""],
  metadata: [{{ source: "https://a.example/x", name: "A page", ...more }}] }});
console.log(JSON.stringify([calculate([source({{}})]), calculate([source({{ external: true }})]), {json.dumps(image)}]));
""")
PY
python3 take.py
told=$(node rule.js)
wanted='[["https://a.example/x"],[],"https://www.google.com/s2/favicons?sz=32&domain={citation.source.name}"]'
[ "$told" = "$wanted" ] || { echo "changed: $told"; exit 1; }
echo "as described"
