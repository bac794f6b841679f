"""What a browser is shown when there is no page: in both languages, as a page; programs are told as before."""

import re
from collections.abc import Iterator
from hashlib import sha256

import httpx
import pytest
from fastapi import FastAPI
from province import Clock, ServedApp, serve_in_thread

from central_server.database import open_database
from central_server.secrets_kept import new_token
from central_server.web.rendering import FOLDER
from central_server.web.sessions import LANGUAGE_COOKIE


@pytest.fixture(scope="module")
def away() -> Iterator[ServedApp]:
    """A server whose database is not there."""
    engine = open_database("postgresql://nobody:nothing@127.0.0.1:1/none")
    served = serve_in_thread(engine, Clock())
    app = served.server.config.app
    assert isinstance(app, FastAPI)
    app.add_api_route("/hong", _breaks, methods=["GET"])
    yield served
    served.stop()
    engine.dispose()


@pytest.fixture
def browser(away: ServedApp) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=away.url) as client:
        yield client


def _breaks() -> None:
    raise RuntimeError("NGUYỄN VĂN A")


def _is_a_page(answer: httpx.Response, status: int) -> str:
    assert answer.status_code == status
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
    assert answer.text.count("<h1>") == 1 and '<main id="content"' in answer.text
    return answer.text


def test_without_its_database_the_server_says_so_in_both_languages_and_when_to_come_again(
    browser: httpx.Client,
) -> None:
    for address in ("/", "/tra-cuu", "/ho-so", "/dang-nhap"):
        answer = browser.get(address)
        page = _is_a_page(answer, 503)
        assert '<html lang="vi">' in page and "chưa nối được cơ sở dữ liệu" in page
        assert 'lang="en">The server is starting or cannot reach its database.' in page
        assert int(answer.headers["retry-after"]) == 30 and f'href="{address}"' in page
    browser.cookies.set(LANGUAGE_COOKIE, "en")
    page = _is_a_page(browser.get("/tra-cuu"), 503)
    assert '<html lang="en">' in page and 'lang="vi">Máy chủ đang khởi động' in page


def test_a_style_and_a_script_are_asked_for_by_what_they_hold(browser: httpx.Client) -> None:
    page = browser.get("/khong-co").text
    held = sha256((FOLDER / "static" / "pages.css").read_bytes()).hexdigest()
    assert f'href="/static/pages.css?v={held[:12]}"' in page
    assert browser.get(f"/static/pages.css?v={held[:12]}").headers["cache-control"].startswith("public")


def test_programs_are_told_as_the_protocol_says(browser: httpx.Client) -> None:
    told = browser.post("/v1/hello", headers={"Authorization": f"Bearer {new_token()}", "Desk-Protocol": "1"}, json={})
    assert told.status_code == 503 and told.headers["content-type"] == "application/problem+json"
    assert told.json()["code"] == "busy"
    assert browser.get("/readyz").json()["code"] == "busy"
    assert browser.get("/v1/khong-co").headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [("GET", "/khong-co", 404), ("GET", "/static/khong-co.css", 404), ("DELETE", "/tra-cuu", 405)],
)
def test_what_is_not_there_is_said_on_a_page(browser: httpx.Client, method: str, address: str, status: int) -> None:
    page = _is_a_page(browser.request(method, address), status)
    assert "Không có trang" in page and "khong-co" not in page


def test_a_fault_of_ours_shows_nothing_of_what_broke(browser: httpx.Client, caplog: pytest.LogCaptureFixture) -> None:
    page = _is_a_page(browser.get("/hong"), 500)
    assert "Máy chủ gặp lỗi" in page and not re.search("NGUYỄN|Runtime|Traceback", page)
    assert [record.msg for record in caplog.records if record.name.startswith("central_server.web")] == ["page failed"]


def test_a_page_that_refreshes_itself_keeps_what_it_shows_meanwhile(browser: httpx.Client) -> None:
    assert browser.get("/quay", headers={"HX-Request": "true"}).headers["hx-reswap"] == "none"
