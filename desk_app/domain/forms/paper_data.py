"""What each paper says, as plain frozen values: services fill these, printing lays them out.

Every text is taken as it is (NFC is restored when it is printed); every moment is aware, in the office's time zone;
money is VND. Words that the law fixes stand in the forms (``resources/forms``), never here. An empty text or None
means "nothing to print": the line that would hold it is left out.
"""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from desk_app.domain.values import Frozen


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment on paper needs its time zone")
    return moment


Moment = Annotated[datetime, AfterValidator(_aware)]
"""An aware moment, in the office's time zone."""

Money = Annotated[Decimal, Field(ge=0)]
"""An amount in VND."""


class PaperSize(StrEnum):
    """The sheets a form may be laid out for. K80: an 80 mm roll, as long as its text; LABEL: a folder sticker."""

    A4 = "A4"
    A5 = "A5"
    K80 = "K80"
    LABEL = "LABEL"


class PrintMarks(Frozen):
    """What differs between two prints of the same paper."""

    copies: tuple[str, ...] = ()
    """One label per copy (liên), each on pages of its own: ``("Lưu", "Giao công dân")``. Empty: one unlabelled copy."""
    reprint: int = Field(default=0, ge=0)
    """n of "In lại lần n", after a good copy was given; 0 for a first print and for a replaced spoiled copy."""
    replaces_printed_at: Moment | None = None
    """When the slip this one replaces after a correction was printed."""
    large_print: bool = False


class Office(Frozen):
    """The head of every paper, as it stood when the dossier was received."""

    superior: str = ""
    """Superior agency, printed above: ``UBND TỈNH THANH HÓA``."""
    name: str
    """The office that prints: ``TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG XÃ …``."""
    desk: str = ""
    """Counter: ``Quầy 2``."""
    place: str = ""
    """Địa danh, before the date: ``Hoằng Hóa``."""
    address: str = ""
    phone: str = ""
    """Whom to call about a dossier."""
    complaints: str = ""
    """Where phản ánh, kiến nghị go (address or number)."""
    hours: str = ""
    """Reception hours in words."""


class Party(Frozen):
    """A person or organisation named on a paper."""

    name: str
    id_number: str = ""
    """Citizen number, passport or tax code, whole."""
    address: str = ""
    phone: str = ""
    email: str = ""


class Codes(Frozen):
    """What the bars and the QR hold. look_up_address: host (and port) of a server that answers, without a scheme."""

    code: str
    secret: str = ""
    look_up_address: str = ""

    @property
    def look_up(self) -> bool:
        """Tell whether a server answers for this code, so that address and secret may be printed."""
        return bool(self.look_up_address and self.secret)


class PaperRow(Frozen):
    """One paper taken from the citizen: how many originals, certified copies and plain copies."""

    name: str
    original: int = Field(default=0, ge=0)
    certified: int = Field(default=0, ge=0)
    copy_count: int = Field(default=0, ge=0)
    digitised: bool = False
    reused: bool = False
    """Taken from the store of earlier digitised papers, not handed in again."""


class AuthenticationRow(Frozen):
    """One document to be certified (chứng thực). pages: of the original."""

    document: str
    pages: int = Field(ge=0)
    copies: int = Field(ge=0)
    electronic: int = Field(default=0, ge=0)
    amount: Money = Decimal(0)


class FeeRow(Frozen):
    """One fee line. amount: after exemption; paid: already taken; when: words ("khi trả kết quả")."""

    name: str
    amount: Money
    paid: bool = False
    when: str = ""
    exemption: str = ""
    """Why less or nothing is owed: ``Miễn: hộ nghèo``."""
    receipt_number: str = ""


