"""A dossier's personal data is erased by a supervisor, with reason and legal basis, and is really gone."""

import json
import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from staff import ADMINISTRATOR, CLERK, MORNING, SUPERVISOR

from desk_app.domain.columns_06a import Column
from desk_app.domain.errors import DeskError
from desk_app.domain.statistics import Period
from desk_app.models.queries.office import Draft
from desk_app.models.queries.papers import KeptPaper
from desk_app.models.queries.reports import Grouping
from desk_app.models.store import STORE_FILE, Store
from desk_app.models.verification import verify
from desk_app.services.erasing import Erase, erase
from desk_app.services.receive_command import checked_receive
from desk_app.services.reception import receive
from desk_app.services.steps import take_step

NOW = MORNING + timedelta(hours=1)
LATER = MORNING + timedelta(days=400)
PERSON = {"name": "VÕ THỊ BẠCH TUYẾT", "id_number": "038190009876", "phone": "0999000444", "address": "Hẻm Mười Ba"}
WORDS = (
    "BẠCH TUYẾT", "bach tuyet", "038190009876", "678900", "0999000444", "444000", "Hẻm Mười Ba", "Mèo mướp", "chứng cứ",
)  # fmt: skip
# Ids, salts and digests are drawn by lot: in one store of four hundred any given six digits stand among them.
DRAWN_BY_LOT = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32,}")
BY_LAW = Erase(reason="Công dân yêu cầu", legal_basis="Luật 91/2025/QH15, điều 14")


def registered(store: Store, **more: Any) -> UUID:
    command = {"procedure": "1.004873", "submitter": PERSON, "summary": "Mèo mướp", "clock_checked": True, **more}
    return receive(store, CLERK, checked_receive(command), MORNING).id


def finished(store: Store, **more: Any) -> UUID:
    dossier = registered(store, **more)
    content = store.attachments.put(b"scan of the card", now=NOW)
    attached = {"name": "chứng cứ.png", "media_type": "image/png", "size": 16, "content": content}
    take_step(store, CLERK, dossier, "PaperAttached", attached, NOW)
    take_step(store, CLERK, dossier, "HandedOver", {"unit": "Tư pháp", "note": "gấp cho bà BẠCH TUYẾT"}, NOW)
    take_step(store, CLERK, dossier, "ResultReady", {"number": "118"}, NOW)
    given = {"to": PERSON, "is_owner": True, "compared": True}
    take_step(store, CLERK, dossier, "Returned", given, NOW)
    return dossier


def refused(store: Store, dossier: UUID, command: Erase = BY_LAW, by: Any = SUPERVISOR) -> str:
    with store.reading() as rd:
        before = rd.stream_heads()
    with pytest.raises(DeskError) as found:
        erase(store, by, dossier, command, LATER)
    with store.reading() as rd:
        assert rd.stream_heads() == before
    assert str(found.value)
    return found.value.code


def everything(store: Store) -> str:
    """Return all the text the store holds but what was drawn by lot: every table, the search index among them."""
    with store.reading() as rd:
        tables = rd.connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
        rows = [str(row) for table in tables for row in rd.connection.execute(text(f'SELECT * FROM "{table}"'))]
    return DRAWN_BY_LOT.sub("", "\n".join(rows))


