"""Slips this page sent to a printer: one that did not come out is said here until it does, whoever stands there now."""

from dataclasses import dataclass
from uuid import UUID

from PySide6.QtCore import QObject

from desk_app.ui.desk import Phase, PrintState, WaitingPapersTarget
from desk_app.ui.messages import Kind
from desk_app.ui.pages.reception.sheet import ReceptionSheet
from desk_app.ui.translation import tr

TOPIC = "print"
"""The strip's topic of a slip that did not come out; it outlives the citizen it belongs to."""
SLIP, LIST = "receipt_several", "reception_list"
"""The one slip for all dossiers of a lượt, and the landscape list both sides sign."""

_Key = tuple[UUID, str]
"""Dossier, or lượt, and form."""


@dataclass(frozen=True)
class _Failed:
    """A paper that did not come out. name: the dossier's code, or whose sheet it is; why: whole sentence for it."""

    name: str
    why: str


class Slips(QObject):
    """Message 2 of the counter's words, kept in the page's strip until the paper is out."""

    def __init__(self, sheet: ReceptionSheet) -> None:
        super().__init__(sheet)
        self._sheet = sheet
        self._desk = sheet.desk
        self._names: dict[_Key, str] = {}
        self._failed: dict[_Key, _Failed] = {}
        self._desk.printing.changed.connect(self._printed)

    def print_paper(self, dossier: UUID, form: str, name: str, *, large_print: bool = False) -> None:
        """Print a paper of a dossier and watch it. name: the dossier's code, or who it is for."""
        self._names[dossier, form] = name
        self._desk.printing.print_paper(dossier, form, large_print=large_print)

    def print_session(self, session: UUID, form: str, name: str) -> None:
        """Print the slip or the list of a lượt and watch it. name: whose lượt it is."""
        self._names[session, form] = name
        self._desk.printing.print_session(session, form)

    def see(self) -> bool:
        """Bring up what did not come out: the one paper, or the list of them; return whether there is any."""
        if not self._failed:
            return False
        of, form = next(((of, form) for of, form in self._failed if form in (SLIP, LIST)), next(iter(self._failed)))
        if form in (SLIP, LIST):
            self._desk.printing.preview_session(self._sheet, of, form)
        elif len(self._failed) == 1:
            self._desk.printing.preview(self._sheet, of, form)
        else:
            self._desk.open(WaitingPapersTarget())
        return True

    def _printed(self, printed: PrintState) -> None:
        of = printed.dossier or printed.session
        if of is None or (of, printed.form) not in self._names:
            return
        key = (of, printed.form)
        if printed.phase is Phase.FAILED:
            self._failed.pop(key, None)
            self._failed[key] = _Failed(self._names[key], _why(printed))
            self._say()
        elif printed.phase in (Phase.SENT, Phase.GOOD) and self._failed.pop(key, None) is not None:
            self._say()

    def _say(self) -> None:
        strip, previous = self._sheet.strip, self._sheet.previous
        if not self._failed:
            strip.solve(TOPIC)
            return
        key, last = next(reversed(self._failed.items()))
        if len(self._failed) > 1:
            words = tr(
                "{n} phiếu CHƯA in, mới nhất: {name}. Hồ sơ đã tiếp nhận vẫn còn nguyên. Nhấn Ctrl+P để mở danh sách "
                "và in lại.",
                n=len(self._failed),
                name=last.name,
            )
            strip.say(Kind.BAD, words, topic=TOPIC, action=tr("Phiếu chưa in"), act=self.see)
            return
        is_at_side = previous is not None and (previous.dossier or previous.session, previous.form) == key
        words = last.why if is_at_side else tr("{name}: {why}", name=last.name, why=last.why)
        strip.say(Kind.BAD, words, topic=TOPIC, action=tr("In lại phiếu"), act=self.see)


def _why(printed: PrintState) -> str:
    """Return message 2, with the spooler's own reason where it gave one."""
    if printed.sentence:
        return printed.sentence
    name = printed.printer or "–"
    if printed.form in ("receipt", SLIP):
        return tr(
            "Hồ sơ đã tiếp nhận nhưng phiếu CHƯA in: máy in {name} không trả lời. Nhấn Ctrl+P để in lại hoặc chọn "
            "máy in khác.",
            name=name,
        )
    return tr(
        "Phiếu CHƯA in: máy in {name} không trả lời. Nhấn Ctrl+P để in lại hoặc chọn máy in khác.",
        name=name,
    )
