"""The pages of desks, dossiers, figures and the back office, over real HTTP with real desks; each list few queries."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from html import unescape
from itertools import pairwise
from pathlib import Path
from uuid import UUID

import pytest
from lives import promised, steps
from province import Cluster, EnrolledDesk, Province, until_equal
from web_site import Visitor, add_account, counted, office_of, received

from central_server.accounts import Role, find
from central_server.database import reading, writing
from central_server.web import dossier_views, reports
from central_server.web.reports import Asked, Grouping
from central_server.web.sessions import LANGUAGE_COOKIE
from desk_app.domain.columns_06a import Column
from desk_app.domain.dossier import Dossier
from desk_app.domain.events import Authority, Body, HandedOver, Noted, Reversed
from desk_app.domain.events.reception import ProcedureSnapshot
from desk_app.domain.people import Person
from desk_app.domain.statistics import Line06a, line_of

LAND, JUSTICE = "Địa chính", "Tư pháp - Hộ tịch"
FIELDS = ("Hộ tịch", "Đất đai", "Chứng thực")


@dataclass
class World:
    """A province with two offices, desks that have sent dossiers, and accounts of every role."""

    province: Province
    desk: EnrolledDesk
    other: EnrolledDesk
    dossiers: list[UUID]
    office: UUID
    visitors: dict[str, Visitor] = field(default_factory=dict)

    def visitor(self, login: str) -> Visitor:
        """Return the browser of an account, signed in once: signing in is throttled."""
        if login not in self.visitors:
            self.visitors[login] = Visitor(self.province.served.url, login)
        return self.visitors[login]

    def path(self, number: int) -> str:
        """Return where a dossier stands."""
        return f"/ho-so/{self.office}/{self.dossiers[number]}"


@pytest.fixture(scope="module")
def world(cluster: Cluster, made_stores: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One world for all tests of this file: each works on dossiers of its own."""
    province = Province(cluster, cluster.copy_of(cluster.template), tmp_path_factory.mktemp("web"), made_stores)
    province.add_office()
    province.add_office("H56.15", "UBND phường Đông Sơn")
    desk, other = province.desk("Q1"), province.desk("A1", "H56.15")
    now = province.clock()
    dossiers = [_life(desk, number, now) for number in range(1, 61)]
    received(other, 700, owners=(Person(name="NGƯỜI NƠI KHÁC"),), summary="của nơi khác")
    until_equal([desk, other], rounds=1)
    add_account(province, "tinh", Role.PROVINCE)
    add_account(province, "phutrach", Role.OFFICE, "H56.14", name="Trần Phụ Trách")
    add_account(province, "diachinh", Role.BACK_OFFICE, "H56.14", (LAND,), name="Phạm Địa Chính")
    add_account(province, "noikhac", Role.OFFICE, "H56.15")
    made = World(province, desk, other, dossiers, office_of(province))
    yield made
    for visitor in made.visitors.values():
        visitor.close()
    province.close()


def _life(desk: EnrolledDesk, number: int, now: datetime) -> UUID:
    at = now - timedelta(days=number % 40, hours=1)
    known = steps(at)
    bodies: list[Body] = []
    if number % 4:
        bodies.append(HandedOver(unit=LAND if number % 2 else JUSTICE, handed_at=at))
    if number % 4 == 3:
        bodies.append(known["ResultReady"].model_copy(update={"ready_at": at + timedelta(days=number % 9)}))
    name = FIELDS[number % 3]
    procedure = ProcedureSnapshot(code=f"1.00{number % 3}193", name=f"Thủ tục {name}", short_name="", field=name)
    person = Person(name=f"NGUYỄN VĂN SỐ {number}", id_number=f"0381900{number:05}")
    return received(
        desk, number, *bodies, received_at=at, procedure=procedure, promised=promised(at),
        submitter=person, owners=(person,), summary=f"việc thứ {number}",
    )  # fmt: skip


# -- lists and queries ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/ho-so", 3),
        ("/kiem-tra", 3),
        ("/tre-han", 3),
        ("/thong-ke", 2),
        ("/quay", 2),
        ("/nhat-ky", 2),
        ("/cong-bo", 3),
    ],
)
def test_a_list_asks_as_few_queries_however_long_it_is(world: World, address: str, most: int) -> None:
    visitor = world.visitor("tinh")
    with counted(world.province.engine) as said:
        assert visitor.get(address).status_code == 200
    assert len(said) <= most, "\n".join(said)


