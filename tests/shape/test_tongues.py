"""Languages told by their letters and smallest words."""

import pytest

from migrator.shape.tongues import name, tongue


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("How do I prune the apple tree in my garden?", "en"),
        ("Bu hafta sonu için bana bir yemek planı yazar mısın?", "tr"),
        ("İSTANBUL'DA NASIL BİR EV BULUNUR VE NE KADAR?", "tr"),
        ("كيف أكتب رسالة إلى المدير؟", "ar"),
        ("قهوة", "ar"),
        ("چگونه این نامه را برای مدیر بنویسم؟", "fa"),
        ("Wie schreibe ich eine Bewerbung und was ist wichtig?", "de"),
        ("Comment écrire une lettre pour le directeur ?", "fr"),
        ("¿Cómo puedo escribir una carta para el director?", "es"),
        ("Как написать письмо для директора?", "ru"),
        ("Як написати листа і що для цього є?", "uk"),
        ("手紙の書き方を教えて", "ja"),
        ("怎么写信", "zh"),
        ("편지 쓰는 법", "ko"),
        ("שלום", "he"),
        ("def f(x): return x", None),
        ("ok", None),
        ("", None),
        ("1234 !!", None),
    ],
)
def test_a_language_is_told_or_left_open(text, tag):
    assert tongue(text) == tag


def test_languages_have_the_names_they_give_themselves():
    assert (name("tr"), name("ar")) == ("Türkçe", "العربية")
