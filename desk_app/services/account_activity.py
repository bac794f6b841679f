"""What each account did on a day, from the events themselves: signed in, failed to, registered, returned, mended."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from desk_app.domain.dates import office_time
from desk_app.domain.events import SignedIn
from desk_app.models.queries.day_events import DayEvents, Work
from desk_app.models.transaction import Reading
from desk_app.services.accounts import Right, Role, Session
from desk_app.services.late import days_period

_MENDS = ("Corrected", "Reversed")


@dataclass(frozen=True)
class AccountDay:
    """An account's day. name: "" for a login no account has; times aware, of signing in at the desk.

    received, returned: dossiers of the day's own figures, by who wrote them; mended: those it corrected or cancelled.
    """

    login: str
    name: str
    role: Role | None
    active: bool
    sign_ins: int
    failed: int
    first_in: datetime | None
    last_in: datetime | None
    received: tuple[UUID, ...]
    returned: tuple[UUID, ...]
    mended: tuple[UUID, ...]

    @property
    def idle(self) -> bool:
        """Tell whether nothing at all was done under this account."""
        return not (self.sign_ins or self.failed or self.received or self.returned or self.mended)


def account_activity(rd: Reading, by: Session, day: date, now: datetime) -> tuple[AccountDay, ...]:
    """Return the day of every active account and of every other one that did something, by login.

    Raises DeskError ``not_entitled`` for a clerk.
    """
    by.require(Right.OVERSEE)
    period, log = days_period(day, day, now), DayEvents(rd.connection)
    tries = [
        (event.body.account, event.body.ok, office_time(event.envelope.occurred_at))
        for event in log.written_in(period, {SignedIn.KIND})
        if isinstance(event.body, SignedIn)
    ]
    work = [one for one in log.work_in(period) if one.kind in _MENDS or _counts(rd, one)]
    accounts = {account.login: account for account in rd.accounts.all()}
    logins = {login for login, _, _ in tries} | {one.actor for one in work} | set(accounts)
    failed = Counter(login for login, ok, _ in tries if not ok)
    found = []
    for login in sorted(logins):
        account = accounts.get(login)
        came = [at for one, ok, at in tries if ok and one == login]
        found.append(
            AccountDay(
                login=login,
                name=account.display_name if account else "",
                role=Role(account.role) if account else None,
                active=account is not None and account.active,
                sign_ins=len(came),
                failed=failed[login],
                first_in=came[0] if came else None,
                last_in=came[-1] if came else None,
                received=_dossiers(work, login, "Received"),
                returned=_dossiers(work, login, "Returned"),
                mended=_dossiers(work, login, *_MENDS),
            )
        )
    return tuple(one for one in found if one.active or not one.idle)


def _counts(rd: Reading, one: Work) -> bool:
    """Tell whether an event has effect and was not undone."""
    dossier = rd.dossiers.by_id(one.dossier)
    entries = dossier.timeline if dossier is not None else ()
    return any(entry.event_id == one.event and entry.has_effect and not entry.reversed for entry in entries)


def _dossiers(work: list[Work], login: str, *kinds: str) -> tuple[UUID, ...]:
    return tuple(dict.fromkeys(one.dossier for one in work if one.actor == login and one.kind in kinds))
