"""The row of parked dossiers above the form, and the list of parked, guided and recent ones (Ctrl+O)."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from uuid import UUID

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from desk_app.domain.dates import office_time
from desk_app.domain.text import fold
from desk_app.models.queries.dossiers import DossierLine
from desk_app.services.parked import ParkedPage
from desk_app.services.reception_lookups import GuidedBefore
from desk_app.ui.theme import Role
from desk_app.ui.translation import tr
from desk_app.ui.widgets.buttons import Chip, PlainButton
from desk_app.ui.widgets.labels import Label
from desk_app.ui.widgets.suggest import SuggestBox, Suggestion

MOST_CHIPS = 4
MOST_CHARACTERS = 20


class Wanted(StrEnum):
    """What a row of the list leads to."""

    PARKED = "parked"
    GUIDED = "guided"
    RECENT = "recent"


@dataclass(frozen=True)
class Entry:
    """One row of the list."""

    wanted: Wanted
    id: UUID
    head: str
    detail: str


class ParkedRow(QWidget):
    """A line of chips while something is parked or a lượt is open; no height at all otherwise."""

    parked_asked = Signal(object)
    """The id of a parked page."""
    entry_asked = Signal(object)
    """An Entry of the list."""
    end_asked = Signal()
    """Kết thúc lượt: one slip and the list."""
    single_asked = Signal()
    """Kết thúc lượt with a slip for each dossier."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parked: tuple[ParkedPage, ...] = ()
        self._entries: tuple[Entry, ...] = ()
        self._session_words = ""
        self._give_way = (False, False)
        self._chips: list[QWidget] = []
        self.words = Label(tr("Đang chờ:"), Role.LABEL, self)
        self.session = Label("", Role.LABEL, self)
        self.end = PlainButton(tr("Kết thúc lượt"), self, kind="plain")
        self.end.clicked.connect(lambda: self.end_asked.emit())
        self.end.setToolTip(tr("In một phiếu chung và danh sách giao nhận"))
        self.single = PlainButton(tr("mỗi hồ sơ một phiếu"), self, kind="quiet")
        self.single.clicked.connect(lambda: self.single_asked.emit())
        self.list = SuggestBox(self, placeholder=tr("để chờ, vừa tiếp nhận: ↑ ↓ Enter"), delay=0)
        self.list.query_changed.connect(self._look)
        self.list.chosen.connect(self._chosen)
        # It stands in the place of the chips: those of people who wait are in sight again as soon as it is left.
        self.list.left.connect(self.close_list)
        self.list.hide()
        self.hint = Label("Ctrl+O", Role.LABEL, self)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._row.setSpacing(8)
        self._row.addWidget(self.words)
        self._row.addStretch(1)
        self._row.addWidget(self.list, 1000)
        self._row.addWidget(self.session)
        self._row.addWidget(self.end)
        self._row.addWidget(self.single)
        self._row.addWidget(self.hint)
        self._arrange()

    def show_parked(self, parked: Sequence[ParkedPage]) -> None:
        """Show the parked pages as chips."""
        self._parked = tuple(parked)
        for chip in self._chips:
            self._row.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips.clear()
        for at, page in enumerate(self._parked[:MOST_CHIPS], start=1):
            words = tr("{name} {time}", name=_short(page.label), time=f"{office_time(page.at):%H:%M}")
            chip = Chip(words.replace("&", "&&"), str(page.id), self)
            chip.setToolTip(tr("Để chờ lúc {time} – CHƯA tiếp nhận.", time=f"{office_time(page.at):%H:%M, %d/%m}"))
            chip.clicked.connect(partial(self.parked_asked.emit, page.id))
            self._row.insertWidget(at, chip)
            self._chips.append(chip)
        more = len(self._parked) - MOST_CHIPS
        self.words.setText(tr("Đang chờ (+{n}):", n=more) if more > 0 else tr("Đang chờ:"))
        self._arrange()

    def show_session(self, words: str) -> None:
        """Say that several dossiers of one person are under way, "" for none."""
        self._session_words = words
        self.session.setText(words)
        self._arrange()

    def open_list(self, entries: Sequence[Entry]) -> None:
        """Open the list of parked, guided and recent dossiers and put the caret in it."""
        self._entries = tuple(entries)
        self.list.clear()
        self.list.show()
        self._arrange()
        self.list.setFocus()
        QTimer.singleShot(0, self, lambda: self._look(""))

    def close_list(self) -> bool:
        """Close the list; return whether it was open."""
        was = not self.list.isHidden()
        self.list.clear()
        self.list.hide()
        self._arrange()
        return was

    def give_way(self, chips: bool, lot: bool = False) -> None:
        """Hide the chips, or the words of a lượt too, where the form has no room; Ctrl+O and “…” lead to them still."""
        if (chips, lot) != self._give_way:
            self._give_way = (chips, lot)
            self._arrange()

    def _arrange(self) -> None:
        listing = not self.list.isHidden()
        chips, lot = self._give_way
        has, in_lot = bool(self._parked) and not chips, bool(self._session_words) and not lot
        self.words.setVisible(has and not listing)
        for chip in self._chips:
            chip.setVisible(has and not listing)
        self.end.setVisible(in_lot)
        self.single.setVisible(in_lot and not listing)
        self.session.setVisible(in_lot)
        self.hint.setVisible(has and not listing)
        self.setVisible(has or listing or in_lot)

    def _look(self, typed: str) -> None:
        wanted = fold(typed)
        rows = [
            Suggestion(entry, entry.head, entry.detail)
            for entry in self._entries
            if wanted in fold(f"{entry.head} {entry.detail}")
        ]
        self.list.show_suggestions(rows, typed)

    def _chosen(self, entry: object) -> None:
        self.close_list()
        self.entry_asked.emit(entry)


def entries_of(
    parked: Sequence[ParkedPage], guided: Sequence[GuidedBefore], recent: Sequence[DossierLine]
) -> tuple[Entry, ...]:
    """Return the rows of the list: what waits first, then what was just received."""
    return (
        *(
            Entry(
                Wanted.PARKED,
                page.id,
                page.label,
                tr("Để chờ lúc {time} – CHƯA tiếp nhận.", time=f"{office_time(page.at):%H:%M, %d/%m}"),
            )
            for page in parked
        ),
        *(
            Entry(
                Wanted.GUIDED,
                before.dossier,
                before.guided.submitter.name,
                tr("Đã hướng dẫn: {name}", name=before.guided.procedure.short_name),
            )
            for before in guided
        ),
        *(
            Entry(
                Wanted.RECENT,
                line.id,
                f"{line.code} · {line.submitter_name}",
                tr("Vừa tiếp nhận · {what} · Enter: sửa, in lại, hủy", what=line.summary or line.procedure_name),
            )
            for line in recent
            if line.code is not None and not line.voided
        ),
    )


def _short(name: str) -> str:
    """Return a name for a chip: a person's last two words, as people are called; the beginning of anything else."""
    words = name.split()
    is_person = 2 < len(words) <= 5 and all(word[0].isupper() for word in words)
    short = " ".join(words[-2:]) if is_person else name
    return short if len(short) <= MOST_CHARACTERS else f"{short[: MOST_CHARACTERS - 1]}…"
