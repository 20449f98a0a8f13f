"""Redaction of one text: what is found in three languages, what is left alone, and the way back."""

from __future__ import annotations

import json

import pytest

from migrator.privacy.redactor import Redactor

FOUND = {
    "email": [
        "Write to ayse@example.org please",
        "?email=ayse%40example.com&x=1",
        "ayse**@**example.org",
        "to ayse\\u0040example.com now",
        "\\nayse@example.org",
        "ayse [at] example [dot] org",
    ],
    "phone": [
        "Call me on +90 532 123 45 67",
        "ev: (0212) 555 01 23, cep 0532 123 45 67",
        "هاتفي ٠٥٣٢ ١٢٣ ٤٥ ٦٧",
        "**0532** 123 45 67",
        "0532 123\n45 67",
        "جوال: 0501234567",
        "+44 (0)20 7946 0958",
    ],
    "ip": ["from 192.0.2.44", "host 2001:db8::8a2e:370:7334"],
    "iban": ["TR33 0006 1005 1978 6457 8413 26", "gb82west12345698765432", "DE89 3704\n0044 0532 0130 00"],
    "card": ["4111 1111 1111 1111", "بطاقتي ٤١١١ ١١١١ ١١١١ ١١١١", "3782-822463-10005"],
    "national": ["my SSN is 078-05-1120", "TC kimlik no: 10000000146", "رقم الهوية 1000000008"],
    "birth": ["born on 12 March 1985", "doğum tarihim 12.03.1985", "تاريخ الميلاد: ١٢/٠٣/١٩٨٥"],
    "key": ["AKIAIOSFODNN7EXAMPLE", "ghp_abcdefghijklmnopqrstuvwxyz0123456789"],
    "password": ["password: hunter2", "şifre: Gizli123!", "كلمة المرور: Sifr@123", '{"password": "letmein"}'],
    "login": ["postgres://admin:s3cret@db.example.org:5432/x"],
    "path": ["/home/ayse/x", "C:\\Users\\mehmet\\Desktop"],
    "address": [
        "1600 Pennsylvania Avenue NW, Washington, DC 20500",
        "221B Baker Street, London NW1 6XE",
        "Hauptstraße 5, 10115 Berlin",
        "12 rue de la Paix, 75002 Paris",
        "Caferağa Mah. Moda Cad. No: 12 D: 5, 34710 Kadıköy/İstanbul",
        "شارع الملك فهد، حي العليا، الرياض 12214",
    ],
    "private-key": ["-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\n-----END RSA PRIVATE KEY-----"],
}
CLEAN = [
    "version 1.2.3.4, Chrome 120.0.0.12, sürüm 2.3.4.5, الإصدار 1.2.3.4",
    "git@github.com:x/y and @types/node@16.1.2 app@sha256:abc",
    "unix time 1700000000 and 1700000000000, hash d41d8cd98f00b204e9800998ecf8427e",
    "password: ${DB_PASSWORD} and password: ***",
    "order 4111111111111111, ISBN 978-3-16-148410-0",
    "see https://example.org/a/4111111111111111?t=5551234567",
    "/home/user/x and C:\\Users\\Public",
    "def f(password: str) -> None: self.password = password",
    "2024-05-31 12:34:56, 3.14159265358979, 550e8400-e29b-41d4-a716-446655440000",
]


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in FOUND.items() for text in texts])
def test_a_value_of_each_kind_is_found_however_it_is_written(kind: str, text: str):
    redactor = Redactor.of()
    made = redactor.text(text)
    assert redactor.stand_ins.counts[kind] == len(redactor.stand_ins.entries) >= 1, made
    assert redactor.restore(made) == text


@pytest.mark.parametrize("text", CLEAN)
def test_what_only_looks_like_a_value_is_left_alone(text: str):
    assert Redactor.of().text(text) is text


def test_a_bare_number_in_json_becomes_a_quoted_stand_in_and_comes_back_bare():
    text = '{"card": 4111111111111111, "order": 12345678901, "phone": "+15551230100"}'
    redactor = Redactor.of()
    made = redactor.text(text)
    assert json.loads(made) == {"card": "[CARD-1]", "order": 12345678901, "phone": "[PHONE-1]"}
    assert redactor.restore(made) == text


def test_one_value_has_one_stand_in_and_two_values_never_share_one():
    redactor = Redactor.of()
    assert redactor.text("+90 532 123 45 67, A@Example.org") == "[PHONE-1], [EMAIL-1]"
    assert (
        redactor.text("cep 05321234567, a@example.org, b@example.org")
        == "cep [PHONE-1], [EMAIL-1], [EMAIL-2]"
    )


def test_text_that_looks_like_a_stand_in_is_never_taken_for_one():
    redactor = Redactor.of()
    text = "the tool wrote [EMAIL-1] for a@example.org"
    made = redactor.text(text)
    assert redactor.restore(made) == text


def test_only_the_chosen_kinds_are_replaced():
    redactor = Redactor.of(kinds=("email",))
    assert redactor.text("a@example.org, card 4111 1111 1111 1111") == "[EMAIL-1], card 4111 1111 1111 1111"


def test_listed_names_are_found_with_endings_prefixes_and_in_any_case():
    redactor = Redactor.of(words=("Ayşe", "محمد", "Zeynep Kaya"))
    made = redactor.text("Ayşe'nin, AYŞE, ayseye, ومحمد, zeynep  kaya'ya, Ayşegül")
    assert made == "[NAME-1]'nin, [NAME-1], [NAME-1]ye, و[NAME-2], [NAME-3]'ya, Ayşegül"


def test_look_alikes_come_from_reserved_ranges_and_go_back():
    redactor = Redactor.of(style="fake")
    text = "a@real.org, 8.8.4.4, card 4111 1111 1111 1111"
    made = redactor.text(text)
    assert made == "person1@redacted.example, 192.0.2.1, card 0000 0000 0000 0001"
    assert redactor.restore(made) == text


def test_markdown_links_stay_links_and_none_comes_into_being():
    redactor = Redactor.of()
    assert redactor.text("[mail](mailto:a@example.org)") == "[mail](mailto:[EMAIL-1])"
    assert redactor.text("a@example.org: hello") == "[EMAIL-1]\u2060: hello"


def test_values_of_json_are_judged_by_their_keys():
    redactor = Redactor.of()
    made = redactor.value({"phone": 5551234567, "order_id": 5551234567, "who": ["a@example.org"]})
    assert made == {"phone": "[PHONE-1]", "order_id": 5551234567, "who": ["[EMAIL-1]"]}
