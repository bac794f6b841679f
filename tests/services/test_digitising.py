"""A scanned file is safe before it is written down, written down before it is cleared away, and never lost between."""

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scans import a_pdf, a_picture, a_tiff
from staff import CLERK, MORNING, SUPERVISOR

from desk_app.domain.dossier import Dossier
from desk_app.domain.errors import DeskError
from desk_app.models.attachments import Attachments
from desk_app.models.queries.digitising import count_to_digitise, to_digitise
from desk_app.models.store import Store
from desk_app.services.accounts import Role, Session
from desk_app.services.digitising import (
    RESULT,
    WHOLE,
    attach,
    attached_file,
    export,
    file_name,
    holders,
    next_row,
    paper_rows,
)
from desk_app.services.erasing import Erase, erase
from desk_app.services.file_pages import MediaType
from desk_app.services.hand_over import ResultBack, hand_over, receive_results
from desk_app.services.mending import cancel, reverse
from desk_app.services.receive_command import checked_receive
from desk_app.services.reception import receive
from desk_app.services.scan_folder import (
    DONE_FOLDER,
    QUIET_S,
    Disposal,
    ScannedFile,
    Settling,
    clear_away,
    look_into,
    read_scan,
)
from desk_app.services.steps import take_step

NOW = MORNING + timedelta(hours=1)
HOA = {"name": "VŨ THỊ HÒA", "id_number": "038190007788", "phone": "0912000777", "address": "Thôn 3"}
PAPERS = [{"name": "Tờ khai", "original": 1}, {"name": "Trích lục ly hôn", "certified": 1}]


def registered(store: Store, now: datetime = NOW, **more: object) -> UUID:
    """Register a dossier with two papers."""
    values = {"procedure": "1.004873", "submitter": HOA, "summary": "Độc thân", "papers": PAPERS, **more}
    return receive(store, CLERK, checked_receive(values), now).id


def read(store: Store, dossier: UUID) -> Dossier:
    with store.reading() as rd:
        found = rd.dossiers.by_id(dossier)
    assert found is not None
    return found


def waiting(store: Store, actor: str | None = None) -> list[tuple[UUID, int]]:
    """Return the dossiers since NOW that wait for a scan, with how many papers."""
    day = (NOW - timedelta(seconds=1), NOW + timedelta(days=1))
    with store.reading() as rd:
        lines = to_digitise(rd.connection, *day, actor=actor)
        assert count_to_digitise(rd.connection, *day, actor=actor) == len(lines)
    return [(line.id, line.left) for line in lines]


def refusal(work: Callable[[], object]) -> str:
    with pytest.raises(DeskError) as refused:
        work()
    assert "{" not in str(refused.value)
    return refused.value.code


def test_a_file_is_kept_encrypted_and_reads_back_to_the_byte(store: Store) -> None:
    dossier, content = registered(store), a_pdf(2)
    done = attach(store, CLERK, dossier, "Tờ khai", "scan0001.pdf", content, NOW)
    file = read(store, dossier).attachments[0]
    assert (file.name, file.media_type, file.size, file.paper) == (
        "scan0001.pdf",
        MediaType.PDF,
        len(content),
        "Tờ khai",
    )
    assert file.content == done.content == sha256(content).hexdigest()
    assert store.attachments.get(file.content) == content
    store.attachments.close()
    for part in store.folder.iterdir():
        assert content[:40] not in part.read_bytes(), part
        assert b"%PDF-1." not in part.read_bytes(), part


def test_the_papers_are_offered_in_their_order_and_the_next_is_the_first_not_scanned(store: Store) -> None:
    dossier = registered(store)
    rows = paper_rows(read(store, dossier))
    assert [(row.paper, row.number, row.expected) for row in rows] == [
        ("Tờ khai", 1, True),
        ("Trích lục ly hôn", 2, True),
        (WHOLE, 0, False),
    ]
    attach(store, CLERK, dossier, "Tờ khai", "a.pdf", a_pdf(1), NOW)
    after = next_row(paper_rows(read(store, dossier)))
    assert after is not None
    assert after.paper == "Trích lục ly hôn"
    attach(store, CLERK, dossier, after.paper, "b.pdf", a_pdf(2), NOW)
    assert next_row(paper_rows(read(store, dossier))) is None


