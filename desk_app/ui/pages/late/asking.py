"""The page's two questions, the safe answer first: a second apology, and drafts to be thrown away."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from desk_app.domain.dates import paper_date
from desk_app.services.late import WatchedDossier
from desk_app.ui.translation import tr
from desk_app.ui.widgets.question import Answer, QuestionDialog

_NAMED = 3
"""So many dossiers are named in a question; of the rest it says how many."""


def ask_second(over: QWidget, again: Sequence[WatchedDossier], then: Callable[[], object]) -> None:
    """Ask whether to apologise a second time; a new appointment is usually given once only (domain.md §3)."""
    told = "; ".join(_letter_words(row) for row in again[:_NAMED])
    more = tr(" và {n} hồ sơ khác", n=len(again) - _NAMED) if len(again) > _NAMED else ""
    words = tr(
        "Đã xin lỗi và hẹn lại: {told}{more}. Việc hẹn lại thường chỉ được một lần; lập thư nữa là lần hai.",
        told=told,
        more=more,
    )
    answers = (Answer("no", tr("&Không lập")), Answer("yes", tr("&Vẫn lập thư lần hai"), danger=True))
    _ask(over, tr("Xin lỗi lần hai?"), words, answers, then, icon_name="warning")


def _letter_words(row: WatchedDossier) -> str:
    code, letter = row.line.code or "", row.letter.letter if row.letter is not None else None
    if letter is None:
        return code
    if letter.letter_number:
        return tr("{code} (số {number})", code=code, number=letter.letter_number)
    return tr("{code} (ký ngày {day})", code=code, day=paper_date(letter.signed_on))


def ask_discard(over: QWidget, drafts: int, then: Callable[[], object]) -> None:
    """Ask whether to throw drafts away that wait for their signature."""
    words = tr("Bỏ {n} dự thảo thư xin lỗi đang chờ ký? Hồ sơ trở lại danh sách chưa có thư.", n=drafts)
    answers = (Answer("no", tr("&Giữ dự thảo")), Answer("yes", tr("&Bỏ dự thảo này"), danger=True))
    _ask(over, tr("Bỏ dự thảo?"), words, answers, then, icon_name="help")


def _ask(
    over: QWidget,
    head: str,
    words: str,
    answers: tuple[Answer, ...],
    then: Callable[[], object],
    *,
    icon_name: str,
) -> None:
    def answered(key: str) -> None:
        if key == "yes":
            then()

    QuestionDialog.ask(over, head, words, answers, answered, icon_name=icon_name)