def test_late_dossiers_stand_worst_first_page_after_page(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dossier_views, "PAGE", 4)
    late = "SELECT code FROM dossiers WHERE open AND late_from < :now AND office = :office ORDER BY late_from, id"
    rows = world.province.rows(late, now=world.province.clock(), office=world.office)
    visitor = world.visitor("phutrach")
    for address in ("/tre-han", "/ho-so?shown=late"):
        page, codes = visitor.get(address).text, list[str]()
        if address != "/tre-han":
            page = visitor.post("/ho-so", shown="late").text
            assert "4 hồ sơ trễ lâu nhất" in page
        codes += re.findall(r">(H56\.14-\d{6}-\d{4})<", page)
        while found := re.search(r'name="after" value="([^"]+)"', page):
            with counted(world.province.engine) as said:
                page = visitor.post(address.partition("?")[0], shown="late", after=unescape(found[1])).text
            assert len(said) <= 3, "\n".join(said)
            codes += re.findall(r">(H56\.14-\d{6}-\d{4})<", page)
        assert codes == [row.code for row in rows], address
        assert len(codes) > 8


def test_a_list_goes_on_by_key_to_its_end_and_shows_every_dossier_once(world: World) -> None:
    visitor = world.visitor("phutrach")
    page = visitor.get("/ho-so").text
    codes = re.findall(r">(H56\.14-\d{6}-\d{4})<", page)
    while found := re.search(r'name="after" value="([^"]+)"', page):
        page = visitor.post("/ho-so", shown="all", after=unescape(found[1])).text
        codes += re.findall(r">(H56\.14-\d{6}-\d{4})<", page)
    assert len(codes) == len(set(codes)) >= 60


@pytest.mark.parametrize("words", ["nguyen van so 17", "NGUYỄN văn số 17", "038190000017", "viec thu 17"])
def test_a_dossier_is_found_by_name_number_and_subject_with_or_without_marks(world: World, words: str) -> None:
    visitor = world.visitor("phutrach")
    visitor.get("/ho-so")
    assert "việc thứ 17<" in visitor.post("/ho-so", words=words).text


@pytest.mark.parametrize("words", ["' & | ! :*", "\\", "a'b", "((", "\x00", "%", "<script>alert(1)</script>"])
def test_signs_in_a_search_are_words_and_never_a_query_or_a_script(world: World, words: str) -> None:
    visitor = world.visitor("phutrach")
    visitor.get("/ho-so")
    answer = visitor.post("/ho-so", words=words)
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text


def test_lists_show_no_personal_number(world: World) -> None:
    visitor = world.visitor("tinh")
    for address in ("/ho-so", "/tre-han", "/kiem-tra"):
        # Not within an id, where any seven digits may stand by chance.
        assert not re.search(r"(?<![0-9a-f-])0381900", visitor.get(address).text)


# -- who sees what ----------------------------------------------------------------------------------------------------


def test_an_office_sees_its_own_dossiers_and_no_other(world: World) -> None:
    visitor = world.visitor("noikhac")
    page = visitor.get("/ho-so").text
    assert "NGƯỜI NƠI KHÁC" in page and "việc thứ" not in page
    assert visitor.get(world.path(0)).status_code == 404
    visitor.get("/ho-so")
    assert "việc thứ" not in visitor.post("/ho-so", words="nguyen", office=str(world.office)).text
    assert visitor.get(f"/thong-ke?co-quan={world.office}").status_code == 404


def test_the_back_office_sees_what_lies_with_its_units(world: World) -> None:
    visitor = world.visitor("diachinh")
    assert visitor.get(world.path(0)).status_code == 200
    assert visitor.get(world.path(1)).status_code == 404, "it lies with another unit"
    for address in ("/quay", "/nhat-ky", "/tai-khoan", "/cong-bo"):
        assert visitor.get(address).status_code == 403, address


