"""The office's settings, accounts, drafts and slips not yet printed."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Table, bindparam, delete, func, select
from sqlalchemy.dialects.sqlite import insert

from desk_app.models.prepared import Prepared
from desk_app.models.tables import AccountRow, DraftRow, PrintJobRow, RequestRow, SettingRow, WaitingSheetRow

settings: Table = SettingRow.__table__  # type: ignore[assignment]
accounts: Table = AccountRow.__table__  # type: ignore[assignment]
drafts: Table = DraftRow.__table__  # type: ignore[assignment]
print_queue: Table = PrintJobRow.__table__  # type: ignore[assignment]
waiting_sheets: Table = WaitingSheetRow.__table__  # type: ignore[assignment]
request_ids: Table = RequestRow.__table__  # type: ignore[assignment]

_SETTING = Prepared(select(settings.c.value).where(settings.c.name == bindparam("of")))
_queued = insert(print_queue)
_UNQUEUE = Prepared(
    delete(print_queue).where(
        print_queue.c.dossier == bindparam("of_dossier"), print_queue.c.form == bindparam("of_form")
    )
)
_QUEUE = Prepared(
    _queued.on_conflict_do_update(
        index_elements=["id"], set_={column.name: _queued.excluded[column.name] for column in print_queue.c}
    )
)


class Settings:
    """Settings by name; values are plain JSON values. What was read once stands for the whole snapshot."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._texts: dict[str, str | None] = {}

    def get(self, name: str, default: Any = None) -> Any:
        """Return a setting's value, or the default where it was never set."""
        found = self.text(name)
        return default if found is None else json.loads(found)

    def text(self, name: str) -> str | None:
        """Return a setting's value as its JSON text, None where it was never set."""
        if name not in self._texts:
            self._texts[name] = _SETTING.value(self._connection, {"of": name})
        return self._texts[name]

    def all(self) -> dict[str, Any]:
        """Return every setting."""
        rows = self._connection.execute(select(settings.c.name, settings.c.value).order_by(settings.c.name))
        return {name: json.loads(value) for name, value in rows}


class EditableSettings(Settings):
    """Settings inside a write transaction."""

    def set(self, name: str, value: Any) -> None:
        """Set a value."""
        text = json.dumps(value, ensure_ascii=False, sort_keys=True, allow_nan=False)
        self._connection.execute(
            insert(settings).on_conflict_do_update(index_elements=["name"], set_={"value": text}),
            {"name": name, "value": text},
        )
        self._texts[name] = text


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may sign in. role: ``clerk``, ``supervisor``, ``administrator``; password: Argon2 hash."""

    login: str
    display_name: str
    role: str
    password: str
    counter: str = ""
    active: bool = True
    failed_attempts: int = 0
    locked_until: datetime | None = None


class Accounts:
    """Accounts by login."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, login: str) -> Account | None:
        """Return an account."""
        found = self._connection.execute(select(accounts).where(accounts.c.login == login)).mappings().first()
        return None if found is None else Account(**found)

    def all(self) -> list[Account]:
        """Return every account, by login."""
        rows = self._connection.execute(select(accounts).order_by(accounts.c.login)).mappings()
        return [Account(**row) for row in rows]


class EditableAccounts(Accounts):
    """Accounts inside a write transaction."""

    def put(self, account: Account) -> None:
        """Make or replace an account."""
        values = asdict(account)
        self._connection.execute(
            insert(accounts).on_conflict_do_update(index_elements=["login"], set_=values).values(values)
        )


@dataclass(frozen=True, slots=True)
class Draft:
    """A parked page (để chờ), or the half-typed page itself. content: the page's own JSON value."""

    id: UUID
    clerk: str
    page: str
    parked: bool
    label: str
    content: Any
    saved_at: datetime


