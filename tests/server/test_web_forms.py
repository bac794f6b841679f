"""Publishing forms: checked in words, compared with the one in force, at every desk from its day on, withdrawn."""

from collections.abc import Iterator
from datetime import date, timedelta
from html import unescape

import pytest
from province import EnrolledDesk, Province
from web_site import Visitor, add_account

from central_server.accounts import Role
from desk_app.domain.dates import office_time
from desk_app.services.form_versions import current_form, form_standing
from desk_app.shipped_forms import shipped_form

PAGE = "/cong-bo/bieu-mau"
SET, NAME = "tt-03-2025", "receipt"
SHIPPED = shipped_form(SET, NAME).version.text
NEW = SHIPPED.replace('text = "<b>{{ title }}</b>"', 'text = "<b>{{ title }}</b><br/>Mong Ông/Bà giữ phiếu này."', 1)


@pytest.fixture
def desk(province: Province) -> EnrolledDesk:
    add_account(province, "tinh", Role.PROVINCE)
    return province.desk("Q1")


@pytest.fixture
def visitor(province: Province, desk: EnrolledDesk) -> Iterator[Visitor]:
    made = Visitor(province.served.url, "tinh")
    yield made
    made.close()


@pytest.fixture
def today(province: Province, desk: EnrolledDesk) -> date:
    return office_time(province.clock()).date()


def _look(visitor: Visitor, text: str | bytes, first: date, *, status: int = 200) -> str:
    visitor.get(PAGE)
    file = {"file": ("receipt.toml", text if isinstance(text, bytes) else text.encode())}
    sent = {"token": visitor.token, "effective_from": first.isoformat()}
    answer = visitor.client.post(PAGE, data=sent, files=file)
    assert answer.status_code == status, answer.text
    return unescape(answer.text)


def _publish(visitor: Visitor, text: str, first: date) -> None:
    digest = _look(visitor, text, first).split('name="digest" value="')[1].split('"')[0]
    assert visitor.post(f"{PAGE}/ghi", digest=digest, effective_from=first.isoformat()).status_code == 303


def _text_on(desk: EnrolledDesk, day: date) -> str:
    with desk.store.reading() as rd:
        return current_form(rd, SET, NAME, day).version.text


def test_a_form_is_compared_published_from_a_day_and_withdrawn(
    province: Province, visitor: Visitor, desk: EnrolledDesk, today: date
) -> None:
    tomorrow = today + timedelta(days=1)
    file = visitor.get(f"{PAGE}/tep/{SET}/{NAME}")
    assert file.text == SHIPPED and "tt-03-2025-receipt.toml" in file.headers["content-disposition"]
    page = _look(visitor, NEW.replace("\n", "\r\n"), tomorrow)
    assert "title.text" in page and "Mong Ông/Bà giữ phiếu này." in page and "1 chỗ thay đổi" in page
    assert province.rows("SELECT 1 FROM matter") == [], "a look publishes nothing"
    _publish(visitor, NEW.replace("\n", "\r\n"), tomorrow)
    assert visitor.get(f"{PAGE}/tep/{SET}/{NAME}").text == SHIPPED, "today's is still the shipped one"
    desk.round()
    assert [_text_on(desk, day) for day in (today, tomorrow)] == [SHIPPED, NEW]
    assert "Tệp không khác biểu mẫu" in _look(visitor, NEW, tomorrow, status=400)
    key = f"{SET}/{NAME}@{tomorrow}"
    visitor.get(PAGE)
    assert visitor.post(f"{PAGE}/ngung", key=key, last_day=today.isoformat()).status_code == 303
    desk.round()
    assert _text_on(desk, tomorrow) == SHIPPED
    assert visitor.post(f"{PAGE}/ngung", key="x", last_day=today.isoformat()).status_code == 400
    acts = province.rows("SELECT act, about FROM audit WHERE login = 'tinh' AND act <> 'signed_in' ORDER BY id")
    assert [row.act for row in acts] == ["published", "withdrawn"] and SET in acts[0].about


def test_a_desk_that_comes_later_has_it_too_and_keeps_its_own_margins(
    province: Province, visitor: Visitor, desk: EnrolledDesk, today: date
) -> None:
    _publish(visitor, NEW, today)
    late = province.desk("Q2")
    late.round()
    assert _text_on(late, today) == NEW
    with late.store.reading() as rd:
        standing = form_standing(rd, SET, NAME, today)
    assert (standing.since, standing.is_edited) == (today, False)


def test_a_bad_form_is_refused_with_its_fault_named(visitor: Visitor, today: date) -> None:
    for text, said in (
        (NEW.replace("{{ title }}", "{{ titel }}", 1), "titel"),
        (NEW.replace("<br/>", "<i>", 1), "<i>"),
        (NEW.replace('form = "receipt"', 'form = "hoa_don"'), "Không có biểu mẫu “hoa_don”"),
        (NEW.replace("[layout.K80]", "[layout.LABEL]"), "LABEL"),
        ("không phải TOML", "TOML viết sai"),
        ("x" * 300_000, "dài hơn"),
        (b"\xff\xfe\x00", "Unicode"),
    ):
        assert said in _look(visitor, text, today, status=400)
    assert "không áp dụng lùi" in _look(visitor, NEW, today - timedelta(days=1), status=400)


def test_a_form_this_desk_cannot_print_holds_nothing_back(
    province: Province, visitor: Visitor, desk: EnrolledDesk, today: date
) -> None:
    """A server of a later program knows more than this desk."""
    from central_server.database import writing
    from central_server.publishing import to_province
    from desk_app.sync.words import Item

    value = {"form_set": SET, "form": NAME, "text": NEW.replace('type = "rule"', 'type = "hologram"', 1),
             "effective_from": today.isoformat(), "effective_to": None}  # fmt: skip
    with writing(province.engine) as connection:
        to_province(connection, "tinh", Item.FORM, {f"{SET}/{NAME}@{today}": value}, province.clock())
    _publish(visitor, NEW, today + timedelta(days=3))
    desk.round()
    assert [_text_on(desk, today + timedelta(days=at)) for at in (0, 3)] == [SHIPPED, NEW]


def test_others_than_the_province_publish_no_form(province: Province, desk: EnrolledDesk) -> None:
    add_account(province, "phutrach", Role.OFFICE, "H56.14")
    chief = Visitor(province.served.url, "phutrach")
    chief.get("/tai-khoan")
    assert chief.client.get(PAGE).status_code == 403
    assert chief.post(f"{PAGE}/ngung", key="x", last_day="2026-01-01").status_code == 403
    chief.close()
