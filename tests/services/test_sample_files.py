"""The sample office: true to what was published, whole, and readable; a bad office file gets one sentence."""

import csv
import gzip
import json
import re
import unicodedata
from datetime import date, time
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from desk_app.domain.calendar import OfficeCalendar
from desk_app.domain.codes import parse_agency_id
from desk_app.domain.dates import at_office
from desk_app.domain.errors import DeskError
from desk_app.domain.events import KINDS
from desk_app.domain.fees import FeeBasis
from desk_app.domain.limits import TimeLimit, Unit
from desk_app.domain.people import compact_id
from desk_app.domain.portal_channels import read_channels
from desk_app.domain.procedures import ALL_CASES, ChannelKind, OfficeLayer, PaperClass, PrintHabit, Procedure
from desk_app.domain.states import State
from desk_app.domain.text import clean_line, nfc
from desk_app.domain.transitions import after, is_legal
from desk_app.resources import resource_root
from desk_app.services.office_file import read_office
from desk_app.services.promise import check_case, limit_for
from desk_app.services.receive_command import checked_receive
from desk_app.services.sample_files import (
    SampleMoment,
    published_limit,
    read_procedures,
    read_week,
    sample_office,
    sample_procedures,
    sample_week,
)

SAMPLE = resource_root() / "sample"
SHARED = Path(__file__).parents[3] / "shared" / "data" / "procedures"
FILLED_BY_THE_DESK = {"salt", "kind", "v", "promise", "to"}

CATALOGUE = sample_procedures()
LAYERS = {procedure.code: (procedure, layer) for procedure, layer in CATALOGUE}
WEEK = sample_week()

needs_shared_data = pytest.mark.skipif(not SHARED.is_dir(), reason="the published data are not on this machine")


