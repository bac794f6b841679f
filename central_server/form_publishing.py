"""Forms the province publishes: checked as the desk checks them, compared with the one in force, sent from a day on."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import distinct_on

from central_server.audit import AND, Act, note
from central_server.publishing import to_province
from central_server.tables import matter
from desk_app.domain.dates import office_time, paper_date
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.forms.diff import FormChange, form_changes
from desk_app.domain.forms.form import Form, check_stands_for, form_from
from desk_app.domain.forms.speaking import spoken_form
from desk_app.shipped_forms import shipped_form
from desk_app.sync.words import Item

sentences(
    web_form_not_utf8="Tệp biểu mẫu không ở bảng mã Unicode (UTF-8). Lưu lại rồi gửi lên.",
    web_form_past="Biểu mẫu không áp dụng lùi về ngày {day}: giấy ngày đó đã in theo mẫu cũ. Chọn từ hôm nay trở đi.",
    web_form_same="Tệp không khác biểu mẫu đang áp dụng vào ngày đó.",
    web_form_unknown="Chưa công bố biểu mẫu này.",
)


@dataclass(frozen=True, slots=True)
class PublishedForm:
    """The last word on a form from a day on. first, last: its days, last None for no end."""

    form_set: str
    name: str
    text: str
    first: date
    last: date | None
    published_at: datetime
    published_by: str

    @property
    def key(self) -> str:
        """What the feed knows it by: a later word on the same form and first day takes its place."""
        return f"{self.form_set}/{self.name}@{self.first.isoformat()}"

    @property
    def never_held(self) -> bool:
        """Tell whether it was withdrawn before its first day."""
        return self.last is not None and self.last < self.first

    def holds_on(self, day: date) -> bool:
        """Tell whether its days hold a day."""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class FormPlan:
    """What publishing a form would do. before: in force on its first day; since: that one's, None = shipped."""

    form: Form
    before: Form
    since: date | None
    changes: tuple[FormChange, ...]


def form_text(content: bytes) -> str:
    """Return the text of a form's file. Raises DeskError ``web_form_not_utf8``."""
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise DeskError("web_form_not_utf8") from None


def plan_form(connection: Connection, text: str, first: date, today: date) -> FormPlan:
    """Check a form and say what it would change from a day on.

    Raises DeskError ``bad_form`` with its first fault, ``unknown_form``, ``web_form_past``, ``web_form_same``.
    """
    form = spoken_form(text)
    shipped = shipped_form(form.version.set, form.version.form)
    check_stands_for(form, shipped)
    if first < today:
        raise DeskError("web_form_past", day=paper_date(first))
    holding = form_on(published_forms(connection), form.version.set, form.version.form, first)
    before = _understood(holding) or shipped
    if before.version.hash == form.version.hash:
        raise DeskError("web_form_same")
    return FormPlan(form, before, holding.first if holding else None, form_changes(before, form))


def publish_form(connection: Connection, by: str, text: str, first: date, now: datetime) -> Form:
    """Publish a form to the whole province from a day on. Raises DeskError as ``plan_form``."""
    form = plan_form(connection, text, first, office_time(now).date()).form
    _send(connection, by, form.version.set, form.version.form, text, first, None, now)
    note(connection, now, by, Act.PUBLISHED, _about(form.version.set, form.version.form, first))
    return form


def withdraw_form(connection: Connection, by: str, key: str, last: date, now: datetime) -> None:
    """End a published form after a day; what held before it holds again. Raises DeskError ``web_form_unknown``.

    last: before its first day, it never comes into force.
    """
    found = next((form for form in published_forms(connection) if form.key == key), None)
    if found is None:
        raise DeskError("web_form_unknown")
    _send(connection, by, found.form_set, found.name, found.text, found.first, last, now)
    note(connection, now, by, Act.WITHDRAWN, _about(found.form_set, found.name, found.first))


def published_forms(connection: Connection) -> list[PublishedForm]:
    """Return the last word on every form and first day, by form, then by day."""
    rows = connection.execute(
        select(matter.c.key, matter.c.value, matter.c.published_at, matter.c.published_by)
        .ext(distinct_on(matter.c.key))
        .where(matter.c.office.is_(None), matter.c.item == Item.FORM.value)
        .order_by(matter.c.key, matter.c.position.desc())
    )
    found = [_published(json.loads(row.value), row.published_at, row.published_by) for row in rows]
    return sorted(found, key=lambda form: (form.form_set, form.name, form.first))


def form_on(forms: Sequence[PublishedForm], form_set: str, name: str, day: date) -> PublishedForm | None:
    """Return the published form in force on a day: of several the one that began last; None where there is none."""
    held = (form for form in reversed(forms) if (form.form_set, form.name) == (form_set, name))
    return next((form for form in held if form.holds_on(day)), None)


def _understood(published: PublishedForm | None) -> Form | None:
    """Return a published form; None for one that only a later program knows."""
    try:
        return None if published is None else form_from(published.text)
    except DeskError:
        return None


def _published(value: Mapping[str, Any], published_at: datetime, published_by: str) -> PublishedForm:
    last = value["effective_to"]
    return PublishedForm(
        form_set=value["form_set"],
        name=value["form"],
        text=value["text"],
        first=date.fromisoformat(value["effective_from"]),
        last=None if last is None else date.fromisoformat(last),
        published_at=published_at,
        published_by=published_by,
    )


def _send(
    connection: Connection, by: str, form_set: str, name: str, text: str, first: date, last: date | None, now: datetime
) -> None:
    value = {
        "form_set": form_set,
        "form": name,
        "text": text,
        "effective_from": first.isoformat(),
        "effective_to": None if last is None else last.isoformat(),
    }
    to_province(connection, by, Item.FORM, {f"{form_set}/{name}@{first.isoformat()}": value}, now)


def _about(form_set: str, name: str, first: date) -> str:
    return AND.join((f"{form_set}/{name}", first.isoformat()))
