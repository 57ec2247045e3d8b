"""Icons and marks."""

import pytest
from django.template import Context, Template
from django.utils.html import escape

from lib.templatetags.icons import SHAPES as ICONS
from lib.templatetags.marks import SHAPES as MARKS


def shown(source: str, **context: object) -> str:
    return Template(source).render(Context(context))


@pytest.mark.parametrize("name", ICONS)
def test_an_icon_beside_a_word_is_hidden_from_a_screen_reader(name: str) -> None:
    assert 'aria-hidden="true"' in shown("{% icon name %}", name=name)


def test_an_icon_that_stands_alone_has_a_title() -> None:
    html = shown('{% icon "check" title %}', title="<b>Unchanged</b>")
    assert 'role="img"' in html
    assert f"<title>{escape('<b>Unchanged</b>')}</title>" in html


def test_an_unknown_icon_is_an_error() -> None:
    with pytest.raises(KeyError):
        shown('{% icon "sparkles" %}')


@pytest.mark.parametrize("value", MARKS)
def test_a_mark_is_a_shape_and_a_word(value: str) -> None:
    assert shown("{% mark value label %}", value=value, label="The word") == (
        f'<span class="mark {MARKS[value]}">The word</span>'
    )


def test_a_value_without_a_shape_is_its_word() -> None:
    assert shown("{% mark 'other' label %}", label="A <word>") == escape("A <word>")


def test_the_words_are_escaped() -> None:
    assert "<script>" not in shown("{% mark 'confirmed' label %}", label="<script>")
