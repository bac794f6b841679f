"""Whether a procedure's version stands on a day, in words for the clerk."""

from collections.abc import Mapping
from datetime import date

from desk_app.domain.dates import paper_date
from desk_app.domain.procedures import Procedure, ProcedureStatus
from desk_app.services.said import Said, said


def standing(procedure: Procedure, day: date) -> Mapping[str, Said]:
    """Return code → sentence of what makes a version doubtful: abolished, expired, not in force yet.

    Registering under it is not refused: the office may know more than the published data.
    """
    found = {}
    since, until = procedure.effective_from, procedure.effective_to
    if procedure.status is ProcedureStatus.ABOLISHED:
        found["procedure_abolished"] = (
            said("Thủ tục đã bị bãi bỏ từ {day}. Kiểm tra quyết định công bố trước khi nhận.", day=paper_date(until))
            if until
            else said("Thủ tục đã bị bãi bỏ. Kiểm tra quyết định công bố trước khi nhận.")
        )
    elif until is not None and day > until:
        found["procedure_expired"] = said("Bản công bố này hết hiệu lực sau ngày {day}.", day=paper_date(until))
    if since is not None and since > day:
        found["procedure_not_yet"] = said("Bản công bố này có hiệu lực từ {day}.", day=paper_date(since))
    return found
