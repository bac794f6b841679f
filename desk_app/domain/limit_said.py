"""A published limit and a date that is not promised, as facts the window can say in its own language."""

from desk_app.domain.deadline_words import NO_FIXED_DATE, VIETNAMESE
from desk_app.domain.limits import TimeLimit, Unit
from desk_app.domain.said import Said, said

NO_FIXED = said(NO_FIXED_DATE)


def limit_said(limit: TimeLimit) -> Said | None:
    """Return ``3 ngày làm việc``, ``trong ngày``, ``3 (chưa rõ đơn vị)``; None for no limit."""
    if limit.unit is Unit.NONE:
        return None
    if limit.unit is Unit.SAME_DAY:
        return said("trong ngày")
    amount = "" if limit.amount is None else VIETNAMESE.number(limit.amount)
    if amount == "1" and limit.unit in _ONE:
        return _ONE[limit.unit]
    match limit.unit:
        case Unit.WORKING_DAY:
            return said("{amount} ngày làm việc", amount=amount)
        case Unit.DAY:
            return said("{amount} ngày", amount=amount)
        case Unit.HOUR:
            return said("{amount} giờ làm việc", amount=amount)
        case Unit.MINUTE:
            return said("{amount} phút làm việc", amount=amount)
        case Unit.MONTH:
            return said("{amount} tháng", amount=amount)
        case Unit.MISSING:
            return said("{amount} (chưa rõ đơn vị)", amount=amount)


_ONE = {
    Unit.WORKING_DAY: said("1 ngày làm việc"),
    Unit.DAY: said("1 ngày"),
    Unit.HOUR: said("1 giờ làm việc"),
    Unit.MINUTE: said("1 phút làm việc"),
    Unit.MONTH: said("1 tháng"),
}
