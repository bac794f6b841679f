"""Publishing: what the province publishes, withdraws and settles reaches every desk; positions stay dense."""

import gzip
import json
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner
from province import EnrolledDesk, Province
from published import HEAD, PAPERS_HEAD, office_workbook, record
from sqlalchemy import Connection
from staff import ADMINISTRATOR
from web_site import Visitor, add_account, office_of

from central_server import publishing
from central_server.accounts import Role
from central_server.cli import main
from central_server.database import reading, writing
from central_server.desk_accounts import desk_account_lines
from central_server.web.sessions import LANGUAGE_COOKIE
from desk_app.catalogue_files import read_catalogue
from desk_app.catalogue_files.template_columns import FEES, PROCEDURES
from desk_app.domain.calendar_text import calendar_text
from desk_app.domain.calendar_year import YearStatus, calendar_year_from_toml
from desk_app.domain.errors import DeskError
from desk_app.domain.fees import FeeRule
from desk_app.domain.limits import Unit
from desk_app.domain.procedure_diff import ChangeKind
from desk_app.domain.procedures import OfficeLayer, ProcedureStatus
from desk_app.services.accounts import sign_in
from desk_app.services.central_accounts import accept_central_account, waiting_accounts
from desk_app.shipped_calendars import shipped_calendars

CALENDAR = 'year = 2031\nstatus = "announced"\nnotice = "12/TB"\n\n[days_off]\n2031-01-01 = "Tết Dương lịch"\n'


def _record(code: str, name: str, **more: str) -> str:
    return json.dumps(record(code, name, **more), ensure_ascii=False)


FIRST = "\n".join((_record("1.001193", "Đăng ký khai sinh"), "{hỏng", _record("1.000656", "Đăng ký khai tử")))
SECOND = "\n".join((_record("1.001193", "Đăng ký khai sinh mới"), _record("1.000656", "Đăng ký khai tử")))


@pytest.fixture
def desk(province: Province) -> EnrolledDesk:
    add_account(province, "tinh", Role.PROVINCE)
    return province.desk("Q1")


@pytest.fixture
def visitor(province: Province, desk: EnrolledDesk) -> Iterator[Visitor]:
    made = Visitor(province.served.url, "tinh")
    yield made
    made.close()


def _upload(visitor: Visitor, file: str | bytes, name: str = "thu-tuc.jsonl", **fields: str) -> str:
    """Send a file and return the page with what it would change."""
    visitor.get("/cong-bo")
    data = file.encode() if isinstance(file, str) else file
    answer = visitor.client.post("/cong-bo", data={"token": visitor.token, **fields}, files={"file": (name, data)})
    assert answer.status_code == 200, answer.text
    return answer.text


def _publish(visitor: Visitor, page: str, **fields: str) -> int:
    return visitor.post("/cong-bo/ghi", digest=_digest(page), **fields).status_code


def _digest(page: str) -> str:
    return page.split('name="digest" value="')[1].split('"')[0]


def test_a_file_is_previewed_field_by_field_then_published_and_reaches_the_desk(
    province: Province, visitor: Visitor, desk: EnrolledDesk
) -> None:
    page = _upload(visitor, FIRST)
    assert "Đăng ký khai tử" in page and "1 dòng bị bỏ qua" in page
    assert province.rows("SELECT 1 FROM matter") == [], "a preview publishes nothing"
    assert _publish(visitor, page) == 303
    page = _upload(visitor, SECOND, effective_from="2026-04-01")
    assert "<del>Đăng ký khai sinh</del>" in page and "<ins>Đăng ký khai sinh mới</ins>" in page
    assert _publish(visitor, page, effective_from="2026-04-01") == 303
    desk.round()
    with desk.store.reading() as rd:
        current = rd.procedures.current("1.001193")
    assert current is not None
    assert (current.procedure.name, current.procedure.effective_from) == ("Đăng ký khai sinh mới", date(2026, 4, 1))
    positions = [row.position for row in province.rows("SELECT position FROM matter ORDER BY position")]
    assert positions == list(range(1, len(positions) + 1)) and len(positions) == 3
    assert "Tệp không có gì khác" in _upload(visitor, SECOND)


