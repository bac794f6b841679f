"""What the office says of a procedure: checked, stored, written down, and read back where it matters."""

from decimal import Decimal

import pytest
from staff import ADMINISTRATOR, CLERK, MORNING, SUPERVISOR

from desk_app.domain.errors import DeskError
from desk_app.domain.events import SettingChanged
from desk_app.domain.fees import FeeBasis, FeeRule, PageTier
from desk_app.domain.limits import Unit, parse_limit
from desk_app.domain.procedures import (
    Channel,
    ChannelKind,
    OfficeLayer,
    Paper,
    PaperClass,
    PaperTag,
    PrintHabit,
    Procedure,
    PublishedFee,
    UsualPaper,
)
from desk_app.models.store import Store
from desk_app.services import office_layer
from desk_app.services.promise import limit_for, variants

BIRTH, COPIES = "1.001193", "2.000815"


def layer(store: Store, code: str) -> OfficeLayer:
    with store.reading() as rd:
        return rd.layers.get(code)


def test_a_short_name_is_cleaned_bounded_and_written_down(store: Store) -> None:
    office_layer.rename(store, SUPERVISOR, BIRTH, "  Khai   sinh ", MORNING)
    assert layer(store, BIRTH).short_name == "Khai sinh"
    with store.reading() as rd:
        body = rd.office_events("SettingChanged")[0].body
        assert isinstance(body, SettingChanged)
        assert (body.name, body.new) == (f"layer.{BIRTH}.short_name", "Khai sinh")
        assert rd.procedures.line(BIRTH).short_name == "Khai sinh"  # type: ignore[union-attr]
    with pytest.raises(DeskError) as refused:
        office_layer.rename(store, SUPERVISOR, BIRTH, "x" * 61, MORNING)
    assert str(refused.value) == "Tên gọi tắt dài 61 chữ, tối đa 60 chữ. Rút ngắn lại."


def test_saying_the_same_again_writes_nothing(store: Store) -> None:
    office_layer.set_print_habit(store, ADMINISTRATOR, BIRTH, PrintHabit.ASK, MORNING)
    with store.reading() as rd:
        before = len(rd.office_events())
    office_layer.set_print_habit(store, ADMINISTRATOR, BIRTH, PrintHabit.ASK, MORNING)
    with store.reading() as rd:
        assert len(rd.office_events()) == before


def test_a_favourites_digit_moves_and_brings_the_procedure_on_the_list(store: Store) -> None:
    office_layer.set_listed(store, ADMINISTRATOR, [BIRTH], MORNING, listed=False)
    with store.reading() as rd:
        holder = next(line for line in rd.procedures.favourites() if line.favourite == 1)
    other = BIRTH if holder.national_code != BIRTH else COPIES
    office_layer.set_favourite(store, ADMINISTRATOR, other, 1, MORNING)
    with store.reading() as rd:
        ones = [line.national_code for line in rd.procedures.favourites() if line.favourite == 1]
    assert ones == [other]
    assert layer(store, other).listed
    with pytest.raises(DeskError):
        office_layer.set_favourite(store, ADMINISTRATOR, BIRTH, 10, MORNING)


def test_daily_words_are_found_with_and_without_marks(store: Store) -> None:
    office_layer.set_daily_words(store, ADMINISTRATOR, BIRTH, ["tờ khai đẻ", " tờ khai đẻ ", ""], MORNING)
    assert layer(store, BIRTH).daily_words == ("tờ khai đẻ",)
    with store.reading() as rd:
        assert rd.procedures.search("to khai de")[0].code == BIRTH


def test_a_paper_moves_to_another_shelf_and_back(store: Store) -> None:
    with store.reading() as rd:
        procedure = rd.procedures.current(BIRTH).procedure  # type: ignore[union-attr]
    row = next(row for row in procedure.papers if row.paper_class is PaperClass.SUBMIT)
    office_layer.classify_paper(store, SUPERVISOR, BIRTH, row.key, PaperClass.NOTE, MORNING)
    read = office_layer.papers_as_read(procedure, layer(store, BIRTH))
    assert next(paper for paper in read if paper.key == row.key).paper_class is PaperClass.NOTE
    office_layer.classify_paper(store, SUPERVISOR, BIRTH, row.key, row.paper_class, MORNING, tags=row.tags)
    assert all(entry.key != row.key for entry in layer(store, BIRTH).paper_corrections)
    with pytest.raises(DeskError) as refused:
        office_layer.classify_paper(store, SUPERVISOR, BIRTH, "không có", PaperClass.NOTE, MORNING)
    assert refused.value.code == "no_such_paper_row"


def test_a_correction_keeps_its_tags_unless_others_are_given(store: Store) -> None:
    with store.reading() as rd:
        row = rd.procedures.current(BIRTH).procedure.papers[0]  # type: ignore[union-attr]
    office_layer.classify_paper(store, SUPERVISOR, BIRTH, row.key, PaperClass.NOTE, MORNING, tags=(PaperTag.IF_ANY,))
    office_layer.classify_paper(store, SUPERVISOR, BIRTH, row.key, PaperClass.PRESENT, MORNING)
    (entry,) = (entry for entry in layer(store, BIRTH).paper_corrections if entry.key == row.key)
    assert entry.tags == (PaperTag.IF_ANY,)


