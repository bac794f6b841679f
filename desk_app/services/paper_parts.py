"""Parts that many papers share, put in words: the head, people, codes, fees, the ground to act for another."""

from collections.abc import Iterable

from desk_app.domain.dates import paper_date
from desk_app.domain.events.reception import Authorisation, AuthorisationKind, OfficeHeading, Reception
from desk_app.domain.fees import Exemption, FeeLine, PayWhen, exemption_words
from desk_app.domain.forms.paper_data import Codes, FeeRow, Office, Party
from desk_app.domain.people import Person

_WHEN_WORDS = {PayWhen.NOW: "", PayWhen.LATER: "nộp sau", PayWhen.AT_RETURN: "khi trả kết quả"}
_AUTHORISATION_WORDS = {
    AuthorisationKind.LETTER: "Văn bản ủy quyền",
    AuthorisationKind.RELATIVE: "Người thân",
    AuthorisationKind.INTRODUCTION: "Giấy giới thiệu",
}


def office_of(heading: OfficeHeading, counter: str = "") -> Office:
    """Return the head of a paper: the agency above, and the unit that receives."""
    return Office(
        superior=heading.office,
        name=heading.unit,
        desk=counter,
        place=heading.place,
        address=heading.address,
        phone=heading.hotline,
        complaints=heading.complaints,
    )


def codes_of(reception: Reception) -> Codes:
    """Return what the bars and the QR of a dossier hold."""
    return Codes(code=reception.code, secret=reception.secret, look_up_address=reception.heading.look_up_address)


def party(person: Person) -> Party:
    """Return a person as papers name them."""
    return Party(
        name=person.name,
        id_number=person.id_number,
        address=person.address,
        phone=person.phone,
        email=person.email,
    )


def authorisation_words(authorisation: Authorisation | None) -> str:
    """Return the ground in words: ``Văn bản ủy quyền số 12 ngày 01/08/2026 (con)``."""
    if authorisation is None:
        return ""
    words = _AUTHORISATION_WORDS[authorisation.kind]
    if authorisation.number:
        words += f" số {authorisation.number}"
    if authorisation.issued_on:
        words += f" ngày {paper_date(authorisation.issued_on)}"
    return f"{words} ({authorisation.relation})" if authorisation.relation else words


def fee_rows(fees: Iterable[FeeLine]) -> tuple[FeeRow, ...]:
    """Return the fee lines in words."""
    rows = []
    for fee in fees:
        exemption = ""
        if fee.exemption is not Exemption.NONE:
            word = "Miễn" if fee.exemption is Exemption.EXEMPT else "Giảm"
            exemption = f"{word}: {exemption_words(fee.exemption_reason, fee.exemption_note)}"
        rows.append(
            FeeRow(
                name=fee.name,
                amount=fee.amount,
                paid=fee.paid,
                when=_WHEN_WORDS[fee.when],
                exemption=exemption,
                receipt_number=fee.receipt_number,
            )
        )
    return tuple(rows)