def test_rows_of_a_change_are_told_in_english_and_what_was_published_stays(visitor: Visitor) -> None:
    assert _publish(visitor, _upload(visitor, FIRST)) == 303
    changed = _record(
        "1.001193", "Đăng ký khai sinh", cach_thuc_thuc_hien=f"{HEAD}Trực tiếp1 Ngày làm việc8,000 VNĐ(8.000 đồng/bản)",
        thanh_phan_ho_so=f"{PAPERS_HEAD}Tờ khai theo mẫu2 bản chính", cap_thuc_hien="Cấp tỉnh",
    )  # fmt: skip
    visitor.client.cookies.set(LANGUAGE_COOKIE, "en")
    page = _upload(visitor, changed)
    assert "<del>At the desk · 3 working days · free</del>" in page
    assert "<ins>At the desk · 1 working day · 8,000 đ (8.000 đồng/bản)</ins>" in page
    assert "<del>Tờ khai theo mẫu · to hand in · originals 1, copies 0</del>" in page
    assert "<del>Commune</del>" in page and "<ins>Province</ins>" in page


def test_a_withdrawn_procedure_is_abolished_at_the_desk(
    province: Province, visitor: Visitor, desk: EnrolledDesk
) -> None:
    assert _publish(visitor, _upload(visitor, FIRST)) == 303
    visitor.get("/cong-bo/thu-tuc/1.000656")
    withdrawn = visitor.post("/cong-bo/thu-tuc/1.000656", do="withdraw", last_day="2026-03-31")
    assert withdrawn.status_code == 303
    desk.round()
    with desk.store.reading() as rd:
        current = rd.procedures.current("1.000656")
    assert current is not None and current.procedure.status is ProcedureStatus.ABOLISHED
    assert current.procedure.effective_to == date(2026, 3, 31)
    acts = province.rows("SELECT act FROM audit WHERE login = 'tinh' AND about = '1.000656' ORDER BY id")
    assert [row.act for row in acts] == ["published", "withdrawn"]


def test_a_unit_the_province_settled_reaches_the_desk_and_outlives_the_next_version(
    province: Province, desk: EnrolledDesk
) -> None:
    read = read_catalogue(
        _record("1.004873", "Xác nhận", cach_thuc_thuc_hien=f"{HEAD}Trực tiếp3Miễn phí").encode(), "thu-tuc.jsonl"
    )
    code = read.procedures[0].code
    rows = publishing.unsettled(read.procedures[0])
    assert rows
    settled = publishing.Settled(
        tuple(
            row.model_copy(update={"confirmed": True, "limit": publishing.with_unit(row.limit, Unit.DAY)})
            for row in rows
        )
    )
    with writing(province.engine) as connection:
        publishing.publish(connection, "tinh", publishing.plan(connection, read, None).versions, province.clock())
        publishing.settle(connection, "tinh", code, settled, province.clock())
        renamed = read.procedures[0].model_copy(update={"name": "Tên mới"})
        again = publishing.plan(connection, read.model_copy(update={"procedures": (renamed,)}), None)
        assert [version.change.kind for version in again.versions] == [ChangeKind.AMENDED]
        publishing.publish(connection, "tinh", again.versions, province.clock())
    with reading(province.engine) as connection:
        assert publishing.published(connection, [code])[code].settled == settled
    desk.round()
    with desk.store.reading() as rd:
        layer = rd.layers.get(code)
    assert {unit.limit.unit for unit in layer.units} == {Unit.DAY}


LATER = (
    CALENDAR.replace("[days_off]\n", '[days_off]\n2031-01-02 = "Nghỉ hoán đổi"\n')
    + """
[[worked_days]]
day = 2031-01-11
replaces = 2031-01-02
"""
)


def _look_at_calendar(visitor: Visitor, text: str) -> str:
    visitor.get("/cong-bo/lich")
    answer = visitor.post("/cong-bo/lich", text=text.replace("\n", "\r\n"))
    assert answer.status_code == 200, answer.text
    return unescape(answer.text)


def _calendar_at(desk: EnrolledDesk, year: int) -> str:
    desk.round()
    with desk.store.reading() as rd:
        kept = rd.calendars.get(year)
    assert kept is not None
    return kept.text


