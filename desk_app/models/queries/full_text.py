"""Match expressions of the full-text index: what a person typed is always quoted, never understood as syntax."""

from desk_app.domain.text import fold, search_words, tone_key


def folded_match(typed: str) -> str:
    """Return the expression for words without their marks, each as a beginning; "" when nothing can be searched."""
    return " AND ".join(_beginning(word) for word in search_words(typed))


def marked_match(typed: str) -> str:
    """Return the expression for words with the marks typed; "" when no marks were typed."""
    keyed = tone_key(typed)
    if keyed == fold(typed):
        return ""
    words = dict.fromkeys(word for word in keyed.split() if any(char.isalnum() for char in word))
    return " AND ".join(_beginning(word) for word in words)


def _beginning(word: str) -> str:
    quoted = word.replace('"', '""').replace("\0", "")
    if word.isdecimal() and len(word) < 4:
        # The number at the end of a code is printed with four digits and read out without its zeros.
        return f'("{quoted}"* OR "{word.zfill(4)}")'
    return f'"{quoted}"*'
