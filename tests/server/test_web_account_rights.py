"""Another role, office or units for an account, over real HTTP: who may, what follows at once, what the audit says."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from click.testing import CliRunner
from province import EnrolledDesk, Province
from staff import CLERK
from web_site import PASSWORD, Visitor, add_account, office_of

from central_server import accounts
from central_server.accounts import Account, Role, find
from central_server.cli import COMMAND_LINE, main
from central_server.database import reading, writing
from central_server.web.sessions import LANGUAGE_COOKIE
from desk_app.domain.errors import DeskError
from desk_app.services.accounts import sign_in

LAND, JUSTICE = "Địa chính", "Tư pháp - Hộ tịch"


@pytest.fixture
def visitor(province: Province) -> Iterator[Visitor]:
    """The province's administrator, signed in; beside it the back office and the one in charge of an office."""
    add_account(province, "tinh", Role.PROVINCE)
    add_account(province, "hoa", Role.BACK_OFFICE, "H56.14", (LAND,), name="Phạm Thị Hoa")
    add_account(province, "phutrach", Role.OFFICE, "H56.14")
    made = Visitor(province.served.url, "tinh")
    made.get("/tai-khoan")
    yield made
    made.close()


def change(visitor: Visitor, login: str, role: Role, agency: str = "", units: str = "") -> int:
    """Send the form of an account's line."""
    fields = {"do": "role", "login": login, "role": role.value, "agency": agency, "units": units}
    return visitor.post("/tai-khoan", **fields).status_code


def kept(province: Province, login: str) -> Account:
    """Return an account as it stands."""
    with reading(province.engine) as connection:
        found = find(connection, login)
    assert found is not None
    return found


def test_a_changed_role_holds_at_once_and_ends_the_sessions_of_the_old_one(
    province: Province, visitor: Visitor
) -> None:
    hoa = Visitor(province.served.url, "hoa")
    assert hoa.client.get("/ho-so").status_code == 200 and hoa.client.get("/nhat-ky").status_code == 403
    assert change(visitor, "hoa", Role.OFFICE, "H56.14") == 303
    assert hoa.client.get("/ho-so").headers["location"] == "/dang-nhap"
    assert hoa.sign_in("hoa").status_code == 303
    assert hoa.client.get("/nhat-ky").status_code == 200
    assert kept(province, "hoa").units == (), "units are the back office's alone"
    hoa.close()


def test_units_are_changed_on_the_page_and_told_in_the_audit_in_words(province: Province, visitor: Visitor) -> None:
    page = visitor.get("/tai-khoan").text
    assert f'value="{LAND}"' in page, "the form begins with what holds"
    province.add_office("H56.15", "UBND phường Đông Sơn")
    assert change(visitor, "hoa", Role.BACK_OFFICE, "H56.14", f"{JUSTICE} ;; {LAND}") == 303
    assert kept(province, "hoa").units == (JUSTICE, LAND)
    assert change(visitor, "hoa", Role.OFFICE, "h56.15 ") == 303
    told = visitor.get("/nhat-ky?viec=account_changed").text
    assert "Đổi vai trò, đơn vị của tài khoản" in told
    assert f"hoa · Đơn vị: {LAND} → {JUSTICE}; {LAND}<" in told
    assert "hoa · Bộ phận chuyên môn → Phụ trách cơ quan · Cơ quan: H56.14 → H56.15" in told
    visitor.client.cookies.set(LANGUAGE_COOKIE, "en")
    english = visitor.get("/nhat-ky?viec=account_changed").text
    assert "Account&#39;s role or units changed" in english
    assert "hoa · Back office → In charge of the office" in english and "every unit" in english
    assert f"hoa · Units: {LAND} → {JUSTICE}; {LAND}<" in english


def test_the_same_rules_hold_as_for_making_an_account(province: Province, visitor: Visitor) -> None:
    before = kept(province, "hoa")
    assert change(visitor, "hoa", Role.OFFICE) == 400, "an office's role without an office"
    assert change(visitor, "hoa", Role.PROVINCE, "H56.14") == 400, "the province's with one"
    assert change(visitor, "hoa", Role.OFFICE, "H99.99") == 400, "an office that is none"
    refused = visitor.post("/tai-khoan", do="role", login="hoa", role="office", agency="", units="Tổ gõ dở")
    assert "Chọn cơ quan" in refused.text and 'value="Tổ gõ dở"' in refused.text, "what was typed is kept"
    assert visitor.post("/tai-khoan", do="role", login="hoa", role="king", agency="").status_code == 404
    assert change(visitor, "ai-do", Role.OFFICE, "H56.14") == 400
    assert kept(province, "hoa") == before
    assert change(visitor, "hoa", Role.BACK_OFFICE, "H56.14", LAND) == 303
    assert kept(province, "hoa") == before, "nothing new ends no session"
    assert province.rows("SELECT 1 FROM audit WHERE act = 'account_changed'") == []


