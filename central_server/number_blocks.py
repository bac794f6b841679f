"""Numbers of an agency's day: which block a desk gives out, and the highest that were used of it."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, func, insert, select, text
from sqlalchemy.dialects.postgresql import insert as insert_or

from central_server.refusal import Refusal
from central_server.tables import blocks, numbers_used, server
from central_server.whose import refilling
from desk_app.domain.codes import NumberBlock
from desk_app.sync.messages import Block, UsedNumbers
from desk_app.sync.words import Code

BLOCK_SIZE = 500
"""Of the 9,999 four-digit numbers of an agency's day; one that runs out goes on with a digit more."""
BLOCK_DIGITS = 4
_TOLD_DAYS = timedelta(days=2)
"""Around today, numbers used are told and matter: on other days the same number makes another code."""
_NUMBER_LOCK = 0x514D44  # one enrolment at a time hands out blocks


def lock_numbers(connection: Connection) -> None:
    """Wait until nobody else gives out blocks, and keep others waiting until this transaction ends."""
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _NUMBER_LOCK})


def note_used(connection: Connection, desk_id: UUID, agency: str, used: Sequence[UsedNumbers], now: datetime) -> None:
    """Remember the highest numbers an enrolled desk has used; they never go down.

    What it says of numbers that are in no block of its own is passed over: they would be taken from other desks. Only a
    server in a new life listens, which may have forgotten blocks it gave.
    """
    if refilling(connection.execute(select(server.c.began_at)).scalar_one(), now):
        note_all_used(connection, desk_id, agency, used, now)
        return
    held = connection.execute(
        select(blocks.c.first, blocks.c.last, blocks.c.digits).where(
            blocks.c.agency == agency, blocks.c.desk_id == desk_id
        )
    ).all()
    own = [NumberBlock(first=row.first, last=row.last, digits=row.digits) for row in held]
    note_all_used(connection, desk_id, agency, [one for one in used if any(one.highest in block for block in own)], now)


def note_all_used(
    connection: Connection, desk_id: UUID, agency: str, used: Sequence[UsedNumbers], now: datetime
) -> None:
    """Remember the highest numbers a desk has used on the days that are told: yesterday, today, by any clock.

    agency: of the desk's office. What it says of another's is passed over: it would take numbers from that one.
    """
    statement = insert_or(numbers_used)
    highest = func.greatest(numbers_used.c.highest, statement.excluded.highest)
    once: dict[tuple[str, date], int] = {}
    for one in used:
        if one.agency == agency and abs(one.day - now.date()) <= _TOLD_DAYS:
            once[(one.agency, one.day)] = max(one.highest, once.get((one.agency, one.day), 0))
    if not once:
        return
    connection.execute(
        statement.on_conflict_do_update(index_elements=["desk_id", "agency", "day"], set_={"highest": highest}),
        [{"desk_id": desk_id, "agency": a, "day": d, "highest": n} for (a, d), n in once.items()],
    )


def numbers_seen(connection: Connection, desk_id: UUID, since: date) -> tuple[UsedNumbers, ...]:
    """Return the highest numbers this desk is known to have used since a day."""
    rows = connection.execute(
        select(numbers_used.c.agency, numbers_used.c.day, numbers_used.c.highest).where(
            numbers_used.c.desk_id == desk_id, numbers_used.c.day >= since
        )
    )
    return tuple(UsedNumbers(agency=agency, day=day, highest=highest) for agency, day, highest in rows)


def block_for(
    connection: Connection, desk_id: UUID, agency: str, stream: UUID, now: datetime, *, most: int | None = None
) -> Block:
    """Return the block of a desk's stream, given now if it has none: above every other and all that others have used.

    A stream that goes on from another, after a restored backup or beside a copy, cannot know what that one printed
    last: it gets a block of its own as long as there is one, then the desk's last. most: blocks one desk is given
    before that; None: a person of the province stands behind it, so as many as there are.
    """
    held = connection.execute(
        select(blocks.c.first, blocks.c.last, blocks.c.digits, blocks.c.stream)
        .where(blocks.c.agency == agency, blocks.c.desk_id == desk_id)
        .order_by(blocks.c.first.desc())
    ).all()
    own = next((row for row in held if row.stream == stream), None)
    if own is not None:
        return Block(agency=agency, first=own.first, last=own.last, digits=own.digits)
    lock_numbers(connection)
    own = held[0] if held else None
    if own is not None and most is not None and len(held) >= most:
        return Block(agency=agency, first=own.first, last=own.last, digits=own.digits)
    given = connection.execute(select(func.max(blocks.c.last)).where(blocks.c.agency == agency)).scalar() or 0
    used = connection.execute(
        select(func.max(numbers_used.c.highest)).where(
            numbers_used.c.agency == agency,
            numbers_used.c.desk_id != desk_id,
            numbers_used.c.day.between(now.date() - _TOLD_DAYS, now.date() + _TOLD_DAYS),
            # Numbers of more digits are those of a block that grew: no base block reaches them.
            numbers_used.c.highest < 10**BLOCK_DIGITS,
        )
    ).scalar()
    above = max(given, used or 0)
    first = above - above % BLOCK_SIZE + BLOCK_SIZE if above else 1
    last = min(first - first % BLOCK_SIZE + BLOCK_SIZE, 10**BLOCK_DIGITS) - 1
    if first >= 10**BLOCK_DIGITS:
        if own is not None:
            return Block(agency=agency, first=own.first, last=own.last, digits=own.digits)
        raise Refusal(Code.NO_NUMBERS)
    block = NumberBlock(first=first, last=last, digits=BLOCK_DIGITS)
    connection.execute(insert(blocks).values(agency=agency, desk_id=desk_id, stream=stream, **block.model_dump()))
    return Block(agency=agency, **block.model_dump())