def test_a_calendar_is_compared_day_by_day_then_reaches_the_desk_and_is_taken_back(
    province: Province, visitor: Visitor, desk: EnrolledDesk
) -> None:
    visitor.get("/cong-bo/lich")
    refused = visitor.post("/cong-bo/lich", text=CALENDAR.replace("announced", "maybe"))
    assert refused.status_code == 400 and "maybe" in refused.text, "what was typed is not lost"
    page = _look_at_calendar(visitor, CALENDAR)
    assert "Ngày nghỉ: Tết Dương lịch" in page and "Năm này chưa có lịch" in page
    assert province.rows("SELECT 1 FROM matter") == [], "a look publishes nothing"
    assert visitor.post("/cong-bo/lich/ghi", digest=_digest(page)).status_code == 303
    assert _calendar_at(desk, 2031) == CALENDAR
    assert visitor.post("/cong-bo/lich", text=CALENDAR).status_code == 400, "nothing in it is new"
    page = _look_at_calendar(visitor, LATER)
    assert "2 ngày thay đổi" in page and "Thứ Năm, 02/01/2031" in page
    assert "<del>Nghỉ cuối tuần</del>" in page and "<ins>Làm bù cho ngày 02/01/2031</ins>" in page
    assert visitor.post("/cong-bo/lich/ghi", digest=_digest(page)).status_code == 303
    assert _calendar_at(desk, 2031) == LATER == visitor.get("/cong-bo/lich/tep/2031").text
    visitor.get("/cong-bo/lich")
    assert visitor.post("/cong-bo/lich/ngung/2031").status_code == 303
    assert _calendar_at(desk, 2031) == CALENDAR, "what held before holds again"
    assert visitor.post("/cong-bo/lich/ngung/2031").status_code == 303
    assert calendar_year_from_toml(_calendar_at(desk, 2031)).status is YearStatus.DRAFT, "nothing held before"
    assert visitor.post("/cong-bo/lich/ngung/2031").status_code == 400
    assert "tỉnh đã thu hồi" in visitor.get("/cong-bo/lich").text
    acts = province.rows("SELECT act, about FROM audit WHERE login = 'tinh' AND act <> 'signed_in' ORDER BY id")
    assert {row.about for row in acts} == {"calendar/2031"}, "the audit keeps codes, not words"
    assert "Lịch năm 2031" in visitor.get("/nhat-ky").text


def test_a_year_the_program_brings_is_compared_with_that_and_falls_back_to_it(
    visitor: Visitor, desk: EnrolledDesk
) -> None:
    shipped = next(year for year in shipped_calendars() if year.year == 2026)
    said = calendar_text(shipped.model_copy(update={"notice": "99/TB"}))
    page = _look_at_calendar(visitor, said)
    assert "So với lịch kèm chương trình" in page and "0 ngày thay đổi" in page and "99/TB" in page
    assert visitor.post("/cong-bo/lich/ghi", digest=_digest(page)).status_code == 303
    assert _calendar_at(desk, 2026) == said
    assert visitor.post("/cong-bo/lich/ngung/2026").status_code == 303
    assert calendar_year_from_toml(_calendar_at(desk, 2026)) == shipped


def test_a_central_account_signs_in_at_the_desk_and_is_locked_from_here(
    province: Province, visitor: Visitor, desk: EnrolledDesk
) -> None:
    add_account(province, "phutrach", Role.OFFICE, "H56.14")
    chief = Visitor(province.served.url, "phutrach")
    chief.get("/tai-khoan")
    made = chief.post("/tai-khoan", do="desk", login="lan", display_name="Nguyễn Thị Lan", role="clerk")
    password = made.text.split('class="once">')[1].split("<")[0]
    desk.round()
    assert sign_in(desk.store, "lan", password, province.clock()).display_name == "Nguyễn Thị Lan"
    locked = chief.post("/tai-khoan", do="desk", login="lan", display_name="Nguyễn Thị Lan", role="clerk", closed="1")
    assert locked.status_code == 303
    desk.round()
    with pytest.raises(DeskError) as refused:
        sign_in(desk.store, "lan", password, province.clock())
    assert refused.value.code == "sign_in_refused"
    assert all(password not in row.value for row in province.rows("SELECT value FROM matter"))
    chief.close()


