"""Apologies: drafted, signed, sent; the original appointment stays and lateness is measured against it."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from staff import ADMINISTRATOR, CLERK, MORNING, SUPERVISOR

from desk_app.domain.dates import OFFICE_ZONE
from desk_app.domain.dossier import Dossier
from desk_app.domain.errors import DeskError
from desk_app.domain.events import PrintOutcome
from desk_app.models.queries.office import PrintJob
from desk_app.models.store import Store
from desk_app.printing.raster import page_sizes
from desk_app.services.apologies import (
    LetterWanted,
    Signed,
    discard_draft,
    draft_apologies,
    draft_letters,
    numbers_from,
    send_apologies,
    sign_apologies,
    take_signed,
    typed_due,
)
from desk_app.services.apology_drafts import apology_draft, apology_drafts
from desk_app.services.apology_letters import letters_paper
from desk_app.services.apology_usual import change_late_reasons, last_signature, late_reasons, whole_number
from desk_app.services.form_versions import edit_form
from desk_app.services.late import Watch, watched
from desk_app.services.mending import reverse
from desk_app.services.office_settings import office_settings
from desk_app.services.papers import dossier_paper
from desk_app.services.print_jobs import waiting_papers, why_not_printed
from desk_app.services.print_log import prints_of_day
from desk_app.services.receive_command import checked_receive
from desk_app.services.reception import receive
from desk_app.services.sheet_prints import queue_sheet, sheet_not_printed, sheet_printed
from desk_app.services.steps import take_step
from desk_app.shipped_forms import shipped_form

MAI = {"name": "TRẦN THỊ MAI", "id_number": "038190001212", "phone": "0912345678"}
LATE = datetime(2026, 9, 8, 9, tzinfo=OFFICE_ZONE)
JAMMED = DeskError("paper_failed", title="Thư xin lỗi", reason="nội dung không xếp vừa khổ giấy")


def received(store: Store) -> UUID:
    return receive(store, CLERK, checked_receive({"procedure": "1.004873", "submitter": MAI}), MORNING).id


def folded(store: Store, dossier: UUID) -> Dossier:
    with store.reading() as rd:
        found = rd.dossiers.by_id(dossier)
    assert found is not None
    return found


def refused(code: str, act: object, *arguments: object, **named: object) -> str:
    with pytest.raises(DeskError) as error:
        act(*arguments, **named)  # type: ignore[operator]
    assert error.value.code == code
    return str(error.value)


def signed(dossier: UUID, number: str = "12/PXL") -> Signed:
    return Signed(dossier, number, LATE.date(), "TRẦN VĂN HAI", "KT. CHỦ TỊCH, PHÓ CHỦ TỊCH")


def test_a_draft_counts_for_nothing_and_may_have_no_number(store: Store) -> None:
    dossiers = [received(store) for _ in range(4)]
    drafted = draft_apologies(store, CLERK, dossiers, "Chờ xác minh", LATE, working_days=5)
    assert [one.draft.letter_number for one in drafted] == [""] * 4
    assert drafted[0].draft.new_due_at == datetime(2026, 9, 15, 17, tzinfo=OFFICE_ZONE)
    assert {warned.code for one in drafted for warned in one.warnings} == {"apology_out_of_time"}
    with store.reading() as rd:
        assert {draft.dossier for draft in apology_drafts(rd)} == set(dossiers)
        late = [one for one in watched(rd, LATE) if one.line.id in dossiers]
    assert all(one.apology_drafted and not one.apologies and one.group is Watch.LATE for one in late)
    assert folded(store, dossiers[0]).apologies == ()


def test_a_batch_is_signed_with_numbers_in_a_row_and_sent(store: Store) -> None:
    dossiers = [received(store) for _ in range(3)]
    draft_apologies(store, CLERK, dossiers, "Chờ xác minh", LATE, working_days=5)
    numbers = numbers_from("009/PXL-UBND", 3)
    assert numbers == ("009/PXL-UBND", "010/PXL-UBND", "011/PXL-UBND")
    sign_apologies(store, CLERK, [signed(*pair) for pair in zip(dossiers, numbers, strict=True)], LATE)
    send_apologies(store, CLERK, dossiers, "bưu chính", LATE)
    for dossier, number in zip(dossiers, numbers, strict=True):
        life = folded(store, dossier)
        letter = life.apologies[0]
        assert (letter.letter.letter_number, letter.sent_how, letter.sent_at) == (number, "bưu chính", LATE)
        assert life.due_at == life.original_due_at == datetime(2026, 9, 4, 17, tzinfo=OFFICE_ZONE)
        assert life.shown_due_at == datetime(2026, 9, 15, 17, tzinfo=OFFICE_ZONE)
    with store.reading() as rd:
        assert apology_drafts(rd) == ()
        late = {one.line.id: one for one in watched(rd, LATE)}
    assert all(late[dossier].group is Watch.LATE and late[dossier].apologies == 1 for dossier in dossiers)
    refused("apology_already_sent", send_apologies, store, CLERK, dossiers[:1], "bưu chính", LATE)


def test_a_registry_number_used_twice_in_a_year_warns(store: Store) -> None:
    one, other, third = (received(store) for _ in range(3))
    draft_apologies(store, CLERK, [one, other], "Chờ xác minh", LATE, working_days=5)
    assert sign_apologies(store, CLERK, [signed(one)], LATE) == ()
    warned = sign_apologies(store, CLERK, [signed(other, "12/pxl")], LATE)
    assert [one.code for one in warned] == ["letter_number_used"]
    assert folded(store, one).code in warned[0].sentence
    drafted = draft_apologies(store, CLERK, [third], "Chờ xác minh", LATE, working_days=5, numbers={third: "12/PXL"})
    assert "letter_number_used" in {one.code for one in drafted[0].warnings}
    for letter in (one, other):
        event = folded(store, letter).apologies[0].event_id
        reverse(store, SUPERVISOR, letter, event, "Ghi nhầm", LATE)
    assert sign_apologies(store, CLERK, [signed(third)], LATE) == ()
    fields = {"reason": "Chờ", "new_due_at": "2027-01-20T17:00", "signer": "HAI", "signed_on": "2027-01-05"}
    new_year = LATE.replace(year=2027, month=1, day=6)
    assert "letter_number_used" not in {
        one.code for one in take_signed(store, CLERK, one, {**fields, "letter_number": "12/PXL"}, new_year)
    }


def test_a_second_apology_warns_and_must_be_later(store: Store) -> None:
    dossier = received(store)
    draft_apologies(store, CLERK, [dossier], "Chờ xác minh", LATE, working_days=5)
    sign_apologies(store, CLERK, [signed(dossier)], LATE)
    refused("new_due_not_later", draft_apologies, store, CLERK, [dossier], "Vẫn chờ", LATE, working_days=5)
    drafted = draft_apologies(store, CLERK, [dossier], "Vẫn chờ", LATE, working_days=8)
    assert "second_apology" in {warned.code for warned in drafted[0].warnings}


def test_signing_needs_a_draft_a_number_and_a_signer(store: Store) -> None:
    dossier = received(store)
    refused("apology_not_drafted", sign_apologies, store, CLERK, [signed(dossier)], LATE)
    draft_apologies(store, CLERK, [dossier], "Chờ xác minh", LATE, working_days=5)
    refused("apology_number_missing", sign_apologies, store, CLERK, [signed(dossier, "")], LATE)
    nobody = Signed(dossier, "12/PXL", LATE.date())
    refused("signer_missing", sign_apologies, store, CLERK, [nobody], LATE)
    tomorrow = Signed(dossier, "12/PXL", LATE.date().replace(day=9), "TRẦN VĂN HAI")
    refused("apology_signed_in_future", sign_apologies, store, CLERK, [tomorrow], LATE)
    refused("apology_not_signed", send_apologies, store, CLERK, [dossier], "tin nhắn", LATE)
    assert folded(store, dossier).apologies == ()


def test_one_letter_that_cannot_be_signed_holds_back_the_batch(store: Store) -> None:
    good, bare = received(store), received(store)
    draft_apologies(store, CLERK, [good], "Chờ xác minh", LATE, working_days=5)
    refused("apology_not_drafted", sign_apologies, store, CLERK, [signed(good), signed(bare)], LATE)
    assert folded(store, good).apologies == ()


def test_nobody_apologises_for_a_finished_dossier(store: Store) -> None:
    dossier = received(store)
    take_step(store, CLERK, dossier, "ResultReady", {"number": "118"}, LATE)
    sentence = refused("apology_for_finished", draft_apologies, store, CLERK, [dossier], "x", LATE, working_days=5)
    assert "Có kết quả" in sentence
    letter = {"reason": "x", "new_due_at": "2026-10-01T17:00", "signer": "HAI", "signed_on": "2026-09-08"}
    refused("apology_for_finished", take_step, store, CLERK, dossier, "Apologised", letter, LATE)


def test_a_draft_wants_a_reason_and_a_date_and_can_be_thrown_away(store: Store) -> None:
    dossier = received(store)
    refused("apology_reason_missing", draft_apologies, store, CLERK, [dossier], " ", LATE, working_days=5)
    refused("new_due_missing", draft_apologies, store, CLERK, [dossier], "Chờ", LATE)
    refused("no_dossier_chosen", draft_apologies, store, CLERK, [], "Chờ", LATE, working_days=5)
    typed = datetime(2026, 9, 30, 11, tzinfo=OFFICE_ZONE)
    draft_apologies(store, CLERK, [dossier], "Chờ", LATE, new_due_at=typed)
    with store.reading() as rd:
        draft = apology_draft(rd, dossier)
    assert draft is not None
    assert draft.new_due_at == typed
    discard_draft(store, CLERK, dossier, LATE)
    discard_draft(store, CLERK, dossier, LATE)
    with store.reading() as rd:
        assert apology_draft(rd, dossier) is None


# -- letters of their own, typed dates, kept bytes --------------------------------------------------------------------


def test_letters_of_a_batch_may_differ_and_none_is_drafted_where_one_is_wrong(store: Store) -> None:
    one, other = received(store), received(store)
    far, near = (datetime(2026, 9, day, 17, tzinfo=OFFICE_ZONE) for day in (20, 15))
    good = [LetterWanted(one, " Mất điện ", near), LetterWanted(other, "Chờ Sở trả lời", far, "13/PXL")]
    draft_letters(store, CLERK, good, LATE, signer="TRẦN VĂN HAI")
    with store.reading() as rd:
        drafts = {draft.dossier: (draft.reason, draft.new_due_at, draft.letter_number) for draft in apology_drafts(rd)}
    assert drafts == {one: ("Mất điện", near, ""), other: ("Chờ Sở trả lời", far, "13/PXL")}
    third = received(store)
    bad = [LetterWanted(third, "Mất điện", near), LetterWanted(other, "", far)]
    refused("apology_reason_missing", draft_letters, store, CLERK, bad, LATE)
    refused("new_due_missing", draft_letters, store, CLERK, [LetterWanted(third, "x", None)], LATE)
    with store.reading() as rd:
        assert apology_draft(rd, third) is None


@pytest.mark.parametrize(
    ("typed", "due"),
    [
        ("5", "2026-09-15T17:00"),
        (" 15/9 ", "2026-09-15T17:00"),
        ("15/09/2026 10:30", "2026-09-15T10:30"),
        ("15-9-2026, 8h", "2026-09-15T08:00"),
        ("3.2", "2027-02-03T17:00"),
        ("13/09/2026", "2026-09-13T17:00"),
    ],
)
def test_a_new_appointment_is_typed_as_days_or_as_a_date(store: Store, typed: str, due: str) -> None:
    with store.reading() as rd:
        assert typed_due(rd, typed, LATE) == datetime.fromisoformat(due).replace(tzinfo=OFFICE_ZONE)


@pytest.mark.parametrize("typed", ["mai", "0", "366", "31/2", "15/9 25:00", "15/9/26", "١٥", "5 ngày"])
def test_what_is_no_appointment_is_said(store: Store, typed: str) -> None:
    with store.reading() as rd:
        assert typed in refused("new_due_unreadable", typed_due, rd, typed, LATE)
        assert typed_due(rd, "  ", LATE) is None


def test_a_signed_letter_keeps_its_bytes_whatever_its_form_becomes(store: Store) -> None:
    dossier = received(store)
    draft_apologies(store, CLERK, [dossier], "Chờ xác minh", LATE, working_days=5)
    refused("no_letters", letters_paper, store, [])
    draft = letters_paper(store, [dossier]).pdf
    sign_apologies(store, CLERK, [signed(dossier)], LATE)
    kept = letters_paper(store, [dossier]).pdf
    assert kept != draft
    text = shipped_form("tt-03-2025", "apology").version.text.replace("Mong Ông/Bà", "Rất mong Ông/Bà")
    edit_form(store, SUPERVISOR, "tt-03-2025", "apology", text, LATE)
    assert letters_paper(store, [dossier, dossier]).pdf == kept
    assert dossier_paper(store, dossier, "apology").pdf == kept
    take_step(store, CLERK, dossier, "ResultReady", {"number": "118"}, LATE)
    assert letters_paper(store, [dossier]).pdf == kept
    with store.reading() as rd:
        assert [paper.title for paper in rd.kept_papers.of_subject(dossier)] == [
            f"Thư xin lỗi 12/PXL, hồ sơ {folded(store, dossier).code}"
        ]


def test_the_scan_of_a_signed_letter_prints_behind_it(store: Store) -> None:
    dossier = received(store)
    draft_apologies(store, CLERK, [dossier], "Chờ xác minh", LATE, working_days=5)
    scan = letters_paper(store, [dossier]).pdf
    sign_apologies(store, CLERK, [signed(dossier)], LATE)
    content = store.attachments.put(scan, now=LATE)
    here = {"name": "thu.pdf", "media_type": "application/pdf", "size": len(scan), "paper": "apology"}
    take_step(store, CLERK, dossier, "PaperAttached", {**here, "content": content}, LATE)
    take_step(store, CLERK, dossier, "PaperAttached", {**here, "content": "0" * 64}, LATE)
    told: list[tuple[int, int]] = []
    paper = letters_paper(store, [dossier], lambda made, whole: told.append((made, whole)))
    assert len(page_sizes(paper.pdf)) == 2
    assert told == [(0, 1), (1, 1)]


def test_the_last_signature_is_remembered_and_bare_numbers_get_its_ending(store: Store) -> None:
    dossier = received(store)
    draft_apologies(store, CLERK, [dossier], "Chờ xác minh", LATE, working_days=5)
    with store.reading() as rd:
        assert whole_number("7", last_signature(rd).ending) == "7/PXL"
    sign_apologies(store, CLERK, [signed(dossier, "12/PXL-UBND")], LATE)
    with store.reading() as rd:
        last = last_signature(rd)
    assert (last.signer, last.signer_title) == ("TRẦN VĂN HAI", "KT. CHỦ TỊCH, PHÓ CHỦ TỊCH")
    assert whole_number(" 13 ", last.ending) == "13/PXL-UBND"
    assert whole_number("13/HCC", last.ending) == "13/HCC"


def test_supervisor_and_administrator_change_the_reasons_and_a_clerk_does_not(store: Store) -> None:
    refused("not_entitled", change_late_reasons, store, CLERK, ["x"], LATE)
    for session in (SUPERVISOR, ADMINISTRATOR):
        kept = change_late_reasons(store, session, [" Mất  điện", "", "Chờ Sở", "Mất điện"], LATE)
        assert kept == ("Mất điện", "Chờ Sở")
        change_late_reasons(store, session, [f"Lý do {n}" for n in range(12)], LATE)
        with store.reading() as rd:
            assert late_reasons(rd) == tuple(f"Lý do {n}" for n in range(9))
            assert len(office_settings(rd).apology_reasons) == 12


def letters_waiting(store: Store) -> list[PrintJob]:
    return [job for job in waiting_papers(store) if job.form == "apology"]


def test_letters_printed_in_one_file_stand_in_each_dossier_s_own_log_with_their_copy(store: Store) -> None:
    first, second = received(store), received(store)
    draft_apologies(store, CLERK, [first, second], "Chờ xác minh", LATE, working_days=5)
    for copy in range(2):
        at = LATE + timedelta(minutes=copy)
        sheet = queue_sheet(store, CLERK, "Thư xin lỗi", letters_paper(store, [first, second]), at)
        assert {job.dossier for job in letters_waiting(store)} == {first, second}
        sheet_not_printed(store, CLERK, sheet, "laser", JAMMED, at)
        assert {str(why_not_printed(job)) for job in letters_waiting(store)} == {str(JAMMED)}
        sheet_printed(store, CLERK, sheet, PrintOutcome.GOOD, "laser", at)
        assert letters_waiting(store) == []
    lines = [line for line in prints_of_day(store, LATE.date()) if line.printer == "laser"]
    told = {(line.dossier, str(line.copy)) for line in lines}
    assert told == {(one, copy) for one in (first, second) for copy in ("Bản đầu", "In lại lần 1")}
    assert {line.who for line in lines} == {CLERK.display_name}
    with pytest.raises(DeskError):
        queue_sheet(store, ADMINISTRATOR, "Thư xin lỗi", letters_paper(store, [first]), LATE)
