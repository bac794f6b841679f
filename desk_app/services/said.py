"""What services say, to be said in the window's language: the words of ``domain.said``."""

from desk_app.domain.said import Said, dated_said, filled, plain, said, span_said

__all__ = ["Said", "dated_said", "filled", "plain", "said", "span_said"]