def test_an_administrator_of_a_desk_is_the_provinces_to_give_and_the_desks_to_let_in(
    province: Province, visitor: Visitor, desk: EnrolledDesk
) -> None:
    office = str(province.rows("SELECT office FROM offices")[0].office)
    add_account(province, "phutrach", Role.OFFICE, "H56.14")
    chief = Visitor(province.served.url, "phutrach")
    assert 'value="administrator"' not in chief.get("/tai-khoan").text
    fields = {"do": "desk", "login": "kythuat", "display_name": "Kỹ Thuật", "role": "administrator"}
    refused = chief.post("/tai-khoan", **fields)
    assert refused.status_code == 400 and "chỉ cấp tỉnh" in refused.text
    visitor.get("/tai-khoan")
    assert visitor.post("/tai-khoan", **fields, desk_office=office).status_code == 200
    for takes_over in ({"fresh": "1"}, {"role": "clerk"}, {"closed": "1"}):
        assert chief.post("/tai-khoan", **fields | takes_over).status_code == 400, takes_over
    desk.round()
    with desk.store.reading() as rd:
        assert rd.accounts.get("kythuat") is None
        assert [one.login for one in waiting_accounts(rd)] == ["kythuat"]
    accept_central_account(desk.store, ADMINISTRATOR, "kythuat", None, province.clock())
    desk.round()
    with desk.store.reading() as rd:
        let_in = rd.accounts.get("kythuat")
    assert let_in is not None and let_in.role == "administrator"
    noted = province.rows("SELECT login, about FROM audit WHERE act = 'desk_account_set'")
    assert [tuple(row) for row in noted] == [("tinh", "kythuat · administrator · password")]
    assert "kythuat · Quản trị · mật khẩu mới" in visitor.get("/nhat-ky").text
    chief.close()


def test_the_province_finds_the_desk_accounts_of_every_office_and_changes_them(
    province: Province, visitor: Visitor
) -> None:
    other = province.add_office("H56.15", "UBND phường Đông Sơn")
    add_account(province, "phutrach", Role.OFFICE, "H56.14")
    for office, login, name in (
        (office_of(province), "lan", "Nguyễn Thị Lan"),
        (other, "binh", "Trần Văn Bình"),
        (other, "lan", "Lê Thị Lan"),
    ):
        fields = {"do": "desk", "desk_office": str(office), "login": login, "display_name": name, "role": "clerk"}
        assert visitor.post("/tai-khoan", **fields).status_code == 200
    page = visitor.get("/tai-khoan").text
    assert all(name in page for name in ("Nguyễn Thị Lan", "Trần Văn Bình", "Lê Thị Lan"))
    found = visitor.get("/tai-khoan?tim=lan+đông").text
    assert "Lê Thị Lan" in found and "Nguyễn Thị Lan" not in found and "Trần Văn Bình" not in found
    assert "Không có tài khoản nào như vậy" in visitor.get("/tai-khoan?tim=100%25").text
    chief = Visitor(province.served.url, "phutrach")
    own = chief.get("/tai-khoan").text
    assert "Nguyễn Thị Lan" in own and "Lê Thị Lan" not in own
    chief.close()
    with reading(province.engine) as connection:
        assert _listed(connection) == [("H56.14", "lan"), ("H56.15", "binh"), ("H56.15", "lan")]
        after = desk_account_lines(connection, None, after="H56.15/binh")
    assert [(line.agency, line.login) for line in after] == [("H56.15", "lan")]


def _listed(connection: Connection) -> list[tuple[str, str]]:
    """Return the agency and login of every line."""
    return [(line.agency, line.login) for line in desk_account_lines(connection, None)]


def test_a_file_that_is_none_is_refused_in_words(visitor: Visitor) -> None:
    visitor.get("/cong-bo")
    for data, said in (
        ("Mã số,Tên\n1.001193,Khai sinh".encode("cp1258", "replace") + b"\xff", "Unicode"),
        (FIRST.encode()[:-9], "bị cắt ngang"),
        (b" ", "không có nội dung"),
        (gzip.compress(b" " * 50_000_000), "bung ra lớn bất thường"),
        (b"PK\x03\x04hong", "bị hỏng"),
    ):
        answer = visitor.client.post("/cong-bo", data={"token": visitor.token}, files={"file": ("x.json", data)})
        assert answer.status_code == 400 and said in unescape(answer.text), said
    for digest in ("", "không phải", "0" * 64):
        assert visitor.post("/cong-bo/ghi", digest=digest).status_code == 400


