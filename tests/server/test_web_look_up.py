"""The public look-up: the slip's holder reads how it stands, nobody else reads anything."""

import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from lives import MOTHER, promised, steps
from province import Cluster, EnrolledDesk, Province
from web_site import Visitor, counted, received

from central_server.api.throttle import Throttle
from central_server.database import reading
from central_server.web.lookup import find
from central_server.web.sessions import LANGUAGE_COOKIE
from central_server.web.visits import LOOK_UPS_PER_MINUTE
from desk_app.domain.codes import parse_dossier_code
from desk_app.domain.dossier import Dossier
from desk_app.domain.events import Body, PaymentRequested, SupplementRequested
from desk_app.domain.events.reception import MissingPaper

SECRET = "7BH4KM2NPT"


_NUMBERS = count(1)


@pytest.fixture(scope="module")
def province(cluster: Cluster, made_stores: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Province]:
    """One province for the file: every test looks for dossiers of its own."""
    made = Province(cluster, cluster.copy_of(cluster.template), tmp_path_factory.mktemp("look-up"), made_stores)
    made.add_office()
    yield made
    made.close()


@pytest.fixture(scope="module")
def desk(province: Province) -> EnrolledDesk:
    return province.desk("Q1")


@pytest.fixture
def visitor(province: Province) -> Iterator[Visitor]:
    """A browser nobody has held back yet."""
    province.served.app.state.pages.look_ups = Throttle(LOOK_UPS_PER_MINUTE, tick=lambda: 0.0)
    made = Visitor(province.served.url)
    made.get("/tra-cuu")
    yield made
    made.close()


def _handed_in(province: Province, desk: EnrolledDesk, *bodies: Body, **changes: object) -> str:
    """Let the desk send a dossier and return its code."""
    number, now = next(_NUMBERS), province.clock()
    received(desk, number, *bodies, received_at=now, promised=promised(now), **changes)
    desk.round()
    return f"H56.14-{now:%y%m%d}-{number:04}"


def _told(visitor: Visitor, code: str, secret: str = SECRET) -> str:
    answer = visitor.post("/tra-cuu", code=code, secret=secret)
    assert answer.status_code == 200
    return answer.text


def test_the_holder_of_a_slip_reads_plain_words_and_nothing_of_a_person(
    province: Province, desk: EnrolledDesk, visitor: Visitor
) -> None:
    told = _told(visitor, _handed_in(province, desk, secret=SECRET))
    assert "Hồ sơ đã được tiếp nhận" in told and "Thứ Năm, 05/03/2026 17:00" in told
    for private in (MOTHER.name, MOTHER.id_number, MOTHER.phone, MOTHER.address, SECRET):
        assert private and private not in told


def test_who_must_pay_or_bring_papers_is_told_so(province: Province, desk: EnrolledDesk, visitor: Visitor) -> None:
    now = province.clock()
    missing = SupplementRequested(missing=(MissingPaper(name="Trích lục"),), requested_by="LAN", requested_at=now)
    told = _told(visitor, _handed_in(province, desk, missing, secret=SECRET))
    assert "Đang chờ ông/bà bổ sung giấy tờ" in told and "Trích lục" in told
    duty = PaymentRequested(duty="Thuế", requested_by="LAN", requested_at=now)
    assert "Đang chờ ông/bà nộp thuế" in _told(visitor, _handed_in(province, desk, duty, secret=SECRET))


def test_a_ready_result_says_where_to_collect_it(province: Province, desk: EnrolledDesk, visitor: Visitor) -> None:
    told = _told(visitor, _handed_in(province, desk, steps(province.clock())["ResultReady"], secret=SECRET))
    assert "Mời đến nhận kết quả tại Trung tâm Phục vụ hành chính công." in told


def test_a_late_dossier_is_said_to_be_late(province: Province, desk: EnrolledDesk, visitor: Visitor) -> None:
    code = _handed_in(province, desk, secret=SECRET)
    province.clock.leap(timedelta(days=10))
    assert "đã quá ngày hẹn" in _told(visitor, code)


