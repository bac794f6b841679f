"""The sample office: a new store filled with its procedures and a week of dossiers, all through the real services."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from desk_app.domain.calendar import OfficeCalendar
from desk_app.domain.dates import office_time
from desk_app.domain.dossier import Dossier
from desk_app.domain.events import CatalogueImported
from desk_app.models.store import Store
from desk_app.services.accounts import Role, Session
from desk_app.services.office import new_office
from desk_app.services.office_settings import office_calendar, office_settings
from desk_app.services.receive_command import checked_receive
from desk_app.services.reception import receive
from desk_app.services.sample_files import SampleDossier, SampleStep, sample_office, sample_procedures, sample_week
from desk_app.services.steps import take_step

SOURCE = "danh mục mẫu"


def sample_store(folder: Path, now: datetime) -> tuple[Store, str]:
    """Make the sample office in an empty folder; return its store open, and the recovery code."""
    store, recovery_code = new_office(folder, sample_office(), {}, now, is_sample=True)
    try:
        add_sample_procedures(store, now)
        add_sample_week(store, now)
    except BaseException:
        store.close()
        raise
    return store, recovery_code


def add_sample_procedures(store: Store, now: datetime) -> None:
    """Put the sample catalogue and the office's layer over it into a store."""
    procedures = sample_procedures()
    with store.transaction(now, actor="set-up") as tx:
        for procedure, layer in procedures:
            version = tx.procedures.add_version(procedure, source=SOURCE, imported_at=now)
            tx.layers.set(procedure.code, layer, now=now, source_ordinal=version.ordinal)
        tx.record(tx.office_id, CatalogueImported(source=SOURCE, digest="", new=len(procedures)))


def add_sample_week(store: Store, now: datetime) -> None:
    """Register the sample week as the supervisor would enter it, and take each dossier's later steps."""
    with store.reading() as rd:
        office = office_settings(rd)
        calendar = office_calendar(rd, office)
        account = next(account for account in rd.accounts.all() if account.role == Role.SUPERVISOR)
    session = Session(account.login, account.display_name, Role.SUPERVISOR, account.counter)
    newest = office_time(now).date()
    if not calendar.counts_as_working_day(newest):
        newest = calendar.working_day_before(newest)
    for dossier in sample_week():
        received_at = dossier.at.moment(newest, calendar)
        if received_at <= now:
            _add(store, session, dossier, received_at, newest, now, calendar)


def _add(
    store: Store,
    session: Session,
    sample: SampleDossier,
    received_at: datetime,
    newest: date,
    now: datetime,
    calendar: OfficeCalendar,
) -> None:
    command = checked_receive({**sample.command, "received_at": received_at.isoformat()})
    receipt = receive(store, session, command, now)
    for step in sample.steps:
        moment = max(step.at.moment(newest, calendar), received_at + timedelta(minutes=1))
        if moment > now:
            break
        with store.reading() as rd:
            dossier = rd.dossiers.by_id(receipt.id)
        assert dossier is not None
        take_step(store, session, receipt.id, step.kind, _fields(step, dossier, moment), now)
    with store.transaction(now, session.login) as tx:
        # The week's slips were printed long ago; only today's real ones belong on the list of slips not printed.
        for job in tx.print_queue.of_dossier(receipt.id):
            tx.print_queue.remove(job.id)


def _fields(step: SampleStep, dossier: Dossier, moment: datetime) -> dict[str, Any]:
    fields = dict(step.fields)
    when = _WHEN[step.kind]
    fields[when] = moment.date().isoformat() if when == "signed_on" else moment.isoformat()
    if step.kind == "Returned":
        fields.setdefault("to", dossier.owners[0].model_dump(mode="json"))
        fields.setdefault("is_owner", True)
        fields.setdefault("compared", True)
    if step.kind == "Apologised" and dossier.due_at is not None and "new_due_at" not in fields:
        fields["new_due_at"] = (dossier.due_at + timedelta(days=7)).isoformat()
    return fields


_WHEN = {
    "HandedOver": "handed_at",
    "TakenBack": "taken_at",
    "SupplementRequested": "requested_at",
    "Supplemented": "supplemented_at",
    "PaymentRequested": "requested_at",
    "Paid": "paid_at",
    "Withdrawn": "withdrawn_at",
    "Stopped": "stopped_at",
    "ResultReady": "ready_at",
    "Returned": "returned_at",
    "Apologised": "signed_on",
}
