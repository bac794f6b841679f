"""What an import says of a procedure, and that the office's own layer survives it."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk_app.domain.fees import FeeRule
from desk_app.domain.limits import TimeLimit, Unit
from desk_app.domain.procedure_diff import (
    ChangeKind,
    LayerPart,
    RowKind,
    carry_over,
    complete,
    diff,
    fee_words,
    limit_words,
)
from desk_app.domain.procedures import (
    Channel,
    ChannelKind,
    OfficeLayer,
    Paper,
    PaperClass,
    PaperCorrection,
    Procedure,
    ProcedureStatus,
    PublishedFee,
    UnitSettlement,
    UsualPaper,
)


def days(number: int, unit: Unit = Unit.WORKING_DAY) -> TimeLimit:
    text = str(number) if unit is Unit.MISSING else f"{number} Ngày làm việc"
    return TimeLimit(amount=Decimal(number), unit=unit, text=text)


MARRIAGE = Procedure(
    code="1.000894",
    name="Đăng ký kết hôn",
    field="Hộ tịch",
    agencies=("Ủy ban nhân dân cấp xã", "Sở Tư pháp"),
    decision="163/QĐ-BTP",
    channels=(
        Channel(
            channel=ChannelKind.DIRECT,
            limit=days(3),
            fees=(PublishedFee(amount=Decimal(8000), text="8.000 đồng/bản"),),
        ),
        Channel(channel=ChannelKind.ONLINE, limit=days(1, Unit.MISSING)),
    ),
    papers=(
        Paper(name="Tờ khai đăng ký kết hôn theo mẫu", original=1),
        Paper(name="Giấy xác nhận tình trạng hôn nhân của hai bên nam, nữ", original=1),
        Paper(name="Hộ chiếu hoặc thẻ căn cước", original=1, paper_class=PaperClass.PRESENT),
    ),
    is_full=True,
)
LAYER = OfficeLayer(
    short_name="Đăng ký kết hôn",
    daily_words=("giấy kết hôn",),
    units=(UnitSettlement(channel=ChannelKind.ONLINE, text="1", limit=TimeLimit(unit=Unit.SAME_DAY)),),
    paper_corrections=(PaperCorrection(key=MARRIAGE.papers[1].key, paper_class=PaperClass.PRESENT),),
    usual_papers=(UsualPaper(name=MARRIAGE.papers[0].name, original=1),),
    fee_rules=(FeeRule(name="Phí bản sao", amount=Decimal(8000)),),
)


def changed(**fields: object) -> Procedure:
    return MARRIAGE.model_copy(update=fields)


def test_nothing_changed_is_said_to_be_unchanged() -> None:
    assert diff(MARRIAGE, MARRIAGE).kind is ChangeKind.UNCHANGED
    assert carry_over(LAYER, MARRIAGE, MARRIAGE) == (LAYER, ())


def test_new_and_gone_procedures() -> None:
    assert diff(None, MARRIAGE).kind is ChangeKind.NEW
    assert diff(MARRIAGE, None).kind is ChangeKind.ABOLISHED
    with pytest.raises(ValueError):
        diff(None, None)


def test_a_version_published_as_abolished_is_abolished() -> None:
    change = diff(MARRIAGE, changed(status=ProcedureStatus.ABOLISHED))
    assert change.kind is ChangeKind.ABOLISHED
    assert [(field.label, field.old, field.new) for field in change.fields] == [
        ("Tình trạng", "đang công khai", "bãi bỏ")
    ]


def test_a_changed_limit_shows_old_and_new_row() -> None:
    direct, online = MARRIAGE.channels
    change = diff(MARRIAGE, changed(channels=(direct.model_copy(update={"limit": days(5)}), online)))
    assert change.kind is ChangeKind.AMENDED
    (field,) = change.fields
    assert field.label == "Cách thức thực hiện"
    (row,) = field.rows
    assert row.kind is RowKind.CHANGED
    assert row.old == "Trực tiếp · 3 ngày làm việc · 8.000 đ (8.000 đồng/bản)"
    assert row.new == "Trực tiếp · 5 ngày làm việc · 8.000 đ (8.000 đồng/bản)"


def test_papers_are_added_removed_and_reworded() -> None:
    form, single, passport = MARRIAGE.papers
    reworded = form.model_copy(update={"name": "Tờ khai đăng ký kết hôn theo mẫu số 02"})
    extra = Paper(name="Trích lục ghi chú ly hôn", original=1)
    (field,) = diff(MARRIAGE, changed(papers=(reworded, passport, extra))).fields
    assert [row.kind for row in field.rows] == [RowKind.CHANGED, RowKind.REMOVED, RowKind.ADDED]
    assert field.rows[0].new.startswith("Tờ khai đăng ký kết hôn theo mẫu số 02")
    assert field.rows[1].old.startswith(single.name)
    assert field.rows[2].new.startswith(extra.name)


def test_spelling_of_tones_spacing_and_order_are_no_amendment() -> None:
    old = changed(steps="Hòa giải viên thủy sản", results=("Giấy A", "Giấy B"))
    new = changed(
        steps="Hoà giải viên  thuỷ sản", results=("Giấy B", "Giấy A"), agencies=("Sở Tư pháp", "Ủy ban nhân dân cấp xã")
    )
    assert diff(old, new).kind is ChangeKind.UNCHANGED


def test_a_row_of_a_bare_list_erases_nothing_and_amends_only_what_it_names() -> None:
    row = Procedure(code=MARRIAGE.code, name=MARRIAGE.name, field="Hộ tịch")
    assert diff(MARRIAGE, row).kind is ChangeKind.UNCHANGED
    renamed = row.model_copy(update={"name": "Thủ tục đăng ký kết hôn"})
    assert [field.field for field in diff(MARRIAGE, renamed).fields] == ["name"]
    kept = complete(MARRIAGE, renamed)
    assert kept.papers == MARRIAGE.papers
    assert kept.name == "Thủ tục đăng ký kết hôn"
    assert kept.is_full


def test_details_arriving_for_a_listed_procedure_are_no_amendment() -> None:
    row = Procedure(code=MARRIAGE.code, name=MARRIAGE.name, field="Hộ tịch", agencies=MARRIAGE.agencies)
    change = diff(row, MARRIAGE)
    assert change.kind is ChangeKind.UNCHANGED
    assert change.details_added


def test_what_one_side_does_not_say_is_no_difference_between_a_list_and_details() -> None:
    row = Procedure(code=MARRIAGE.code, name=MARRIAGE.name, publisher="Bộ Tư pháp")
    assert diff(row, MARRIAGE).kind is ChangeKind.UNCHANGED
    assert diff(MARRIAGE, row).kind is ChangeKind.UNCHANGED


def test_details_that_disappear_from_a_full_version_are_an_amendment() -> None:
    (field,) = diff(MARRIAGE, changed(decision="")).fields
    assert (field.label, field.old, field.new) == ("Số quyết định", "163/QĐ-BTP", "")


def test_a_new_name_flags_the_short_name_and_keeps_it() -> None:
    layer, flags = carry_over(LAYER, MARRIAGE, changed(name="Đăng ký kết hôn có yếu tố nước ngoài"))
    assert layer == LAYER
    assert [flag.part for flag in flags] == [LayerPart.SHORT_NAME]


def test_a_reworded_paper_takes_its_correction_along_and_is_flagged() -> None:
    form, single, passport = MARRIAGE.papers
    reworded = single.model_copy(update={"name": single.name + " (nếu có)"})
    layer, flags = carry_over(LAYER, MARRIAGE, changed(papers=(form, reworded, passport)))
    assert layer.paper_corrections[0].key == reworded.key
    assert layer.paper_corrections[0].paper_class is PaperClass.PRESENT
    assert [flag.part for flag in flags] == [LayerPart.PAPER_CORRECTION]


def test_a_paper_that_is_gone_flags_what_leans_on_it_and_loses_nothing() -> None:
    layer, flags = carry_over(LAYER, MARRIAGE, changed(papers=MARRIAGE.papers[2:]))
    assert layer == LAYER
    assert {flag.part for flag in flags} == {LayerPart.PAPER_CORRECTION, LayerPart.USUAL_PAPER}


def test_a_published_unit_flags_the_settlement_made_without_one() -> None:
    direct, online = MARRIAGE.channels
    layer, flags = carry_over(LAYER, MARRIAGE, changed(channels=(direct, online.model_copy(update={"limit": days(1)}))))
    assert layer.units == LAYER.units
    assert [(flag.part, flag.reason) for flag in flags] == [(LayerPart.UNIT, "công bố mới ghi: 1 ngày làm việc")]


def test_changed_published_fees_flag_the_fee_rules() -> None:
    direct, online = MARRIAGE.channels
    dearer = direct.model_copy(update={"fees": (PublishedFee(amount=Decimal(10000)),)})
    _, flags = carry_over(LAYER, MARRIAGE, changed(channels=(dearer, online)))
    assert [flag.part for flag in flags] == [LayerPart.FEE_RULE]


def test_a_bare_list_flags_nothing_that_it_does_not_speak_of() -> None:
    assert carry_over(LAYER, MARRIAGE, Procedure(code=MARRIAGE.code, name=MARRIAGE.name)) == (LAYER, ())


def test_words_of_limits_and_fees() -> None:
    assert limit_words(days(3, Unit.MISSING)) == "3 (không ghi đơn vị)"
    assert limit_words(TimeLimit(amount=Decimal("0.5"), unit=Unit.DAY)) == "0,5 ngày"
    assert limit_words(TimeLimit(unit=Unit.SAME_DAY)) == "trong ngày"
    assert fee_words(PublishedFee(amount=Decimal(0))) == "miễn phí"
    assert fee_words(PublishedFee(amount=Decimal(10), currency="USD", text="/bản")) == "10 USD/bản"


NAMES = st.lists(st.sampled_from(["Đơn", "Tờ khai", "Giấy khai sinh", "Hộ chiếu", "Ảnh 4x6", "Sổ đỏ"]), max_size=5)


@settings(max_examples=60, deadline=None)
@given(before=NAMES, after=NAMES)
def test_the_difference_explains_every_row(before: list[str], after: list[str]) -> None:
    old = changed(papers=tuple(Paper(name=name) for name in before))
    new = changed(papers=tuple(Paper(name=name) for name in after))
    rows = [row for field in diff(old, new).fields for row in field.rows]
    added = sum(row.kind is RowKind.ADDED for row in rows)
    removed = sum(row.kind is RowKind.REMOVED for row in rows)
    assert len(before) - removed + added == len(after)
    assert (not rows) == (sorted(before) == sorted(after))
