"""The history of a dossier in words, for the pages of the desk: ``domain.dossier_timeline``."""

from desk_app.domain.dossier_timeline import FORMS, OUTCOMES, Line, Mark, ToCheck, timeline, to_check

__all__ = ["FORMS", "OUTCOMES", "Line", "Mark", "ToCheck", "timeline", "to_check"]