def test_a_scanned_result_and_nothing_else_goes_to_the_result(store: Store) -> None:
    dossier = registered(store)
    assert refusal(lambda: attach(store, CLERK, dossier, RESULT, "a.pdf", a_pdf(), NOW)) == "not_a_paper"
    hand_over(store, CLERK, [dossier], "Công chức Tư pháp - Hộ tịch", NOW)
    receive_results(store, CLERK, [ResultBack(dossier=dossier, number="118")], NOW + timedelta(minutes=5))
    attach(store, CLERK, dossier, RESULT, "a.pdf", a_pdf(), NOW + timedelta(minutes=6))
    assert not read(store, dossier).digitised, "the result is no part of what was handed in"


def test_what_waits_is_what_nobody_scanned_oldest_first(store: Store) -> None:
    later = registered(store, NOW + timedelta(minutes=2))
    first = registered(store, submitter=HOA)
    ticked = registered(store, papers=[{**paper, "digitised": True} for paper in PAPERS])
    held = registered(store, papers=[{"name": "Sổ hộ khẩu", "reused": True}])
    gone = registered(store)
    cancel(store, CLERK, gone, "nhầm", NOW)
    assert waiting(store) == [(first, 2), (later, 2)]
    assert {ticked, held}.isdisjoint(one for one, _left in waiting(store))
    attach(store, CLERK, first, "Tờ khai", "a.pdf", a_pdf(), NOW)
    assert waiting(store) == [(first, 1), (later, 2)]
    attach(store, CLERK, later, WHOLE, "b.tif", a_tiff(3), NOW + timedelta(minutes=3))
    assert waiting(store) == [(first, 1)]
    assert waiting(store, SUPERVISOR.login) == []
    assert waiting(store, CLERK.login) == [(first, 1)]


def test_the_list_and_the_dossier_tell_the_same(store: Store) -> None:
    made = [registered(store) for _ in range(3)]
    for dossier, papers in zip(made, ((), ("Tờ khai",), ("Tờ khai", "Trích lục ly hôn")), strict=True):
        for number, paper in enumerate(papers):
            attach(store, CLERK, dossier, paper, "a.pdf", a_pdf(1, f"{paper} {number}"), NOW)
    listed = dict(waiting(store))
    for dossier in made:
        expected = sum(row.expected for row in paper_rows(read(store, dossier)))
        assert listed.get(dossier, 0) == expected


def test_an_attached_file_makes_a_dossier_digitised_in_every_report(store: Store) -> None:
    dossier = registered(store)

    def counted() -> int:
        with store.reading() as rd:
            query = "SELECT count(*) FROM dossiers WHERE digitised AND id = ?"
            return int(rd.connection.exec_driver_sql(query, (str(dossier),)).scalar_one())

    assert counted() == 0
    done = attach(store, CLERK, dossier, "Tờ khai", "a.pdf", a_pdf(), NOW)
    assert counted() == 1
    found = read(store, dossier)
    assert found.reception is not None
    assert [found.is_digitised(paper) for paper in found.reception.papers] == [True, False]
    reverse(store, CLERK, dossier, done.event, "gắn nhầm", NOW)
    assert counted() == 0


def test_a_wrong_match_is_put_aside_by_who_made_it_even_after_the_papers_left(store: Store) -> None:
    dossier = registered(store)
    hand_over(store, CLERK, [dossier], "Công chức Tư pháp - Hộ tịch", NOW)
    later = NOW + timedelta(minutes=30)
    done = attach(store, CLERK, dossier, "Tờ khai", "a.pdf", a_pdf(), later)
    assert refusal(lambda: reverse(store, CLERK, dossier, done.event, "", later)) == "reason_needed"
    other = Session("khac", "NGƯỜI KHÁC", Role.CLERK)
    assert refusal(lambda: reverse(store, other, dossier, done.event, "nhầm", later)) == "may_not_mend"
    tomorrow = later + timedelta(days=1)
    assert refusal(lambda: reverse(store, CLERK, dossier, done.event, "nhầm", tomorrow)) == "may_not_mend"
    reverse(store, CLERK, dossier, done.event, "nhầm hồ sơ", later)
    after = read(store, dossier)
    assert after.attachments == ()
    assert not after.open_flags
    assert store.attachments.has(done.content), "history still names it"
    again = attach(store, CLERK, dossier, "Tờ khai", "a.pdf", a_pdf(), later)
    assert not again.already
    reverse(store, SUPERVISOR, dossier, again.event, "nhầm", tomorrow)
    assert read(store, dossier).attachments == ()