@cache
def published_list() -> dict[str, dict[str, str]]:
    with (SHARED / "portal_list_2026-07.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["ma_so"]: row for row in csv.DictReader(file)}


@cache
def published_details() -> dict[str, dict[str, Any]]:
    with gzip.open(SHARED / "portal_details_2026-07.jsonl.gz", "rt", encoding="utf-8") as file:
        rows = (json.loads(line) for line in file)
        return {row["ma_thu_tuc"]: row for row in rows if row["ma_thu_tuc"] in LAYERS}


def each_procedure() -> list[Any]:
    return [pytest.param(procedure, layer, id=procedure.code) for procedure, layer in CATALOGUE]


# true to what was published


@needs_shared_data
@pytest.mark.parametrize(("procedure", "layer"), each_procedure())
def test_code_name_and_field_are_the_published_ones(procedure: Procedure, layer: OfficeLayer) -> None:
    row = published_list()[procedure.code]
    assert procedure.name == clean_line(row["ten"])
    assert procedure.field == clean_line(row["linh_vuc"])
    assert procedure.publisher == clean_line(row["co_quan_ban_hanh"])


@needs_shared_data
@pytest.mark.parametrize(("procedure", "layer"), each_procedure())
def test_limits_fees_and_decision_are_the_published_ones(procedure: Procedure, layer: OfficeLayer) -> None:
    row = published_details().get(procedure.code)
    if row is None:
        pytest.skip("only its list row was published")
    assert procedure.decision == clean_line(row["so_quyet_dinh"])
    assert procedure.levels == tuple(clean_line(row["cap_thuc_hien"]).split(", "))
    rows = read_channels(nfc(row["cach_thuc_thuc_hien"])).rows
    at_home = [row for row in rows if all(fee.currency == "VND" for fee in row.fees)]
    published = [(row.channel, row.limit, [fee.amount for fee in row.fees]) for row in at_home]
    ours = [(row.channel, row.limit, [fee.amount for fee in row.fees]) for row in procedure.channels]
    assert sorted(ours, key=str) == sorted(published, key=str)


@needs_shared_data
@pytest.mark.parametrize(("procedure", "layer"), each_procedure())
def test_results_are_published_results(procedure: Procedure, layer: OfficeLayer) -> None:
    row = published_details().get(procedure.code)
    if row is None:
        pytest.skip("only its list row was published")
    words = clean_line(row["ket_qua_xu_ly"]).lower()
    assert [result for result in procedure.results if result.lower() not in words] == []


@needs_shared_data
def test_no_long_sentence_is_copied() -> None:
    prose = {code: clean_line(row["trinh_tu_thuc_hien"]) for code, row in published_details().items()}
    copied = [
        procedure.code
        for procedure, _ in CATALOGUE
        for sentence in re.split(r"(?<=[.;])\s", procedure.steps)
        if len(sentence) > 80 and sentence in prose.get(procedure.code, "")
    ]
    assert copied == []


# the catalogue is whole


def test_the_everyday_procedures_are_there() -> None:
    assert 38 <= len(CATALOGUE) <= 50
    assert len(LAYERS) == len(CATALOGUE)
    assert {"1.001193", "2.000815", "1.004873", "2.000635", "1.004222", "1.001612"} <= set(LAYERS)


def test_every_procedure_is_on_the_office_list_with_a_short_name_and_daily_words() -> None:
    units = set(sample_office().units)
    for procedure, layer in CATALOGUE:
        assert layer.listed, procedure.code
        assert 1 <= len(layer.short_name) <= 60, procedure.code
        assert layer.daily_words, procedure.code
        assert layer.handled_by in units, procedure.code
        assert layer.competent_unit, procedure.code
        assert procedure.is_full, procedure.code
    short_names = [layer.short_name for _, layer in CATALOGUE]
    assert len(set(short_names)) == len(short_names)


def test_favourites_are_one_to_nine_each_once() -> None:
    chosen = sorted(layer.favourite for _, layer in CATALOGUE if layer.favourite)
    assert chosen == list(range(1, 10))
    by_digit = {layer.favourite: procedure.code for procedure, layer in CATALOGUE if layer.favourite}
    assert by_digit[1] == "2.000815"
    assert by_digit[3] == "1.001193"


def test_favourite_two_is_one_paper_on_the_same_day() -> None:
    procedure, layer = next(row for row in CATALOGUE if row[1].favourite == 2)
    assert len(layer.usual_papers) == 1
    assert limit_for(procedure, layer, ChannelKind.DIRECT).limit.unit is Unit.SAME_DAY
    assert procedure.cases() == ()


def test_birth_registration_has_four_usual_papers_and_no_case() -> None:
    procedure, layer = LAYERS["1.001193"]
    assert len(layer.usual_papers) == 4
    assert procedure.cases() == ()


def test_every_procedure_and_case_has_a_usual_set_made_of_papers_handed_in() -> None:
    for procedure, layer in CATALOGUE:
        for case in procedure.cases() or (ALL_CASES,):
            usual = [paper for paper in layer.usual_papers if paper.case in (ALL_CASES, case)]
            assert usual, f"{procedure.code} {case}"
            assert len({paper.name for paper in usual}) == len(usual)
        for paper in layer.usual_papers:
            assert paper.original + paper.certified + paper.copy_count > 0, procedure.code
            row = next((row for row in procedure.papers_of(paper.case) if row.name == paper.name), None)
            assert row is None or row.paper_class is PaperClass.SUBMIT, f"{procedure.code} {paper.name}"
            assert row is None or not row.tags, f"a tagged row is never ticked beforehand: {paper.name}"
            assert paper.case in (ALL_CASES, *procedure.cases())


def test_rows_of_a_version_are_told_apart_by_their_key() -> None:
    for procedure, _ in CATALOGUE:
        keys = [paper.key for paper in procedure.papers]
        assert len(set(keys)) == len(keys), procedure.code


def test_units_that_were_not_published_are_settled_but_for_a_few() -> None:
    missing = {code for code, (row, _) in LAYERS.items() if any(c.limit.unit is Unit.MISSING for c in row.channels)}
    open_ones = {code for code in missing if not LAYERS[code][1].units}
    assert len(missing) >= 10
    assert 2 <= len(open_ones) <= 3
    for _, layer in CATALOGUE:
        assert all(answer.confirmed and answer.limit.text == answer.text for answer in layer.units)
    for code in missing - open_ones:
        procedure, layer = LAYERS[code]
        for row in procedure.channels:
            assert limit_for(procedure, layer, row.channel).limit.unit is not Unit.MISSING, code


def test_certified_copies_are_counted_by_page_and_print_no_slip() -> None:
    _, layer = LAYERS["2.000815"]
    (rule,) = layer.fee_rules
    assert (layer.authentication, layer.same_day, layer.print_habit) == (True, True, PrintHabit.NEVER)
    assert rule.basis is FeeBasis.PER_PAGE
    assert [(tier.from_page, int(tier.amount)) for tier in rule.tiers] == [(1, 2000), (3, 1000)]
    assert rule.cap == 200_000


def test_fee_rules_name_cases_and_channels_that_exist() -> None:
    for procedure, layer in CATALOGUE:
        for rule in layer.fee_rules:
            assert rule.case in (ALL_CASES, *procedure.cases()), procedure.code
            assert rule.channel in ("", *(row.channel for row in procedure.channels)), procedure.code
            assert rule.legal_basis, procedure.code


def test_all_text_is_nfc_without_stray_space() -> None:
    for path in SAMPLE.rglob("*"):
        if path.suffix in (".toml", ".md"):
            text = path.read_text("utf-8")
            assert unicodedata.is_normalized("NFC", text), path.name
            assert "Ð" not in text, path.name
    for procedure, _ in CATALOGUE:
        for text in (procedure.name, procedure.steps, *(paper.name for paper in procedure.papers)):
            assert text == clean_line(text), procedure.code


@pytest.mark.parametrize(
    ("written", "limit"),
    [
        ("1", TimeLimit(amount=1, unit=Unit.MISSING, text="1")),
        ("3 working_day", TimeLimit(amount=3, unit=Unit.WORKING_DAY, text="3 Ngày làm việc")),
        ("30 day", TimeLimit(amount=30, unit=Unit.DAY, text="30 Ngày")),
        ("none", TimeLimit(unit=Unit.NONE)),
    ],
)
def test_a_limit_keeps_the_words_it_was_published_with(written: str, limit: TimeLimit) -> None:
    assert published_limit(written) == limit


# the office


def test_the_sample_office_is_complete() -> None:
    office = sample_office()
    assert parse_agency_id(office.agency_id) is not None
    assert {(row.login, row.role, row.password) for row in office.accounts} == {
        ("canbo", "clerk", "motcua"),
        ("truongbophan", "supervisor", "motcua"),
        ("quantri", "administrator", "motcua"),
    }
    assert office.accounts[0].name == "NGUYỄN THỊ LAN"
    assert office.look_up_address == ""
    assert [row.name for row in office.counters] == ["Quầy 1", "Quầy 2"]
    assert office.sessions.on(0)[1].closes == time(17, 0)
    assert office.sessions.on(5) == ()
    assert office.rules.cut_off == time(15, 0)


@needs_shared_data
def test_no_real_commune_or_province_bears_the_sample_names() -> None:
    units = (SHARED.parent / "admin_units" / "provinces_wards_2026-04-30.json").read_text("utf-8")
    for name in ("Hòa Bình Trung", "Hòa Giang", "Hoà Bình Trung", "Hoà Giang"):
        assert name not in units


def test_the_same_file_without_optional_keys_states_an_office() -> None:
    office = read_office(_least_office())
    assert office.rules.slip_copies == 2
    assert office.accounts[0].password is None
    assert office.code_format == "{agency}-{yyMMdd}-{number:04d}"


def _least_office(**changes: str) -> str:
    lines = {
        "name": '"UBND xã A"',
        "unit": '"Trung tâm Phục vụ hành chính công"',
        "place": '"A"',
        "address": '"Thôn 1"',
        "agency_id": '"H56.14"',
        "units": '["Văn phòng"]',
        "desk": '{ id = "quay-1", counter = "Quầy 1" }',
        "sessions": '{ monday = [["07:30", "11:30"]] }',
        "accounts": '[{ login = "qt", name = "Quản trị", role = "administrator" }]',
    } | changes
    return "\n".join(f"{key} = {value}" for key, value in lines.items() if value)


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"name": ""}, "name"),
        ({"agency_id": '"xã A"'}, "agency_id"),
        ({"surprise": "1"}, "surprise"),
        ({"sessions": '{ monday = [["11:30", "07:30"]] }'}, "sessions"),
        ({"sessions": '{ monday = [["07:30"]] }'}, "sessions"),
        ({"sessions": '{ monday = [["07:30", "11:30"], ["11:00", "17:00"]] }'}, "sessions"),
        ({"sessions": "{}"}, "(tệp)"),
        ({"sessions": "7"}, "sessions"),
        ({"reception_only": '{ monday = [["11:00", "12:00"]] }'}, "(tệp)"),
        ({"desk": '{ id = "quay-1", counter = "Quầy 1", first = 9, last = 3 }'}, "desk"),
        ({"desk": '{ id = "quay-1", counter = "Quầy 1", last = 10000 }'}, "(tệp)"),
        ({"accounts": '[{ login = "qt", name = "Q", role = "boss" }]'}, "accounts"),
        ({"accounts": '[{ login = "cb", name = "C", role = "clerk" }]'}, "(tệp)"),
        ({"accounts": '[{ login = "qt", name = "C", role = "administrator", counter = "Quầy 9" }]'}, "(tệp)"),
        ({"look_up_address": '"https://a.vn/x"'}, "look_up_address"),
        ({"code_format": '"{số}"'}, "code_format"),
        ({"units": '["A", "A"]'}, "(tệp)"),
    ],
)
def test_a_bad_office_file_gets_one_sentence_that_names_the_place(changes: dict[str, str], place: str) -> None:
    with pytest.raises(DeskError) as caught:
        read_office(_least_office(**changes))
    assert caught.value.code == "bad_office_file"
    assert str(caught.value.values["where"]).startswith(place)
    assert "\n" not in str(caught.value)
    assert not re.search(
        r"[Vv]alue error|Input should|String should|should be|must be|[Aa] pattern|validation error|a block",
        str(caught.value),
    )


