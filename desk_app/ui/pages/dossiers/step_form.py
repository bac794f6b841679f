"""What every form of a later step shares: its fields in the order of Enter, what is written, what is wrong."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.people import parse_date
from desk_app.models.store import Store
from desk_app.services.accounts import Session
from desk_app.services.later_steps import StepGround
from desk_app.services.steps import take_step
from desk_app.ui.pages.dossiers.proposed import ProposedLine
from desk_app.ui.widgets.blocks import Block
from desk_app.ui.widgets.fields import Field, LineField, NoteField

sentences(
    step_field_missing="Chưa ghi: còn thiếu {field}. Con trỏ đang ở ô cần nhập.",
    step_date_not_read="Chưa ghi: ngày “{text}” không đọc được. Gõ ngày, tháng, năm, ví dụ 27/08/2026.",
)


@dataclass(frozen=True)
class StepDeed:
    """What F9 writes: the work, what is said then, the papers that come out. moves: a new appointment is told too.

    work: gets the store, who writes, now, and when it happened on paper (None for now).
    """

    work: Callable[[Store, Session, datetime, datetime | None], object]
    says: str
    prints: tuple[str, ...] = ()
    moves: bool = False


class StepForm(QWidget):
    """The fields of one step. ``stops``: in the order of Enter. ``deed`` raises DeskError with the caret in place."""

    def __init__(self, ground: StepGround, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("clear")
        self.ground = ground
        self.stops: list[QWidget] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)

    @property
    def dossier(self) -> UUID:
        """Return whose step it is."""
        return self.ground.dossier.id

    def deed(self) -> StepDeed:
        """Return what is written."""
        raise NotImplementedError

    def put(self, *fields: QWidget, stretches: tuple[int, ...] = ()) -> None:
        """Stand fields side by side below what is there; each is a stop."""
        row = QHBoxLayout()
        row.setSpacing(12)
        for at, field in enumerate(fields):
            row.addWidget(field, stretches[at] if at < len(stretches) else 1)
        self._column.addLayout(row)
        self.stops += fields

    def put_flat(self, block: Block) -> None:
        """Stand another page's block below what is there; its card would be a card inside a card."""
        block.setObjectName("clear")
        block.heading.hide()
        layout = block.layout()
        if layout is not None:
            layout.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(block)

    def step(self, kind: str, fields: dict[str, Any], says: str, *prints: str) -> StepDeed:
        """Return the deed that writes a step with these fields."""
        dossier = self.dossier
        return StepDeed(
            lambda store, session, now, at: take_step(store, session, dossier, kind, fields, now, at=at), says, prints
        )


def required(field: LineField | NoteField | ProposedLine) -> str:
    """Return what was written. Raises DeskError ``step_field_missing``, the field marked and with the caret in it."""
    written = field.text()
    if not written:
        marked(field)
        label = field.line.label.text() if isinstance(field, ProposedLine) else field.label.text()
        raise DeskError("step_field_missing", field=label)
    return written


def day_of(field: LineField) -> date | None:
    """Return the day typed, None for an empty field. Raises DeskError ``step_date_not_read``."""
    typed = field.text()
    found = parse_date(typed) if typed else None
    if typed and found is None:
        marked(field)
        raise DeskError("step_date_not_read", text=typed)
    return found


def marked(field: Field | ProposedLine) -> None:
    """Mark a field as wrong and put the caret into it."""
    field.set_missing()
    field.setFocus()
