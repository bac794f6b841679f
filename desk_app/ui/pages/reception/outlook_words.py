"""The side's words: the promise, why, and what is still wanted, from plain values."""

import re
from collections.abc import Sequence

from desk_app.domain.appointment import Appointment
from desk_app.domain.dates import office_time, paper_date, paper_time
from desk_app.domain.limits import Unit
from desk_app.domain.procedures import PrintHabit
from desk_app.domain.states import State
from desk_app.models.queries.dossiers import DossierLine
from desk_app.services.promise import channel_doubt
from desk_app.services.reception_lookups import ChosenProcedure
from desk_app.ui.pages.reception.checks import Missing, Place
from desk_app.ui.pages.reception.commands import Outlook
from desk_app.ui.pages.reception.form_state import FormState
from desk_app.ui.pages.reception.side import SideFacts
from desk_app.ui.pages.reception.task_bar import ACTIONS, Task
from desk_app.ui.promise_words import explanation, provisional_sentence, summary
from desk_app.ui.translation import mark, say, sentence, tr
from desk_app.ui.widgets.big_date import weekday_name

WHY_NOT = {
    "choose_case": mark("Chọn trường hợp để tính ngày hẹn"),
    "choose_variant": mark("Chọn mức thời hạn để tính ngày hẹn"),
    "no_limit": mark("Chưa tính được: thủ tục không công bố thời hạn. Nhập ngày hẹn và lý do."),
    "unit_missing": mark("Chưa tính được: thời hạn chưa rõ đơn vị"),
}
MOST_WANTED = 3
_EXAMPLE = re.compile(r" \([^()]*\)$")


def side_facts(
    state: FormState,
    chosen: ChosenProcedure | None,
    outlook: Outlook,
    wanted: Sequence[Missing],
    task: Task,
    reading: tuple[str, str],
    recent: str = "",
) -> SideFacts:
    """Return what the side shows. reading: head and text of the reading place; who and what, where both are empty.

    recent: the clerk's last dossiers, shown while the page is empty.
    """
    appointment = outlook.appointment
    doubt = channel_words(state, chosen, outlook)
    named = [tr(one.words) if one.place is not Place.PAPERS else _papers(one) for one in wanted]
    more = f" (+{len(named) - MOST_WANTED})" if len(named) > MOST_WANTED else ""
    head, text = reading if reading[1] else (tr("Hồ sơ này"), overview(state, chosen))
    if state.is_empty and not reading[1]:
        how = tr("Quét thẻ của người nộp, hoặc gõ số 1–9 rồi Enter để chọn thủ tục thường dùng.")
        head, text = (tr("Vừa tiếp nhận (Ctrl+O: sửa, in lại, hủy)"), recent) if recent else (tr("Bắt đầu"), how)
    return SideFacts(
        due_at=office_time(outlook.due_at) if outlook.due_at else None,
        words=no_date_words(chosen, outlook),
        why=" ".join(filter(None, (doubt, why(state, appointment, chosen)))),
        days=explanation(appointment) if appointment is not None and appointment.steps else (),
        wanted=", ".join(named[:MOST_WANTED]) + more,
        blocking=tuple(_EXAMPLE.sub("", name) for name in named),
        action=action_words(state, chosen, task),
        provisional=_provisional(appointment, doubt),
        accepted=state.provisional_accepted,
        offers_typed_date=chosen is not None,
        reading_head=head if text else "",
        reading=text,
        has_typed=bool(state.due_on),
    )


def no_date_words(chosen: ChosenProcedure | None, outlook: Outlook) -> str:
    """Return what stands in the date's place when there is none."""
    if chosen is None:
        return tr("Chưa chọn thủ tục")
    if outlook.words in WHY_NOT:
        return tr(WHY_NOT[outlook.words])
    if outlook.error is not None:
        return tr("Chưa tính được. {why}", why=sentence(outlook.error))
    return tr("Không có ngày hẹn trả cụ thể")