def test_nobody_but_the_province_changes_a_role_and_nobody_their_own(province: Province, visitor: Visitor) -> None:
    before = kept(province, "hoa")
    for login in ("phutrach", "hoa"):
        other = Visitor(province.served.url, login)
        other.get("/ho-so")
        for role, agency in ((Role.PROVINCE, ""), (Role.OFFICE, "H56.14")):
            assert change(other, "hoa", role, agency) == 403, login
        other.close()
    assert kept(province, "hoa") == before
    assert 'id="r-tinh-role"' not in visitor.get("/tai-khoan").text
    add_account(province, "tinh2", Role.PROVINCE)
    refused = visitor.post("/tai-khoan", do="role", login="tinh", role="office", agency="H56.14")
    assert refused.status_code == 400 and "Không tự đổi vai trò của mình" in refused.text
    assert kept(province, "tinh").role is Role.PROVINCE


def test_the_last_account_of_the_province_stays_one_however_many_ask_at_once(
    province: Province, visitor: Visitor
) -> None:
    here, ready = office_of(province), Barrier(2)
    add_account(province, "tinh2", Role.PROVINCE)
    add_account(province, "tinh3", Role.PROVINCE)
    with writing(province.engine) as connection:
        accounts.set_active(connection, "tinh", "tinh3", active=False, now=province.clock())

    def other_way(by: str, login: str) -> str:
        ready.wait(10)
        try:
            with writing(province.engine) as connection:
                accounts.set_role(connection, by, login, role=Role.OFFICE, office=here, now=province.clock())
        except DeskError as refused:
            return refused.code
        return ""

    with ThreadPoolExecutor(2) as two:
        done = list(two.map(other_way, ("tinh", "tinh2"), ("tinh2", "tinh")))
    assert sorted(done) == ["", "web_last_province_role"]
    assert len(province.rows("SELECT 1 FROM accounts WHERE role = 'province' AND active")) == 1


def test_the_command_line_changes_a_role_by_the_same_rules(province: Province, visitor: Visitor) -> None:
    order = ["--database-url", province.url, "account", "change"]
    done = CliRunner().invoke(main, [*order, "hoa", "--role", "office", "--agency", "H56.14"])
    assert done.exit_code == 0 and "hoa" in done.output, done.output
    assert kept(province, "hoa").role is Role.OFFICE
    last = CliRunner().invoke(main, [*order, "tinh", "--role", "office", "--agency", "H56.14"])
    assert last.exit_code != 0 and "cuối cùng" in last.output
    assert kept(province, "tinh").role is Role.PROVINCE
    noted = province.rows("SELECT login, about FROM audit WHERE act = 'account_changed'")
    assert [row.login for row in noted] == [COMMAND_LINE] and noted[0].about.startswith("hoa · ")


def test_a_desk_hears_of_the_new_role_of_an_account_made_here(
    province: Province, visitor: Visitor, made_desk: EnrolledDesk
) -> None:
    chief = Visitor(province.served.url, "phutrach")
    chief.get("/tai-khoan")
    lan = {"do": "desk", "login": "lan", "display_name": "Nguyễn Thị Lan"}
    password = chief.post("/tai-khoan", **lan, role="clerk").text.split('class="once">')[1].split("<")[0]
    made_desk.round()
    assert sign_in(made_desk.store, "lan", password, province.clock()).role == CLERK.role
    page = chief.get("/tai-khoan").text
    assert 'id="dr-H56.14-lan"' in page, "the line itself offers the role"
    assert chief.post("/tai-khoan", **lan, role="supervisor").status_code == 303
    assert chief.post("/tai-khoan", **lan, role="administrator").status_code == 400
    made_desk.round()
    assert sign_in(made_desk.store, "lan", password, province.clock()).role == "supervisor", "by the same password"
    assert "lan · Cán bộ tiếp nhận → Trưởng bộ phận<" in chief.get("/nhat-ky?viec=desk_account_set").text
    chief.close()


def test_a_locked_desk_account_stays_locked_when_its_role_is_changed(province: Province, visitor: Visitor) -> None:
    lan = {"do": "desk", "desk_office": str(office_of(province)), "login": "lan", "display_name": "Lan"}
    visitor.post("/tai-khoan", **lan, role="clerk")
    visitor.post("/tai-khoan", **lan, role="clerk", closed="1")
    page = visitor.get("/tai-khoan").text
    form = next(part for part in page.split("<form") if 'id="dr-H56.14-lan"' in part).split("</form>")[0]
    assert 'name="closed" value="1"' in form


@pytest.fixture
def made_desk(province: Province) -> EnrolledDesk:
    """A desk of the office."""
    return province.desk("Q1")


def test_the_password_of_a_changed_account_stays(province: Province, visitor: Visitor) -> None:
    assert change(visitor, "hoa", Role.PROVINCE) == 303
    hoa = Visitor(province.served.url)
    assert hoa.sign_in("hoa", PASSWORD).status_code == 303
    assert "Quản trị cấp tỉnh" in hoa.get("/mat-khau").text
    hoa.close()
