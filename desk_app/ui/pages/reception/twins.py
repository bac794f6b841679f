"""Dossiers of the same person and procedure that are open or of today: said once, asked once."""

from PySide6.QtCore import QObject

from desk_app.models.queries.dossiers import DossierLine
from desk_app.ui.messages import Kind
from desk_app.ui.pages.reception.form_state import FormState
from desk_app.ui.pages.reception.outlook_words import result_words
from desk_app.ui.pages.reception.sheet import ReceptionSheet
from desk_app.ui.translation import tr


class Twins(QObject):
    """What was found for the person and the procedure that stand on the sheet."""

    def __init__(self, sheet: ReceptionSheet) -> None:
        super().__init__(sheet)
        self._sheet = sheet
        self._found: tuple[DossierLine, ...] = ()
        self.are_accepted = False
        """Somebody said that this is another dossier."""

    def forget(self) -> None:
        """Nobody and nothing stands on the sheet any more."""
        self._found, self.are_accepted = (), False

    def besides(self, state: FormState) -> tuple[DossierLine, ...]:
        """Return those that are not of the lượt under way."""
        return tuple(twin for twin in self._found if state.session is None or twin.session != state.session)

    def look(self) -> None:
        """Look for twins of what stands on the sheet now."""
        sheet, state = self._sheet, self._sheet.state
        self.forget()
        sheet.strip.solve("twins")
        number = state.submitter.id_number if state.submitter else ""
        if not number or sheet.chosen is None or state.correcting is not None:
            return
        store, code, now = sheet.desk.store, sheet.chosen.code, sheet.desk.clock()

        def work() -> tuple[DossierLine, ...]:
            # Imported here: what registers takes longer to load than the page to stand.
            from desk_app.services.reception import twins

            return twins(store, number, code, now)

        sheet.reads.read(work, lambda found: self._arrived(found, number, code))

    def _arrived(self, found: tuple[DossierLine, ...], number: str, code: str) -> None:
        state = self._sheet.state
        if state.submitter is None or state.submitter.id_number != number or state.procedure != code:
            return
        self._found = found
        others = self.besides(state)
        if others:
            twin = others[0]
            words = tr(
                "Người này có hồ sơ cùng thủ tục, mã {code}, {result}.",
                code=twin.code or "",
                result=result_words(twin),
            )
            self._sheet.strip.say(Kind.WARN, words, topic="twins")