def why(state: FormState, appointment: Appointment | None, chosen: ChosenProcedure | None) -> str:
    """Return the reason of the date in one line; a typed one on a day off is told so, for a person may mean it."""
    if appointment is None:
        return ""
    if state.due_on:
        words = tr("Ngày hẹn nhập tay: {why}", why=state.due_reason or "…")
        day = office_time(appointment.due_at).date() if appointment.due_at else None
        if day is None or chosen is None or chosen.ground.calendar.sessions_on(day):
            return words
        return f"{tr('Lưu ý: ngày {day} cơ quan nghỉ.', day=paper_date(day))} {words}"
    return summary(appointment)


def _provisional(appointment: Appointment | None, doubt: str) -> str:
    proposed = "" if appointment is None else provisional_sentence(appointment)
    return f"{doubt} {proposed}".strip() if proposed else ""


def channel_words(state: FormState, chosen: ChosenProcedure | None, outlook: Outlook) -> str:
    """Return whose limit the date was counted by, where the channel publishes none of its own, else ""."""
    if chosen is None or outlook.appointment is None or state.due_on:
        return ""
    doubt = channel_doubt(chosen.ground.procedure, chosen.ground.layer, state.channel, state.case)
    return "" if doubt is None else say(doubt)


def cut_off_words(appointment: Appointment | None, chosen: ChosenProcedure | None) -> str:
    """Return message 8 when a same-day procedure no longer ends today, else ""."""
    if appointment is None or chosen is None or appointment.due_at is None:
        return ""
    due, received = office_time(appointment.due_at), office_time(appointment.received)
    cut_off = chosen.ground.office.rules.same_day_cutoff
    if appointment.limit.unit is not Unit.SAME_DAY or due.date() == received.date() or received.time() < cut_off:
        return ""
    return tr(
        "Đã quá {cut_off}: hồ sơ trả trong ngày được hẹn sang ngày làm việc tiếp theo, {weekday}, {day}.",
        cut_off=paper_time(cut_off),
        weekday=weekday_name(due),
        day=paper_date(due.date()),
    )


def result_words(line: DossierLine) -> str:
    """Return whether the result of a dossier still open or of today was returned."""
    return tr("đã trả kết quả") if line.state is State.RETURNED else tr("chưa trả kết quả")


def action_words(state: FormState, chosen: ChosenProcedure | None, task: Task) -> str:
    """Return the words of the main button."""
    if task is not Task.RECEIVE:
        return tr(ACTIONS[task])
    habit = chosen.ground.layer.print_habit if chosen is not None else PrintHabit.ALWAYS
    if state.session is not None:
        return tr("Tiếp nhận (in khi kết thúc lượt)")
    return tr(ACTIONS[task]) if habit is PrintHabit.ALWAYS else tr("Tiếp nhận (không in)")


def overview(state: FormState, chosen: ChosenProcedure | None) -> str:
    """Return who hands in what, for the reading place while no paper is looked at."""
    lines = []
    if state.submitter is not None:
        lines.append(state.submitter.name.upper())
        lines += [text for text in (state.submitter.phone, state.submitter.address) if text]
    if state.other_owner and state.owners:
        lines.append(tr("Chủ hồ sơ: {names}", names=", ".join(owner.name for owner in state.owners)))
    taken = [paper for paper in state.papers or () if paper.ticked]
    if taken and chosen is not None and not chosen.ground.layer.authentication:
        lines.append(tr("Nhận {n} giấy tờ", n=len(taken)))
    return "\n".join(lines)


def recent_words(lines: Sequence[DossierLine]) -> str:
    """Return the last dossiers as lines: time, number, who, what."""
    return "\n".join(
        f"{office_time(line.received_at or line.began_at):%H:%M}  …{(line.code or '')[-4:]}  "
        f"{_cut(line.submitter_name, 24)}\n            {_cut(line.procedure_name, 40)}"
        for line in lines
    )


def _cut(text: str, most: int) -> str:
    """Return a name as one line of the side holds it. most: characters."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _papers(one: Missing) -> str:
    return tr("{n} giấy tờ phải nộp", n=one.count)
