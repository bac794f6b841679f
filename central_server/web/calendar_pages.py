"""Publishing calendars: each year in force, a file to look at and send, the days it changes, and taking it back."""

from typing import Annotated

from fastapi import APIRouter, Path, Response
from fastapi.responses import PlainTextResponse

from central_server import calendar_publishing, uploads
from central_server.calendar_diff import STATUS_WORDS
from central_server.database import reading, writing
from central_server.uploads import Purpose, Upload
from central_server.web.publish_pages import Publisher, PublisherForm, uploaded
from central_server.web.visits import LARGEST_FORM, PageRefusal, Visit
from desk_app.domain.errors import DeskError

router = APIRouter(prefix="/cong-bo/lich")
_YEARS_OPEN = 3
"""The latest years stand on the page; older ones under a line that opens."""

Year = Annotated[int, Path(ge=1990, le=2200)]


@router.get("")
def calendars_page(visit: Publisher) -> Response:
    """Show every year in force, and take a file."""
    return _show(visit)


@router.post("")
def preview(visit: PublisherForm) -> Response:
    """Check a year's calendar, sent as a file or typed, say which days it changes, publish nothing."""
    typed = str(visit.form.get("text", ""))
    try:
        sent = Upload("", typed.encode()) if typed.strip() else uploaded(visit, LARGEST_FORM)
        text = calendar_publishing.calendar_file(sent.content)
        with writing(visit.engine) as connection:
            plan = calendar_publishing.plan_calendar(connection, text)
            uploads.keep(connection, visit.login, Purpose.CALENDAR, sent, visit.now)
    except DeskError as error:
        return _show(visit, visit.told(error), typed, status=400)
    return visit.page("calendar_preview.html", {"plan": plan, "digest": sent.digest})


@router.post("/ghi")
def publish(visit: PublisherForm) -> Response:
    """Publish the calendar that was looked at."""
    try:
        with writing(visit.engine) as connection:
            sent = uploads.take(connection, visit.login, Purpose.CALENDAR, visit.text("digest"))
            text = calendar_publishing.calendar_file(sent.content)
            calendar_publishing.publish_calendar(connection, visit.login, text, visit.now)
    except DeskError as error:
        return _show(visit, visit.told(error), status=400)
    return visit.go("/cong-bo/lich")


@router.post("/ngung/{year}")
def withdraw(visit: PublisherForm, year: Year) -> Response:
    """Take back what was published last of a year."""
    try:
        with writing(visit.engine) as connection:
            calendar_publishing.withdraw_calendar(connection, visit.login, year, visit.now)
    except DeskError as error:
        return _show(visit, visit.told(error), status=400)
    return visit.go("/cong-bo/lich")


@router.get("/tep/{year}")
def calendar_file(visit: Publisher, year: Year) -> Response:
    """Give the file of a year in force, to be edited and sent back."""
    with reading(visit.engine) as connection:
        found = calendar_publishing.years_in_force(connection).get(year)
    if found is None:
        raise PageRefusal(404, "web_not_here")
    named = {"Content-Disposition": f'attachment; filename="lich-{year}.toml"'}
    return visit.with_cookies(PlainTextResponse(found.text, headers=named))


def _show(visit: Visit, message: str = "", typed: str = "", *, status: int = 200) -> Response:
    with reading(visit.engine) as connection:
        years = list(calendar_publishing.years_in_force(connection).values())
    values = {
        "path": router.prefix,
        "years": years[:_YEARS_OPEN],
        "older": years[_YEARS_OPEN:],
        "statuses": STATUS_WORDS,
        "typed": typed,
        "message": message,
    }
    return visit.page("calendars.html", values, status=status)
