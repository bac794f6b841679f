"""The snapshot of a dossier in words: what each field is called, and a correction told field by field."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter, ValidationError

from desk_app.domain.appointment import Appointment
from desk_app.domain.dates import dated, paper_date, paper_datetime
from desk_app.domain.errors import DeskError
from desk_app.domain.events import FieldChange
from desk_app.domain.events.reception import (
    Authorisation,
    AuthorisationKind,
    ExternalReference,
    Priority,
    ProcedureSnapshot,
    Reception,
    ReturnBy,
)
from desk_app.domain.fees import FeeLine, money, total
from desk_app.domain.limit_said import NO_FIXED, limit_said
from desk_app.domain.limits import TimeLimit
from desk_app.domain.people import Gender, Person, written_date
from desk_app.domain.procedures import ChannelKind
from desk_app.domain.said import Said, plain, said

CHANNELS = {
    ChannelKind.DIRECT: said("Trực tiếp"),
    ChannelKind.ONLINE: said("Trực tuyến"),
    ChannelKind.POST: said("Bưu chính"),
}
RETURNS = {
    ReturnBy.DESK: said("Nhận tại quầy"),
    ReturnBy.POST: said("Qua bưu chính"),
    ReturnBy.ELECTRONIC: said("Bản điện tử"),
}
GROUNDS = {
    AuthorisationKind.LETTER: said("Văn bản ủy quyền"),
    AuthorisationKind.RELATIVE: said("Người thân"),
    AuthorisationKind.INTRODUCTION: said("Giấy giới thiệu"),
}
GENDERS = {Gender.MALE: said("Nam"), Gender.FEMALE: said("Nữ")}

FIELDS = {
    "procedure": said("Tên thủ tục"),
    "case": said("Trường hợp"),
    "channel": said("Kênh nộp"),
    "limit": said("Thời hạn"),
    "promised": said("Hẹn trả"),
    "due_reason": said("Lý do ngày hẹn"),
    "submitter": said("Người nộp"),
    "owners": said("Chủ hồ sơ"),
    "authorisation": said("Ủy quyền"),
    "summary": said("Nội dung"),
    "papers": said("Giấy tờ đã nhận"),
    "presented": said("Giấy tờ đã đối chiếu"),
    "authenticated": said("Văn bản chứng thực"),
    "sets": said("Số bộ"),
    "fees": said("Lệ phí"),
    "return_by": said("Hình thức trả"),
    "return_place": said("Nơi trả"),
    "priority": said("Ưu tiên"),
    "receiving_unit": said("Nơi tiếp nhận"),
    "competent_unit": said("Cơ quan giải quyết"),
    "supporting_unit": said("Cơ quan phối hợp"),
    "external": said("Mã ở hệ thống khác"),
    "received_at": said("Tiếp nhận lúc"),
    "counter": said("Quầy"),
    "received_by": said("Người tiếp nhận"),
    "note": said("Ghi chú"),
}
"""The fields a clerk knows; the others (form, heading, secret) follow from them and are not told."""

_PERSON_PARTS = {
    "name": said("họ tên"),
    "id_number": said("số giấy tờ"),
    "birth_date": said("ngày sinh"),
    "gender": said("giới tính"),
    "address": said("địa chỉ"),
    "phone": said("điện thoại"),
    "email": said("thư điện tử"),
    "kind": said("công dân hay tổ chức"),
}
_NOTHING = said("trống")


@dataclass(frozen=True)
class Fact:
    """One line of a section. strong: read first."""

    label: Said
    value: Said
    strong: bool = False


def fact(label: Said, value: Said | str | None, *, strong: bool = False) -> Fact | None:
    """Return a line, None where there is nothing to say."""
    if value is None or value == "":
        return None
    return Fact(label, value if isinstance(value, Said) else plain(value), strong)


def correction_words(change: FieldChange) -> tuple[Said, ...]:
    """Return one line for each thing a correction changed; () for a field that only follows from another."""
    label = FIELDS.get(change.field)
    if label is None:
        return ()
    old, new = _value(change.field, change.old), _value(change.field, change.new)
    if isinstance(old, Person) and isinstance(new, Person):
        return _person_changes(label, old, new)
    if change.field == "owners" and isinstance(old, tuple) and isinstance(new, tuple) and len(old) == len(new):
        pairs = zip(old, new, strict=True)
        return tuple(line for one, other in pairs if one != other for line in _person_changes(label, one, other))
    if change.field in ("papers", "presented", "authenticated"):
        return _list_changes(label, _names(change.field, old), _names(change.field, new))
    before, after = _words(old), _words(new)
    return (_line(label, before, after) if str(before) != str(after) else _of_details(label),)


def authorisation_line(authorisation: Authorisation) -> Said:
    """Return on what ground somebody acts for the owner."""
    kind = GROUNDS[authorisation.kind]
    parts = []
    if authorisation.number:
        parts.append(said("số {number}", number=authorisation.number))
    if authorisation.issued_on:
        parts.append(said("ngày {day}", day=paper_date(authorisation.issued_on)))
    if authorisation.relation:
        parts.append(plain(authorisation.relation))
    return joined((kind, *parts))


def joined(parts: tuple[Said, ...], between: str = " · ") -> Said:
    """Return several words as one line."""
    names = [f"p{at}" for at in range(len(parts))]
    return Said(between.join(f"{{{name}}}" for name in names), dict(zip(names, parts, strict=True)))


def _line(label: Said, old: Said, new: Said) -> Said:
    return said("{field}: {old} → {new}", field=label, old=old, new=new)


def _value(field: str, value: Any) -> Any:
    """Return a JSON value as the type its field has; as it is where it is none of its field."""
    annotation = Reception.model_fields[field].annotation if field in Reception.model_fields else None
    if annotation is None or value is None:
        return value
    try:
        return TypeAdapter(annotation).validate_python(value)
    except (ValidationError, DeskError):
        return value


def _person_changes(label: Said, old: Person, new: Person) -> tuple[Said, ...]:
    lines = []
    for name, part in _PERSON_PARTS.items():
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            whose = said("{person}, {part}", person=label, part=part)
            lines.append(_line(whose, _person_part(name, before), _person_part(name, after)))
    return tuple(lines) or (_line(label, plain(old.name), plain(new.name)),)


def _person_part(name: str, value: Any) -> Said:
    if name == "gender" and value in GENDERS:
        return GENDERS[value]
    if name == "birth_date":
        value = written_date(value)
    return plain(str(value)) if value else _NOTHING


def _names(field: str, value: Any) -> list[str]:
    if not isinstance(value, tuple):
        return []
    if field == "authenticated":
        return [f"{row.document} ({row.pages} × {row.copies})" for row in value]
    if field == "papers":
        return [f"{paper.name} ({paper.original}+{paper.certified}+{paper.copy_count})" for paper in value]
    return [paper.name for paper in value]


def _list_changes(label: Said, old: list[str], new: list[str]) -> tuple[Said, ...]:
    added = [said("{field}, thêm: {name}", field=label, name=name) for name in new if name not in old]
    taken = [said("{field}, bớt: {name}", field=label, name=name) for name in old if name not in new]
    return (*taken, *added) or (_of_details(label),)


def _of_details(label: Said) -> Said:
    return said("{field}: đổi thứ tự hoặc chi tiết", field=label)


def _words(value: Any) -> Said:
    """Return what a value says; one that is none of its field's, whoever wrote it, as it stands."""
    match value:
        case None | "" | ():
            return _NOTHING
        case ProcedureSnapshot():
            return plain(f"{value.short_name or value.name} ({value.code})")
        case TimeLimit():
            return limit_said(value) or NO_FIXED
        case Appointment():
            return plain(dated(value.due_at)) if value.due_at else NO_FIXED
        case ChannelKind():
            return CHANNELS[value]
        case ReturnBy():
            return RETURNS[value]
        case Person():
            return plain(value.name)
        case Authorisation():
            return authorisation_line(value)
        case Priority():
            return plain(value.reason)
        case ExternalReference():
            return plain(" ".join(part for part in (value.system, value.code) if part))
        case datetime():
            return plain(paper_datetime(value))
        case (Person(), *_):
            return plain("; ".join(person.name for person in value))
        case (FeeLine(), *_):
            currencies = dict.fromkeys(fee.currency for fee in value)
            return plain(" + ".join(money(total(value, currency), currency) for currency in currencies))
        case _:
            return plain(str(value))