@pytest.mark.parametrize("text", ["name = ", "[[[", "a = 1\na = 2", "x" * 3_000_000, "PK\x03\x04", "a = " + "[" * 5000])
def test_a_file_that_is_no_toml_gets_one_sentence(text: str) -> None:
    for read in (read_office, read_procedures, read_week):
        with pytest.raises(DeskError) as caught:
            read(text)
        assert caught.value.code == "bad_office_file"
        assert len(str(caught.value)) < 200


@pytest.mark.parametrize(
    "text",
    [
        "procedure = 3",
        "[[procedure]]\ncode = 'x'",
        "defaults = 3\n[[procedure]]\ncode = 'x'",
        "procedure = [3]",
        "[shared]\na = 3\n[[procedure]]\ncode = 'x'",
    ],
)
def test_a_bad_procedure_file_gets_one_sentence(text: str) -> None:
    with pytest.raises(DeskError) as caught:
        read_procedures(text)
    assert caught.value.code == "bad_office_file"


@pytest.mark.parametrize(
    "row",
    [
        'at = [-1, "08:00"]\nprocedure = "1.001193"\nsubmitter = "nobody"',
        'at = ["x", "08:00"]\nprocedure = "1.001193"\nsubmitter = "a"',
        'procedure = "1.001193"\nsubmitter = "a"',
        'at = [-1, "08:00"]\nprocedure = "1.001193"\nsubmitter = "a"\nsteps = [{ kind = "Burnt", at = [0, "08:00"] }]',
        'at = [-1, "08:00"]\nprocedure = "1.001193"\nsubmitter = "a"\nsteps = 3',
        'at = [-1, "08:00"]\nprocedure = "1.001193"\nsubmitter = "a"\nowners = 3',
    ],
)
def test_a_bad_week_gets_one_sentence(row: str) -> None:
    with pytest.raises(DeskError) as caught:
        read_week(f'[person]\na = {{ name = "An" }}\n[[dossier]]\n{row}')
    assert caught.value.code == "bad_office_file"


