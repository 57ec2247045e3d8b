"""Which of the two languages a reader reads, for words that are kept in both."""

from django.utils.translation import get_language


def of_reader() -> str:
    """`nl` for who reads Dutch, else `en`."""
    return "nl" if (get_language() or "").startswith("nl") else "en"
