"""The public look-up: the slip's holder reads how it stands, nobody else reads anything."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from lives import MOTHER, promised, steps
from province import EnrolledDesk, Province
from web_site import Visitor, received

from central_server.web.visits import LOOK_UPS_PER_MINUTE
from desk_app.domain.events import Body, PaymentRequested, SupplementRequested
from desk_app.domain.events.reception import MissingPaper

SECRET = "7BH4KM2NPT"


@pytest.fixture
def desk(province: Province) -> EnrolledDesk:
    return province.desk("Q1")


@pytest.fixture
def visitor(province: Province) -> Iterator[Visitor]:
    made = Visitor(province.served.url)
    made.get("/tra-cuu")
    yield made
    made.close()


def _code(province: Province, number: int = 1) -> str:
    return f"H56.14-{province.clock():%y%m%d}-{number:04}"


def _looked_up(province: Province, desk: EnrolledDesk, visitor: Visitor, *bodies: Body) -> str:
    received(desk, 1, *bodies, secret=SECRET, promised=promised(province.clock()))
    desk.round()
    answer = visitor.post("/tra-cuu", code=_code(province), secret=SECRET)
    assert answer.status_code == 200
    return answer.text


def test_the_holder_of_a_slip_reads_plain_words_and_nothing_of_a_person(
    province: Province, desk: EnrolledDesk, visitor: Visitor
) -> None:
    told = _looked_up(province, desk, visitor)
    assert "Hồ sơ đã được tiếp nhận" in told and "Thứ Năm, 05/03/2026 17:00" in told
    for private in (MOTHER.name, MOTHER.id_number, MOTHER.phone, MOTHER.address, SECRET):
        assert private and private not in told


def test_who_must_pay_or_bring_papers_is_told_so(province: Province, desk: EnrolledDesk, visitor: Visitor) -> None:
    now = province.clock()
    missing = SupplementRequested(missing=(MissingPaper(name="Trích lục"),), requested_by="LAN", requested_at=now)
    told = _looked_up(province, desk, visitor, missing)
    assert "Đang chờ ông/bà bổ sung giấy tờ" in told and "Trích lục" in told
    received(desk, 2, PaymentRequested(duty="Thuế", requested_by="LAN", requested_at=now), secret=SECRET)
    desk.round()
    assert "Đang chờ ông/bà nộp thuế" in visitor.post("/tra-cuu", code=_code(province, 2), secret=SECRET).text


def test_a_ready_result_says_where_to_collect_it(province: Province, desk: EnrolledDesk, visitor: Visitor) -> None:
    told = _looked_up(province, desk, visitor, steps(province.clock())["ResultReady"])
    assert "Mời đến nhận kết quả tại Trung tâm Phục vụ hành chính công." in told


def test_a_late_dossier_is_said_to_be_late(province: Province, desk: EnrolledDesk, visitor: Visitor) -> None:
    _looked_up(province, desk, visitor)
    code = _code(province)
    province.clock.leap(timedelta(days=10))
    assert "đã quá ngày hẹn" in visitor.post("/tra-cuu", code=code, secret=SECRET).text


def test_a_wrong_secret_and_an_unknown_code_are_answered_alike(
    province: Province, desk: EnrolledDesk, visitor: Visitor
) -> None:
    _looked_up(province, desk, visitor)
    tries = [
        (_code(province), "7BH4KM2NPV"), (_code(province), ""), (_code(province), "-" * 16),
        (_code(province, 9), SECRET), ("H99.1-260302-0001", SECRET), ("gì đó", SECRET),
    ]  # fmt: skip
    answers = [visitor.post("/tra-cuu", code=code, secret=secret) for code, secret in tries]
    assert {answer.status_code for answer in answers} == {404}
    assert all("Hồ sơ vừa nộp có thể chưa hiện" in answer.text for answer in answers)
    assert all("Độc thân" not in answer.text for answer in answers)


def test_a_dossier_without_a_secret_is_never_shown(province: Province, desk: EnrolledDesk, visitor: Visitor) -> None:
    received(desk, 1)
    desk.round()
    for secret in ("", "-", "0000000000"):
        assert visitor.post("/tra-cuu", code=_code(province), secret=secret).status_code == 404


def test_the_secret_is_read_whatever_way_it_was_typed(province: Province, desk: EnrolledDesk, visitor: Visitor) -> None:
    _looked_up(province, desk, visitor)
    typed = visitor.post("/tra-cuu", code=_code(province).lower().replace("-", " - "), secret="7bh4k m2npt")
    assert typed.status_code == 200


def test_guessing_is_held_back(province: Province, visitor: Visitor) -> None:
    tries = range(LOOK_UPS_PER_MINUTE + 1)
    answers = [visitor.post("/tra-cuu", code="H56.14-260302-0001", secret=f"{n:010}").status_code for n in tries]
    assert answers[-1] == 429 and set(answers[:-1]) == {404}
    assert province.rows("SELECT 1 FROM audit") == []


def test_code_and_secret_never_stand_in_an_address(visitor: Visitor) -> None:
    page = visitor.get("/tra-cuu").text
    assert 'method="post" action="/tra-cuu"' in page
    assert visitor.client.get("/tra-cuu", params={"code": "x", "secret": SECRET}).text.count(SECRET) == 0
