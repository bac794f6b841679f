"""Any paper there is, told from the others by its ``kind``, and the day it speaks of."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from desk_app.domain.forms.later_papers import (
    ApologyData,
    ControlData,
    HandOverData,
    ResultsBackData,
    ReturnSlipData,
    StopData,
)
from desk_app.domain.forms.office_papers import (
    EmergencyData,
    GuideData,
    PrinterTestData,
    RecoveryData,
    ScannerTestData,
    TakeDownData,
)
from desk_app.domain.forms.paper_data import (
    DeclineData,
    ExplanationData,
    LabelData,
    ReceiptData,
    SeveralReceiptData,
    SupplementData,
)
from desk_app.domain.forms.period_papers import (
    BookData,
    DayClosingData,
    DayLogData,
    FeeListData,
    OverdueData,
    Report06aData,
)

PaperData = Annotated[
    ReceiptData
    | SeveralReceiptData
    | SupplementData
    | DeclineData
    | GuideData
    | TakeDownData
    | LabelData
    | EmergencyData
    | ExplanationData
    | PrinterTestData
    | ScannerTestData
    | RecoveryData,
    Field(discriminator="kind"),
]
"""Any paper of reception and of the office itself."""

AnyPaper = Annotated[
    PaperData
    | StopData
    | ApologyData
    | ControlData
    | HandOverData
    | ResultsBackData
    | ReturnSlipData
    | FeeListData
    | BookData
    | DayLogData
    | DayClosingData
    | Report06aData
    | OverdueData,
    Field(discriminator="kind"),
]
"""Any paper of the desk, of reception and after."""


def day_of_paper(data: AnyPaper) -> date:
    """Return the day a paper speaks of: when it was issued, printed or taken in, in the office's time zone."""
    moments = ("issued_at", "printed_at", "printed_on", "received_at")
    day: date = next(getattr(data, name) for name in moments if hasattr(data, name))
    return day.date() if isinstance(day, datetime) else day
