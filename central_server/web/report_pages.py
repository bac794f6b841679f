"""Late dossiers and statistics: charts, tables, and the list behind every figure."""

from functools import partial, reduce
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from central_server.database import reading
from central_server.web import reports
from central_server.web.charts import PARTS, bars, swatch
from central_server.web.dossier_views import Shown, Wanted, listing
from central_server.web.fields import day_of
from central_server.web.local_writing import written_number
from central_server.web.reports import Asked, Grouping
from central_server.web.visits import PageRefusal, SignedForm, SignedIn, Visit, office_seen
from desk_app.domain.columns_06a import COLUMN_WORDS, LATE_COLUMNS, Column
from desk_app.domain.dates import office_time
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.reporting_periods import NamedSpan, Span, spans_around
from desk_app.domain.statistics import ROUNDING_WORDS, Line06a, not_late_ratio, on_time_ratio

sentences(web_days_crossed="Ngày đầu kỳ đứng sau ngày cuối kỳ. Chọn lại hai ngày.")

_FIRST_YEAR, _LAST_YEAR = 2000, 2200

router = APIRouter()

GROUPING_NAMES = {
    Grouping.OFFICE: "Cơ quan",
    Grouping.FIELD: "Lĩnh vực",
    Grouping.UNIT: "Đơn vị thụ lý",
}
NOTHING = {
    Grouping.OFFICE: "(chưa rõ)",
    Grouping.FIELD: "(chưa rõ)",
    Grouping.UNIT: "(chưa chuyển xử lý)",
}
"""What a line is called whose dossiers have nothing to be grouped by."""
SPAN_NAMES = {
    Span.MONTH: "Tháng {number}/{year}",
    Span.QUARTER: "Quý {number}/{year}",
    Span.YEAR: "Năm {year}",
    Span.REPORTED_MONTH: "Kỳ báo cáo tháng {number}/{year}",
    Span.REPORTED_QUARTER: "Kỳ báo cáo quý {number}/{year}",
    Span.REPORTED_HALF: "Kỳ báo cáo 6 tháng, nửa năm {number}/{year}",
    Span.REPORTED_YEAR: "Kỳ báo cáo năm {year}",
}
LATE = "Trễ hạn"
FIGURES: dict[str, tuple[str, tuple[Column, ...]]] = {
    **{str(column.value): (words, (column,)) for column, words in COLUMN_WORDS.items()},
    "+".join(str(column.value) for column in LATE_COLUMNS): (LATE, LATE_COLUMNS),
}
"""The figures whose dossiers can be looked at, as an address writes them: what each is called, and its columns."""

First = Annotated[str, Query(alias="tu", max_length=20)]
Last = Annotated[str, Query(alias="den", max_length=20)]
By = Annotated[Grouping, Query(alias="theo")]
Office = Annotated[UUID | None, Query(alias="co-quan")]


@router.get("/tre-han")
def late_page(visit: SignedIn) -> Response:
    """Show who is late now: by unit in a chart, then the dossiers."""
    return _late(visit, "")


@router.post("/tre-han")
def more_late(visit: SignedForm) -> Response:
    """Show the next page of late dossiers."""
    return _late(visit, visit.text("after"))


def _late(visit: Visit, after: str) -> Response:
    today = office_time(visit.now).date()
    by = Grouping.OFFICE if visit.account.office is None else Grouping.UNIT
    wanted = Wanted(shown=Shown.LATE, after=after)
    part = visit.by_htmx and bool(after)
    with reading(visit.engine) as connection:
        found = listing(connection, visit.account, wanted, visit.now)
        asked = Asked(today, today, by)
        lines = {} if part else reports.lines_06a(connection, visit.account, asked, visit.now)
    late = {name: Line06a(running_late=line.running_late) for name, line in lines.items() if line.running_late}
    worst = dict(sorted(late.items(), key=lambda one: -one[1].running_late)[:20])
    values = {
        "found": found,
        "wanted": Wanted(shown=Shown.LATE),
        "count": sum(line.running_late for line in late.values()),
        "running": sum(line.unresolved for line in lines.values()),
        "chart": _chart(visit, worst, "Hồ sơ đang trễ hạn", NOTHING[by]),
    }
    return visit.page("dossier_rows.html" if part else "late.html", values)


