"""The pages in a real Chromium: the QR's way, search as one types, the keyboard, phones, the policy that holds."""

import json
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from lives import promised
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from province import Cluster, Province
from published import record
from web_site import PASSWORD, add_account, office_of, received

from central_server.accounts import Role
from central_server.web.charts import bars
from desk_app.domain.people import Person
from desk_app.domain.statistics import Line06a
from desk_app.shipped_forms import shipped_form

SECRET = "7BH4KM2NPT"
CHROMIUM = shutil.which("chromium")
PAGES = ("/ho-so", "/kiem-tra", "/tre-han", "/thong-ke", "/quay", "/tai-khoan", "/nhat-ky", "/mat-khau")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium")


@dataclass
class Site:
    """A served province, a browser, and what its consoles complained of."""

    province: Province
    browser: Browser
    dossier: str
    complaints: list[str] = field(default_factory=list)
    open: list[BrowserContext] = field(default_factory=list)
    _cookies: dict[str, Any] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Return where it is served."""
        return self.province.served.url

    def page(self, width: int = 1366, *, signed_in: bool = True, state: Any = None, **options: object) -> Page:
        """Return a fresh page; signed in by the cookie of the first sign-in."""
        state = state or (self.signed_state() if signed_in else None)
        context = self.browser.new_context(viewport={"width": width, "height": 700}, storage_state=state, **options)  # type: ignore[arg-type]
        self.open.append(context)
        page = context.new_page()
        page.on(
            "console", lambda said: self.complaints.append(said.text) if said.type in ("error", "warning") else None
        )
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.set_default_timeout(10_000)
        return page

    def signed_state(self, login: str = "phutrach") -> Any:
        """Return the cookies of an account's first sign-in."""
        if login not in self._cookies:
            context = self.browser.new_context()
            page = context.new_page()
            page.goto(f"{self.url}/dang-nhap")
            page.fill("[name=login]", login)
            page.fill("[name=password]", PASSWORD)
            page.keyboard.press("Enter")
            page.wait_for_url("**/ho-so")
            self._cookies[login] = context.storage_state()
            context.close()
        return self._cookies[login]


