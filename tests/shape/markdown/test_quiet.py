r"""Markdown that is drawn and sent to a model."""

from migrator.shape.markdown.quiet import quiet


def test_a_text_without_anything_that_loads_is_itself():
    text = "a\r\nb `<img>` < c\n\n```\nopen"
    assert quiet(text).text is text


def test_control_tokens_are_taken_apart_before_markup_is_escaped():
    made = quiet("<think>a</think> ![x](https://e.org)")
    assert made.text == r"< think>a< /think> \![x](https://e.org)"
    assert (made.changed, made.replaced) == (True, True)