class ReceiptData(Frozen):
    """Mẫu 01, one dossier."""

    kind: Literal["receipt"] = "receipt"
    office: Office
    codes: Codes
    book: str = ""
    ordinal: str = ""
    submitter: Party
    owners: tuple[Party, ...] = ()
    """Only where they are not the submitter."""
    authorisation: str = ""
    """Relation and paper in words: ``Giấy ủy quyền số 12 ngày 01/08/2026``."""
    channel: str = ""
    """In words: ``trực tiếp``."""
    procedure: str
    """Full published name."""
    procedure_code: str = ""
    summary: str = ""
    """Trích yếu: what is asked, in the office's words."""
    papers: tuple[PaperRow, ...] = ()
    authentication: tuple[AuthenticationRow, ...] = ()
    sets: int = Field(default=1, ge=0)
    limit: str = ""
    """Time limit in words: ``3 ngày làm việc``."""
    received_at: Moment
    due_at: Moment | None = None
    """None exactly where nothing is promised; no_date then says why, or the form's standard sentence stands."""
    no_date: str = ""
    provisional: bool = False
    """The calendar of a year counted through is not announced yet."""
    previous_due_at: Moment | None = None
    """The appointment that due_at takes the place of."""
    return_by: Literal["desk", "post", "electronic"] = "desk"
    return_place: str = ""
    """Where or how the result comes: ``Quầy 2``, ``Bưu điện, theo địa chỉ người nộp``."""
    return_address: str = ""
    bring: str = ""
    """What to bring besides this slip and the citizen's card."""
    fees: tuple[FeeRow, ...] = ()
    clerk: str
    external_code: str = ""
    external_system: str = ""
    note: str = ""

    @property
    def fee_left(self) -> Decimal:
        """What the citizen still owes, VND."""
        return sum((fee.amount for fee in self.fees if not fee.paid), Decimal(0))

    @property
    def authentication_total(self) -> Decimal:
        """Sum of the documents' amounts, VND."""
        return sum((row.amount for row in self.authentication), Decimal(0))


class SeveralRow(Frozen):
    """One dossier of a receiving session (lượt)."""

    codes: Codes
    summary: str
    owner: str
    unit: str = ""
    """Competent unit."""
    received_at: Moment
    due_at: Moment | None = None
    limit: str = ""
    sets: int = Field(default=1, ge=0)


class SeveralReceiptData(Frozen):
    """One Mẫu 01 for several dossiers, and the rows of the landscape list "Biên bản giao nhận hồ sơ"."""

    kind: Literal["receipt_several"] = "receipt_several"
    office: Office
    number: str = ""
    """Number of the session, where the office gives one."""
    book: str = ""
    submitter: Party
    channel: str = ""
    content: str = ""
    rows: tuple[SeveralRow, ...] = Field(min_length=1)
    received_at: Moment
    return_by: Literal["desk", "post", "electronic"] = "desk"
    """How results come back; ``desk`` where any of them does."""
    return_place: str = ""
    fees: tuple[FeeRow, ...] = ()
    clerk: str
    note: str = ""

    @property
    def sets(self) -> int:
        """Sets of papers, all dossiers together."""
        return sum(row.sets for row in self.rows)

    @property
    def fee_left(self) -> Decimal:
        """What the citizen still owes, VND."""
        return sum((fee.amount for fee in self.fees if not fee.paid), Decimal(0))


class SupplementRow(Frozen):
    """One thing to add or complete; a paper or a typed line."""

    name: str
    original: int = Field(default=0, ge=0)
    certified: int = Field(default=0, ge=0)
    copy_count: int = Field(default=0, ge=0)
    remark: str = ""


class SupplementData(Frozen):
    """Mẫu 02: before acceptance (no codes), or of an accepted dossier."""

    kind: Literal["supplement"] = "supplement"
    office: Office
    number: str = ""
    codes: Codes | None = None
    submitter: Party
    procedure: str
    summary: str = ""
    rows: tuple[SupplementRow, ...] = Field(min_length=1)
    reason: str = ""
    issued_at: Moment
    deadline: str = ""
    """By when, in words, where the procedure sets one."""
    clerk: str
    clerk_phone: str = ""
    web_page: str = ""
    note: str = ""


class DeclineData(Frozen):
    """Mẫu 03."""

    kind: Literal["decline"] = "decline"
    office: Office
    number: str = ""
    codes: Codes | None = None
    submitter: Party
    procedure: str
    summary: str = ""
    reason: str = Field(min_length=1)
    issued_at: Moment
    clerk: str
    clerk_phone: str = ""
    web_page: str = ""


class LabelData(Frozen):
    """The sticker of a folder."""

    kind: Literal["label"] = "label"
    codes: Codes
    summary: str
    owner: str
    received_at: Moment
    due_at: Moment | None = None


class ExplanationDay(Frozen):
    """One day of the count. counted: running number of the day in the limit, None where it is not counted."""

    day: date
    counted: int | None = None
    reason: str
    """In words: ``Ngày làm việc thứ 1``, ``Nghỉ lễ Quốc khánh``."""


class ExplanationData(Frozen):
    """Why the result is promised for that day, day by day."""

    kind: Literal["explanation"] = "explanation"
    office: Office
    codes: Codes | None = None
    procedure: str
    submitter: str = ""
    limit: str
    received_at: Moment
    due_at: Moment | None = None
    provisional: bool = False
    days: tuple[ExplanationDay, ...] = ()
    basis: tuple[str, ...] = ()
    """Rules used, one sentence each."""
    clerk: str = ""
