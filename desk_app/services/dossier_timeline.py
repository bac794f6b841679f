"""The history of a dossier in words, for the pages of the desk: ``domain.dossier_timeline``."""

from desk_app.domain.dossier_timeline import Line, Mark, ToCheck, timeline, to_check
from desk_app.domain.event_words import FORMS, OUTCOMES

__all__ = ["FORMS", "OUTCOMES", "Line", "Mark", "ToCheck", "timeline", "to_check"]
