"""What facts are about, told from their words."""

import pytest

from migrator.shape.facts.subjects import names, subject


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("User prefers short answers without emoji", "rules"),
        ("User wants to be called Sam", "rules"),
        ("User's daughter Noor is six", "people"),
        ("Has a cat", "people"),
        ("User is working on a novel", "plans"),
        ("User is planning a trip to Porto in May", "plans"),
        ("Is planning a train journey with a friend", "plans"),
        ("Teaches mathematics to years 8 to 10", "work"),
        ("User works as a nurse in Ghent", "work"),
        ("Likes tea", "likes"),
        ("User's name is Sam", "about"),
        ("User lives in Ghent", "about"),
        ("Is allergic to nuts", "about"),
        ("زوجته اسمها ليلى", "people"),
        ("يحب الشاي", "likes"),
        ("تعيش في القاهرة", "about"),
        ("Kızı altı yaşında", "people"),
        ("Ankara'da yaşıyor", "about"),
        ("Çayı sever", "likes"),
        ("Xyzzy 42", ""),
        ("", ""),
    ],
)
def test_a_fact_has_the_subject_that_its_words_tell(text, about):
    assert subject(text) == about


def test_every_heading_of_a_pack_is_for_a_subject():
    import migrator_packs

    for name in migrator_packs.__all__:
        headings = getattr(migrator_packs, name).capabilities.own.get("headings", {})
        assert set(headings) <= set(names())