# the week


def test_the_week_has_about_sixty_dossiers_oldest_first() -> None:
    assert 55 <= len(WEEK) <= 65
    moments = [(row.at.days, row.at.clock) for row in WEEK]
    assert moments == sorted(moments)
    assert {row.at.days for row in WEEK} == {-5, -4, -3, -2, -1, 0}


def test_every_command_is_one_the_desk_accepts_for_a_procedure_and_case_it_has() -> None:
    for row in WEEK:
        command = checked_receive(row.command)
        procedure, layer = LAYERS[command.procedure]
        check_case(procedure, command.case)
        assert bool(command.case) == bool(procedure.cases()), command.procedure
        found = limit_for(procedure, layer, command.channel, command.case, command.variant, command.unit)
        assert found.limit.unit is not Unit.MISSING, command.procedure
        names = {paper.name for paper in procedure.papers_of(command.case)}
        names |= {paper.name for paper in layer.usual_papers}
        assert {paper.name for paper in command.papers or ()} <= names
        missing = [paper["name"] for step in row.steps for paper in step.fields.get("missing", ())]
        assert set(missing) <= names
        assert bool(command.authenticated) == layer.authentication, command.procedure


def test_dossiers_and_their_steps_stand_within_working_hours_in_order() -> None:
    hours = sample_office().sessions.on(0)
    for row in WEEK:
        moments = [row.at, *(step.at for step in row.steps)]
        order = [(moment.days, moment.clock) for moment in moments]
        assert order == sorted(order), row.command["procedure"]
        assert all(any(session.holds(moment.clock) for session in hours) for moment in moments)