def test_no_other_step_can_be_undone_by_that_right(store: Store) -> None:
    dossier = registered(store)
    hand_over(store, CLERK, [dossier], "Công chức Tư pháp - Hộ tịch", NOW)
    noted = take_step(store, CLERK, dossier, "Noted", {"text": "ghi"}, NOW)
    target = noted.envelope.event_id
    assert refusal(lambda: reverse(store, CLERK, dossier, target, "nhầm", NOW)) == "may_not_mend"


def test_the_same_file_is_attached_to_a_paper_once(store: Store) -> None:
    dossier, other = registered(store), registered(store)
    first = attach(store, CLERK, dossier, "Tờ khai", "a.pdf", a_pdf(), NOW)
    second = attach(store, CLERK, dossier, "Tờ khai", "b.pdf", a_pdf(), NOW)
    assert second.already
    assert second.event == first.event
    assert len(read(store, dossier).attachments) == 1
    attach(store, CLERK, other, "Tờ khai", "a.pdf", a_pdf(), NOW)
    with store.reading() as rd:
        assert {one.id for one in holders(rd, store, first.content)} == {dossier, other}
        assert holders(rd, store, "0" * 64) == ()


def test_what_cannot_be_taken_leaves_nothing_behind(store: Store) -> None:
    dossier = registered(store)
    before = len(read(store, dossier).timeline)
    for content, code in ((b"", "scan_empty"), (b"hello", "scan_foreign"), (a_pdf()[:400], "scan_broken")):
        assert refusal(partial(attach, store, CLERK, dossier, "Tờ khai", "a", content, NOW)) == code
        assert not store.attachments.has(sha256(content).hexdigest())
    assert refusal(lambda: attach(store, CLERK, dossier, "Sổ đỏ", "a.pdf", a_pdf(), NOW)) == "not_a_paper"
    assert refusal(lambda: attach(store, CLERK, UUID(int=5), "", "a.pdf", a_pdf(), NOW)) == "dossier_not_here"
    looks = Session("quantri", "QUẢN TRỊ", Role.ADMINISTRATOR)
    assert refusal(lambda: attach(store, looks, dossier, "Tờ khai", "a.pdf", a_pdf(), NOW)) == "not_entitled"
    assert not store.attachments.has(sha256(a_pdf()).hexdigest())
    assert len(read(store, dossier).timeline) == before


def test_an_erased_dossier_takes_no_file_and_its_files_are_gone_and_still_count(store: Store) -> None:
    dossier = registered(store)
    done = attach(store, CLERK, dossier, "Tờ khai", "a.pdf", a_pdf(), NOW)
    take_step(store, CLERK, dossier, "Withdrawn", {"reason": "rút"}, NOW)
    erase(store, SUPERVISOR, dossier, Erase(reason="theo đơn", legal_basis="Luật 91/2025/QH15"), NOW)
    after = read(store, dossier)
    assert after.digitised
    assert not store.attachments.has(done.content)
    assert refusal(lambda: attach(store, CLERK, dossier, WHOLE, "a.pdf", a_pdf(3), NOW)) == "erased_takes_no_file"
    assert waiting(store) == []


# -- broken off at each step ------------------------------------------------------------------------------------------


class PowerCut(Exception):
    """The machine stops here."""


