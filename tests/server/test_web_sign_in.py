"""Signing in to the web pages, over real HTTP: throttled, revocable, safe from forms of other sites."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from click.testing import CliRunner
from province import Province
from web_site import PASSWORD, Visitor, add_account

from central_server import accounts
from central_server.accounts import FREE_ATTEMPTS, Role
from central_server.cli import main
from central_server.database import writing
from central_server.web.sessions import IDLE, LONGEST, SESSION_COOKIE
from central_server.web.visits import SIGN_INS_PER_MINUTE


@pytest.fixture
def visitor(province: Province) -> Iterator[Visitor]:
    """A browser that is not signed in; the province has an administrator."""
    add_account(province, "lan", Role.PROVINCE)
    made = Visitor(province.served.url)
    yield made
    made.close()


def test_nobody_sees_a_page_without_signing_in(visitor: Visitor) -> None:
    for address in ("/", "/ho-so", "/quay", "/kiem-tra", "/tre-han", "/thong-ke", "/cong-bo", "/tai-khoan", "/nhat-ky"):
        answer = visitor.client.get(address)
        assert (answer.status_code, answer.headers["location"]) == (303, "/dang-nhap"), address
    assert visitor.client.get("/quay", headers={"HX-Request": "true"}).headers["hx-redirect"] == "/dang-nhap"


def test_the_first_administrator_is_made_once_and_the_password_signs_in(province: Province) -> None:
    with writing(province.engine) as connection:
        password = accounts.make_first(connection, province.clock())
        assert accounts.make_first(connection, province.clock()) is None
    assert password is not None
    visitor = Visitor(province.served.url)
    assert visitor.sign_in("quantri", password).status_code == 303
    assert "Quản trị cấp tỉnh" in visitor.get("/mat-khau").text
    stored = province.rows("SELECT password_hash FROM accounts")[0].password_hash
    assert stored.startswith("$argon2id$") and password not in stored
    visitor.close()


def test_starting_on_a_fresh_database_prints_the_first_password_once(province: Province) -> None:
    said = [CliRunner().invoke(main, ["--database-url", province.url, "init"]).output for _ in range(2)]
    assert "quantri" in said[0] and "Mật khẩu (chỉ in một lần):" in said[0]
    assert "quantri" not in said[1]


def test_the_command_line_adds_an_account(province: Province) -> None:
    order = ["--database-url", province.url, "account", "add", "hoa", "--role", "back_office", "--agency", "H56.14"]
    done = CliRunner().invoke(main, [*order, "--unit", "Địa chính"])
    assert done.exit_code == 0, done.output
    row = province.rows("SELECT role, units FROM accounts WHERE login = 'hoa'")[0]
    assert (row.role, row.units) == ("back_office", ["Địa chính"])
    visitor = Visitor(province.served.url)
    assert visitor.sign_in("hoa", done.output.splitlines()[0]).status_code == 303
    visitor.close()


def test_a_wrong_password_and_an_unknown_login_are_answered_alike(visitor: Visitor) -> None:
    wrong = visitor.sign_in("lan", "không phải")
    unknown = visitor.sign_in("ai-đó", "không phải")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.text.replace('value="lan"', "") == unknown.text.replace('value="ai-đó"', "")


def test_an_account_tried_too_often_waits(province: Province, visitor: Visitor) -> None:
    for _ in range(FREE_ATTEMPTS):
        assert visitor.sign_in("lan", "không phải").status_code == 401
    refused = visitor.sign_in("lan", PASSWORD)
    assert refused.status_code == 401 and "Chờ đến" in refused.text
    province.clock.leap(timedelta(seconds=31))
    assert visitor.sign_in("lan", PASSWORD).status_code == 303


def test_an_address_that_tries_many_accounts_is_held_back(visitor: Visitor) -> None:
    visitor.get("/dang-nhap")
    tries = range(SIGN_INS_PER_MINUTE + 1)
    answers = [visitor.post("/dang-nhap", login=f"ai{number}", password="x").status_code for number in tries]
    assert answers == [401] * SIGN_INS_PER_MINUTE + [429]


def test_a_form_that_no_page_of_ours_has_shown_is_refused(province: Province, visitor: Visitor) -> None:
    visitor.sign_in("lan")
    mine = visitor.token
    for token in ("", "0" * 64, mine[::-1]):
        assert visitor.client.post("/dang-xuat", data={"token": token}).status_code == 403
    stranger = Visitor(province.served.url)
    stranger.get("/dang-nhap")
    stolen = visitor.client.post("/dang-xuat", data={"token": stranger.token})
    assert stolen.status_code == 403
    assert visitor.client.get("/ho-so").status_code == 200
    assert visitor.client.post("/dang-xuat", data={"token": mine}).status_code == 303
    stranger.close()


def test_a_form_too_large_or_without_a_length_is_not_read(visitor: Visitor) -> None:
    visitor.get("/dang-nhap")
    assert visitor.post("/tra-cuu", code="x" * 300_000).status_code == 413
    endless = (b"code=x" for _ in range(3))
    kind = {"content-type": "application/x-www-form-urlencoded"}
    assert visitor.client.post("/tra-cuu", content=endless, headers=kind).status_code == 413


def test_cookies_are_out_of_reach_of_scripts_and_of_other_sites(province: Province, visitor: Visitor) -> None:
    visitor.get("/dang-nhap")
    answer = visitor.post("/dang-nhap", login="lan", password=PASSWORD)
    for cookie in answer.headers.get_list("set-cookie"):
        assert "HttpOnly" in cookie and "SameSite=strict" in cookie
        assert "Secure" not in cookie, "plain HTTP on the loopback address could not send it back"
    province.served.state.behind_proxy = True
    assert all("Secure" in cookie for cookie in visitor.sign_in("lan").headers.get_list("set-cookie"))


def test_signing_out_ends_a_copied_cookie_too(visitor: Visitor) -> None:
    visitor.sign_in("lan")
    copied = visitor.client.cookies[SESSION_COOKIE]
    assert visitor.post("/dang-xuat").status_code == 303
    visitor.client.cookies.set(SESSION_COOKIE, copied)
    assert visitor.client.get("/ho-so").status_code == 303


def test_a_changed_cookie_is_worth_nothing(visitor: Visitor) -> None:
    visitor.sign_in("lan")
    text, _, mark = visitor.client.cookies[SESSION_COOKIE].rpartition(".")
    for forged in (f"{text}x.{mark}", f"{text}.{mark[::-1]}", "x", ".", f"{text}."):
        visitor.client.cookies.clear()
        visitor.client.cookies.set(SESSION_COOKIE, forged)
        assert visitor.client.get("/ho-so").status_code == 303, forged


def test_an_idle_session_ends_and_a_used_one_lasts_a_working_day_at_most(province: Province, visitor: Visitor) -> None:
    visitor.sign_in("lan")
    began = province.clock()
    while province.clock() - began < LONGEST - IDLE:
        province.clock.leap(IDLE - timedelta(minutes=1))
        assert visitor.client.get("/mat-khau").status_code == 200
    province.clock.leap(IDLE)
    assert visitor.client.get("/mat-khau").status_code == 303
    visitor.sign_in("lan")
    province.clock.leap(IDLE + timedelta(seconds=1))
    assert visitor.client.get("/mat-khau").status_code == 303


def test_a_page_that_refreshes_itself_keeps_nobody_signed_in(province: Province, visitor: Visitor) -> None:
    visitor.sign_in("lan")
    for _ in range(4):
        province.clock.leap(IDLE / 3)
        visitor.client.get("/quay", headers={"HX-Request": "true"})
    assert visitor.client.get("/quay").status_code == 303


def test_a_locked_account_is_out_at_once(province: Province, visitor: Visitor) -> None:
    visitor.sign_in("lan")
    add_account(province, "hai", Role.PROVINCE)
    with writing(province.engine) as connection:
        accounts.set_active(connection, "hai", "lan", active=False, now=province.clock())
    assert visitor.client.get("/ho-so").status_code == 303
    assert visitor.sign_in("lan").status_code == 401


def test_one_changes_ones_own_password(visitor: Visitor) -> None:
    visitor.sign_in("lan")
    assert "không đúng" in visitor.post("/mat-khau", old="sai", new="mật-khẩu-mới").text
    assert "ít nhất" in visitor.post("/mat-khau", old=PASSWORD, new="ngắn").text
    assert visitor.post("/mat-khau", old=PASSWORD, new="mật-khẩu-mới").status_code == 303
    assert visitor.sign_in("lan").status_code == 401
    assert visitor.sign_in("lan", "mật-khẩu-mới").status_code == 303


def test_every_act_of_signing_in_is_noted_without_secrets(province: Province, visitor: Visitor) -> None:
    visitor.sign_in("lan", "sai-mật-khẩu")
    visitor.sign_in("lan")
    visitor.post("/dang-xuat")
    rows = province.rows("SELECT login, act, about FROM audit WHERE login = 'lan' ORDER BY id")
    assert [row.act for row in rows] == ["sign_in_failed", "signed_in", "signed_out"]
    assert PASSWORD not in str(rows) and "sai-mật-khẩu" not in str(rows)


def test_pages_forbid_foreign_scripts_frames_and_caching(visitor: Visitor) -> None:
    answer = visitor.get("/dang-nhap")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "<style" not in answer.text and " style=" not in answer.text and " onclick" not in answer.text


def test_the_language_is_switched_and_leads_back_only_into_our_own_pages(visitor: Visitor) -> None:
    visitor.get("/tra-cuu")
    assert visitor.post("/ngon-ngu", language="en", back="/tra-cuu").headers["location"] == "/tra-cuu"
    assert "Look up a dossier" in visitor.get("/tra-cuu").text
    for foreign in ("//evil.example", "https://evil.example", "/\\evil.example"):
        assert visitor.post("/ngon-ngu", language="vi", back=foreign).headers["location"] == "/"


def test_the_last_province_account_cannot_lock_itself_out(visitor: Visitor) -> None:
    visitor.sign_in("lan")
    visitor.get("/tai-khoan")
    assert "cuối cùng" in visitor.post("/tai-khoan", do="lock", login="lan").text
