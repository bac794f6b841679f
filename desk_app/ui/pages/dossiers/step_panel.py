"""The panel of one later step, in the page: what to know before, its fields, and F9 that writes it."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desk_app.domain.dates import office_time
from desk_app.domain.errors import DeskError
from desk_app.domain.events import Noted
from desk_app.services.later_steps import LATER_STEPS, StepGround, moment_today
from desk_app.ui.keys import Act, key_name
from desk_app.ui.navigation import EnterNavigator
from desk_app.ui.pages.dossiers.step_form import StepDeed, StepForm, marked
from desk_app.ui.pages.dossiers.step_forms import step_form
from desk_app.ui.pages.dossiers.words import due_words
from desk_app.ui.theme import Role, Tone
from desk_app.ui.translation import say, sentence, tr
from desk_app.ui.widgets.blocks import Block
from desk_app.ui.widgets.buttons import PlainButton
from desk_app.ui.widgets.fields import LineField
from desk_app.ui.widgets.labels import Paragraph


class StepPanel(Block):
    """Asks what a step has to know. do: writes what F9 asks for; close: puts the panel away."""

    def __init__(
        self,
        kind: str,
        ground: StepGround,
        do: Callable[[StepDeed, datetime | None], object],
        close: Callable[[], object],
        clock: Callable[[], datetime],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(0, say(LATER_STEPS[kind]), parent)
        self.kind = kind
        self._do, self._ground, self._clock = do, ground, clock
        for warning in ground.warnings:
            self._say(say(warning.words), Tone.WARN)
        if ground.moved is not None:
            self._say(moved_words(*ground.moved), Tone.PLAIN, Role.CHOSEN)
        elif kind in ("SupplementRequested", "PaymentRequested") and ground.dossier.due_at is not None:
            due = due_words(ground.dossier.shown_due_at)
            self._say(tr("Đang hẹn trả {due}. Ghi bước này thì thời hạn tạm dừng từ bây giờ.", due=due))
        self.form: StepForm = step_form(kind, ground, self)
        self.add(self.form)
        self.error = Paragraph("", Role.BODY, self)
        self.error.set_tone(Tone.BAD)
        self.error.hide()
        self.add(self.error)
        danger = kind in ("Withdrawn", "Stopped")
        self.write_button = PlainButton(
            say(LATER_STEPS[kind]),
            self,
            key=key_name(Act.MAIN),
            kind="danger" if danger else "accent",
        )
        self.write_button.clicked.connect(lambda: self.write())
        self.back = PlainButton(tr("Thôi"), self, kind="quiet", key=key_name(Act.FIRST_BOX))
        self.back.clicked.connect(lambda: close())
        self.at = LineField(tr("Lúc"), self, inline=True, placeholder=f"{office_time(clock()):%H:%M}", max_length=12)
        self.at.setFixedWidth(150)
        self.at.setToolTip(tr("Giờ việc này đã diễn ra trên giấy trong hôm nay; để trống là bây giờ."))
        self.at.setVisible(kind != Noted.KIND)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.write_button)
        row.addWidget(self.back)
        row.addStretch(1)
        row.addWidget(self.at)
        self.add_layout(row)
        self.navigator = EnterNavigator(self, [*self.form.stops, self.write_button])
        missing = getattr(self.form, "missing", None)
        if missing is not None:
            missing.navigator = self.navigator

    @property
    def field(self) -> QWidget:
        """Return what takes the keys first."""
        return self.form.stops[0] if self.form.stops else self.write_button

    def write(self) -> None:
        """Write the step, or say beside it what is still wrong."""
        self.show_error(None)
        try:
            deed = self.form.deed()
            at = self._moment()
        except DeskError as error:
            self.show_error(error)
            return
        self._do(deed, at)

    def _moment(self) -> datetime | None:
        """Return when it happened, None for now. Raises DeskError with the caret in the field."""
        typed = self.at.text()
        if not typed:
            return None
        try:
            return moment_today(self._ground.dossier, typed, self._clock())
        except DeskError:
            marked(self.at)
            raise

    def show_error(self, error: DeskError | None) -> None:
        """Say in one sentence what is wrong; None takes the sentence away."""
        self.error.set_text("" if error is None else sentence(error))
        self.error.setVisible(error is not None)

    def _say(self, words: str, tone: Tone = Tone.PLAIN, role: Role = Role.BODY) -> None:
        line = Paragraph(words, role, self)
        line.set_tone(tone)
        self.add(line)


def moved_words(old: datetime | None, new: datetime | None) -> str:
    """Return the appointment before and after a step, in one sentence. old, new: aware, None = no fixed date."""
    return tr("Hẹn trả đang có: {old}. Ghi bây giờ thì hẹn trả: {new}.", old=due_words(old), new=due_words(new))