class Drafts:
    """What clerks have typed and not yet registered."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, draft: UUID) -> Draft | None:
        """Return a draft."""
        return next(iter(self._read(drafts.c.id == draft)), None)

    def page_of(self, clerk: str, page: str) -> Draft | None:
        """Return what a clerk has half typed on a page."""
        return next(iter(self._read(drafts.c.clerk == clerk, drafts.c.page == page, ~drafts.c.parked)), None)

    def parked_by(self, clerk: str | None = None) -> list[Draft]:
        """Return parked pages, oldest first; of every clerk for None."""
        mine = [drafts.c.clerk == clerk] if clerk is not None else []
        return self._read(drafts.c.parked, *mine)

    def _read(self, *conditions: Any) -> list[Draft]:
        rows = self._connection.execute(select(drafts).where(*conditions).order_by(drafts.c.saved_at, drafts.c.id))
        return [Draft(**{**row, "content": json.loads(row["content"])}) for row in rows.mappings()]


class EditableDrafts(Drafts):
    """Drafts inside a write transaction."""

    def put(self, draft: Draft) -> None:
        """Save a draft; a clerk has one unparked draft per page, which this replaces."""
        if not draft.parked:
            self._connection.execute(
                delete(drafts).where(
                    drafts.c.clerk == draft.clerk,
                    drafts.c.page == draft.page,
                    ~drafts.c.parked,
                    drafts.c.id != draft.id,
                )
            )
        values = {**asdict(draft), "content": json.dumps(draft.content, ensure_ascii=False)}
        self._connection.execute(
            insert(drafts).on_conflict_do_update(index_elements=["id"], set_=values).values(values)
        )

    def remove(self, draft: UUID) -> None:
        """Forget a draft: it was registered or thrown away."""
        self._connection.execute(delete(drafts).where(drafts.c.id == draft))


@dataclass(frozen=True, slots=True)
class PrintJob:
    """A paper that has not come out of the printer. status: ``waiting`` or ``failed``.

    error: why it failed, as ``services.print_jobs.why_kept`` writes it; in Vietnamese words in lines of older programs.
    dossier: None for a paper of no one dossier, whose bytes stand beside the queue (``PrintQueue.sheet``).
    """

    id: UUID
    dossier: UUID | None
    title: str
    form: str
    form_hash: str
    size: str
    pdf_digest: str
    queued_by: str
    queued_at: datetime
    copies: int = 1
    printer: str = ""
    status: str = "waiting"
    error: str = ""


class PrintQueue:
    """Slips not printed: counted, listed after a restart, never lost from sight."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> list[PrintJob]:
        """Return the queue, oldest first."""
        rows = self._connection.execute(select(print_queue).order_by(print_queue.c.queued_at, print_queue.c.id))
        return [PrintJob(**row) for row in rows.mappings()]

    def get(self, job: UUID) -> PrintJob | None:
        """Return one job."""
        found = self._connection.execute(select(print_queue).where(print_queue.c.id == job)).mappings().first()
        return None if found is None else PrintJob(**found)

    def of_dossier(self, dossier: UUID) -> list[PrintJob]:
        """Return the jobs of a dossier, oldest first."""
        rows = self._connection.execute(
            select(print_queue).where(print_queue.c.dossier == dossier).order_by(print_queue.c.queued_at)
        )
        return [PrintJob(**row) for row in rows.mappings()]

    def of_sheet(self, form: str, pdf_digest: str) -> list[PrintJob]:
        """Return the jobs of a paper of no one dossier, by its bytes, oldest first."""
        rows = self._connection.execute(
            select(print_queue)
            .where(print_queue.c.dossier.is_(None), print_queue.c.form == form, print_queue.c.pdf_digest == pdf_digest)
            .order_by(print_queue.c.queued_at)
        )
        return [PrintJob(**row) for row in rows.mappings()]

    def sheet(self, job: UUID) -> bytes | None:
        """Return the PDF of a queued paper of no one dossier."""
        query = select(waiting_sheets.c.pdf).where(waiting_sheets.c.job == job)
        return self._connection.execute(query).scalar_one_or_none()

    def count(self) -> int:
        """Return how many slips are not printed."""
        return self._connection.execute(select(func.count()).select_from(print_queue)).scalar_one()


class EditablePrintQueue(PrintQueue):
    """The queue inside a write transaction."""

    def put(self, job: PrintJob) -> None:
        """Add a job, or replace what is known of it."""
        _QUEUE.run(self._connection, {column.name: getattr(job, column.name) for column in print_queue.c})

    def put_sheet(self, job: PrintJob, pdf: bytes) -> None:
        """Add a paper of no one dossier with its bytes."""
        self.put(job)
        self._connection.execute(insert(waiting_sheets).values(job=job.id, pdf=pdf))

    def remove_form(self, dossier: UUID, form: str) -> None:
        """Take out what waits of one form of a dossier."""
        _UNQUEUE.run(self._connection, {"of_dossier": dossier, "of_form": form})

    def remove(self, job: UUID) -> None:
        """Take a job out, and with it its bytes: it was printed, or given up by a person."""
        self._connection.execute(delete(print_queue).where(print_queue.c.id == job))


class Requests:
    """Callers' own ids of registrations."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def dossier_of(self, request_id: str) -> UUID | None:
        """Return the dossier a request id was registered as."""
        query = select(request_ids.c.dossier).where(request_ids.c.request_id == request_id)
        return self._connection.execute(query).scalar_one_or_none()
