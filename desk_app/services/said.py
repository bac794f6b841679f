"""What services say, to be said in the window's language: the words of ``domain.said``."""

from desk_app.domain.said import Said, plain, said

__all__ = ["Said", "plain", "said"]
