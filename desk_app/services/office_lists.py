"""Lists of the office on A4: read from the store with their form first, drawn without it afterwards."""

from dataclasses import dataclass
from datetime import date

from desk_app.domain.forms.any_paper import day_of_paper
from desk_app.domain.forms.form import Form, form_set_for
from desk_app.domain.forms.paper_data import PaperSize
from desk_app.domain.forms.period_papers import (
    BookData,
    DayClosingData,
    DayLogData,
    FeeListData,
    OverdueData,
    Report06aData,
)
from desk_app.models.transaction import Reading
from desk_app.printing.papers import render
from desk_app.services.form_versions import current_form
from desk_app.services.office_settings import office_settings
from desk_app.services.papers import Paper

ListData = BookData | DayClosingData | DayLogData | FeeListData | OverdueData | Report06aData
"""What such a list says; each kind has the form of its own name."""


@dataclass(frozen=True)
class OfficeList:
    """A list before it is a paper: what it says and the form in force for it."""

    data: ListData
    form: Form

    def drawn(self) -> Paper:
        """Return it as a paper; nothing of the store is asked. Raises DeskError ``paper_failed``."""
        return Paper(self.data.kind, self.form.version.hash, PaperSize.A4, render(self.data, self.form, PaperSize.A4))


def office_list(rd: Reading, data: ListData, last: date) -> OfficeList:
    """Return a list with the form of its last day. last: the last day it speaks of."""
    form_set = office_settings(rd).form_set or form_set_for(last)
    return OfficeList(data, current_form(rd, form_set, data.kind, day_of_paper(data)))