def test_later_steps_are_legal_and_carry_fields_of_their_event() -> None:
    reached: set[State] = set()
    for row in WEEK:
        state = State.RECEIVED
        for step in row.steps:
            assert is_legal(step.kind, state), f"{row.command} {step.kind}"
            state = after(step.kind, state)
            assert set(step.fields) <= set(KINDS[step.kind].model_fields) - FILLED_BY_THE_DESK, step.kind
        reached.add(state)
    assert reached >= {
        State.RECEIVED,
        State.PROCESSING,
        State.SUPPLEMENT_WAIT,
        State.PAYMENT_WAIT,
        State.WITHDRAWN,
        State.RESULT_READY,
        State.RETURNED,
    }


def test_hand_over_goes_to_the_unit_that_handles_the_procedure() -> None:
    for row in WEEK:
        for step in row.steps:
            unit = step.fields.get("unit") or step.fields.get("from_unit")
            assert unit in (None, LAYERS[row.command["procedure"]][1].handled_by), row.command


def test_four_dossiers_are_late_on_the_newest_day() -> None:
    late = 0
    for row in WEEK:
        command = checked_receive(row.command)
        limit = limit_for(*LAYERS[command.procedure], command.channel, command.case, 0, command.unit).limit
        open_kinds = {step.kind for step in row.steps} <= {"HandedOver"}
        if open_kinds and limit.unit is Unit.WORKING_DAY and limit.amount is not None:
            late += row.at.days + int(limit.amount) < 0
    assert late == 4


def test_citizen_numbers_agree_with_birth_and_sex_and_phones_are_nobodys() -> None:
    numbers: dict[str, str] = {}
    for row in WEEK:
        for person in (row.command["submitter"], *row.command.get("owners", ())):
            born = date.fromisoformat(person["birth_date"])
            number = compact_id(person["id_number"])
            sex = (person["gender"] == "female") + 2 * (born.year >= 2000)
            assert re.fullmatch(rf"\d{{3}}{sex}{born.year % 100:02}\d{{6}}", number), person["name"]
            assert person["phone"].startswith("0999000")
            assert numbers.setdefault(number, person["name"]) == person["name"]
    assert len(numbers) >= 35


def test_a_sample_moment_counts_working_days_back() -> None:
    monday = date(2026, 3, 9)
    calendar = OfficeCalendar()
    assert SampleMoment(days=0, clock=time(8, 15)).moment(monday, calendar) == at_office(monday, time(8, 15))
    back = SampleMoment(days=-1, clock=time(8, 15)).moment(monday, calendar)
    assert back == at_office(date(2026, 3, 6), time(8, 15))
