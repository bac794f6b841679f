"""The day at a glance: a handful of figures, what each opens, and what was mended today."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from desk_app.domain.dates import office_time
from desk_app.models.queries.book import BookQuery
from desk_app.models.queries.dossiers import DossierFilter
from desk_app.models.queries.papers import BackEntry
from desk_app.models.transaction import Reading
from desk_app.services.accounts import Right, Session
from desk_app.services.day_changes import DayChange, mended_on
from desk_app.services.day_checks import parked
from desk_app.services.follow_up_book import BookWanted, book_rows
from desk_app.services.late import Watch, days_period, watched

_PAGE = 500


class Glance(StrEnum):
    """A figure of the day, in the order it is shown."""

    RECEIVED = "received"
    RETURNED = "returned"
    LATE = "late"
    TO_CHECK = "to_check"
    CATALOGUE = "catalogue"
    """Changes of the catalogue nobody has read."""
    PARKED = "parked"
    NOT_PRINTED = "not_printed"


@dataclass(frozen=True)
class GlanceFigure:
    """One figure and the dossiers behind it; of what are no dossiers (parked, catalogue) none."""

    glance: Glance
    count: int
    dossiers: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class DayAtAGlance:
    """The day of the desk as it stands now. back_entries: sessions that stand open."""

    day: date
    figures: tuple[GlanceFigure, ...]
    mended: tuple[DayChange, ...]
    back_entries: tuple[BackEntry, ...]

    def figure(self, glance: Glance) -> GlanceFigure:
        """Return one figure."""
        return next(figure for figure in self.figures if figure.glance is glance)


def day_at_a_glance(rd: Reading, by: Session, now: datetime) -> DayAtAGlance:
    """Return today's figures: received and returned today, and what is late, to be checked, parked, unprinted now."""
    by.require(Right.READ)
    today = office_time(now).date()
    received = [row.id for row in book_rows(rd, BookWanted(today, today), now) if not row.voided]
    returned = BookQuery(rd.connection).returned(days_period(today, today, now))
    late = [one.line.id for one in watched(rd, now) if one.group is Watch.LATE]
    jobs = rd.print_queue.all()
    figures = (
        _of(Glance.RECEIVED, received),
        _of(Glance.RETURNED, returned),
        _of(Glance.LATE, late),
        _of(Glance.TO_CHECK, _flagged(rd)),
        GlanceFigure(Glance.CATALOGUE, rd.changes.unread_count()),
        GlanceFigure(Glance.PARKED, len(parked(rd))),
        GlanceFigure(Glance.NOT_PRINTED, len(jobs), tuple(dict.fromkeys(job.dossier for job in jobs if job.dossier))),
    )
    return DayAtAGlance(today, figures, mended_on(rd, today, now), tuple(rd.back_entries.open()))


def _of(glance: Glance, dossiers: list[UUID]) -> GlanceFigure:
    return GlanceFigure(glance, len(dossiers), tuple(dossiers))


def _flagged(rd: Reading) -> list[UUID]:
    found: list[UUID] = []
    key = None
    while True:
        page = rd.dossiers.page(DossierFilter(voided=None, flagged=True), after=key, limit=_PAGE)
        found += [line.id for line in page.lines]
        key = page.next_key
        if key is None:
            return found
