"""What the page Trả kết quả reads of the store: a dossier and its history, who waits, and what was looked for."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from uuid import UUID

from desk_app.domain.dates import at_office, office_time, paper_date
from desk_app.domain.dossier_timeline import Line, timeline
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.states import State
from desk_app.models.queries.dossiers import DossierFilter, DossierLine, Order
from desk_app.models.store import Store
from desk_app.models.transaction import Reading
from desk_app.services.dossier_standing import finished_words
from desk_app.services.return_view import ReturnView, return_view
from desk_app.services.said import Said

sentences(
    code_to_return_not_here="Không thấy mã {code} trên máy này. Hồ sơ của quầy khác có thể chưa gửi về; tìm theo số "
    "giấy tờ hoặc số điện thoại.",
)

MOST_FOUND, MOST_LISTED = 20, 200
_RUNNING = frozenset({State.RECEIVED, State.PROCESSING})
_READY = frozenset({State.RESULT_READY})


@dataclass(frozen=True)
class Opened:
    """A dossier on the page. finished: when the agency's time ended and how that stands to the promise."""

    view: ReturnView
    finished: Said | None
    history: tuple[Line, ...]


@dataclass(frozen=True)
class Waiting:
    """Who is expected. today: due today or ready since today; uncollected: ready since an earlier day, oldest first.

    The lists are cut after ``MOST_LISTED``; the counts are of all there are.
    """

    today: tuple[DossierLine, ...] = ()
    uncollected: tuple[DossierLine, ...] = ()
    today_count: int = 0
    uncollected_count: int = 0


def read_opened(store: Store, dossier: UUID, now: datetime) -> Opened:
    """Return a dossier with its history. Raises DeskError ``dossier_not_here``."""
    with store.reading() as rd:
        view = return_view(rd, dossier, now)
        names = {row.login: row.display_name for row in rd.accounts.all()}
        history = timeline(view.dossier, rd.dossiers.events_of(dossier), names)
        return Opened(view, finished_words(view.dossier), history)


def read_waiting(store: Store, now: datetime) -> Waiting:
    """Return who is expected today and whose result lies uncollected."""
    midnight = at_office(office_time(now).date(), time())
    tomorrow = midnight + timedelta(days=1)
    came_today = DossierFilter(states=_READY, finished_from=midnight, order=Order.DUE_FIRST)
    due_today = DossierFilter(due_from=midnight, due_before=tomorrow, order=Order.DUE_FIRST)
    lying = DossierFilter(states=_READY, finished_before=midnight, order=Order.DUE_FIRST)
    lying_for_today = replace(due_today, states=_READY, finished_before=midnight)
    today = (came_today, lying_for_today, replace(due_today, states=_RUNNING))
    with store.reading() as rd:
        expected = [line for part in today for line in rd.dossiers.page(part, limit=MOST_LISTED).lines]
        uncollected = [
            line
            for line in rd.dossiers.page(lying, limit=MOST_LISTED).lines
            if line.due_at is None or not midnight <= line.due_at < tomorrow
        ]
        return Waiting(
            tuple(expected[:MOST_LISTED]),
            tuple(sorted(uncollected, key=lambda line: (line.finished_at or midnight, line.row))),
            sum(rd.dossiers.count(part) for part in today),
            rd.dossiers.count(lying) - rd.dossiers.count(lying_for_today),
        )


def dossier_of_code(store: Store, code: str) -> UUID:
    """Return the dossier of a scanned slip. Raises DeskError ``code_to_return_not_here``."""
    with store.reading() as rd:
        dossier = rd.dossiers.by_code(code) or rd.dossiers.by_external_code(code)
    if dossier is None:
        raise DeskError("code_to_return_not_here", code=code)
    return dossier.id


def look_for(store: Store, typed: str) -> tuple[DossierLine, ...]:
    """Return what a code, a name or the last digits of a phone or ID may mean: results that can be handed out first."""
    with store.reading() as rd:
        return tuple(_ready_first(_accepted(rd, typed)))


def _accepted(rd: Reading, typed: str) -> list[DossierLine]:
    return [line for line in rd.dossiers.search(typed, MOST_FOUND) if line.code]


def _ready_first(lines: Iterable[DossierLine]) -> list[DossierLine]:
    return sorted(lines, key=lambda line: (line.state is not State.RESULT_READY, not line.open))


def lying_since(line: DossierLine) -> str:
    """Return the day a result came, "" where it has not."""
    return paper_date(line.finished_at) if line.finished_at is not None else ""
