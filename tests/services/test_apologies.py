"""Apologies: drafted, signed, sent; the original appointment stays and lateness is measured against it."""

from datetime import datetime
from uuid import UUID

import pytest
from staff import CLERK, MORNING

from desk_app.domain.dates import OFFICE_ZONE
from desk_app.domain.dossier import Dossier
from desk_app.domain.errors import DeskError
from desk_app.models.store import Store
from desk_app.services.apologies import (
    Signed,
    discard_draft,
    draft_apologies,
    numbers_from,
    send_apologies,
    sign_apologies,
)
from desk_app.services.apology_drafts import apology_draft, apology_drafts
from desk_app.services.late import Watch, watched
from desk_app.services.receive_command import checked_receive
from desk_app.services.reception import receive
from desk_app.services.steps import take_step

MAI = {"name": "TRẦN THỊ MAI", "id_number": "038190001212", "phone": "0912345678"}
LATE = datetime(2026, 9, 8, 9, tzinfo=OFFICE_ZONE)


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