@router.get("/thong-ke")
def statistics_page(
    visit: SignedIn, first: First = "", last: Last = "", by: By | None = None, office: Office = None
) -> Response:
    """Show II.06a of a period, by office, field or unit."""
    try:
        asked, message = _asked(visit, first, last, by, office), ""
    except DeskError as error:
        asked, message = _asked(visit, "", "", by, office), visit.told(error)
    with reading(visit.engine) as connection:
        lines = reports.lines_06a(connection, visit.account, asked, visit.now)
    total = reduce(Line06a.plus, lines.values(), Line06a())
    values = {
        "asked": asked,
        "message": message,
        "typed": (first, last) if message else (asked.first, asked.last),
        "lines": lines,
        "total": total,
        "on_time": on_time_ratio(total),
        "not_late": not_late_ratio(total),
        "rounding": ROUNDING_WORDS,
        "chart": _chart(visit, lines, "Hồ sơ của kỳ", NOTHING[asked.by]),
        "parts": [(swatch(part), part.name) for part in PARTS],
        "by_name": GROUPING_NAMES[asked.by],
        "nothing": NOTHING[asked.by],
        "groupings": GROUPING_NAMES if visit.account.office is None else _within_office(),
        "spans": [(_span_name(visit, span), span) for span in spans_around(office_time(visit.now).date())],
        "columns": tuple(Column),
        "link": _link(asked),
    }
    return visit.page("statistics.html", values, status=400 if message else 200)


@router.get("/thong-ke/ho-so")
def behind_page(
    visit: SignedIn,
    figure: Annotated[str, Query(alias="so", max_length=10)],
    first: First = "",
    last: Last = "",
    by: By | None = None,
    office: Office = None,
    group: Annotated[str | None, Query(alias="nhom", max_length=1000)] = None,
    after: Annotated[str, Query(alias="sau", max_length=300)] = "",
) -> Response:
    """Show the dossiers behind a figure."""
    if figure not in FIGURES:
        raise PageRefusal(404, "web_not_here")
    name, columns = FIGURES[figure]
    try:
        asked = _asked(visit, first, last, by, office)
    except DeskError as error:
        raise PageRefusal(400, error.code) from None
    with reading(visit.engine) as connection:
        found = reports.behind(connection, visit.account, asked, columns, group, after, visit.now)
    values = {
        "found": found,
        "figure": figure,
        "figure_name": name,
        "group": group,
        "nothing": NOTHING[asked.by],
        "asked": asked,
        "link": _link(asked),
    }
    return visit.page("behind.html", values)


def _asked(visit: Visit, first_day: str, last_day: str, by: Grouping | None, office: UUID | None) -> Asked:
    """Return what is asked; without days, this month so far.

    Raises DeskError ``web_date_bad``, ``web_days_crossed``.
    """
    today = office_time(visit.now).date()
    last = day_of(last_day) or today
    first = day_of(first_day) or last.replace(day=1)
    if first > last:
        raise DeskError("web_days_crossed")
    if first.year < _FIRST_YEAR or last.year > _LAST_YEAR:
        raise DeskError("web_date_bad")
    if office is not None:
        office_seen(visit, office)
    whole = Grouping.OFFICE if visit.account.office is None and office is None else Grouping.FIELD
    return Asked(first, last, by or whole, office)


def _within_office() -> dict[Grouping, str]:
    return {by: name for by, name in GROUPING_NAMES.items() if by is not Grouping.OFFICE}


def _span_name(visit: Visit, span: NamedSpan) -> str:
    return visit.tr(SPAN_NAMES[span.span], number=span.number, year=span.year)


def _link(asked: Asked) -> str:
    office = f"&co-quan={asked.office}" if asked.office else ""
    return f"tu={asked.first}&den={asked.last}&theo={asked.by.value}{office}"


def _chart(visit: Visit, lines: dict[str, Line06a], title: str, nothing: str) -> object:
    names = [visit.tr(part.name) for part in PARTS]
    return bars(lines, visit.tr(title), names, visit.tr(nothing), partial(written_number, visit.language))
