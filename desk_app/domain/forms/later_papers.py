"""What the papers of a dossier's later life say: stopped, apologised for, handed over, come back, returned.

Plain frozen values, as in ``paper_data``.

Words that the law or the office fixes stand in the forms; moments are aware, in the office's time zone; money is VND.
"""

from datetime import date
from typing import Literal

from pydantic import Field

from desk_app.domain.forms.paper_data import Codes, Moment, Office, PaperRow, Party
from desk_app.domain.values import Frozen


class StopData(Frozen):
    """Thông báo dừng giải quyết hồ sơ (Mẫu 05 of TT 03/2025). issued_at: when it was stopped."""

    kind: Literal["stop"] = "stop"
    office: Office
    number: str = ""
    codes: Codes
    submitter: Party
    procedure: str
    summary: str = ""
    received_at: Moment
    reason: str = Field(min_length=1)
    originals: tuple[PaperRow, ...] = ()
    """Originals to give back with it."""
    originals_returned: bool = False
    issued_at: Moment
    signer: str = ""
    signer_title: str = ""
    clerk_phone: str = ""


class ApologyData(Frozen):
    """Mẫu 04. number: "" in a draft, printed as dots; signed_on: None in a draft, the date is left to be filled in."""

    kind: Literal["apology"] = "apology"
    office: Office
    number: str = ""
    signed_on: date | None = None
    codes: Codes
    recipient: Party
    procedure: str
    summary: str = ""
    received_at: Moment
    due_at: Moment | None = None
    """The appointment the citizen holds: the original, or that of an earlier apology."""
    reason: str = Field(min_length=1)
    new_due_at: Moment
    signer: str = ""
    signer_title: str = ""
    """Lines above the signature, parted by commas; the form's own where empty."""
    issued_at: Moment

    @property
    def title_lines(self) -> tuple[str, ...]:
        """The words above the signature, a line each."""
        return tuple(line.strip() for line in self.signer_title.split(",") if line.strip())


class ControlStep(Frozen):
    """One block of the control slip: a hand-over, and how the unit's work ended. outcome: Trước hạn / đúng hạn…"""

    giver: str
    receiver: str
    at: Moment | None = None
    outcome: str = ""
    note: str = ""


class ControlData(Frozen):
    """Phiếu kiểm soát quá trình giải quyết hồ sơ. blank_steps: empty blocks for hand-overs still to come."""

    kind: Literal["control"] = "control"
    office: Office
    codes: Codes
    owner: str
    procedure: str
    summary: str = ""
    received_at: Moment
    due_at: Moment | None = None
    competent_unit: str = ""
    supporting_unit: str = ""
    steps: tuple[ControlStep, ...] = ()
    blank_steps: int = Field(default=2, ge=0, le=8)
    issued_at: Moment


class HandOverRow(Frozen):
    """One dossier of a hand-over list. papers: how many of them."""

    code: str
    summary: str
    owner: str
    received_at: Moment
    due_at: Moment | None = None
    papers: int = Field(default=0, ge=0)
    sets: int = Field(default=1, ge=0)
    note: str = ""


class HandOverData(Frozen):
    """The landscape list of dossiers handed to a unit."""

    kind: Literal["hand_over"] = "hand_over"
    office: Office
    unit: str
    person: str = ""
    rows: tuple[HandOverRow, ...] = Field(min_length=1)
    issued_at: Moment
    clerk: str

    @property
    def sets(self) -> int:
        """Sets of papers, all dossiers together."""
        return sum(row.sets for row in self.rows)

    @property
    def paper_count(self) -> int:
        """Papers, all dossiers together."""
        return sum(row.papers for row in self.rows)


class ResultRow(Frozen):
    """One result received back. fee, post: whether money is due and whether it goes by post (printed X)."""

    code: str
    summary: str
    result: str
    owner: str
    address: str = ""
    copies: int = Field(default=1, ge=0)
    fee: bool = False
    post: bool = False


class ResultsBackData(Frozen):
    """Phiếu bàn giao kết quả giải quyết TTHC: results the desk receives back."""

    kind: Literal["results_back"] = "results_back"
    office: Office
    unit: str = ""
    rows: tuple[ResultRow, ...] = Field(min_length=1)
    issued_at: Moment
    clerk: str


class ReturnSlipData(Frozen):
    """Giấy biên nhận trả kết quả. issued_at: when the result was returned."""

    kind: Literal["return_slip"] = "return_slip"
    office: Office
    codes: Codes
    procedure: str
    summary: str = ""
    owner: str
    receiver: Party
    authorisation: str = ""
    """Why somebody else takes it, in words; "" for the owner."""
    how: str = ""
    """``Bưu chính, số vận đơn …``; "" over the counter."""
    result_kind: str = ""
    result_number: str = ""
    excerpt: str = ""
    copies: int = Field(default=1, ge=0)
    originals: tuple[PaperRow, ...] = ()
    slip_lost: bool = False
    issued_at: Moment
    clerk: str