def test_only_the_province_changes_desks_and_publishes(world: World) -> None:
    visitor = world.visitor("phutrach")
    visitor.get("/quay")
    assert visitor.post("/quay", do="desk", agency="H56.14", desk="Q9").status_code == 403
    assert visitor.post("/cong-bo/lich", text="year = 2031").status_code == 403
    assert visitor.post("/tai-khoan", do="add", login="moi", role="province").status_code == 403


def test_opening_a_dossier_is_noted_by_its_code_alone(world: World) -> None:
    visitor = world.visitor("phutrach")
    page = visitor.get(world.path(4)).text
    assert "NGUYỄN VĂN SỐ 5" in page and "038190000005" in page
    row = world.province.rows("SELECT login, act, about FROM audit ORDER BY id DESC LIMIT 1")[0]
    assert (row.login, row.act) == ("phutrach", "dossier_opened")
    assert re.fullmatch(r"H56\.14-\d{6}-0005", row.about)


def test_a_dossier_shown_beside_a_refused_step_is_noted_too(world: World) -> None:
    visitor = world.visitor("phutrach")
    visitor.get("/ho-so")
    refused = (
        {"do": "supplement", "missing": " "},
        {"do": "result", "form": "parchment"},
        {"do": "settle", "target": "nobody", "decision": "accept", "reason": "x"},
    )
    for fields in refused:
        last = world.province.rows("SELECT max(id) AS id FROM audit")[0].id
        answer = visitor.post(world.path(7), **fields)
        assert answer.status_code == 400 and "NGUYỄN VĂN SỐ 8" in answer.text
        row = world.province.rows("SELECT login, act, about FROM audit WHERE id > :last", last=last)[0]
        assert (row.login, row.act) == ("phutrach", "dossier_opened") and row.about.endswith("-0008")


def test_the_province_takes_no_step_in_an_offices_name(world: World) -> None:
    visitor = world.visitor("tinh")
    visitor.get(world.path(9))
    assert visitor.post(world.path(9), do="note", remark="từ tỉnh").status_code == 403


def test_a_history_names_no_person_of_another_office(world: World) -> None:
    add_account(world.province, "lan", Role.OFFICE, "H56.15", name="Lê Thị Nơi Khác")
    world.desk.says(world.dossiers[10], Noted(text="đã gọi điện"), actor="lan")
    world.desk.round()
    page = world.visitor("phutrach").get(world.path(10)).text
    assert "đã gọi điện" in page and "Lê Thị Nơi Khác" not in page


# -- desks ------------------------------------------------------------------------------------------------------------


def test_an_office_and_a_desk_are_added_and_the_code_is_shown_once(world: World) -> None:
    visitor = world.visitor("tinh")
    visitor.get("/quay")
    assert visitor.post("/quay", do="office", agency="H56.16", name="UBND xã Mới").status_code == 303
    shown = visitor.post("/quay", do="desk", agency="H56.16", desk="Q1")
    code = re.search(r'class="once">([^<]+)<', shown.text)
    assert code is not None and code[1] not in visitor.get("/quay").text
    assert "đã có" in visitor.post("/quay", do="office", agency="H56.16", name="Trùng").text
    world.province.store_of("Q1", "H56.16").close()


def test_what_was_typed_into_a_form_that_is_refused_is_not_typed_again(world: World) -> None:
    province, chief = world.visitor("tinh"), world.visitor("phutrach")
    province.get("/tai-khoan")
    fields = {"login": "Sai Rồi", "display_name": "Hoàng Thị <b>", "role": "office", "units": "Địa chính; Hộ tịch"}
    page = province.post("/tai-khoan", do="add", **fields).text
    assert 'value="Hoàng Thị &lt;b&gt;"' in page and page.count('value="Sai Rồi"') == 1, "and only into that form"
    assert '<option value="office" selected>' in page and 'value="Địa chính; Hộ tịch"' in page
    assert 'value="Trùng"' in province.post("/quay", do="office", agency="H56.14", name="Trùng").text
    chief.get(world.path(15))
    page = chief.post(world.path(15), do="supplement", missing=" ", reason="chưa có trích lục").text
    assert "<details open><summary>" in page and 'value="chưa có trích lục"' in page


