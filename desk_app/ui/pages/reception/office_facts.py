"""What the page knows of the office and of the clerk's last dossiers, read off the UI thread."""

from collections.abc import Sequence

from PySide6.QtCore import QObject

from desk_app.models.queries.dossiers import DossierLine
from desk_app.models.queries.papers import BackEntry
from desk_app.services.office_settings import OfficeSettings, office_settings
from desk_app.services.reception_lookups import recent
from desk_app.ui.pages.reception.outlook_words import recent_words
from desk_app.ui.pages.reception.sheet import ReceptionSheet
from desk_app.ui.pages.reception.task_bar import Task


class OfficeFacts(QObject):
    """Brings the office's lists and the clerk's last dossiers onto the sheet."""

    def __init__(self, sheet: ReceptionSheet) -> None:
        super().__init__(sheet)
        self._sheet = sheet

    def read_office(self) -> None:
        """Read the office's lists and whether a back-entry session stands open."""
        store = self._sheet.desk.store

        def work() -> tuple[OfficeSettings, tuple[BackEntry, ...]]:
            with store.reading() as rd:
                return office_settings(rd), tuple(rd.back_entries.open())

        self._sheet.desk.operations.read(self, work, done=self._office_arrived, slot="office")

    def _office_arrived(self, found: tuple[OfficeSettings, tuple[BackEntry, ...]]) -> None:
        sheet = self._sheet
        sheet.office, opened = found
        sheet.back_entry = opened[-1].id if opened else None
        sheet.more.show_office(sheet.office, back_entry=bool(opened))
        sheet.authentication.show_office(sheet.office.usual_documents)
        sheet.fees.show_office(sheet.office.exemption_reasons)
        if sheet.task_bar.task is Task.CORRECT:
            sheet.task_bar.offer(sheet.office.correction_reasons)

    def read_recent(self) -> None:
        """Read the clerk's last dossiers for the side of the empty page."""
        store, session = self._sheet.desk.store, self._sheet.session
        self._sheet.desk.operations.read(
            self, lambda: recent(store, session), done=self._recent_arrived, slot="recent_words"
        )

    def _recent_arrived(self, lines: Sequence[DossierLine]) -> None:
        self._sheet.recent_words = recent_words(lines)
        self._sheet.refresh_side()