def test_who_waits_for_the_citizen_is_not_late_and_no_date_is_promised(
    province: Province, desk: EnrolledDesk, visitor: Visitor
) -> None:
    now = province.clock()
    missing = SupplementRequested(missing=(MissingPaper(name="Trích lục"),), requested_by="LAN", requested_at=now)
    duty = PaymentRequested(duty="Thuế", requested_by="LAN", requested_at=now)
    codes = [_handed_in(province, desk, step, secret=SECRET) for step in (missing, duty)]
    overdue = PaymentRequested(duty="Thuế", requested_by="LAN", requested_at=now + timedelta(days=9))
    waited_late = _handed_in(province, desk, overdue, secret=SECRET)
    province.clock.leap(timedelta(days=10))
    for code in codes:
        told = _told(visitor, code)
        assert "quá ngày hẹn" not in told and "Hẹn trả" not in told and "tính lại" in told
    assert "quá ngày hẹn" in _told(visitor, waited_late), "the day had come before the wait began"


def test_a_wrong_secret_and_an_unknown_code_are_answered_alike(
    province: Province, desk: EnrolledDesk, visitor: Visitor
) -> None:
    code = _handed_in(province, desk, secret=SECRET)
    unused = f"{code[:-4]}9999"
    tries = [
        (code, "7BH4KM2NPV"), (code, ""), (code, "-" * 16),
        (unused, SECRET), ("H99.1-260302-0001", SECRET), ("gì đó", SECRET),
    ]  # fmt: skip
    answers = [visitor.post("/tra-cuu", code=code, secret=secret) for code, secret in tries]
    assert {answer.status_code for answer in answers} == {404}
    assert all("Hồ sơ vừa nộp có thể chưa hiện" in answer.text for answer in answers)
    assert all("Độc thân" not in answer.text for answer in answers)


def test_an_unknown_code_costs_the_work_of_a_known_one(
    province: Province, desk: EnrolledDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = _handed_in(province, desk, secret=SECRET)
    parsed: list[int] = []
    read = Dossier.model_validate_json

    def counting(text: str) -> Dossier:
        parsed.append(len(text))
        return read(text)

    monkeypatch.setattr(Dossier, "model_validate_json", counting)
    tries = [(code, "7BH4KM2NPV"), (f"{code[:-4]}9999", SECRET), ("H99.1-260302-0001", SECRET), ("gì đó", SECRET)]
    for typed, secret in tries:
        parsed.clear()
        with counted(province.engine) as said, reading(province.engine) as connection:
            assert find(connection, parse_dossier_code(typed), secret) is None
        assert (len(said), len(parsed)) == (1, 1), typed


def test_the_promise_names_its_weekday_in_the_readers_language(
    province: Province, desk: EnrolledDesk, visitor: Visitor
) -> None:
    code = _handed_in(province, desk, secret=SECRET)
    visitor.client.cookies.set(LANGUAGE_COOKIE, "en")
    told = _told(visitor, code)
    assert re.search(r'class="due">[A-Z][a-z]+day, \d{1,2}\s[A-Z][a-z]{2}\s2026 17:00<', told)


def test_a_dossier_without_a_secret_is_never_shown(province: Province, desk: EnrolledDesk, visitor: Visitor) -> None:
    code = _handed_in(province, desk)
    for secret in ("", "-", "0000000000"):
        assert visitor.post("/tra-cuu", code=code, secret=secret).status_code == 404


def test_the_secret_is_read_whatever_way_it_was_typed(province: Province, desk: EnrolledDesk, visitor: Visitor) -> None:
    code = _handed_in(province, desk, secret=SECRET)
    assert code in _told(visitor, code.lower().replace("-", " - "), "7bh4k m2npt")


def test_guessing_is_held_back(province: Province, visitor: Visitor) -> None:
    tries = range(LOOK_UPS_PER_MINUTE + 1)
    answers = [visitor.post("/tra-cuu", code="H56.14-260302-0001", secret=f"{n:010}").status_code for n in tries]
    assert answers[-1] == 429 and set(answers[:-1]) == {404}
    assert province.rows("SELECT 1 FROM audit") == []


def test_code_and_secret_never_stand_in_an_address(visitor: Visitor) -> None:
    page = visitor.get("/tra-cuu").text
    assert 'method="post" action="/tra-cuu"' in page
    assert visitor.client.get("/tra-cuu", params={"code": "x", "secret": SECRET}).text.count(SECRET) == 0