@pytest.mark.parametrize("step", ["put", "get"])
def test_broken_off_while_storing_nothing_is_written_down_and_the_scan_stays(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    dossier, scan = registered(store), scanned(tmp_path, "a.pdf", a_pdf())
    real = getattr(Attachments, step)

    def cut(*_given: object, **_how: object) -> None:
        raise PowerCut

    monkeypatch.setattr(Attachments, step, cut)
    with pytest.raises(PowerCut):
        attach(store, CLERK, dossier, "Tờ khai", scan.name, read_scan(scan), NOW)
    monkeypatch.setattr(Attachments, step, real)
    assert read(store, dossier).attachments == ()
    assert read_scan(scan) == a_pdf()
    assert not attach(store, CLERK, dossier, "Tờ khai", scan.name, read_scan(scan), NOW).already


def test_bytes_that_come_back_otherwise_are_not_written_down(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    dossier = registered(store)
    for answer in (lambda *_given: b"%PDF-other", _damaged):
        monkeypatch.setattr(Attachments, "get", answer)
        assert refusal(lambda: attach(store, CLERK, dossier, "Tờ khai", "a", a_pdf(), NOW)) == "attachment_not_safe"
        assert read(store, dossier).attachments == ()


def _damaged(*_given: object) -> bytes:
    raise DeskError("attachment_damaged")


def test_broken_off_while_writing_down_the_scan_stays_and_the_next_round_takes_it(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier, scan = registered(store), scanned(tmp_path, "a.pdf", a_pdf())

    def cut(*_given: object, **_how: object) -> None:
        raise PowerCut

    with monkeypatch.context() as now, pytest.raises(PowerCut):
        now.setattr("desk_app.models.transaction.Transaction.finish", cut)
        attach(store, CLERK, dossier, "Tờ khai", scan.name, read_scan(scan), NOW)
    assert read(store, dossier).attachments == ()
    assert scan.path.exists()
    assert not attach(store, CLERK, dossier, "Tờ khai", scan.name, read_scan(scan), NOW).already


def test_broken_off_before_clearing_the_next_round_only_clears(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier, scan = registered(store), scanned(tmp_path, "a.pdf", a_pdf())
    attach(store, CLERK, dossier, "Tờ khai", scan.name, read_scan(scan), NOW)

    def full(*_given: object) -> None:
        raise PermissionError

    with monkeypatch.context() as now:
        now.setattr(Path, "rename", full)
        digest = sha256(a_pdf()).hexdigest()
        assert refusal(lambda: clear_away(scan.path, digest, Disposal.MOVE)) == "scan_not_cleared"
    assert scan.path.read_bytes() == a_pdf()
    again = attach(store, CLERK, dossier, "Tờ khai", scan.name, read_scan(scan), NOW)
    assert again.already
    moved = clear_away(scan.path, again.content, Disposal.MOVE)
    assert moved == tmp_path / DONE_FOLDER / "a.pdf"
    assert moved.read_bytes() == a_pdf()
    assert clear_away(scan.path, again.content, Disposal.MOVE) is None, "twice is once"


# -- the folder -------------------------------------------------------------------------------------------------------


def scanned(folder: Path, name: str, content: bytes, age: float = 60) -> ScannedFile:
    """Put a file into the scanner's folder. age: seconds."""
    file = folder / name
    file.write_bytes(content)
    moment = 1_790_000_000 - age
    os.utime(file, (moment, moment))
    return next(one for one in look_into(folder) if one.name == name)


def test_files_are_listed_oldest_first_and_what_is_no_scan_is_not(tmp_path: Path) -> None:
    scanned(tmp_path, "b.pdf", b"2", age=10)
    scanned(tmp_path, "c.pdf", b"3", age=30)
    for name in (".hidden", "~lock", "Thumbs.db", "desktop.ini"):
        scanned(tmp_path, "z", b"0")
        (tmp_path / "z").rename(tmp_path / name)
    (tmp_path / DONE_FOLDER).mkdir()
    assert [file.name for file in look_into(tmp_path)] == ["c.pdf", "b.pdf"]


def test_a_folder_that_is_gone_is_one_sentence(tmp_path: Path) -> None:
    assert refusal(lambda: look_into(tmp_path / "mạng")) == "scan_folder_gone"


def test_a_growing_file_waits_until_it_has_stood_still(tmp_path: Path) -> None:
    settling = Settling()
    growing = [ScannedFile(tmp_path / "a.pdf", size, size) for size in (10, 20, 30)]
    for at, file in enumerate(growing):
        assert settling.whole((file,), float(at)) == ()
    assert settling.whole((growing[-1],), 2 + QUIET_S) == (growing[-1],)
    assert settling.whole((), 10) == ()
    assert settling.whole((growing[-1],), 11) == (), "it came back: it is looked at anew"


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 3), min_size=1, max_size=12))
def test_no_file_is_whole_within_the_quiet_time_of_its_last_change(sizes: list[int]) -> None:
    settling, changed, last = Settling(), 0.0, None
    for at, size in enumerate(sizes):
        moment, file = at * 0.7, ScannedFile(Path("a"), size, size)
        changed, last = (moment, size) if size != last else (changed, last)
        assert bool(settling.whole((file,), moment)) == (moment - changed >= QUIET_S)


def test_a_file_that_changed_since_it_was_listed_is_not_read(tmp_path: Path) -> None:
    scan = scanned(tmp_path, "a.pdf", a_pdf())
    scan.path.write_bytes(a_pdf(2))
    assert refusal(lambda: read_scan(scan)) == "scan_still_growing"
    scan.path.unlink()
    assert refusal(lambda: read_scan(scan)) == "scan_gone"
    large = ScannedFile(scan.path, 300 * 1024 * 1024, 0)
    assert refusal(lambda: read_scan(large)) == "attachment_too_large"


def test_clearing_overwrites_nothing_and_leaves_another_scan_of_the_same_name(tmp_path: Path) -> None:
    digest = sha256(b"one").hexdigest()
    for expected in ("a.pdf", "a (2).pdf", "a (3).pdf"):
        moved = clear_away(scanned(tmp_path, "a.pdf", b"one").path, digest, Disposal.MOVE)
        assert moved is not None
        assert moved.name == expected
    other = scanned(tmp_path, "a.pdf", b"two")
    assert clear_away(other.path, digest, Disposal.DELETE) == other.path
    assert other.path.read_bytes() == b"two"
    assert clear_away(scanned(tmp_path, "a.pdf", b"one").path, digest, Disposal.DELETE) is None
    assert not other.path.exists()


# -- names, and the way out -------------------------------------------------------------------------------------------


def test_a_name_is_one_clean_line_with_the_ending_of_what_it_is(store: Store) -> None:
    assert file_name("ảnh.pdf", MediaType.PNG) == "ảnh.png"
    assert file_name("../../etc/passwd", MediaType.PDF) == "-..-etc-passwd.pdf"
    assert file_name("quét 22.11.2026", MediaType.JPEG) == "quét 22.11.2026.jpg"
    assert file_name("  \n", MediaType.TIFF) == "tệp quét.tif"
    assert len(file_name("x" * 900, MediaType.JPEG)) <= 204
    dossier = registered(store)
    attach(store, CLERK, dossier, "Tờ khai", "thật ra là ảnh.pdf", a_picture("PNG"), NOW)
    file = read(store, dossier).attachments[0]
    assert (file.name, file.media_type) == ("thật ra là ảnh.png", "image/png")


def test_a_supervisor_saves_a_file_elsewhere_and_the_dossier_says_so(store: Store, tmp_path: Path) -> None:
    dossier = registered(store)
    event = attach(store, CLERK, dossier, "Tờ khai", "a.pdf", a_pdf(), NOW).event
    target = tmp_path / "ra.pdf"
    assert refusal(lambda: export(store, CLERK, dossier, event, target, NOW)) == "not_entitled"
    assert export(store, SUPERVISOR, dossier, event, target, NOW).read_bytes() == a_pdf()
    assert "a.pdf" in read(store, dossier).notes[-1]
    assert refusal(lambda: export(store, SUPERVISOR, dossier, event, target, NOW)) == "scan_target_exists"
    missing = tmp_path / "không có" / "x.pdf"
    assert refusal(lambda: export(store, SUPERVISOR, dossier, event, missing, NOW)) == "scan_not_exported"
    with store.reading() as rd:
        assert refusal(lambda: attached_file(rd, dossier, UUID(int=1))) == "scan_not_held"