def test_a_usual_set_needs_names_and_counts(store: Store) -> None:
    office_layer.set_usual_papers(
        store,
        ADMINISTRATOR,
        BIRTH,
        [UsualPaper(name="Tờ khai", original=1), UsualPaper(name="Tờ khai", original=2)],
        MORNING,
    )
    assert [(row.name, row.original) for row in layer(store, BIRTH).usual_papers] == [("Tờ khai", 1)]
    for row, code in (
        (UsualPaper(name=" ", original=1), "usual_paper_without_name"),
        (UsualPaper(name="Đơn"), "usual_paper_without_count"),
    ):
        with pytest.raises(DeskError) as refused:
            office_layer.set_usual_papers(store, ADMINISTRATOR, BIRTH, [row], MORNING)
        assert refused.value.code == code


def test_fee_rules_are_whole_dong_with_a_sensible_cap(store: Store) -> None:
    rule = FeeRule(
        name="Phí chứng thực",
        basis=FeeBasis.PER_PAGE,
        amount=Decimal(2000),
        tiers=(PageTier(from_page=3, amount=Decimal(1000)),),
        cap=Decimal(200000),
    )
    office_layer.set_fee_rules(store, ADMINISTRATOR, COPIES, [rule], MORNING)
    assert layer(store, COPIES).fee_rules == (rule,)
    wrong = (
        rule.model_copy(update={"name": " "}),
        rule.model_copy(update={"amount": Decimal("0.5")}),
        rule.model_copy(update={"cap": Decimal(100)}),
    )
    for bad in wrong:
        with pytest.raises(DeskError):
            office_layer.set_fee_rules(store, ADMINISTRATOR, COPIES, [bad], MORNING)
    assert layer(store, COPIES).fee_rules == (rule,)


ABROAD = Channel(
    channel=ChannelKind.DIRECT,
    limit=parse_limit("none"),
    fees=(PublishedFee(amount=Decimal(10), currency="USD", text="/bản"),),
)
HERE = Channel(channel=ChannelKind.DIRECT, limit=parse_limit("same_day"), fees=(PublishedFee(amount=Decimal(2000)),))
TWO_ROWS = Procedure(code="1.900009", name="Chứng thực", channels=(ABROAD, HERE), is_full=True)


def test_rows_of_other_agencies_are_hidden_from_the_counter(store: Store) -> None:
    with store.transaction(MORNING, "quantri") as tx:
        tx.procedures.add_version(TWO_ROWS, source="thử", imported_at=MORNING)
    office_layer.hide_channel(store, ADMINISTRATOR, TWO_ROWS.code, ABROAD.key, MORNING)
    kept = layer(store, TWO_ROWS.code)
    assert variants(TWO_ROWS, kept, ChannelKind.DIRECT, "") == (HERE,)
    assert variants(TWO_ROWS, OfficeLayer(), ChannelKind.DIRECT, "") == (ABROAD, HERE)
    assert limit_for(TWO_ROWS, kept, ChannelKind.DIRECT).limit.unit is Unit.SAME_DAY
    assert office_layer.channels_as_read(TWO_ROWS, kept) == (HERE,)
    with pytest.raises(DeskError) as refused:
        office_layer.hide_channel(store, ADMINISTRATOR, TWO_ROWS.code, HERE.key, MORNING)
    assert refused.value.code == "everything_hidden"
    office_layer.hide_channel(store, ADMINISTRATOR, TWO_ROWS.code, ABROAD.key, MORNING, hidden=False)
    assert layer(store, TWO_ROWS.code).hidden_channels == ()


def test_commune_procedures_come_on_the_list_in_one_go(store: Store) -> None:
    commune = Procedure(code="1.900001", name="Việc của xã", levels=("Cấp xã",), is_full=True)
    bare = Procedure(code="1.900002", name="Việc của xã, tên suông", agencies=("Ủy ban nhân dân cấp xã",))
    province = Procedure(
        code="1.900003", name="Việc của tỉnh", levels=("Cấp tỉnh",), steps="chuyển cấp xã", is_full=True
    )
    with store.transaction(MORNING, "quantri") as tx:
        for procedure in (commune, bare, province):
            tx.procedures.add_version(procedure, source="thử", imported_at=MORNING)
    office_layer.list_commune_procedures(store, ADMINISTRATOR, MORNING)
    assert layer(store, "1.900001").listed
    assert layer(store, "1.900002").listed
    assert not layer(store, "1.900003").listed
    assert office_layer.list_commune_procedures(store, ADMINISTRATOR, MORNING) == 0


def test_a_clerk_changes_nothing_here(store: Store) -> None:
    row = Paper(name="x")
    for attempt in (
        lambda: office_layer.rename(store, CLERK, BIRTH, "x", MORNING),
        lambda: office_layer.set_listed(store, CLERK, [BIRTH], MORNING),
        lambda: office_layer.set_favourite(store, CLERK, BIRTH, 1, MORNING),
        lambda: office_layer.classify_paper(store, CLERK, BIRTH, row.key, PaperClass.NOTE, MORNING),
        lambda: office_layer.hide_channel(store, CLERK, BIRTH, "x", MORNING),
        lambda: office_layer.confirm_layer(store, CLERK, BIRTH, MORNING),
    ):
        with pytest.raises(DeskError) as refused:
            attempt()
        assert refused.value.code == "not_entitled"


def test_an_unknown_code_is_refused_in_words(store: Store) -> None:
    with pytest.raises(DeskError) as refused:
        office_layer.rename(store, ADMINISTRATOR, "9.999999", "x", MORNING)
    assert refused.value.code == "unknown_procedure"