def test_what_was_looked_at_is_what_is_published(visitor: Visitor) -> None:
    first, second = _upload(visitor, FIRST), _upload(visitor, SECOND)
    assert _publish(visitor, first) == 400, "another file was sent since"
    assert _publish(visitor, second) == 303
    assert _publish(visitor, second) == 400, "and it is let go once published"


def test_only_the_province_may_send_a_large_file(province: Province, visitor: Visitor) -> None:
    large = b"a,b\n" * 100_000
    visitor.get("/cong-bo")
    sent = visitor.client.post("/cong-bo", data={"token": visitor.token}, files={"file": ("x.csv", large)})
    assert sent.status_code == 400 and "không có cột mã số" in sent.text
    add_account(province, "phutrach", Role.OFFICE, "H56.14")
    chief = Visitor(province.served.url, "phutrach")
    chief.get("/tai-khoan")
    assert chief.client.post("/cong-bo", data={"token": chief.token}, files={"file": ("x", large)}).status_code == 413
    chief.close()


def test_every_kind_of_file_the_desk_takes_is_taken_here(visitor: Visitor, desk: EnrolledDesk, tmp_path: Path) -> None:
    service = {"error_code": "0", "result": [{"MATTHC": "1.000656", "TENTTHC": "Đăng ký khai tử", "TRANGTHAI": "1"}]}
    template = {
        PROCEDURES: [["2.000815", "Chứng thực bản sao", "Sao y"]],
        FEES: [["2.000815", "", "", "Phí sao y", "Một lần", "2.000", "", "", "", "TT 226"]],
    }
    listed = "Mã số;Tên;Số quyết định\n1.001193;Khai sinh (danh sách);77/QĐ\nkhông;x;"
    files = {
        "danh-sach.csv": listed.encode(),
        "chi-tiet.jsonl.gz": gzip.compress(FIRST.encode()),
        "quoc-gia.json": json.dumps(service, ensure_ascii=False).encode(),
        "don-vi.xlsx": office_workbook(tmp_path, template).read_bytes(),
    }
    said = {
        "danh-sach.csv": ("danh sách của Cổng", "1 dòng bị bỏ qua"),
        "chi-tiet.jsonl.gz": ("bản ghi chi tiết của Cổng", "1 dòng bị bỏ qua"),
        "quoc-gia.json": ("dữ liệu của dịch vụ quốc gia", "Sửa đổi"),
        "don-vi.xlsx": ("bảng kê của đơn vị", "Phí sao y"),
    }
    for name, data in files.items():
        page = unescape(_upload(visitor, data, name))
        assert all(words in page for words in said[name]), name
        assert _publish(visitor, page) == 303
    assert "Tệp không có gì khác" in _upload(visitor, files["don-vi.xlsx"], "don-vi.xlsx")
    desk.round()
    with desk.store.reading() as rd:
        known = {code: rd.procedures.current(code) for code in ("1.001193", "1.000656", "2.000815")}
        layer = rd.layers.get("2.000815")
    assert all(known.values())
    assert [(rule.name, rule.amount) for rule in layer.fee_rules] == [("Phí sao y", Decimal(2000))]
    assert layer.short_name != "Sao y", "a short name is each office's own"


