"""Series of printed numbers: given out once, in the registering transaction, never again."""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import Connection, Table, bindparam, select, update
from sqlalchemy import insert as plain_insert
from sqlalchemy.dialects.sqlite import insert

from desk_app.domain.codes import NumberBlock, next_number, take_numbers
from desk_app.domain.dates import paper_date
from desk_app.domain.errors import DeskError, sentences
from desk_app.models.prepared import Prepared
from desk_app.models.tables import BlockRow, ReservedNumberRow, SeriesRow, StoreRow, StreamRow

series: Table = SeriesRow.__table__  # type: ignore[assignment]
blocks: Table = BlockRow.__table__  # type: ignore[assignment]
reserved: Table = ReservedNumberRow.__table__  # type: ignore[assignment]
streams: Table = StreamRow.__table__  # type: ignore[assignment]
store: Table = StoreRow.__table__  # type: ignore[assignment]

_SERIES = (
    (series.c.kind == bindparam("of_kind"))
    & (series.c.name == bindparam("of_name"))
    & (series.c.period == bindparam("of_period"))
)
_BLOCK = Prepared(select(blocks.c.first, blocks.c.last, blocks.c.digits).where(blocks.c.agency == bindparam("of")))
_STANDS = Prepared(select(series.c.highest_used, series.c.stream).where(_SERIES))
_UNSURE = select(store.c.unsure_to)
_inserted = insert(series)
_USE = Prepared(
    _inserted.on_conflict_do_update(
        index_elements=["kind", "name", "period"],
        set_={"highest_used": _inserted.excluded.highest_used, "stream": _inserted.excluded.stream},
    )
)

DOSSIER, BOOK = "dossier", "book"
_DAYS_MADE_SURE = 400
"""Of earlier days somebody may still enter a paper under; for older ones the person is asked."""
WHOLE_RANGE = NumberBlock(first=1, last=9999)
"""A desk alone has every number; after 9999 comes 10000."""

sentences(
    number_start_unknown=(
        "Kho vừa khôi phục nên chưa biết số {what} đã dùng đến đâu trong {period}. Nhập số lớn nhất đã in trên giấy."
    ),
    number_not_reserved="Số {number} ngày {day} không nằm trong các phiếu dự phòng chưa dùng. Xem lại mã trên phiếu.",
)


