"""One published procedure: the units and fees the province settles for every desk, and taking it back."""

from decimal import Decimal, InvalidOperation

from fastapi import APIRouter, Response
from pydantic import ValidationError

from central_server import publishing
from central_server.database import reading, writing
from central_server.publishing import Settled
from central_server.web.fields import day_of
from central_server.web.publish_pages import Publisher, PublisherForm
from central_server.web.visits import PageRefusal, Visit
from desk_app.domain.dates import office_time
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.fees import FeeRule
from desk_app.domain.limits import Unit
from desk_app.domain.procedure_diff import CHANNEL_LABELS, STATUS_LABELS
from desk_app.domain.procedures import Procedure
from desk_app.domain.text import clean_line

sentences(
    web_amount_bad="Số tiền “{text}” chưa đúng. Chỉ ghi số đồng.",
    web_fee_unnamed="Chưa ghi tên của khoản thu {amount} đồng.",
)

BLANK_FEES = 2
"""Empty rows below the fees there are; saved, the page shows as many again."""
MOST_FEES = 40
UNIT_NAMES = {
    Unit.WORKING_DAY: "ngày làm việc",
    Unit.DAY: "ngày",
    Unit.HOUR: "giờ làm việc",
    Unit.MONTH: "tháng",
}

router = APIRouter(prefix="/cong-bo/thu-tuc")


@router.get("/{code}")
def procedure_page(visit: Publisher, code: str) -> Response:
    """Show one procedure: what is published, what is settled, and how to end it."""
    return _show(visit, code)


@router.post("/{code}")
def change_procedure(visit: PublisherForm, code: str) -> Response:
    """Settle units and fees, or withdraw."""
    try:
        with writing(visit.engine) as connection:
            if visit.text("do") == "withdraw":
                last_day = day_of(visit.text("last_day"))
                if last_day is None:
                    raise DeskError("web_date_bad")
                publishing.withdraw(connection, visit.login, code, last_day, visit.now)
            else:
                found = publishing.published(connection, [code]).get(code)
                if found is None:
                    raise DeskError("web_procedure_unknown", code=code)
                publishing.settle(connection, visit.login, code, _settled(visit, found.procedure), visit.now)
    except DeskError as error:
        return _show(visit, code, visit.told(error), status=400)
    return visit.go(f"/cong-bo/thu-tuc/{code}")


def _show(visit: Visit, code: str, message: str = "", *, status: int = 200) -> Response:
    with reading(visit.engine) as connection:
        found = publishing.published(connection, [code]).get(code)
    if found is None:
        raise PageRefusal(404, "web_not_here")
    chosen = {(unit.channel, unit.case, unit.text): unit.limit.unit for unit in found.settled.units}
    missing = publishing.unsettled(found.procedure)
    values = {
        "code": code,
        "procedure": found.procedure,
        "units": [(row, chosen.get((row.channel, row.case, row.text))) for row in missing],
        "unit_names": UNIT_NAMES,
        "channels": CHANNEL_LABELS,
        "fees": [*found.settled.fee_rules, *[None] * BLANK_FEES][:MOST_FEES],
        "statuses": STATUS_LABELS,
        "message": message,
        "today": office_time(visit.now).date(),
    }
    return visit.page("procedure.html", values, status=status)


def _settled(visit: Visit, procedure: Procedure) -> Settled:
    units = []
    for index, row in enumerate(publishing.unsettled(procedure)):
        chosen = visit.text(f"unit-{index}")
        if chosen:
            unit = next((unit for unit in UNIT_NAMES if unit.value == chosen), None)
            if unit is None:
                raise PageRefusal(404, "web_not_here")
            limit = publishing.with_unit(row.limit, unit)
            units.append(row.model_copy(update={"limit": limit, "confirmed": True}))
    fees = (_fee(visit, index) for index in range(MOST_FEES))
    return Settled(tuple(units), tuple(fee for fee in fees if fee is not None))


def _fee(visit: Visit, index: int) -> FeeRule | None:
    """Return the fee of a row of the form, None for an empty one.

    ``fee-was`` holds the rule as the page showed it: what the row has no field for (how it is counted, tiers, cap,
    case, channel) stays as it was. Raises DeskError ``web_amount_bad``, ``web_fee_unnamed``, ``web_fields_bad``.
    """
    name, amount, was = (clean_line(visit.text(f"fee-{part}-{index}")) for part in ("name", "amount", "was"))
    if not name:
        if amount:
            raise DeskError("web_fee_unnamed", amount=amount)
        return None
    try:
        rule = FeeRule.model_validate_json(was) if was else FeeRule(name=name)
    except ValidationError:
        raise DeskError("web_fields_bad") from None
    try:
        read = Decimal(amount.replace(".", "").replace(" ", ""))
        basis = clean_line(visit.text(f"fee-basis-{index}"))
        return FeeRule.model_validate({**dict(rule), "name": name, "amount": read, "legal_basis": basis})
    except (InvalidOperation, ValidationError):
        raise DeskError("web_amount_bad", text=amount) from None
