"""Publishing forms: every form with what the province has published of it, a file to look at, send and withdraw."""

from datetime import date

from fastapi import APIRouter, Response
from fastapi.responses import PlainTextResponse

from central_server import form_publishing, uploads
from central_server.database import reading, writing
from central_server.form_publishing import PublishedForm
from central_server.uploads import Purpose
from central_server.web.fields import day_of
from central_server.web.publish_pages import Publisher, PublisherForm, uploaded
from central_server.web.visits import PageRefusal, Visit
from desk_app.domain.dates import office_time
from desk_app.domain.errors import DeskError
from desk_app.domain.forms.diff import PART_LABELS
from desk_app.domain.forms.form import FORM_SETS, LONGEST_FORM, OFFICE_FORMS
from desk_app.shipped_forms import shipped_form, shipped_forms

router = APIRouter(prefix="/cong-bo/bieu-mau")
_SETS = ("tt-03-2025", OFFICE_FORMS, "tt-01-2018")
"""As people look for them: what is given out today first."""
_LARGEST = 4 * LONGEST_FORM
"""Bytes of the longest form: a character is at most four."""


@router.get("")
def forms_page(visit: Publisher) -> Response:
    """Show every form, and take a file."""
    return _show(visit)


@router.post("")
def preview(visit: PublisherForm) -> Response:
    """Check a form's file, say what it would change, publish nothing."""
    try:
        upload = uploaded(visit, _LARGEST)
        first = _first(visit)
        with writing(visit.engine) as connection:
            plan = form_publishing.plan_form(
                connection, form_publishing.form_text(upload.content), first, _today(visit)
            )
            uploads.keep(connection, visit.login, Purpose.FORM, upload, visit.now)
    except DeskError as error:
        return _show(visit, visit.told(error), status=400)
    values = {
        "plan": plan,
        "first": first,
        "digest": upload.digest,
        "parts": PART_LABELS,
        "set_name": FORM_SETS[plan.form.version.set],
    }
    return visit.page("form_preview.html", values)


@router.post("/ghi")
def publish(visit: PublisherForm) -> Response:
    """Publish the form that was looked at."""
    try:
        with writing(visit.engine) as connection:
            upload = uploads.take(connection, visit.login, Purpose.FORM, visit.text("digest"))
            text = form_publishing.form_text(upload.content)
            form_publishing.publish_form(connection, visit.login, text, _first(visit), visit.now)
    except DeskError as error:
        return _show(visit, visit.told(error), status=400)
    return visit.go("/cong-bo/bieu-mau")


@router.post("/ngung")
def withdraw(visit: PublisherForm) -> Response:
    """End a published form after a day."""
    try:
        last = day_of(visit.text("last_day"))
        if last is None:
            raise DeskError("web_date_bad")
        with writing(visit.engine) as connection:
            form_publishing.withdraw_form(connection, visit.login, visit.text("key"), last, visit.now)
    except DeskError as error:
        return _show(visit, visit.told(error), status=400)
    return visit.go("/cong-bo/bieu-mau")


@router.get("/tep/{form_set}/{name}")
def form_file(visit: Publisher, form_set: str, name: str) -> Response:
    """Give the file of the form in force today, to be edited and sent back."""
    if (form_set, name) not in shipped_forms():
        raise PageRefusal(404, "web_not_here")
    with reading(visit.engine) as connection:
        found = form_publishing.form_on(form_publishing.published_forms(connection), form_set, name, _today(visit))
    text = found.text if found else shipped_form(form_set, name).version.text
    named = {"Content-Disposition": f'attachment; filename="{form_set}-{name}.toml"'}
    return visit.with_cookies(PlainTextResponse(text, headers=named))


def _show(visit: Visit, message: str = "", *, status: int = 200) -> Response:
    today = _today(visit)
    with reading(visit.engine) as connection:
        published = form_publishing.published_forms(connection)
    lines: dict[str, list[tuple[str, str, str, PublishedForm | None, list[PublishedForm]]]] = {}
    for form_set, name in sorted(shipped_forms(), key=lambda form: _SETS.index(form[0])):
        spec = shipped_form(form_set, name).spec
        own = [form for form in published if (form.form_set, form.name) == (form_set, name) and not form.never_held]
        holding = form_publishing.form_on(own, form_set, name, today)
        lines.setdefault(form_set, []).append((name, spec.title, spec.number, holding, own))
    values = {"path": router.prefix, "sets": FORM_SETS, "lines": lines, "message": message, "today": today}
    return visit.page("forms.html", values, status=status)


def _first(visit: Visit) -> date:
    return day_of(visit.text("effective_from")) or _today(visit)


def _today(visit: Visit) -> date:
    return office_time(visit.now).date()