class Numbers:
    """What is known of the series, in one snapshot."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def block(self, agency: str) -> NumberBlock:
        """Return the numbers this desk may give out for an agency."""
        row = _BLOCK.row(self._connection, {"of": agency})
        return WHOLE_RANGE if row is None else NumberBlock(first=row[0], last=row[1], digits=row[2])

    def highest_used(self, agency: str, day: date) -> int:
        """Return the highest dossier number used on a day, 0 for none."""
        return self._highest(DOSSIER, agency, day.isoformat())

    def highest_ordinal(self, book: str, year: int) -> int:
        """Return the highest ordinal used in a book, 0 for none."""
        return self._highest(BOOK, book, str(year))

    def unused_reserved(self, agency: str, day: date) -> list[int]:
        """Return the numbers of emergency slips printed for a day and not entered yet."""
        rows = self._connection.execute(
            select(reserved.c.number)
            .where(reserved.c.agency == agency, reserved.c.day == day, reserved.c.used_by.is_(None))
            .order_by(reserved.c.number)
        )
        return list(rows.scalars())

    def _highest(self, kind: str, name: str, period: str) -> int:
        row = self._stands(kind, name, period)
        return row[0] if row else 0

    def _stands(self, kind: str, name: str, period: str) -> tuple[int, UUID] | None:
        row = _STANDS.row(self._connection, {"of_kind": kind, "of_name": name, "of_period": period})
        return None if row is None else (row[0], UUID(row[1]))


class NumberTaker(Numbers):
    """Gives out numbers inside a write transaction."""

    def __init__(self, connection: Connection, stream: UUID) -> None:
        super().__init__(connection)
        self._stream = stream

    def take_number(self, agency: str, day: date) -> int:
        """Return the next dossier number of a day. Raises DeskError ``numbers_used_up``, ``number_start_unknown``."""
        number = next_number(self.block(agency), self._certain(DOSSIER, agency, day.isoformat(), day))
        self._use(DOSSIER, agency, day.isoformat(), number)
        return number

    def reserve_numbers(self, agency: str, day: date, count: int) -> tuple[int, ...]:
        """Take numbers for emergency slips printed beforehand; ``use_reserved`` spends them."""
        highest = self._certain(DOSSIER, agency, day.isoformat(), day)
        numbers = take_numbers(self.block(agency), highest, count)
        if numbers:
            self._use(DOSSIER, agency, day.isoformat(), max(numbers))
            self._connection.execute(
                plain_insert(reserved),
                [{"agency": agency, "day": day, "number": number, "used_by": None} for number in numbers],
            )
        return numbers

    def use_reserved(self, agency: str, day: date, number: int, dossier: UUID) -> None:
        """Spend the number of an emergency slip on a dossier, once. Raises DeskError ``number_not_reserved``."""
        spent = self._connection.execute(
            update(reserved)
            .where(
                reserved.c.agency == agency,
                reserved.c.day == day,
                reserved.c.number == number,
                reserved.c.used_by.is_(None),
            )
            .values(used_by=dossier)
        )
        if spent.rowcount != 1:
            raise DeskError("number_not_reserved", number=number, day=paper_date(day))

    def take_ordinal(self, book: str, year: int) -> int:
        """Return the next ordinal of a book. Raises DeskError ``number_start_unknown``."""
        ordinal = self._certain(BOOK, book, str(year), date(year, 1, 1)) + 1
        self._use(BOOK, book, str(year), ordinal)
        return ordinal

    def skip_numbers(self, agency: str, day: date, above: int) -> None:
        """Say, after a restore, the highest dossier number printed on a day; the next is above it."""
        self._use(DOSSIER, agency, day.isoformat(), max(above, self.highest_used(agency, day)))

    def note_used(self, agency: str, day: date, number: int) -> None:
        """Note a number another life of this store gave out; how far that one went stays as unsure as it was."""
        stands = self._stands(DOSSIER, agency, day.isoformat())
        if stands is not None and stands[0] >= number:
            return
        parent: UUID | None = self._connection.execute(
            select(streams.c.parent).where(streams.c.stream == self._stream)
        ).scalar()
        known_by = stands[1] if stands is not None else parent or self._stream
        self._use(DOSSIER, agency, day.isoformat(), number, known_by)

    def skip_ordinals(self, book: str, year: int, above: int) -> None:
        """Say, after a restore, the highest ordinal written in a book; the next is above it."""
        self._use(BOOK, book, str(year), max(above, self.highest_ordinal(book, year)))

    def begin_block(self, agency: str, block: NumberBlock) -> None:
        """Go on with a block nobody has given from: where its numbers stand is known, whatever another life printed."""
        self.set_block(agency, block)
        unsure_from, unsure_to = self._connection.execute(select(store.c.unsure_from, store.c.unsure_to)).one()
        if unsure_from is None or unsure_to is None:
            return
        for days in range(min((unsure_to - unsure_from).days, _DAYS_MADE_SURE) + 1):
            self.skip_numbers(agency, unsure_to - timedelta(days=days), 0)

    def set_block(self, agency: str, block: NumberBlock) -> None:
        """Set the numbers this desk may give out, as granted at enrolment."""
        values = {"agency": agency, "first": block.first, "last": block.last, "digits": block.digits}
        self._connection.execute(
            insert(blocks).on_conflict_do_update(index_elements=["agency"], set_=values).values(values)
        )

    def _certain(self, kind: str, name: str, period: str, first: date) -> int:
        """Return the highest used; refuse where a restored store cannot know it. first: day of the period.

        Days before the old life's last event are as unsure as those since: it may have gone on with papers entered
        under an earlier day.
        """
        stands = self._stands(kind, name, period)
        if stands is None or stands[1] != self._stream:
            unsure_to = self._connection.execute(_UNSURE).scalar_one()
            if unsure_to and first <= unsure_to:
                what = "hồ sơ" if kind == DOSSIER else f"thứ tự quyển {name}"
                raise DeskError("number_start_unknown", what=what, period=period)
        return stands[0] if stands else 0

    def _use(self, kind: str, name: str, period: str, number: int, known_by: UUID | None = None) -> None:
        stream = known_by or self._stream
        _USE.run(
            self._connection,
            {"kind": kind, "name": name, "period": period, "highest_used": number, "stream": stream},
        )
