"""What the reception page reads: procedures as typed, three shelves with the office's corrections, people."""

from staff import CLERK, MORNING

from desk_app.domain.card import read_card
from desk_app.domain.events.reception import MissingPaper
from desk_app.domain.people import Person
from desk_app.domain.procedures import (
    ChannelKind,
    PaperClass,
    PaperCorrection,
    PaperTag,
    ProcedureStatus,
)
from desk_app.models.store import Store
from desk_app.services.before_acceptance import Guide, guide
from desk_app.services.receive_command import checked_receive
from desk_app.services.reception import receive
from desk_app.services.reception_lookups import (
    LINE_LENGTH,
    card_matters,
    chosen_procedure,
    favourites,
    find_people,
    find_procedures,
    guided_before,
    one_line,
    person_matters,
    recent,
    shelves,
)

BIRTH, MARITAL = "1.001193", "1.004873"
MAI = "038190435641||Trần Thị Mai|12031990|Nữ|Thôn 3, xã Hòa Bình Trung, tỉnh Hòa Giang|01072021"


def test_favourites_stand_one_to_nine_with_limit_and_fee(store: Store) -> None:
    found = favourites(store)
    assert [hit.favourite for hit in found] == list(range(1, 10))
    assert str(found[0].detail) == "2.000815 · Chứng thực · trong ngày · 2.000 đ/trang"


def test_daily_words_and_words_without_marks_find_a_procedure(store: Store) -> None:
    for typed in ("khai sinh", "giay khai sinh", "giấy khai sinh", BIRTH):
        assert find_procedures(store, typed).hits[0].code == BIRTH, typed
    assert find_procedures(store, "sao y").hits[0].code == "2.000815"


def test_the_offices_own_list_comes_first_and_the_rest_on_request(store: Store) -> None:
    with store.transaction(MORNING, actor="quantri") as tx:
        current = tx.procedures.current(BIRTH)
        assert current is not None
        outside = current.procedure.model_copy(update={"code": "9.999999", "name": "Thủ tục khai sinh hiếm gặp"})
        tx.procedures.add_version(outside, source="thử", imported_at=MORNING)
    own = find_procedures(store, "khai sinh")
    assert not own.everywhere
    assert "9.999999" not in {hit.code for hit in own.hits}
    whole = find_procedures(store, "khai sinh", everywhere=True)
    assert "9.999999" in {hit.code for hit in whole.hits}
    assert whole.hits[0].listed
    rare = find_procedures(store, "hiếm gặp")
    assert rare.everywhere, "nothing on the office's list: the whole catalogue is looked at"
    assert str(rare.hits[0].detail).endswith("ngoài danh mục")


def test_three_shelves_with_the_usual_set_and_what_is_required(store: Store) -> None:
    chosen = chosen_procedure(store, BIRTH, MORNING)
    rows = shelves(chosen.ground, "")
    assert rows.has_usual
    assert len(rows.required()) == 4
    assert all(row.paper_class is PaperClass.PRESENT for row in rows.present)
    assert rows.notes
    tagged = [bool(row.tags) for row in rows.submit]
    assert tagged == sorted(tagged), "rows for some people only stand behind"


def test_the_offices_correction_moves_a_row_to_another_shelf(store: Store) -> None:
    chosen = chosen_procedure(store, BIRTH, MORNING)
    paper = next(paper for paper in chosen.ground.procedure.papers if paper.paper_class is PaperClass.NOTE)
    with store.transaction(MORNING, actor="quantri") as tx:
        layer = tx.layers.get(BIRTH)
        moved = PaperCorrection(key=paper.key, paper_class=PaperClass.SUBMIT, tags=(PaperTag.IF_ANY,))
        tx.layers.set(BIRTH, layer.model_copy(update={"paper_corrections": (moved,)}), now=MORNING)
    rows = shelves(chosen_procedure(store, BIRTH, MORNING).ground, "")
    assert paper.name in {row.name for row in rows.submit if row.tags == (PaperTag.IF_ANY,)}
    assert paper.name not in {row.name for row in rows.notes}


def test_without_a_confirmed_set_every_untagged_row_is_required(store: Store) -> None:
    with store.transaction(MORNING, actor="quantri") as tx:
        tx.layers.set(BIRTH, tx.layers.get(BIRTH).model_copy(update={"usual_papers": ()}), now=MORNING)
    rows = shelves(chosen_procedure(store, BIRTH, MORNING).ground, "")
    assert not rows.has_usual
    assert rows.required() == {row.name for row in rows.submit if not row.tags}


def test_a_papers_line_is_cut_at_the_first_semicolon_bracket_or_ninety_characters() -> None:
    assert one_line("Giấy chứng sinh; không có thì văn bản") == "Giấy chứng sinh…"
    assert one_line("Tờ khai theo mẫu (nộp trực tiếp)") == "Tờ khai theo mẫu…"
    assert one_line("Tờ khai") == "Tờ khai"
    long = one_line("giấy " * 60)
    assert len(long) <= LINE_LENGTH + 1
    assert long.endswith("…")
    assert len(one_line("x" * 4035)) <= LINE_LENGTH + 1


def test_an_abolished_procedure_warns_and_its_earlier_version_does_not_come_back(store: Store) -> None:
    with store.transaction(MORNING, actor="quantri") as tx:
        current = tx.procedures.current(MARITAL)
        assert current is not None
        gone = current.procedure.model_copy(update={"status": ProcedureStatus.ABOLISHED})
        tx.procedures.add_version(gone, source="thử", imported_at=MORNING)
    assert "bãi bỏ" in str(chosen_procedure(store, MARITAL, MORNING).warnings[0])


def test_a_missing_unit_is_missing_until_somebody_confirms_it(store: Store) -> None:
    assert not chosen_procedure(store, BIRTH, MORNING).unit_is_missing(ChannelKind.DIRECT, "", 0)
    assert chosen_procedure(store, "1.001022", MORNING).unit_is_missing(ChannelKind.DIRECT, "", 0)


def test_a_known_person_brings_what_they_often_hand_in(store: Store) -> None:
    found = find_people(store, "0200")
    assert found[0].person.name == "Trần Thị Mai"
    matters = person_matters(store, found[0].person, found[0].key)
    assert matters.usual
    card = read_card(MAI)
    assert card is not None
    assert card_matters(store, card).known == matters.known
    stranger = person_matters(store, Person(name="Người Lạ"))
    assert stranger.known is None
    assert not stranger.usual


def test_somebody_guided_is_found_by_person_until_they_come_back(store: Store) -> None:
    person = find_people(store, "0214")[0].person
    command = Guide(procedure=MARITAL, submitter=person, missing=(MissingPaper(name="Tờ khai"),))
    dossier = guide(store, CLERK, command, MORNING)
    assert [one.dossier for one in person_matters(store, person).guided] == [dossier]
    before = guided_before(store, dossier)
    assert before is not None
    assert before.guided.missing[0].name == "Tờ khai"
    values = {"procedure": MARITAL, "submitter": person.model_dump(), "starts_from": dossier}
    receive(store, CLERK, checked_receive(values), MORNING)
    assert not person_matters(store, person).guided
    assert recent(store, CLERK)[0].id == dossier