def test_nothing_of_the_person_is_left_and_the_chain_holds(store: Store) -> None:
    dossier = finished(store)
    with store.transaction(NOW, CLERK.login) as tx:
        tx.kept_papers.add(KeptPaper(uuid4(), "apology", str(dossier), 0, "BẠCH TUYẾT", b"pdf", NOW, dossier))
        content = {"starts_from": str(dossier), "name": "BẠCH TUYẾT"}
        tx.drafts.put(Draft(uuid4(), CLERK.login, "reception", True, "Bà BẠCH TUYẾT", content, NOW))
    with store.reading() as rd:
        before = rd.dossiers.by_id(dossier)
        (file,) = before.attachments if before else ()
    held = everything(store)
    assert [word for word in WORDS if word not in held] == ["bach tuyet"], "indexes hold a name in pieces"
    erase(store, SUPERVISOR, dossier, BY_LAW, LATER)
    left = everything(store)
    assert [word for word in WORDS if word in left] == []
    assert not store.attachments.has(file.content)
    with store.reading() as rd:
        assert rd.people.search("9876") == []
        assert rd.people.search("xoa theo luat") == []
        assert rd.dossiers.search("bach tuyet") == []
        after = rd.dossiers.by_id(dossier)
        assert rd.print_queue.of_dossier(dossier) == []
    assert before is not None
    assert after is not None
    assert after.erased
    assert (after.state, after.code, after.due_at, after.open_flags) == (before.state, before.code, before.due_at, ())
    assert verify(store).ok
    assert (store.folder / f"{STORE_FILE}-wal").stat().st_size == 0


def test_book_and_statistics_count_the_same(store: Store) -> None:
    dossiers = [finished(store), finished(store, procedure="1.001193"), registered(store)]
    period = Period(MORNING - timedelta(hours=9), MORNING + timedelta(hours=14), LATER)

    def counted() -> tuple[object, ...]:
        with store.reading() as rd:
            lines = [rd.dossiers.line(one) for one in dossiers]
            kept = [(line.code, line.state, line.due_at, line.finished_at, line.returned_at) for line in lines if line]
            by_group = [rd.reports.lines_06a(period, by) for by in Grouping]
            behind = [rd.reports.behind(figure, period) for figure in Column]
            return kept, by_group, behind, rd.reports.indicators(period), rd.reports.fee_sums(period)

    before = counted()
    erase(store, SUPERVISOR, dossiers[0], BY_LAW, LATER)
    assert counted() == before


def test_a_file_another_dossier_holds_stays(store: Store) -> None:
    first, other = finished(store), finished(store)
    erase(store, SUPERVISOR, first, BY_LAW, LATER)
    with store.reading() as rd:
        held = rd.dossiers.by_id(other)
    assert held is not None
    assert store.attachments.has(held.attachments[0].content)
    erase(store, SUPERVISOR, other, BY_LAW, LATER)
    assert not store.attachments.has(held.attachments[0].content)


def test_only_a_supervisor_with_reason_and_basis_erases(store: Store) -> None:
    dossier = finished(store)
    assert refused(store, dossier, by=CLERK) == "not_entitled"
    assert refused(store, dossier, by=ADMINISTRATOR) == "not_entitled"
    assert refused(store, dossier, Erase(legal_basis="Luật")) == "erase_reason_needed"
    assert refused(store, dossier, Erase(reason=" \u200b", legal_basis="Luật")) == "erase_reason_needed"
    assert refused(store, dossier, Erase(reason="x")) == "erase_basis_needed"
    assert refused(store, uuid4()) == "dossier_not_here"


def test_a_dossier_still_open_is_not_erased(store: Store) -> None:
    dossier = registered(store)
    for kind, fields in (
        ("HandedOver", {"unit": "Tư pháp"}),
        ("SupplementRequested", {"missing": [{"name": "x"}]}),
        ("Supplemented", {}),
        ("ResultReady", {}),
    ):
        assert refused(store, dossier) == "erase_still_open"
        take_step(store, CLERK, dossier, kind, fields, NOW)
    assert refused(store, dossier) == "erase_still_open", "a result nobody collected yet"


def test_erasing_twice_takes_what_came_since_and_then_nothing(store: Store) -> None:
    dossier = finished(store)
    erase(store, SUPERVISOR, dossier, BY_LAW, LATER)
    assert refused(store, dossier) == "erase_nothing_left"
    take_step(store, CLERK, dossier, "Noted", {"text": "Bà BẠCH TUYẾT gọi lại"}, LATER)
    erase(store, SUPERVISOR, dossier, BY_LAW, LATER)
    assert "BẠCH TUYẾT" not in everything(store)
    assert json.dumps(BY_LAW.legal_basis, ensure_ascii=False)[1:-1] in everything(store)
    assert verify(store).ok