@pytest.fixture(scope="module")
def site(cluster: Cluster, made_stores: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A province with sixty dossiers, seen in a browser."""
    province = Province(cluster, cluster.copy_of(cluster.template), tmp_path_factory.mktemp("browser"), made_stores)
    province.add_office()
    desk = province.desk("Q1")
    made = [
        received(
            desk, number, secret=SECRET, promised=promised(province.clock()), summary=f"việc thứ {number}",
            owners=(Person(name=f"NGUYỄN THỊ SỐ {number}"),),
        )
        for number in range(1, 61)
    ]  # fmt: skip
    desk.round()
    add_account(province, "phutrach", Role.OFFICE, "H56.14", name="Trần Phụ Trách")
    add_account(province, "tinh", Role.PROVINCE)
    with sync_playwright() as playwright:
        sandbox = [] if os.geteuid() else ["--no-sandbox"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=sandbox)
        yield Site(province, browser, f"/ho-so/{office_of(province)}/{made[0]}")
        browser.close()
    province.close()


@pytest.fixture(autouse=True)
def _leave(site: Site) -> Iterator[None]:
    """Close what a test opened: pages left behind go on refreshing themselves."""
    yield
    while site.open:
        site.open.pop().close()


def _code(site: Site, number: int) -> str:
    return f"H56.14-{site.province.clock():%y%m%d}-{number:04}"


def test_the_qr_of_a_slip_leads_to_its_answer_and_leaves_no_secret_in_the_address(site: Site) -> None:
    page = site.page(390, signed_in=False)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{site.url}/tra-cuu#{_code(site, 7)}.{SECRET}")
    expect(page.locator(".answer .code")).to_have_text(_code(site, 7))
    expect(page.locator(".told")).to_contain_text("Hồ sơ đã được tiếp nhận")
    assert SECRET not in page.url and not [url for url in asked if SECRET in url.partition("#")[0]]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_another_slip_scanned_into_the_open_page_is_answered_too(site: Site) -> None:
    page = site.page(390, signed_in=False)
    for number in (9, 10):
        page.goto(f"{site.url}/tra-cuu#{_code(site, number)}.{SECRET}")
        expect(page.locator(".answer .code")).to_have_text(_code(site, number))
        assert SECRET not in page.url


def test_a_search_that_is_refused_says_so_on_the_page(site: Site) -> None:
    context = site.browser.new_context(storage_state=site.signed_state())
    page = context.new_page()
    page.goto(f"{site.url}/ho-so")
    context.clear_cookies(name="motcua_form")
    page.locator("#f-words").press_sequentially("x")
    expect(page.locator("main")).to_contain_text("Tải lại trang rồi làm lại")
    assert page.locator("nav a").count() > 3, "the way on stays"
    context.close()


def test_the_look_up_works_by_keyboard_without_scripts(site: Site) -> None:
    page = site.page(390, signed_in=False, java_script_enabled=False)
    page.goto(f"{site.url}/tra-cuu")
    page.focus("#f-code")
    page.keyboard.type(_code(site, 8))
    page.keyboard.press("Tab")
    page.keyboard.type(SECRET.lower())
    page.keyboard.press("Enter")
    expect(page.locator(".answer .code")).to_have_text(_code(site, 8))


def test_the_list_answers_while_one_types_and_no_name_reaches_the_address(site: Site) -> None:
    page = site.page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{site.url}/ho-so")
    page.locator("#f-words").press_sequentially("nguyen thi so 33")
    expect(page.locator("#found tbody tr")).to_have_count(1)
    expect(page.locator("#found")).to_contain_text("việc thứ 33")
    assert page.evaluate("document.activeElement.id") == "f-words", "the caret stays where one types"
    assert not [url for url in [*asked, page.url] if "nguyen" in url]


def test_a_long_list_goes_on_where_it_ended_and_the_focus_with_it(site: Site) -> None:
    page = site.page()
    page.goto(f"{site.url}/ho-so")
    expect(page.locator("#found tbody tr:not(.more)")).to_have_count(50)
    page.get_by_role("button", name="Xem tiếp").press("Enter")
    expect(page.locator("#found tbody tr")).to_have_count(60)
    expect(page.locator("#found tbody tr").nth(50).locator("a")).to_be_focused()


def test_what_a_search_found_is_told_to_who_does_not_see_it(site: Site) -> None:
    page = site.page()
    page.goto(f"{site.url}/ho-so")
    page.evaluate("window.told = document.getElementById('told')")
    for words, said in (("nguyen thi so 33", "1 hồ sơ."), ("khong ai", "Không có hồ sơ nào như vậy")):
        page.fill("#f-words", words)
        expect(page.get_by_role("status")).to_contain_text(said)
        assert page.evaluate("window.told.isConnected"), "the region that speaks stays, only its words change"


def test_a_page_that_refreshes_itself_waits_while_somebody_works_in_it(site: Site) -> None:
    page = site.page(state=site.signed_state("tinh"))
    page.clock.install()
    page.goto(f"{site.url}/quay")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/quay" in request.url else None)
    page.locator("#health summary").first.press("Enter")
    page.clock.run_for(61_000)
    expect(page.locator("#health details[open]")).to_have_count(1)
    assert asked == []
    page.locator("#health summary").first.press("Enter")
    page.locator("#f-agency").focus()
    with page.expect_response(lambda answer: "/quay" in answer.url):
        page.clock.run_for(61_000)


def test_words_of_a_chart_are_never_cut_nor_small(site: Site) -> None:
    names = ["PHÒNG " * 12 + "Ơ", "UBND PHƯỜNG ĐÔNG SƠN, ĐƠN VỊ MỚI SÁP NHẬP TỪ BA PHƯỜNG", "Hộ tịch"]
    drawn = bars({name: Line06a(direct=3, early=1, running_late=2) for name in names}, "x", ("a",) * 5, "", str)
    page = site.page()
    for width in (1366, 900, 360):
        page.set_viewport_size({"width": width, "height": 700})
        page.goto(f"{site.url}/thong-ke")
        page.evaluate("drawn => { document.querySelector('main').innerHTML = drawn }", str(drawn))
        assert page.locator(".bars li").count() == 3
        assert page.evaluate(_CHART_FAULTS) == [], width


def test_a_step_is_taken_with_the_keyboard_and_stands_in_the_history(site: Site) -> None:
    page = site.page()
    page.goto(site.url + site.dossier)
    page.get_by_label("Đơn vị thụ lý").fill("Tư pháp - Hộ tịch")
    page.keyboard.press("Enter")
    expect(page.locator(".timeline li").first).to_contain_text("Chuyển xử lý: Tư pháp - Hộ tịch")
    expect(page.locator("h1 + .badges")).to_contain_text("Đang xử lý")


@pytest.mark.parametrize(("width", "scheme"), [(1366, "light"), (390, "dark")])
def test_every_page_fits_has_one_heading_and_names_every_field(site: Site, width: int, scheme: str) -> None:
    page = site.page(width, color_scheme=scheme)
    for address in (*PAGES, site.dossier):
        page.goto(site.url + address)
        _checked(page, address)
        outside = page.evaluate(
            "[...document.querySelectorAll('nav a')]"
            ".filter(one => one.getBoundingClientRect().right > innerWidth).length"
        )
        assert outside == 0, f"{address}: every page is in sight"


def test_who_signs_in_begins_to_type_at_once_and_hears_in_the_title_that_it_failed(site: Site) -> None:
    page = site.page(signed_in=False)
    page.goto(f"{site.url}/dang-nhap")
    page.keyboard.type("tinh")
    page.keyboard.press("Tab")
    page.keyboard.type("đoán mò")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("không đúng")
    expect(page).to_have_title("Lỗi: Đăng nhập – Quầy Một Cửa")
    site.complaints[:] = [said for said in site.complaints if "401" not in said]


def test_focus_is_always_seen(site: Site) -> None:
    page = site.page()
    page.goto(f"{site.url}/ho-so")
    for _ in range(12):
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
        assert outline == "2px", page.evaluate("document.activeElement.outerHTML")
    page.goto(f"{site.url}/thong-ke")
    page.focus("#f-tu")
    for _ in range(4):
        page.keyboard.press("Tab")  # day, month, year, and the button of the calendar
        shown = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert shown == "solid", page.evaluate("document.activeElement.outerHTML")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_their_ground(site: Site, scheme: str) -> None:
    page = site.page(color_scheme=scheme)
    for address in ("/ho-so", site.dossier, "/quay"):
        page.goto(site.url + address)
        faint = page.evaluate(_CONTRAST)
        assert faint == [], f"{address}: {faint[:3]}"


def test_english_is_whole(site: Site) -> None:
    page = site.page()
    page.goto(f"{site.url}/ho-so")
    page.get_by_role("button", name="English").click()
    page.wait_for_url("**/ho-so")
    vietnamese = re.compile("[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)
    for address in ("/thong-ke", "/quay", "/tai-khoan", "/nhat-ky", "/mat-khau", site.dossier):
        page.goto(site.url + address)
        assert not re.search("Thứ (Hai|Ba|Tư|Năm|Sáu|Bảy)|Chủ Nhật", page.locator("main").inner_text()), address
        words = page.locator("main label, main h1, main h2, main th, main button, nav a").all_inner_texts()
        data = ("UBND", "Độc thân", "Trần Phụ Trách", "Tiếng Việt")
        left = [one for one in words if vietnamese.search(one) and not any(name in one for name in data)]
        assert left == [], address
        assert page.locator("html").get_attribute("lang") == "en"


def _checked(page: Page, where: str) -> None:
    """Check what every page must be: within its width, one heading, every field and button named, no id twice."""
    assert page.evaluate(_FAULTS) == [], where


def _look_at_file(page: Page, file: str, content: str) -> None:
    page.set_input_files("#f-file", {"name": file, "mimeType": "text/plain", "buffer": content.encode()})
    page.get_by_role("button", name="Xem thay đổi").click()
    expect(page.locator("button.main")).to_be_visible()


def test_the_province_publishes_a_catalogue_a_form_and_a_calendar_and_takes_them_back(site: Site) -> None:
    page = site.page(state=site.signed_state("tinh"))
    page.goto(f"{site.url}/cong-bo")
    _checked(page, "procedures")
    _look_at_file(page, "thu-tuc.jsonl", json.dumps(record("1.001193", "Đăng ký khai sinh"), ensure_ascii=False))
    expect(page.locator("summary", has_text="Mới: 1.001193")).to_be_visible()
    _checked(page, "what a catalogue changes")
    page.locator("button.main").press("Enter")
    page.get_by_role("link", name="1.001193").click()
    _checked(page, "one procedure")
    page.get_by_role("button", name="Ngừng công bố thủ tục này").click()
    expect(page.locator("h1 + p")).to_contain_text("bãi bỏ")

    page.goto(f"{site.url}/cong-bo/bieu-mau")
    _checked(page, "forms")
    form = shipped_form("tt-03-2025", "receipt").version.text
    _look_at_file(page, "receipt.toml", form.replace('"<b>{{ title }}</b>"', '"<b>{{ title }}</b><br/>Giữ phiếu."', 1))
    expect(page.locator("table.changes ins")).to_contain_text("Giữ phiếu.")
    _checked(page, "what a form changes")
    page.locator("button.main").click()
    expect(page.locator(".badge.good")).to_contain_text("của tỉnh, từ")
    page.locator("td summary").first.click()
    page.get_by_role("button", name="Ngừng mẫu này").click()
    expect(page.locator("h1")).to_have_text("Công bố")

    page.goto(f"{site.url}/cong-bo/lich")
    _checked(page, "calendars")
    _look_at_file(page, "2031.toml", 'year = 2031\nstatus = "draft"\n\n[days_off]\n2031-01-01 = "Tết Dương lịch"\n')
    expect(page.locator("table.changes tr", has_text="Thứ Tư, 01/01/2031")).to_contain_text("Ngày nghỉ: Tết Dương lịch")
    _checked(page, "what a calendar changes")
    page.locator("button.main").click()
    expect(page.locator("tr", has_text="2031")).to_contain_text("của tỉnh, từ")
    page.locator("tr", has_text="2031").locator("summary", has_text="Việc khác").click()
    page.get_by_role("button", name="Thu hồi lịch 2031").click()
    expect(page.locator("tr", has_text="2031")).to_contain_text("tỉnh đã thu hồi")

    page.set_viewport_size({"width": 390, "height": 700})
    for address in ("/cong-bo/lich", "/cong-bo/thu-tuc/1.001193", "/tai-khoan"):
        page.goto(site.url + address)
        _checked(page, f"{address} on a phone")
        assert page.evaluate(_CONTRAST) == [], address
    page.goto(f"{site.url}/nhat-ky")
    expect(page.locator("tbody")).to_contain_text("Lịch năm 2031")


def test_the_longest_words_fit_a_narrow_phone(site: Site) -> None:
    page = site.page(360, state=site.signed_state("tinh"))
    page.goto(f"{site.url}/cong-bo/lich")
    page.get_by_role("button", name="English").click()
    page.wait_for_url("**/cong-bo/lich")
    page.locator("summary").first.click()
    page.fill("#f-text", 'year = 2033\nstatus = "draft"\n\n[days_off]\n2033-01-01 = "Tết Dương lịch"\n')
    page.get_by_role("button", name="Show the changes").click()
    expect(page.locator("button.main")).to_have_text("Publish the calendar of 2033 to every desk")
    _checked(page, "a long button")
    page.goto(f"{site.url}/tai-khoan")
    page.locator("td summary").first.click()
    cut = "[...document.querySelectorAll('.wide')].filter(one => one.scrollWidth > one.clientWidth).length"
    assert page.evaluate(cut) == 0, "no button reaches out of its card"
    page.goto(f"{site.url}/quay")
    page.set_viewport_size({"width": 1366, "height": 768})
    page.locator("#health summary").first.click()
    for button in page.locator("#health details[open] button").all():
        box = button.bounding_box()
        assert box is not None and box["height"] < 70, "words of a button stand beside, not below each other"


def test_the_browser_never_complained(site: Site) -> None:
    """Last in the file: the policy blocked nothing of ours, no script failed."""
    assert site.complaints == []


_FAULTS = """() => {
  const all = what => [...document.querySelectorAll(what)];
  const ids = all('[id]').map(one => one.id);
  return [
    ...(document.documentElement.scrollWidth > innerWidth ? ['wider than the window'] : []),
    ...(all('h1').length === 1 ? [] : [`${all('h1').length} headings`]),
    ...all('input:not([type=hidden]), select, textarea').filter(one => !one.labels.length).map(one => one.name),
    ...all('a, button, summary').filter(one => !one.textContent.trim()).map(one => one.outerHTML.slice(0, 80)),
    ...all('th:not([scope])').map(one => `no scope: ${one.textContent}`),
    ...ids.filter((id, at) => ids.indexOf(id) < at).map(id => `twice: ${id}`),
  ];
}"""

_CHART_FAULTS = """() => [...document.querySelectorAll('.bars, .bars *')].filter(one => {
  const box = one.getBoundingClientRect(), words = one.matches('span');
  return box.right > innerWidth || box.left < 0 || words && parseFloat(getComputedStyle(one).fontSize) < 13
    || words && (one.scrollWidth > one.clientWidth + 1 || !box.width);
}).map(one => one.outerHTML.slice(0, 80))"""

_CONTRAST = """() => {
  const rgb = text => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const ground = one => { for (let at = one; at; at = at.parentElement) {
    const found = rgb(getComputedStyle(at).backgroundColor);
    if (found.length === 3 || found[3] === 1) return found; } return [255, 255, 255]; };
  const faint = [];
  for (const one of document.querySelectorAll('body *')) {
    const own = [...one.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
    if (!own || !one.checkVisibility() || one.closest('svg')) continue;
    const [a, b] = [light(rgb(getComputedStyle(one).color)), light(ground(one))].sort((x, y) => y - x);
    if ((a + .05) / (b + .05) < 4.5) faint.push(one.outerHTML.slice(0, 120));
  }
  return faint;
}"""
