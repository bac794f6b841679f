"""The public look-up (tra cứu): the slip's code and secret, posted, answered in plain words."""

from fastapi import APIRouter, Response
from sqlalchemy import Connection, literal, select, union_all

from central_server.database import reading
from central_server.secrets_kept import equal
from central_server.tables import dossiers, offices
from central_server.web.visits import AnyPosted, AnyVisit, Visit
from desk_app.domain.codes import DossierCode, is_lookup_secret, parse_dossier_code
from desk_app.domain.dossier import Dossier
from desk_app.domain.errors import DeskError
from desk_app.domain.events.reception import ReturnBy
from desk_app.domain.lateness import held_against_due, is_late, waiting_since
from desk_app.domain.said import Said, said
from desk_app.domain.states import State
from desk_app.domain.text import fold

router = APIRouter()

UNKNOWN = said(
    "Không thấy hồ sơ với mã và mã tra cứu này. Hồ sơ vừa nộp có thể chưa hiện, vui lòng thử lại sau hoặc gọi số"
    " điện thoại ghi trên phiếu hẹn."
)
"""The one answer to a wrong code and to a wrong secret."""
_NO_SECRET = "-" * 16

_WORDS = {
    State.RECEIVED: said("Hồ sơ đã được tiếp nhận, đang chờ chuyển xử lý."),
    State.PROCESSING: said("Hồ sơ đang được xử lý."),
    State.SUPPLEMENT_WAIT: said("Đang chờ ông/bà bổ sung giấy tờ."),
    State.PAYMENT_WAIT: said("Đang chờ ông/bà nộp thuế, lệ phí."),
    State.WITHDRAWN: said("Hồ sơ đã được rút theo yêu cầu."),
    State.STOPPED: said("Cơ quan đã dừng giải quyết hồ sơ. Vui lòng liên hệ nơi tiếp nhận."),
    State.RETURNED: said("Kết quả đã được trả."),
}


@router.get("/tra-cuu")
def look_up_page(visit: AnyVisit) -> Response:
    """Ask for the code and the secret; a script fills them in from the slip's QR address, which no server sees."""
    return visit.page("look_up.html", {"code": "", "message": "", "found": None})


@router.post("/tra-cuu")
def look_up(visit: AnyPosted) -> Response:
    """Answer in plain words."""
    typed = visit.text("code")[:80]
    if visit.pages.look_ups.wait_for(visit.caller()):
        told = visit.told(DeskError("web_too_often"))
        return visit.page("look_up.html", {"code": typed, "message": told, "found": None}, status=429)
    code, secret = parse_dossier_code(typed), typed_secret(visit.text("secret")[:80])
    with reading(visit.engine) as connection:
        found = find(connection, code, secret)
    if found is None:
        return visit.page("look_up.html", {"code": typed, "message": UNKNOWN, "found": None}, status=404)
    return visit.page("look_up.html", {"code": typed, "message": "", "found": told_of(found, visit)})


def typed_secret(text: str) -> str:
    """Return a secret as it is compared, whatever spaces, hyphens and small letters it was typed with."""
    return "".join(letter for letter in fold(text).upper() if letter.isalnum())


def find(connection: Connection, code: DossierCode | None, secret: str) -> Dossier | None:
    """Return the dossier a slip's holder asks for; the same work is done whether or not it is there."""
    dossier, is_it = _beside(connection, code)
    kept = dossier.reception.secret if dossier is not None and dossier.reception is not None else ""
    fits = equal(kept or _NO_SECRET, secret) and is_lookup_secret(secret)
    return dossier if fits and is_it and dossier is not None and not dossier.erased else None


def _beside(connection: Connection, code: DossierCode | None) -> tuple[Dossier | None, bool]:
    """Return the dossier of a code and True, else whichever comes first and False.

    So an unknown code costs what a known one does: a row is read, its history's outcome parsed, a secret compared.
    """
    asked = (
        select(dossiers.c.folded, literal(True).label("is_it"))
        .join(offices, offices.c.office == dossiers.c.office)
        .where(offices.c.agency == (code.agency if code else ""), dossiers.c.code == (str(code) if code else ""))
        .limit(1)
    )
    any_other = select(dossiers.c.folded, literal(False)).limit(1)
    both = union_all(asked.subquery().select(), any_other.subquery().select()).subquery()
    row = connection.execute(select(both).order_by(both.c.is_it.desc()).limit(1)).first()
    return (None, False) if row is None else (Dossier.model_validate_json(row.folded), row.is_it)


def told_of(dossier: Dossier, visit: Visit) -> dict[str, object]:
    """Return what the slip's holder may read: nothing of a person, nothing the slip does not say but the standing."""
    reception = dossier.reception
    assert reception is not None
    missing = dossier.supplements[-1].missing if dossier.state is State.SUPPLEMENT_WAIT else ()
    return {
        "code": dossier.code,
        "state": dossier.state,
        "voided": dossier.voided,
        "procedure": reception.procedure.short_name or reception.procedure.name,
        "received": reception.received_at,
        "due": dossier.shown_due_at if dossier.is_open and waiting_since(dossier) is None else None,
        "apologised": bool(dossier.apologies) and dossier.is_open,
        "words": _words(dossier, late=_is_late(dossier, visit)),
        "missing": [paper.name for paper in missing],
        "unit": reception.heading.unit,
        "office": reception.heading.office,
        "address": reception.heading.address,
        "hotline": reception.heading.hotline,
    }


def _words(dossier: Dossier, *, late: bool) -> tuple[Said, ...]:
    reception = dossier.reception
    assert reception is not None
    if dossier.voided:
        return (said("Hồ sơ này đã bị hủy tiếp nhận. Vui lòng liên hệ nơi tiếp nhận."),)
    if dossier.state is State.RESULT_READY:
        if reception.return_by is ReturnBy.POST:
            return (said("Đã có kết quả, sẽ được gửi qua bưu chính."),)
        if reception.return_by is ReturnBy.ELECTRONIC:
            return (said("Đã có kết quả bản điện tử."),)
        place = reception.return_place or reception.heading.unit or reception.receiving_unit
        return (said("Mời đến nhận kết quả tại {place}.", place=place),)
    words = [_WORDS.get(dossier.state, said("Hồ sơ đã được ghi nhận."))]
    if waiting_since(dossier) is not None:
        words.append(said("Ngày hẹn trả sẽ được tính lại khi ông/bà nộp đủ."))
    if late:
        words.append(said("Hồ sơ đã quá ngày hẹn. Vui lòng gọi nơi tiếp nhận để biết ngày trả."))
    return tuple(words)


def _is_late(dossier: Dossier, visit: Visit) -> bool:
    """Tell whether the day the citizen was told last has passed; while it waits for them, whether it had before."""
    at = held_against_due(finished_at=dossier.finished_at, waiting_since=waiting_since(dossier), at=visit.now)
    return dossier.is_open and is_late(dossier.shown_due_at, at)