def test_trouble_of_desks_is_said_in_words_and_offices_with_trouble_come_first(world: World) -> None:
    with writing(world.province.engine) as connection:
        connection.exec_driver_sql("UPDATE desks SET drift_seconds = 900 WHERE desk = 'A1'")
        connection.exec_driver_sql("UPDATE desks SET calendar_until = '2027-12-31' WHERE desk = 'Q1'")
    visitor = world.visitor("tinh")
    page = visitor.get("/quay").text
    assert "Đồng hồ lệch 15 phút" in page
    assert page.index("UBND phường Đông Sơn") < page.index("UBND xã Hòa Bình")
    assert "UBND xã Hòa Bình" not in world.visitor("noikhac").get("/quay").text


# -- steps ------------------------------------------------------------------------------------------------------------


def test_a_dossier_is_late_on_its_own_page_exactly_when_the_list_says_so(world: World) -> None:
    at = world.province.clock() - timedelta(days=12)
    asked = steps(at)["PaymentRequested"]
    waits = received(world.desk, 810, asked, received_at=at, promised=promised(at))
    ready = steps(at)["ResultReady"].model_copy(update={"ready_at": world.province.clock()})
    done_late = received(world.desk, 811, ready, received_at=at, promised=promised(at))
    runs = received(world.desk, 812, received_at=at, promised=promised(at))
    world.desk.round()
    visitor = world.visitor("phutrach")
    for dossier, number, late in ((waits, 810, False), (done_late, 811, True), (runs, 812, True)):
        page = visitor.get(f"/ho-so/{world.office}/{dossier}").text
        listed = visitor.post("/ho-so", words=f"H56.14-{at:%y%m%d}-0{number}").text.split("<tbody>")[1]
        assert (">Trễ hạn<" in listed.replace("</svg>", ">")) is late, number
        badges = page.split('class="badges">')[1].split("</p>")[0]
        assert ("Trễ hạn" in badges) is late, number


def test_a_step_of_the_back_office_flows_down_to_the_desk_unchanged(world: World) -> None:
    visitor = world.visitor("diachinh")
    dossier, path = world.dossiers[4], world.path(4)
    visitor.get(path)
    assert visitor.post(path, do="take_over", unit=LAND, phone="0905111222").status_code == 303
    assert visitor.post(path, do="supplement", missing="Trích lục\nBản vẽ", reason="thiếu").status_code == 303
    world.desk.round()
    world.desk.round()
    assert world.desk.dossiers()[dossier] == world.province.dossiers()[dossier]
    folded = Dossier.model_validate_json(world.desk.dossiers()[dossier])
    assert [paper.name for paper in folded.supplements[-1].missing] == ["Trích lục", "Bản vẽ"]
    assert folded.stays[-1].person == "Phạm Địa Chính" and not folded.open_flags
    assert "Gửi yêu cầu về quầy" not in visitor.get(path).text, "it waits: another request is not legal"


def test_a_result_reported_by_the_back_office_ends_the_agencys_time(world: World) -> None:
    visitor = world.visitor("diachinh")
    path = world.path(8)
    visitor.get(path)
    sent = {"do": "result", "number": "118/GCN", "signed_on": "2026-03-02", "form": "electronic"}
    assert visitor.post(path, **sent).status_code == 303
    world.desk.round()
    folded = Dossier.model_validate_json(world.desk.dossiers()[world.dossiers[8]])
    assert folded.result is not None and folded.result.number == "118/GCN" and folded.finished_at is not None
    again = visitor.post(path, **sent)
    assert again.status_code == 400 and "đang ở trạng thái" in again.text


def test_positions_stay_dense_and_the_servers_own_stream_is_chained(world: World) -> None:
    visitor = world.visitor("phutrach")
    visitor.get(world.path(12))
    assert visitor.post(world.path(12), do="note", remark="đã gọi điện").status_code == 303
    places = "SELECT position FROM events WHERE office = :office UNION ALL"
    rows = world.province.rows(
        f"{places} SELECT position FROM forks WHERE office = :office UNION ALL"
        " SELECT position FROM matter WHERE office = :office",
        office=world.office,
    )
    assert sorted(row.position for row in rows) == list(range(1, len(rows) + 1))
    own = world.province.rows(
        "SELECT e.seq, e.hash, e.text FROM events e JOIN offices o ON o.stream = e.stream ORDER BY e.seq"
    )
    for before, after in pairwise(own):
        assert before.hash in after.text