def test_units_and_fees_settled_here_reach_every_desk_and_go_when_they_are_taken_back(
    province: Province, visitor: Visitor, desk: EnrolledDesk
) -> None:
    other = province.desk("Q2")
    told = _record("1.004873", "Xác nhận", cach_thuc_thuc_hien=f"{HEAD}Trực tiếp3Miễn phí")
    assert _publish(visitor, _upload(visitor, told)) == 303
    for one in (desk, other):
        one.round()
    with other.store.transaction(other.clock(), actor="quantri") as tx:
        own = OfficeLayer(units=tx.layers.get("1.004873").units, short_name="Xác nhận cư trú")
        tx.layers.set("1.004873", own, now=other.clock(), source_ordinal=None, stale=())
    page = visitor.get("/cong-bo/thu-tuc/1.004873").text
    assert "không ghi đơn vị" in page
    fee = {"fee-name-0": "Lệ phí cư trú", "fee-amount-0": "15.000", "fee-basis-0": "NQ 12"}
    assert visitor.post("/cong-bo/thu-tuc/1.004873", do="settle", **{"unit-0": "day"}, **fee).status_code == 303
    for one in (desk, other):
        one.round()
        with one.store.reading() as rd:
            layer = rd.layers.get("1.004873")
        assert [unit.limit.unit for unit in layer.units if unit.confirmed][-1:] == [Unit.DAY]
        assert [(rule.name, rule.amount) for rule in layer.fee_rules] == [("Lệ phí cư trú", Decimal(15_000))]
    assert visitor.post("/cong-bo/thu-tuc/1.004873", do="settle", **{"unit-0": "day"}).status_code == 303
    for one in (desk, other):
        one.round()
        with one.store.reading() as rd:
            layer = rd.layers.get("1.004873")
        assert layer.fee_rules == () and layer.units
    assert layer.short_name == "Xác nhận cư trú"


def test_the_command_line_publishes_a_file(province: Province, tmp_path: Path) -> None:
    file = tmp_path / "thu-tuc.jsonl"
    file.write_text(FIRST, encoding="utf-8")
    order = ["--database-url", province.url, "publish", str(file), "--from", "2026-04-01"]
    shown = CliRunner().invoke(main, [*order, "--dry-run"])
    assert shown.exit_code == 0 and "new\t1.001193" in shown.output
    assert province.rows("SELECT 1 FROM matter") == []
    assert CliRunner().invoke(main, order).exit_code == 0
    assert len(province.rows("SELECT 1 FROM matter")) == 2


def _fields(page: str) -> dict[str, str]:
    """Return what the first form that settles would send, untouched."""
    form = page.split('name="do" value="settle"')[1].split("</form>")[0]
    typed = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', form))
    return {name: unescape(value) for name, value in typed.items()}


def test_saving_the_page_of_a_procedure_changes_nothing_of_fees_that_were_not_touched(
    province: Province, visitor: Visitor, desk: EnrolledDesk, tmp_path: Path
) -> None:
    sheets = {
        PROCEDURES: [["2.000815", "Chứng thực bản sao", "Sao y"]],
        FEES: [
            ["2.000815", "", "", "Phí sao y", "Theo trang", "2.000", "3", "1.000", "200.000", "TT 226"],
            *(["2.000815", "", "", f"Khoản {n}", "Theo bản", "8.000", "", "", "", ""] for n in range(2, 10)),
        ],
    }
    assert _publish(visitor, _upload(visitor, office_workbook(tmp_path, sheets).read_bytes(), "don-vi.xlsx")) == 303

    def at_desk() -> tuple[FeeRule, ...]:
        desk.round()
        with desk.store.reading() as rd:
            return rd.layers.get("2.000815").fee_rules

    before = at_desk()
    assert len(before) == 9 and before[0].tiers and before[0].cap == 200_000
    page = visitor.get("/cong-bo/thu-tuc/2.000815").text
    assert "Theo trang; từ trang 3: 1.000 đồng; tối đa 200.000 đồng" in page
    sent = _fields(page)
    assert visitor.post("/cong-bo/thu-tuc/2.000815", do="settle", **sent).status_code == 303
    assert at_desk() == before
    assert visitor.post("/cong-bo/thu-tuc/2.000815", do="settle", **sent | {"fee-amount-0": "3.000"}).status_code == 303
    assert at_desk() == (before[0].model_copy(update={"amount": Decimal(3000)}), *before[1:])
    for wrong in ({"fee-name-0": ""}, {"fee-was-0": "{"}, {"fee-amount-0": "nhiều"}):
        assert visitor.post("/cong-bo/thu-tuc/2.000815", do="settle", **sent | wrong).status_code == 400, wrong
    emptied = {f"fee-{part}-0": "" for part in ("name", "amount", "basis")}
    assert visitor.post("/cong-bo/thu-tuc/2.000815", do="settle", **sent | emptied).status_code == 303
    assert at_desk() == before[1:]
