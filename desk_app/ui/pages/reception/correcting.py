"""A correction under way: what it began with, to tell whether anything was changed."""

from desk_app.domain.codes import group_digits
from desk_app.ui.pages.reception.form_state import FormState
from desk_app.ui.pages.reception.sheet import ReceptionSheet
from desk_app.ui.pages.reception.task_bar import Task
from desk_app.ui.translation import tr


class Correcting:
    """The sheet of a dossier that is being corrected."""

    def __init__(self, sheet: ReceptionSheet) -> None:
        self._sheet = sheet
        self._began_as: FormState | None = None
        """The sheet as its dossier stands; None: not all of it is here, or it was parked in between."""
        self._waits = False

    def begin(self) -> None:
        """Show that the page corrects a dossier, and ask for the reason."""
        sheet = self._sheet
        self._began_as, self._waits = None, False
        words = tr("Đang sửa hồ sơ {code}", code=group_digits(sheet.state.correcting_code))
        sheet.task_bar.begin(Task.CORRECT, words, sheet.office.correction_reasons if sheet.office else ())
        sheet.refresh_side()

    def await_dossier(self) -> None:
        """Remember how the sheet stands as soon as all of the dossier is on it."""
        self._waits = True

    def note(self) -> None:
        """Remember the sheet as its dossier stands, now that all of it is here."""
        if self._waits:
            self._waits = False
            self._began_as = self._sheet.gather()

    def changed(self, state: FormState) -> bool:
        """Tell whether a sheet says other things than its dossier."""
        return state != self._began_as