def test_nothing_is_written_where_a_field_is_wrong(world: World) -> None:
    visitor = world.visitor("phutrach")
    path = world.path(3)
    visitor.get(path)
    before = world.province.rows("SELECT position FROM offices WHERE agency = 'H56.14'")
    for fields in (
        {"do": "supplement", "missing": "  "},
        {"do": "note", "remark": ""},
        {"do": "settle", "target": str(world.dossiers[0]), "decision": "accept", "reason": "x"},
    ):
        assert visitor.post(path, **fields).status_code == 400, fields
    assert visitor.post(path, do="erase").status_code == 404
    assert world.province.rows("SELECT position FROM offices WHERE agency = 'H56.14'") == before


def test_what_is_to_be_checked_is_settled_by_whoever_is_in_charge(world: World) -> None:
    dossier = received(world.desk, 900)
    target = world.desk.says(dossier, steps(world.province.clock())["Supplemented"])
    world.desk.round()
    path = f"/ho-so/{world.office}/{dossier}"
    clerk, chief = world.visitor("diachinh"), world.visitor("phutrach")
    assert str(dossier) in chief.get("/kiem-tra").text
    province, elsewhere = world.visitor("tinh"), office_of(world.province, "H56.15")
    assert "UBND xã Hòa Bình <span" in province.get("/kiem-tra").text, "offices with something to check are counted"
    assert str(dossier) in province.get(f"/kiem-tra?co-quan={world.office}").text
    assert str(dossier) not in province.get(f"/kiem-tra?co-quan={elsewhere}").text
    assert chief.client.get(f"/kiem-tra?co-quan={elsewhere}").status_code == 404
    clerk.get("/ho-so")
    refused = clerk.post(path, do="settle", target=str(target), decision="set_aside", reason="nhầm")
    assert refused.status_code in (403, 404)
    chief.get(path)
    done = chief.post(path, do="settle", target=str(target), decision="set_aside", reason="ghi nhầm")
    assert done.status_code == 303, done.text
    assert str(dossier) not in chief.get("/kiem-tra").text
    world.desk.round()
    assert world.desk.flags(dossier) == []
    assert "Không tính" in chief.get(path).text


def test_the_audit_says_steps_and_decisions_in_the_readers_words(world: World) -> None:
    dossier = received(world.desk, 902)
    target = world.desk.says(dossier, steps(world.province.clock())["Supplemented"])
    world.desk.round()
    chief, path = world.visitor("phutrach"), f"/ho-so/{world.office}/{dossier}"
    chief.get(path)
    assert chief.post(path, do="note", remark="đã gọi điện").status_code == 303
    assert chief.post(path, do="take_over", unit=LAND).status_code == 303
    assert chief.post(path, do="settle", target=str(target), decision="set_aside", reason="nhầm").status_code == 303
    page = chief.get("/nhat-ky").text
    for words in ("0902 · Ghi chú<", "0902 · Nhận xử lý<", "0902 · Bỏ qua việc này<"):
        assert words in page
    chief.client.cookies.set(LANGUAGE_COOKIE, "en")
    page = chief.get("/nhat-ky").text
    chief.client.cookies.delete(LANGUAGE_COOKIE)
    for words in ("0902 · Note<", "0902 · Take over<", "0902 · Set it aside<"):
        assert words in page


# -- figures ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", list(Grouping))
def test_figures_are_those_of_the_rules_and_each_opens_its_own_dossiers(world: World, by: Grouping) -> None:
    now = world.province.clock()
    asked = Asked(date(2026, 2, 10), date(2026, 3, 2), by)
    folded = [Dossier.model_validate_json(text) for text in world.province.dossiers().values()]
    naive = Line06a()
    for dossier in folded:
        naive = naive.plus(line_of(dossier, asked.period(now)) or Line06a())
    with reading(world.province.engine) as connection:
        account = find(connection, "tinh")
        assert account is not None
        lines = reports.lines_06a(connection, account, asked, now)
        total = Line06a()
        for group, line in lines.items():
            assert line.balanced
            total = total.plus(line)
            for column in Column:
                number = line.figure(column)
                behind, after = 0, ""
                while True:
                    page = reports.behind(connection, account, asked, (column,), group, after, now)
                    behind, after = behind + len(page.lines), page.after
                    if not after:
                        break
                assert behind == number
    assert total == naive and total.received > 50


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("tu=2026-03-10&den=2026-03-01", "đứng sau ngày cuối kỳ"),
        ("tu=31/02/2026&den=", "Ngày chưa đúng"),
        ("tu=0001-01-01&den=2026-03-01", "Ngày chưa đúng"),
    ],
)
def test_days_that_are_no_period_are_answered_on_the_page(world: World, asked: str, said: str) -> None:
    visitor = world.visitor("phutrach")
    page = visitor.client.get(f"/thong-ke?{asked}")
    assert (
        page.status_code == 400
        and said in page.text
        and 'name="tu"' in page.text
        and '<svg class="chart' not in page.text
    )
    assert visitor.client.get(f"/thong-ke/ho-so?so=3&{asked}").status_code == 400
    assert visitor.client.get("/thong-ke?tu=&den=&theo=field").status_code == 200, "an emptied field is none"


