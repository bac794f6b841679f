"""A desk joins its office: codes serve one store once, and no two desks ever hold a number in common."""

from datetime import timedelta
from itertools import pairwise
from uuid import uuid4

import pytest
from builders import AGENCY, register
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from province import Province
from staff import ADMINISTRATOR

from central_server import desks
from central_server.database import writing
from central_server.refusal import Refusal
from desk_app.domain.codes import NumberBlock
from desk_app.domain.dates import office_time
from desk_app.domain.errors import DeskError
from desk_app.services.enrolment import enrol
from desk_app.services.office_settings import OFFICE, office_settings
from desk_app.sync.client import ServerClient, ServerRefused
from desk_app.sync.limits import CODE_HOURS
from desk_app.sync.messages import Enrol, UsedNumbers
from desk_app.sync.words import Code


def test_a_code_serves_one_store_and_only_until_it_expires(province: Province) -> None:
    code = province.new_code("Q1")
    first, second = province.store_of("Q1"), province.store_of("Q2")
    province.at_end.callback(first.close)
    province.at_end.callback(second.close)
    link = enrol(first, ADMINISTRATOR, province.served.url, code, province.clock())
    again = enrol(first, ADMINISTRATOR, province.served.url, code.lower(), province.clock())
    assert again.token != link.token  # the first answer may have been lost
    with pytest.raises(DeskError) as refused:
        enrol(second, ADMINISTRATOR, province.served.url, code, province.clock())
    assert refused.value.code == "enrolment_code_refused"
    late = province.new_code("Q2")
    province.clock.leap(timedelta(hours=CODE_HOURS, minutes=1))
    with pytest.raises(DeskError):
        enrol(second, ADMINISTRATOR, province.served.url, late, province.clock())


def test_a_name_that_is_another_machines_is_said_with_the_name(province: Province) -> None:
    province.desk("Q1")
    code, another = province.new_code("Q8"), province.store_of("Q9")
    with another.transaction(province.clock(), "quantri") as tx:
        named = office_settings(tx).model_copy(update={"counter": "Q1"})
        tx.settings.set(OFFICE, named.model_dump(mode="json"))
    with pytest.raises(DeskError, match="“Q1”"):
        enrol(another, ADMINISTRATOR, province.served.url, code, province.clock())
    another.close()


def test_a_desk_enrolled_anew_keeps_its_numbers_and_another_store_gets_its_own(province: Province) -> None:
    one = province.desk("Q1")
    with one.store.reading() as rd:
        held = rd.numbers.block(AGENCY)
    link = enrol(one.store, ADMINISTRATOR, province.served.url, province.new_code("Q1", again=True), province.clock())
    assert link.office_name
    with one.store.reading() as rd:
        assert rd.numbers.block(AGENCY) == held
    replaced = province.store_of("Q2")
    province.at_end.callback(replaced.close)
    with replaced.transaction(province.clock(), "test") as tx:
        tx.settings.set("office", {**tx.settings.get("office"), "counter": "Q1"})
    enrol(replaced, ADMINISTRATOR, province.served.url, province.new_code("Q1", again=True), province.clock())
    with replaced.reading() as rd:
        assert rd.numbers.block(AGENCY).first > held.last


def test_a_desk_that_worked_alone_is_given_numbers_above_its_own_and_nobody_gets_those(province: Province) -> None:
    alone = province.store_of("Q1")
    province.at_end.callback(alone.close)
    with alone.transaction(province.clock(), "test") as tx:
        tx.numbers.skip_numbers(AGENCY, office_time(province.clock()).date(), 700)
    printed = register(alone, province.clock()).code
    assert printed.endswith("0701")
    enrol(alone, ADMINISTRATOR, province.served.url, province.new_code("Q1"), province.clock())
    two = province.desk("Q2")
    with two.store.reading() as rd:
        assert rd.numbers.block(AGENCY).first > 701
    later = {register(alone, province.clock()).code for _ in range(3)}
    assert printed not in later and len(later) == 3


def test_a_revoked_desk_is_shut_out_and_goes_on_working(province: Province) -> None:
    one = province.desk("Q1")
    with writing(province.engine) as connection:
        for row in province.rows("SELECT id FROM desks"):
            desks.revoke_desk(connection, row.id, province.clock())
    with pytest.raises(ServerRefused) as refused:
        one.round()
    assert refused.value.code is Code.TOKEN_UNKNOWN
    assert register(one.store, province.clock()).code


def test_a_desk_without_a_block_left_is_told_so(province: Province) -> None:
    given: list[NumberBlock] = []
    with pytest.raises(Refusal) as refused:
        for n in range(30):
            given.append(_enrolled(province, f"Q{n}", 0))
    assert refused.value.code is Code.NO_NUMBERS
    assert len(given) >= 18 and not _overlapping(given)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(used=st.lists(st.integers(0, 12_000), min_size=1, max_size=5))
def test_no_two_desks_ever_hold_a_number_in_common(province: Province, used: list[int]) -> None:
    agency = f"H57.{uuid4().int % 900 + 100}"
    if not _known(province, agency):
        province.add_office(agency)
    blocks = []
    try:
        for highest in used:
            blocks.append(_enrolled(province, str(uuid4()), highest, agency))
    except Refusal as refused:
        assert refused.code is Code.NO_NUMBERS
    assert not _overlapping(blocks)
    for place, block in enumerate(blocks):
        # Above everything another desk had reported before.
        assert all(block.first > earlier for earlier in used[:place] if earlier < 10**block.digits)


def _known(province: Province, agency: str) -> bool:
    return bool(province.rows("SELECT 1 FROM offices WHERE agency = :agency", agency=agency))


def _enrolled(province: Province, name: str, highest: int, agency: str = AGENCY) -> NumberBlock:
    day = office_time(province.clock()).date()
    request = Enrol(
        code=province.new_code(name, agency), store=uuid4(), stream=uuid4(), desk=name, agency=agency, program="test",
        used=(UsedNumbers(agency=agency, day=day, highest=highest),) if highest else (),
    )  # fmt: skip
    with writing(province.engine) as connection:
        [block] = desks.enrol(connection, request, province.clock()).blocks
    return NumberBlock(first=block.first, last=block.last, digits=block.digits)


def _overlapping(blocks: list[NumberBlock]) -> bool:
    ranges = sorted(each for block in blocks for each in block.ranges())
    return any(one[1] >= other[0] for one, other in pairwise(ranges))


def test_a_renewed_token_is_young_again_and_ends_the_old_one_when_first_used(province: Province) -> None:
    one = province.desk("Q1")
    one.round()
    with one.store.reading() as rd:
        before = rd.sync.link()
    assert before is not None
    province.clock.leap(timedelta(days=91))
    assert one.round().rotate
    with one.store.reading() as rd:
        after = rd.sync.link()
    assert after is not None
    with ServerClient(before.address, after.token) as server:
        fresh = server.fresh_token().token
        server.use_token(fresh)
        server.heads()
        server.use_token(after.token)
        with pytest.raises(ServerRefused) as refused:
            server.heads()
    assert refused.value.code is Code.TOKEN_UNKNOWN
    with one.store.transaction(province.clock(), "test") as tx:
        tx.sync.change_link(token=fresh)
    assert not one.round().rotate
