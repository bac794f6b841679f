"""Receiving a dossier: one durable transaction, a right code, a promised date, only what a person meant."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from staff import ADMINISTRATOR, CLERK, MORNING, SUPERVISOR

from desk_app.domain.dates import OFFICE_ZONE, at_office
from desk_app.domain.errors import DeskError
from desk_app.domain.events import Received
from desk_app.domain.limits import Unit
from desk_app.domain.states import State
from desk_app.models.store import Store
from desk_app.services.back_entry import close_back_entry, open_back_entry, reserve_slips
from desk_app.services.before_acceptance import Decline, Guide, decline, guide
from desk_app.services.mending import cancel, correct
from desk_app.services.receive_command import Receive, checked_receive
from desk_app.services.reception import Receipt, receive, twins
from desk_app.services.submissions import checked_submit, submit

MAI = {"name": "TRẦN THỊ MAI", "id_number": "038190001212", "phone": "0912345678", "address": "Thôn 3"}


def command(procedure: str = "1.004873", **values: object) -> Receive:
    return checked_receive({"procedure": procedure, "submitter": MAI, **values})


def dossier_of(store: Store, receipt_id: object) -> object:
    with store.reading() as rd:
        return rd.dossiers.by_id(receipt_id)  # type: ignore[arg-type]


def test_a_reception_gives_a_code_of_the_day_and_the_promised_date(store: Store) -> None:
    receipt = receive(store, CLERK, command(), MORNING)
    assert receipt.code.startswith("H56.14-260827-")
    # 3 working days from 27/8: 28/8, then 29–30/8 weekend, 31/8 swapped off, 1–2/9 holiday, 3/9, 4/9.
    assert receipt.due_at == datetime(2026, 9, 4, 17, 0, tzinfo=OFFICE_ZONE)
    with store.reading() as rd:
        dossier = rd.dossiers.by_code(receipt.code)
    assert dossier is not None
    assert dossier.state is State.RECEIVED
    assert dossier.reception == receipt.reception


def test_codes_follow_one_another_and_ordinals_too(store: Store) -> None:
    receipts = [receive(store, CLERK, command(), MORNING) for _ in range(5)]
    numbers = [int(receipt.code.rsplit("-", 1)[1]) for receipt in receipts]
    assert numbers == list(range(numbers[0], numbers[0] + 5))
    ordinals = [receipt.reception.ordinal for receipt in receipts]
    assert ordinals == list(range(ordinals[0] or 0, (ordinals[0] or 0) + 5))


def test_a_repeated_request_registers_once(store: Store) -> None:
    first = receive(store, CLERK, command(request_id="r-1"), MORNING)
    again = receive(store, CLERK, command(request_id="r-1"), MORNING + timedelta(days=400))
    assert (again.id, again.code, again.repeated) == (first.id, first.code, True)
    with store.reading() as rd:
        assert [event.envelope.kind for event in rd.dossiers.events_of(first.id)] == ["Received"]


def test_owners_summary_and_papers_have_the_offices_defaults(store: Store) -> None:
    receipt = receive(store, CLERK, command("1.001193"), MORNING)
    reception = receipt.reception
    assert [owner.name for owner in reception.owners] == ["TRẦN THỊ MAI"]
    assert reception.summary == "Đăng ký khai sinh"
    assert len(reception.papers) == 4


def test_nothing_is_taken_that_was_not_said(store: Store) -> None:
    receipt = receive(store, CLERK, command(papers=[]), MORNING)
    assert receipt.reception.papers == ()


def test_certified_copies_cost_what_the_rule_says(store: Store) -> None:
    rows = [
        {"document": "Bằng tốt nghiệp", "pages": 2, "copies": 5},
        {"document": "Căn cước", "pages": 1, "copies": 5},
        {"document": "Học bạ", "pages": 6, "copies": 5},
    ]
    receipt = receive(store, CLERK, command("2.000815", authenticated=rows), MORNING)
    assert [int(row.amount) for row in receipt.reception.authenticated] == [20_000, 10_000, 40_000]
    assert sum(int(fee.amount) for fee in receipt.reception.fees) == 70_000


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"procedure": "9.999999"}, "unknown_procedure"),
        ({"case": "không có trường hợp này"}, "no_cases"),
        ({"due_at": "2026-09-30T17:00"}, "due_reason_missing"),
        ({"due_at": "2026-08-20T17:00", "due_reason": "x"}, "due_before_received"),
        ({"received_at": "2026-08-20T09:00"}, "received_at_needs_supervisor"),
        ({"received_at": "2026-08-29T09:00"}, "moment_in_future"),
        ({"code": "H56.14-260827-0900"}, "code_needs_back_entry"),
        ({"variant": 7}, "unknown_variant"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence_and_nothing_is_written(
    store: Store, values: dict[str, object], code: str
) -> None:
    with store.reading() as rd:
        before = rd.stream_heads()
    with pytest.raises(DeskError) as refused:
        receive(store, CLERK, checked_receive({"procedure": "1.004873", "submitter": MAI, **values}), MORNING)
    assert refused.value.code == code
    assert "\n" not in str(refused.value)
    with store.reading() as rd:
        assert rd.stream_heads() == before


def test_a_limit_without_a_unit_is_asked_and_answered_for_this_dossier_only(store: Store) -> None:
    with pytest.raises(DeskError) as asked:
        receive(store, CLERK, command("1.001022"), MORNING)
    assert asked.value.code == "unit_missing"
    receipt = receive(store, CLERK, command("1.001022", unit=Unit.WORKING_DAY), MORNING)
    assert receipt.due_at is not None
    with pytest.raises(DeskError):
        receive(store, CLERK, command("1.001022"), MORNING)


def test_an_administrator_does_not_receive(store: Store) -> None:
    with pytest.raises(DeskError) as refused:
        receive(store, ADMINISTRATOR, command(), MORNING)
    assert refused.value.code == "not_entitled"


def test_a_clock_far_behind_is_told_in_days(store: Store) -> None:
    receive(store, CLERK, command(), MORNING)
    with pytest.raises(DeskError, match="máy chậm 399 ngày so với"):
        receive(store, CLERK, command(), MORNING - timedelta(days=399, hours=5))
    with pytest.raises(DeskError, match="máy chậm 5 giờ so với"):
        receive(store, CLERK, command(), MORNING - timedelta(hours=5))


def test_a_date_typed_on_a_day_off_is_kept_and_warned_of(store: Store) -> None:
    for due, codes in (("2026-09-06T10:00", ["due_on_day_off"]), ("2026-09-08T10:00", [])):
        receipt = receive(store, CLERK, command(due_at=due, due_reason="Hẹn với công dân"), MORNING)
        assert [one.code for one in receipt.warnings if one.code == "due_on_day_off"] == codes
        assert receipt.due_at is not None


def test_a_session_that_is_no_uuid_is_said_with_what_one_looks_like() -> None:
    with pytest.raises(DeskError, match=r"session.*phải là một UUID"):
        command(session="luot-1")


def test_a_clock_that_jumped_back_is_told(store: Store) -> None:
    receive(store, CLERK, command(), MORNING)
    with pytest.raises(DeskError) as refused:
        receive(store, CLERK, command(), MORNING - timedelta(hours=2))
    assert refused.value.code == "clock_behind"
    # A clock that ran ahead once must not close the desk: a person who looked at it goes on.
    assert receive(store, CLERK, command(clock_checked=True), MORNING - timedelta(hours=2)).code


def test_a_draft_year_gives_a_provisional_date_that_says_so(store: Store) -> None:
    late = at_office(date(2026, 12, 30), MORNING.time())
    receipt = receive(store, CLERK, command(), late)
    assert receipt.provisional
    assert [warning.code for warning in receipt.warnings] == ["calendar_provisional"]


def test_an_open_dossier_of_the_same_person_and_procedure_is_found(store: Store) -> None:
    receipt = receive(store, CLERK, command(), MORNING)
    found = twins(store, MAI["id_number"], "1.004873", MORNING)
    assert receipt.id in {line.id for line in found}
    assert twins(store, "001190000000", "1.004873", MORNING) == ()


def test_the_receiving_clerk_corrects_the_procedure_and_keeps_the_code(store: Store) -> None:
    receipt = receive(store, CLERK, command(), MORNING)
    later = MORNING + timedelta(minutes=3)
    new = correct(store, CLERK, receipt.id, command("1.001193", papers=[]), "Chọn nhầm thủ tục", later)
    assert (new.code, new.secret, new.ordinal) == (receipt.code, receipt.reception.secret, receipt.reception.ordinal)
    assert new.procedure.code == "1.001193"
    with store.reading() as rd:
        dossier = rd.dossiers.by_id(receipt.id)
    assert dossier is not None
    assert dossier.reception == new
    assert dossier.flags == ()


def test_after_the_day_only_a_supervisor_corrects_or_cancels(store: Store) -> None:
    receipt = receive(store, CLERK, command(), MORNING)
    tomorrow = MORNING + timedelta(days=1)
    with pytest.raises(DeskError) as refused:
        cancel(store, CLERK, receipt.id, "Tiếp nhận trùng", tomorrow)
    assert refused.value.code == "may_not_mend"
    cancel(store, SUPERVISOR, receipt.id, "Tiếp nhận trùng", tomorrow)
    with store.reading() as rd:
        dossier = rd.dossiers.by_id(receipt.id)
        assert dossier is not None
        assert dossier.voided
        assert rd.print_queue.of_dossier(receipt.id) == []
    with pytest.raises(DeskError) as again:
        cancel(store, SUPERVISOR, receipt.id, "Tiếp nhận trùng", tomorrow)
    assert again.value.code == "already_cancelled"


def test_a_guided_citizen_comes_back_to_the_same_dossier(store: Store) -> None:
    missing = [{"name": "Giấy chứng sinh"}]
    guided = guide(
        store, CLERK, Guide.model_validate({"procedure": "1.001193", "submitter": MAI, "missing": missing}), MORNING
    )
    with store.reading() as rd:
        dossier = rd.dossiers.by_id(guided)
        assert dossier is not None
        assert (dossier.code, dossier.due_at, dossier.state) == ("", None, State.NONE)
    receipt = receive(store, CLERK, command("1.001193", starts_from=str(guided)), MORNING)
    assert receipt.id == guided
    with store.reading() as rd:
        dossier = rd.dossiers.by_id(guided)
        assert dossier is not None
        assert (dossier.state, dossier.supplements) == (State.RECEIVED, ())


def test_a_declined_dossier_has_no_code_and_is_not_received_afterwards(store: Store) -> None:
    order = Decline.model_validate({"procedure": "1.001193", "submitter": MAI, "reason": "Không thuộc thẩm quyền"})
    declined = decline(store, CLERK, order, MORNING)
    with store.reading() as rd:
        dossier = rd.dossiers.by_id(declined)
        assert dossier is not None
        assert (dossier.code, dossier.state) == ("", State.DECLINED)
    with pytest.raises(DeskError) as refused:
        receive(store, CLERK, command("1.001193", starts_from=str(declined)), MORNING)
    assert refused.value.code == "not_to_be_received"


def test_emergency_slips_are_entered_once_within_the_back_entry_session(store: Store) -> None:
    slips = reserve_slips(store, CLERK, MORNING.date(), 20, MORNING)
    assert len({slip.text for slip in slips.codes}) == 20
    after_cut = MORNING + timedelta(hours=6)
    written = (MORNING + timedelta(hours=2)).isoformat()
    opened = open_back_entry(
        store, SUPERVISOR, MORNING + timedelta(hours=1), MORNING + timedelta(hours=4), "Mất điện", after_cut
    )
    order = command(code=slips.codes[0].text, received_at=written, back_entry=str(opened))
    receipt = receive(store, CLERK, order, after_cut)
    assert receipt.code == slips.codes[0].text
    with pytest.raises(DeskError) as twice:
        receive(store, CLERK, order, after_cut)
    assert twice.value.code == "number_not_reserved"
    ordinary = receive(store, CLERK, command(), after_cut)
    assert ordinary.code not in {slip.text for slip in slips.codes}
    close_back_entry(store, SUPERVISOR, opened, after_cut)
    with pytest.raises(DeskError) as closed:
        receive(store, CLERK, command(code=slips.codes[1].text, received_at=written, back_entry=str(opened)), after_cut)
    assert closed.value.code == "back_entry_unknown"


def test_a_clerk_does_not_open_a_back_entry_session(store: Store) -> None:
    with pytest.raises(DeskError) as refused:
        open_back_entry(store, CLERK, MORNING - timedelta(hours=3), MORNING, "Mất điện", MORNING)
    assert refused.value.code == "not_entitled"


def test_one_session_joins_the_dossiers_of_one_person(store: Store) -> None:
    session = uuid4()
    for _ in range(3):
        receive(store, CLERK, command(session=str(session)), MORNING)
    with store.reading() as rd:
        lines = rd.dossiers.of_session(session)
        assert len(lines) == 3
        events = rd.dossiers.events_of(lines[0].id)
    assert isinstance(events[0].body, Received)


def test_a_session_takes_nobody_elses_dossier_for_its_slip_bears_all_their_secrets(store: Store) -> None:
    session = str(uuid4())
    owner = {"name": "Trần Thị Mai", "id_number": "038190435641"}
    first = receive(store, CLERK, command(session=session, submitter=owner), MORNING)
    for other in ({"name": "Lê Văn Khác", "id_number": "001090000001"}, {"name": "Lê Văn Khác"}):
        with pytest.raises(DeskError, match="Lượt này là của Trần Thị Mai"):
            receive(store, CLERK, command(session=session, submitter=other), MORNING)
    receive(store, CLERK, command(session=session, submitter={"name": "TRẦN THỊ MAI"}), MORNING)
    with store.reading() as rd:
        lines = rd.dossiers.of_session(UUID(session))
    assert (lines[0].id, len(lines)) == (first.id, 2)


def test_a_procedure_with_cases_says_that_none_was_chosen(store: Store) -> None:
    receipt = receive(store, CLERK, command("1.004194"), MORNING)
    assert "case_not_chosen" in {warning.code for warning in receipt.warnings}
    chosen = receive(store, CLERK, command("1.004194", case="Cá nhân, hộ gia đình"), MORNING)
    assert "case_not_chosen" not in {warning.code for warning in chosen.warnings}


def test_what_does_not_fit_between_people_and_their_papers_is_a_warning(store: Store) -> None:
    owners = [{"name": "Ông Ba", "id_number": "038090000001"}, {"name": "Bà Tư", "id_number": "038090000001"}]
    given = {"kind": "letter", "date": "2026-08-28"}
    receipt = receive(store, CLERK, command(owners=owners, authorisation=given), MORNING)
    sentences = {warned.code: warned.sentence for warned in receipt.warnings}
    assert "ngày 28/08/2026, sau ngày tiếp nhận" in sentences["authorisation_date_doubtful"]
    assert sentences["owners_share_id_number"] == "Ông Ba và Bà Tư ghi cùng một số giấy tờ."
    same_day = receive(store, CLERK, command(owners=owners[:1], authorisation=given | {"date": "2026-08-27"}), MORNING)
    assert not {warned.code for warned in same_day.warnings} & sentences.keys()


def _same_code(receipt: Receipt) -> list[str]:
    return [warned.sentence for warned in receipt.warnings if warned.code == "external_code_used"]


def test_a_code_of_another_system_on_two_dossiers_is_warned_of_with_the_earlier_ones_code(store: Store) -> None:
    portal = {"system": "Cổng DVCQG", "code": "G22.99-260827-0007"}
    first = receive(store, CLERK, command(external=portal), MORNING)
    assert _same_code(first) == []
    loose = {"system": " cổng dvcqg", "code": "G22.99-260827-0007"}
    assert [first.code in words for words in _same_code(receive(store, CLERK, command(external=loose), MORNING))] == [
        True
    ]
    assert _same_code(receive(store, CLERK, command(external=portal | {"system": "Hộ tịch"}), MORNING)) == []
    assert _same_code(receive(store, CLERK, command(external=portal | {"code": "G22.99-260827-0008"}), MORNING)) == []
    assert _same_code(receive(store, CLERK, command(external={"system": "Cổng DVCQG"}), MORNING)) == []


def test_a_cancelled_dossier_leaves_its_code_of_another_system_to_the_next(store: Store) -> None:
    portal = {"system": "Hộ tịch", "code": "HT-2026-0815"}
    first = receive(store, CLERK, command(external=portal), MORNING)
    cancel(store, CLERK, first.id, "nhập nhầm", MORNING)
    assert _same_code(receive(store, CLERK, command(external=portal), MORNING)) == []


def test_a_code_that_waits_as_submitted_is_warned_of_unless_that_dossier_is_the_one_received(store: Store) -> None:
    portal = {"system": "Hộ tịch", "code": "HT-2026-0816"}
    waiting = submit(
        store, CLERK, checked_submit({"procedure": "1.004873", "submitter": MAI, "external": portal}), MORNING
    )
    (words,) = _same_code(receive(store, CLERK, command(external=portal), MORNING))
    assert "mới đăng ký của TRẦN THỊ MAI" in words
    other = {"system": "Hộ tịch", "code": "HT-2026-0817"}
    alone = submit(
        store, CLERK, checked_submit({"procedure": "1.004873", "submitter": MAI, "external": other}), MORNING
    )
    assert _same_code(receive(store, CLERK, command(external=other, starts_from=alone.id), MORNING)) == []
    assert waiting.id != alone.id