def test_the_language_changes_where_one_is(world: World) -> None:
    visitor = world.visitor("tinh")
    for page, back in (
        (visitor.get("/thong-ke?tu=2026-01-01&theo=unit").text, "/thong-ke?tu=2026-01-01&theo=unit"),
        (visitor.post("/cong-bo/lich/ghi", digest="").text, "/cong-bo/lich"),
        (visitor.post("/cong-bo/bieu-mau/ngung", key="").text, "/cong-bo/bieu-mau"),
        (visitor.post("/cong-bo/ghi", digest="").text, "/cong-bo"),
    ):
        assert re.findall('name="back" value="([^"]*)"', unescape(page)) == [back]
        assert page.count('aria-current="true"') == (1 if "cong-bo" in back else 0)


def test_two_offices_of_one_name_are_two_lines(world: World) -> None:
    world.province.add_office("H56.20", "UBND xã Hòa Bình")
    namesake = world.province.desk("N1", "H56.20")
    received(namesake, 800)
    namesake.round()
    page = world.visitor("tinh").get("/thong-ke?tu=2026-01-01&den=2026-03-31&theo=office").text
    assert "UBND xã Hòa Bình (H56.14)" in page and "UBND xã Hòa Bình (H56.20)" in page
    link = re.search(r'href="([^"]+nhom=[^"]*H56\.20[^"]*)"', page)
    assert link is not None
    assert len(re.findall('href="/ho-so/', world.visitor("tinh").get(unescape(link[1])).text)) == 1


def test_the_statistics_page_links_every_figure_to_its_list(world: World) -> None:
    visitor = world.visitor("phutrach")
    page = visitor.get("/thong-ke?tu=2026-01-01&den=2026-03-31&theo=field").text
    links = re.findall(r'href="(/thong-ke/ho-so\?[^"]+)"[^>]*>(?:<strong>)?([\d.]+)<', page)
    assert len(links) > 15 and "<svg" in page
    for link, number in links[:6]:
        listed = visitor.get(unescape(link)).text
        assert len(re.findall(r">H56\.14-\d{6}-\d{4}<", listed)) == min(int(number), 50)


def test_a_cancelled_reception_is_shown_as_cancelled(world: World) -> None:
    dossier = received(world.desk, 901)
    world.desk.round()
    event_id = world.province.rows("SELECT event_id FROM events WHERE subject = :d", d=dossier)[0].event_id
    authority = Authority(role="supervisor", reason="tiếp nhận trùng")
    world.desk.says(dossier, Reversed(target=event_id, authority=authority), actor="truongbophan")
    world.desk.round()
    visitor = world.visitor("phutrach")
    visitor.get("/ho-so")
    assert "Đã hủy tiếp nhận" in visitor.post("/ho-so", words=f"H56.14-{world.province.clock():%y%m%d}-0901").text


def test_logs_name_no_person_and_no_dossier(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    visitor = world.visitor("phutrach")
    visitor.get("/ho-so")
    visitor.post("/ho-so", words="NGUYỄN VĂN SỐ 17")
    visitor.get(world.path(16))
    lines = [str(record.__dict__) for record in caplog.records if record.name.startswith("central_server")]
    assert lines
    for line in lines:
        assert "SỐ 17" not in line and str(world.dossiers[16]) not in line
