"""The sheet that explains a promised date, day by day."""

from desk_app.domain.appointment import Appointment, StepKind
from desk_app.domain.dates import office_time
from desk_app.domain.deadline_words import limit_words, step_words
from desk_app.domain.events.reception import Reception
from desk_app.domain.forms.paper_data import Codes, ExplanationData, ExplanationDay, Office

BASIS = (
    "Ngày tiếp nhận không tính vào thời hạn (Bộ luật Dân sự 2015, Điều 147 khoản 2).",
    "Ngày cuối cùng rơi vào ngày nghỉ thì thời hạn kết thúc vào ngày làm việc tiếp theo (Điều 148 khoản 5).",
)


def explanation_days(appointment: Appointment) -> tuple[ExplanationDay, ...]:
    """Return one line for each day from receipt to the promised day."""
    return tuple(
        ExplanationDay(
            day=step.day,
            counted=step.counted if step.kind in (StepKind.COUNTED, StepKind.MAKE_UP) else None,
            reason=step_words(step).partition(": ")[2].capitalize(),
        )
        for step in appointment.steps
    )


def explanation_data(reception: Reception, office: Office, codes: Codes) -> ExplanationData:
    """Return the explanation of a dossier's appointment as it was promised."""
    promised = reception.promised
    return ExplanationData(
        office=office,
        codes=codes,
        procedure=reception.procedure.name,
        submitter=reception.submitter.name,
        limit=limit_words(reception.limit),
        received_at=office_time(reception.received_at),
        due_at=None if promised.due_at is None else office_time(promised.due_at),
        provisional=promised.provisional,
        days=explanation_days(promised),
        basis=BASIS,
        clerk=reception.received_by,
    )
