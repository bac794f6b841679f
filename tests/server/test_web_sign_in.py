"""Signing in to the web pages, over real HTTP: throttled, revocable, safe from forms of other sites."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from builders import NOW
from click.testing import CliRunner
from province import NO_THROTTLE, Province
from web_site import PASSWORD, Visitor, add_account

from central_server import accounts
from central_server.accounts import Role
from central_server.api.throttle import Throttle
from central_server.cli import COMMAND_LINE, main
from central_server.database import writing
from central_server.sign_in_tries import FREE_ATTEMPTS, STRANGERS_PACE, STRANGERS_TRIES
from central_server.web.sessions import IDLE, LONGEST, SESSION_COOKIE
from central_server.web.visits import SIGN_INS_PER_MINUTE
from desk_app.domain.errors import DeskError


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


def test_the_first_password_stands_in_no_journal_and_serves_for_choosing_another_only(
    province: Province, tmp_path: Path
) -> None:
    order = ["--database-url", province.url, "--data", str(tmp_path / "data"), "init"]
    said = [CliRunner().invoke(main, order).output for _ in range(2)]
    file = tmp_path / "data" / "first-administrator.txt"
    login, password = file.read_text(encoding="utf-8").split()
    assert str(file) in said[0] and password not in said[0] and "quantri" not in said[1]
    assert file.stat().st_mode & 0o777 == 0o600
    visitor = Visitor(province.served.url)
    assert visitor.sign_in(login, password).status_code == 303
    for address in ("/ho-so", "/tai-khoan", "/quay"):
        assert visitor.client.get(address).headers["location"] == "/mat-khau"
    assert visitor.client.get("/quay", headers={"HX-Request": "true"}).headers["hx-redirect"] == "/mat-khau"
    visitor.post("/tai-khoan", do="add", login="lan", display_name="Lan", role="province")
    assert province.rows("SELECT 1 FROM accounts WHERE login = 'lan'") == []
    assert "khác" in visitor.post("/mat-khau", old=password, new=password).text
    assert visitor.post("/mat-khau", old=password, new="của-riêng-tôi").status_code == 303
    visitor.sign_in(login, "của-riêng-tôi")
    assert visitor.client.get("/tai-khoan").status_code == 200
    CliRunner().invoke(main, order)
    assert not file.exists(), "the next start takes away what serves no more"
    visitor.close()


def test_a_password_given_by_somebody_else_is_changed_first(province: Province, visitor: Visitor) -> None:
    visitor.sign_in("lan")
    visitor.get("/tai-khoan")
    fields = {"do": "add", "login": "hoa", "display_name": "Hoa", "role": "province", "office": ""}
    given = visitor.post("/tai-khoan", **fields).text.split('class="once">')[1].split("<")[0]
    other = Visitor(province.served.url)
    other.sign_in("hoa", given)
    assert other.client.get("/ho-so").headers["location"] == "/mat-khau"
    page = other.get("/ho-so").text
    assert "Chọn mật khẩu của riêng bạn" in page and "<nav" not in page, "no way leads past it"
    other.close()


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


def test_a_login_that_is_none_waits_and_is_answered_as_one_that_is(province: Province, visitor: Visitor) -> None:
    province.served.state.clock = lambda: NOW
    province.served.app.state.pages.sign_ins = Throttle(NO_THROTTLE)
    for login in ("lan", "ai-do"):
        answers = [visitor.sign_in(login, "không phải") for _ in range(FREE_ATTEMPTS + 1)]
        told = [answer.text.replace(f'value="{login}"', "").replace(visitor.token, "") for answer in answers]
        seen = [(answer.status_code, "Chờ đến" in text) for answer, text in zip(answers, told, strict=True)]
        assert seen == [(401, False)] * FREE_ATTEMPTS + [(401, True)], login
    assert [row.login for row in province.rows("SELECT login FROM audit WHERE act = 'sign_in_failed' ORDER BY id")] == (
        ["lan"] * FREE_ATTEMPTS + [accounts.NOBODY] * FREE_ATTEMPTS
    ), "what was typed for a login may be a password"


def tried(province: Province, login: str, password: str, address: str) -> str:
    """Try to sign in from an address; return how it was answered: "" for signed in."""
    found = accounts.sign_in(province.engine, login, password, address, province.clock())
    return found.code if isinstance(found, DeskError) else ""


def test_an_outsider_locks_nobody_out_of_where_they_always_sign_in(province: Province, visitor: Visitor) -> None:
    assert tried(province, "lan", PASSWORD, "10.0.0.7") == ""
    for number in range(STRANGERS_TRIES * 2):
        tried(province, "lan", "đoán mò", f"198.51.{number // 250}.{number % 250}")
    assert tried(province, "lan", PASSWORD, "10.0.0.7") == "", "known here, whoever guesses elsewhere"
    assert tried(province, "lan", PASSWORD, "203.0.113.9") == "web_sign_in_throttled", "a stranger's address"
    province.clock.leap(STRANGERS_PACE)
    assert tried(province, "lan", PASSWORD, "203.0.113.9") == ""


def test_guessing_from_many_addresses_is_slow_for_any_login(province: Province, visitor: Visitor) -> None:
    for login in ("lan", "ai-do"):
        addresses = (f"198.51.{number // 250}.{number % 250}" for number in range(STRANGERS_TRIES + 20))
        answers = [tried(province, login, "đoán mò", address) for address in addresses]
        assert answers == ["web_sign_in_refused"] * STRANGERS_TRIES + ["web_sign_in_throttled"] * 20, login


def test_a_whole_ipv6_line_counts_as_one_caller(province: Province, visitor: Visitor) -> None:
    tries = [tried(province, "lan", "đoán mò", f"2001:db8:1:2::{number:x}") for number in range(FREE_ATTEMPTS + 1)]
    assert tries == ["web_sign_in_refused"] * FREE_ATTEMPTS + ["web_sign_in_throttled"]
    assert tried(province, "lan", PASSWORD, "2001:db8:1:3::1") == "", "the neighbour's line is another"


def test_the_command_line_lets_an_account_try_again_at_once(province: Province, visitor: Visitor) -> None:
    for _ in range(FREE_ATTEMPTS):
        tried(province, "lan", "không phải", "10.0.0.7")
    assert tried(province, "lan", PASSWORD, "10.0.0.7") == "web_sign_in_throttled"
    done = CliRunner().invoke(main, ["--database-url", province.url, "account", "unlock", "lan"])
    assert done.exit_code == 0, done.output
    assert tried(province, "lan", PASSWORD, "10.0.0.7") == ""
    assert province.rows("SELECT about FROM audit WHERE act = 'waits_ended'")[0].about == "lan"
    unknown = CliRunner().invoke(main, ["--database-url", province.url, "account", "unlock", "khong-co"])
    assert unknown.exit_code == 1 and "Không có tài khoản" in unknown.output


def test_nothing_typed_and_no_address_stands_where_tries_are_counted(province: Province, visitor: Visitor) -> None:
    tried(province, "mat-khau-cua-toi", "không phải", "10.0.0.7")
    province.clock.leap(timedelta(days=2))
    tried(province, "lan", "không phải", "10.0.0.8")
    kept = [tuple(row) for row in province.rows("SELECT * FROM sign_in_tries")]
    assert len(kept) == 2, "what is old was forgotten"
    assert not any("lan" in str(part) or "10.0.0" in str(part) for row in kept for part in row)


def test_an_address_that_tries_many_accounts_is_held_back(visitor: Visitor) -> None:
    visitor.get("/dang-nhap")
    tries = range(SIGN_INS_PER_MINUTE + 1)
    answers = [visitor.post("/dang-nhap", login=f"ai{number}", password="x").status_code for number in tries]
    assert answers == [401] * SIGN_INS_PER_MINUTE + [429]


def test_every_command_that_changes_something_stands_in_the_audit(province: Province) -> None:
    def run(*order: str) -> None:
        done = CliRunner().invoke(main, ["--database-url", province.url, *order])
        assert done.exit_code == 0, done.output

    run("office", "add", "H56.77", "UBND xã Mới")
    run("desk", "add", "H56.77", "Q1")
    run("desk", "add", "H56.77", "Q1", "--new-code")
    run("account", "add", "hoa", "--role", "office", "--agency", "H56.77")
    run("init", "--new-epoch")
    query = "SELECT act, about, agency FROM audit LEFT JOIN offices USING (office) WHERE login = :who ORDER BY id"
    assert [tuple(row) for row in province.rows(query, who=COMMAND_LINE)] == [
        ("office_added", "H56.77", "H56.77"),
        ("desk_added", "Q1", "H56.77"),
        ("desk_code_given", "Q1", "H56.77"),
        ("account_added", "hoa · office", "H56.77"),
        ("epoch_begun", "", None),
    ]


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


def test_over_tls_cookies_are_bound_to_the_host_and_still_serve(province: Province, visitor: Visitor) -> None:
    province.served.state.behind_proxy = True
    # The proxy's TLS ends before us; what the browser would send back over it is sent by hand.
    page = visitor.client.get("/dang-nhap")
    form = page.headers.get_list("set-cookie")
    jar = dict(cookie.split(";")[0].split("=", 1) for cookie in form)
    visitor.token = page.text.split('name="token" value="')[1].split('"')[0]
    fields = {"token": visitor.token, "login": "lan", "password": PASSWORD}
    answer = visitor.client.post("/dang-nhap", data=fields, headers={"cookie": _sent(jar)})
    given = answer.headers.get_list("set-cookie")
    assert answer.status_code == 303 and len(given) == 2
    for cookie in (*form, *given):
        assert cookie.startswith("__Host-") and "Secure" in cookie and "Path=/" in cookie and "Domain" not in cookie
    jar |= dict(cookie.split(";")[0].split("=", 1) for cookie in given)
    assert visitor.client.get("/ho-so", headers={"cookie": _sent(jar)}).status_code == 200
    plain = {name.removeprefix("__Host-"): value for name, value in jar.items()}
    assert visitor.client.get("/ho-so", headers={"cookie": _sent(plain)}).status_code == 303


def _sent(jar: dict[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in jar.items())


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
