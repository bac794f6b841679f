"""A published limit as the window says it: ``domain.limit_said``."""

from desk_app.domain.limit_said import NO_FIXED, limit_said

__all__ = ["NO_FIXED", "limit_said"]
