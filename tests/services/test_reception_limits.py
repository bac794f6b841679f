"""What a reception never does: lose itself, promise from an impossible moment, or guess what was meant."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from staff import CLERK, MORNING, SUPERVISOR

from desk_app.domain.dates import OFFICE_ZONE
from desk_app.domain.errors import DeskError
from desk_app.models.store import Store
from desk_app.services.before_acceptance import Decline, decline
from desk_app.services.mending import correct
from desk_app.services.moments import parse_moment
from desk_app.services.receive_command import Receive, checked_receive, read_json
from desk_app.services.reception import receive

MAI = {"name": "TRẦN THỊ MAI", "id_number": "038190001212"}


def command(procedure: str = "1.004873", **values: object) -> Receive:
    return checked_receive({"procedure": procedure, "submitter": MAI, **values})


def test_a_reception_starts_from_nothing_but_a_dossier_that_stands(store: Store) -> None:
    with store.reading() as rd:
        office, before = rd.identity().office_id, rd.stream_heads()
    for elsewhere in (office, uuid4()):
        for refused_to_do in (
            lambda id_=elsewhere: receive(store, CLERK, command(starts_from=id_), MORNING),
            lambda id_=elsewhere: decline(
                store, CLERK, Decline(procedure="1.004873", submitter=MAI, reason="x", starts_from=id_), MORNING
            ),
        ):
            with pytest.raises(DeskError) as refused:
                refused_to_do()
            assert refused.value.code == "unknown_dossier"
    with store.reading() as rd:
        assert rd.stream_heads() == before


@pytest.mark.parametrize(
    "moment",
    ["0001-01-01T00:00+14:00", "9999-12-31T23:59-12:00", "2026-08-27", "1790000000", 1790000000, True, ["2026"]],
)
def test_a_moment_no_clock_can_show_is_refused_and_nothing_is_guessed(moment: object) -> None:
    for field in ("received_at", "due_at"):
        with pytest.raises(DeskError) as refused:
            checked_receive({"procedure": "1.004873", "submitter": MAI, field: moment, "due_reason": "x"})
        assert refused.value.code == "bad_command"
        assert f"“{field}”" in str(refused.value)


def test_a_moment_is_read_on_the_offices_clock() -> None:
    for text in ("2026-08-27T09:12", "2026-08-27T02:12Z", "20260827T0912", "2026-08-26 16:12-10:00"):
        moment = parse_moment(text)
        assert (moment.isoformat(), moment.tzinfo) == ("2026-08-27T09:12:00+07:00", OFFICE_ZONE)


def test_a_date_is_promised_within_this_programs_calendars(store: Store) -> None:
    with pytest.raises(DeskError) as refused:
        receive(store, CLERK, command(due_at="9999-12-31T09:00", due_reason="x"), MORNING)
    assert refused.value.code == "due_out_of_range"


def test_a_back_entry_session_is_known_whenever_it_is_named(store: Store) -> None:
    with pytest.raises(DeskError) as refused:
        receive(store, SUPERVISOR, command(back_entry=uuid4()), MORNING)
    assert refused.value.code == "back_entry_unknown"


def test_a_correction_neither_moves_a_reception_into_the_future_nor_into_another_back_entry(store: Store) -> None:
    receipt = receive(store, SUPERVISOR, command(), MORNING)
    later = MORNING + timedelta(minutes=2)
    with pytest.raises(DeskError) as refused:
        correct(store, SUPERVISOR, receipt.id, command(received_at=MORNING + timedelta(days=1)), "nhầm", later)
    assert refused.value.code == "moment_in_future"
    with pytest.raises(DeskError) as refused:
        correct(store, SUPERVISOR, receipt.id, command(back_entry=uuid4()), "nhầm", later)
    assert refused.value.code == "nothing_changed"


def test_another_persons_dossier_under_a_used_request_id_is_refused_and_never_taken_for_registered(
    store: Store,
) -> None:
    first = receive(store, CLERK, command(request_id="r-1"), MORNING)
    correct(store, CLERK, first.id, command(submitter={"name": "TRẦN THỊ MAY"}), "nhầm tên", MORNING)
    assert receive(store, CLERK, command(request_id="r-1"), MORNING).repeated, "the same request, since corrected"
    assert receive(store, CLERK, command("1.004873.000.00.00.H29", request_id="r-1"), MORNING).code == first.code
    for other in (command("1.001193", request_id="r-1"), command(request_id="r-1", submitter={"name": "LÊ VĂN A"})):
        with pytest.raises(DeskError) as refused:
            receive(store, CLERK, other, MORNING)
        assert refused.value.code == "request_id_of_another"


def test_a_used_request_id_stands_for_its_owner_and_content_too(store: Store) -> None:
    """A post-office employee hands in one procedure for many; a mother registers two children."""
    child = {"name": "NGUYỄN GIA BẢO"}
    first = receive(store, CLERK, command(request_id="r-2", owners=[child], summary="cho cháu Bảo"), MORNING)
    again = command(request_id="r-2", owners=[child], summary="cho cháu Bảo", note="gửi lại")
    assert receive(store, CLERK, again, MORNING).code == first.code
    assert receive(store, CLERK, command(request_id="r-2", owners=[child]), MORNING).repeated, "no summary of its own"
    for other in (
        command(request_id="r-2", summary="cho cháu Bảo"),
        command(request_id="r-2", owners=[child, MAI], summary="cho cháu Bảo"),
        command(request_id="r-2", owners=[child], summary="cho cháu An"),
    ):
        with pytest.raises(DeskError) as refused:
            receive(store, CLERK, other, MORNING)
        assert refused.value.code == "request_id_of_another"


def test_a_waived_fee_is_given_by_its_amount_alone() -> None:
    fee = {"name": "Lệ phí", "amount": "8.000 đ", "exemption": "exempt", "exemption_reason": "poor"}
    (given,) = command(fees=[fee]).fees or ()
    line = given.line()
    assert (line.amount, line.full_amount) == (Decimal(0), Decimal(8000))
    (told,) = command(fees=[{**fee, "amount": 0, "full_amount": 8000}]).fees or ()
    assert told.line() == line


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"case": 5}, "case"),
        ({"case": "x" * 4001}, "case"),
        ({"fees": [{"name": "Lệ phí", "amount": "50,000"}]}, "fees.0.amount"),
        ({"fees": [{"name": "Lệ phí", "amount": 50.000}]}, "fees.0.amount"),
        ({"fees": [{"name": "Lệ phí", "amount": "-50.000"}]}, "fees.0.amount"),
        ({"fees": [{"name": "Lệ phí", "amount": "5e4"}]}, "fees.0.amount"),
        ({"authenticated": [{"document": "Bằng", "pages": 1, "copies": 1, "amount": "1,000"}]}, "authenticated"),
        ({"presented": [{"name": "x" * 5001}]}, "presented"),
        ({"submitter": {"name": "A", "gender": "không rõ"}}, "submitter.gender"),
        ({"fees": [{"name": " ", "amount": 1}]}, "fees.0.name"),
        ({"papers": [{"name": "\u200b "}]}, "papers.0.name"),
        ({"papers": [{"name": "Tờ khai", "original": True}]}, "papers.0.original"),
        ({"papers": [{"name": "Tờ khai", "copy": 1.5}]}, "papers.0.copy"),
        ({"papers": [{"name": "Tờ khai"}] * 301}, "papers"),
        ({"owners": [{"name": "A"}] * 301}, "owners"),
        ({"sets": True}, "sets"),
        ({"note": "x" * 4001}, "note"),
        ({"receiving_unit": "x" * 1001}, "receiving_unit"),
        ({"submitter": {"name": "A", "gender": 1}}, "submitter.gender"),
    ],
)
def test_what_could_be_taken_for_something_else_or_never_be_printed_is_refused(
    values: dict[str, object], field: str
) -> None:
    with pytest.raises(DeskError) as refused:
        checked_receive({"procedure": "1.004873", "submitter": MAI, **values})
    assert f"“{field}”" in str(refused.value)


def test_every_line_is_composed_and_visible() -> None:
    decomposed, composed = "Giấy chứng sinh\u0323".replace("ấ", "a\u0302\u0301"), "Giấy chứng sinḥ"
    taken = command(
        papers=[{"name": decomposed}],
        presented=[{"name": decomposed}],
        external={"system": decomposed, "code": " G09\u200b.20 "},
        receiving_unit=f"{decomposed}\0\n",
    )
    assert taken.papers is not None
    assert taken.external is not None
    for text in (taken.papers[0].name, taken.presented[0].name, taken.external.system, taken.receiving_unit):
        assert text == composed
    assert taken.external.code == "G09.20"


def test_a_name_given_twice_in_a_file_is_refused() -> None:
    with pytest.raises(DeskError) as refused:
        read_json('{"procedure": "1.001193", "procedure": "2.000815"}')
    assert "“procedure”: ghi hai lần" in str(refused.value)
