"""Settings, accounts, drafts, slips not printed, forms, calendars, kept papers, back-entry sessions."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from builders import CLERK, NOW, register
from sqlalchemy.exc import DBAPIError, IntegrityError

from desk_app.models.queries.office import Account, Draft, PrintJob
from desk_app.models.queries.papers import BackEntry, KeptPaper
from desk_app.models.store import Store


def test_settings_keep_plain_values(store: Store) -> None:
    value = {"agency": "H56.14", "sessions": [[7, 30], [11, 30]], "tên": "Xã Hòa Bình", "on": True, "none": None}
    with store.transaction(NOW, CLERK) as tx:
        tx.settings.set("office", value)
        tx.settings.set("counter", 1)
        tx.settings.set("counter", 2)
    with store.reading() as reading:
        assert reading.settings.get("office") == value
        assert reading.settings.all()["counter"] == 2
        assert reading.settings.get("unknown", "default") == "default"


def test_accounts_are_replaced_whole(store: Store) -> None:
    account = Account("canbo", "NGUYỄN THỊ LAN", "clerk", "$argon2id$…", counter="Quầy 2")
    locked = replace(account, failed_attempts=5, locked_until=NOW + timedelta(minutes=5))
    with store.transaction(NOW, CLERK) as tx:
        tx.accounts.put(account)
        tx.accounts.put(locked)
    with store.reading() as reading:
        assert reading.accounts.get("canbo") == locked
        assert reading.accounts.all() == [locked]
        assert reading.accounts.get("khac") is None


def test_a_clerk_has_one_half_typed_page_and_any_number_parked(store: Store) -> None:
    page = [Draft(UUID(int=n), CLERK, "reception", False, "", {"typed": n}, NOW) for n in (1, 2)]
    parked = [Draft(UUID(int=n), CLERK, "reception", True, f"Bà Hoa {n}", {"n": n}, NOW) for n in (3, 4)]
    with store.transaction(NOW, CLERK) as tx:
        for draft in (*page, *parked, replace(page[0], id=UUID(int=9), clerk="khac")):
            tx.drafts.put(draft)
    with store.reading() as reading:
        assert reading.drafts.page_of(CLERK, "reception") == page[1]
        assert reading.drafts.parked_by(CLERK) == parked
        assert reading.drafts.parked_by("khac") == []
        assert reading.drafts.page_of("khac", "reception").content == {"typed": 1}  # type: ignore[union-attr]
    with store.transaction(NOW, CLERK) as tx:
        tx.drafts.remove(UUID(int=3))
        assert [draft.id for draft in tx.drafts.parked_by()] == [UUID(int=4)]


def test_a_slip_not_printed_is_never_lost_from_sight(store: Store) -> None:
    registered = register(store)
    job = PrintJob(UUID(int=1), registered.id, "Giấy tiếp nhận", "receipt", "0" * 64, "A5", "d" * 64, CLERK, NOW)
    with store.transaction(NOW, CLERK) as tx:
        tx.print_queue.put(job)
        tx.print_queue.put(replace(job, status="failed", error="Máy in không trả lời"))
    with store.reading() as reading:
        assert reading.print_queue.count() == 1
        assert reading.print_queue.of_dossier(registered.id) == reading.print_queue.all()
        assert reading.print_queue.get(job.id).status == "failed"  # type: ignore[union-attr]
    with store.transaction(NOW, CLERK) as tx:
        tx.print_queue.remove(job.id)
        assert tx.print_queue.count() == 0


def test_an_edited_form_is_a_new_version_and_the_old_one_prints_for_ever(store: Store) -> None:
    with store.transaction(NOW, CLERK) as tx:
        first = tx.forms.put("tt-03-2025", "receipt", "title = 'Giấy'", now=NOW)
        second = tx.forms.put("tt-03-2025", "receipt", "title = 'GIẤY'", now=NOW)
        assert tx.forms.put("tt-03-2025", "receipt", second.text, now=NOW) == second
    with store.reading() as reading:
        assert reading.forms.current("tt-03-2025", "receipt") == second
        assert reading.forms.by_hash(first.hash) == first
        assert reading.forms.current("tt-01-2018", "receipt") is None


def test_a_calendar_keeps_its_versions(store: Store) -> None:
    with store.transaction(NOW, CLERK) as tx:
        tx.calendars.put(2027, "draft", status="draft", now=NOW)
        tx.calendars.put(2027, "draft", status="draft", now=NOW)
        tx.calendars.put(2027, "final", status="announced", now=NOW)
        tx.calendars.put(2026, "x", status="announced", now=NOW)
    with store.reading() as reading:
        current = reading.calendars.get(2027)
        assert current is not None
        assert (current.version, current.status, current.text) == (2, "announced", "final")
        assert [calendar.year for calendar in reading.calendars.all()] == [2026, 2027]
        assert reading.calendars.get(2030) is None


def test_kept_papers_never_change_and_are_numbered(store: Store) -> None:
    day = KeptPaper(UUID(int=1), "day", "2026-03-02", 0, "Sổ ngày 02/03/2026", b"%PDF-1", NOW)
    with store.transaction(NOW, CLERK) as tx:
        kept = tx.kept_papers.add(day)
        tx.kept_papers.add(replace(day, id=UUID(int=2), number=1, pdf=b"%PDF-2"))
    assert len(kept.digest) == 64
    with pytest.raises(IntegrityError), store.transaction(NOW, CLERK) as tx:
        tx.kept_papers.add(replace(day, id=UUID(int=3)))
    with store.reading() as reading:
        assert reading.kept_papers.get(day.id) == kept == reading.kept_papers.of_period("day", "2026-03-02")
        assert reading.kept_papers.of_period("day", "2026-03-02", 1).pdf == b"%PDF-2"  # type: ignore[union-attr]


def test_a_letter_is_removed_only_when_its_dossier_was_erased_by_law(store: Store) -> None:
    registered = register(store)
    with store.transaction(NOW, CLERK) as tx:
        tx.kept_papers.add(
            KeptPaper(UUID(int=1), "apology", registered.code, 0, "Thư xin lỗi", b"%PDF", NOW, registered.id)
        )
    with pytest.raises(DBAPIError, match="append-only"), store.transaction(NOW, CLERK) as tx:
        tx.kept_papers.erase_of(registered.id)
    with store.reading() as reading:
        assert len(reading.kept_papers.of_subject(registered.id)) == 1


def test_back_entry_sessions_open_and_close(store: Store) -> None:
    session = BackEntry(UUID(int=1), NOW, NOW + timedelta(hours=2), "Mất điện", "truongbophan", NOW)
    with store.transaction(NOW, CLERK) as tx:
        tx.back_entries.add(session)
        assert tx.back_entries.open() == [session]
        tx.back_entries.close(session.id, now=NOW)
        assert tx.back_entries.open() == []
        assert tx.back_entries.get(session.id) == replace(session, closed_at=NOW)
