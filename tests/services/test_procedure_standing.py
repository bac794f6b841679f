"""A clerk is told of a procedure that is abolished, no longer or not yet in force; nobody is refused for it."""

from datetime import date, timedelta

import pytest

from desk_app.domain.procedures import Procedure, ProcedureStatus
from desk_app.services.procedure_standing import standing

LAST = date(2026, 6, 1)
ONE_DAY = timedelta(days=1)


def procedure(**values: object) -> Procedure:
    return Procedure.model_validate({"code": "1.900001", "name": "Việc thử", **values})


def test_a_publication_is_in_force_on_its_first_and_its_last_day() -> None:
    published = procedure(effective_from=LAST - ONE_DAY, effective_to=LAST)
    assert standing(published, LAST - ONE_DAY) == {}
    assert standing(published, LAST) == {}
    assert list(standing(published, LAST + ONE_DAY)) == ["procedure_expired"]
    assert list(standing(published, LAST - 2 * ONE_DAY)) == ["procedure_not_yet"]


def test_the_last_day_in_force_is_not_called_the_first_one_out_of_it() -> None:
    words = standing(procedure(effective_to=LAST), LAST + ONE_DAY)["procedure_expired"]
    assert "sau ngày 01/06/2026" in str(words)


@pytest.mark.parametrize(("day", "says"), [(LAST, "từ 01/06/2026"), (None, "đã bị bãi bỏ.")])
def test_an_abolished_procedure_is_said_to_be_whatever_its_dates(day: date | None, says: str) -> None:
    told = standing(procedure(status=ProcedureStatus.ABOLISHED, effective_to=day), LAST)
    assert list(told) == ["procedure_abolished"]
    assert says in str(told["procedure_abolished"])
