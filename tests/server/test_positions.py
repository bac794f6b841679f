"""Positions are dense and in commit order: a reader never skips an event, however late its writer commits."""

import json
import threading
from uuid import uuid4

from builders import register
from desk_caller import Caller, line
from lives import Desk as Pen
from lives import steps
from province import Province, until_equal
from sqlalchemy import event

from desk_app.domain.events import Noted


def test_concurrent_slow_writers_leave_no_gap_a_reader_could_skip(province: Province) -> None:
    callers = [Caller(province, f"Q{n}") for n in range(4)]
    reader = Caller(province, "Q9")
    engine = province.engine

    def slowly(connection: object) -> None:
        # Between the counter and COMMIT, where a writer that took no lock would be overtaken.
        found = connection.exec_driver_sql("SELECT txid_current_if_assigned() IS NOT NULL").scalar()  # type: ignore[attr-defined]
        if found:
            connection.exec_driver_sql("SELECT pg_sleep(random() * 0.03)")  # type: ignore[attr-defined]

    event.listen(engine, "commit", slowly)
    done = threading.Event()
    faults: list[BaseException] = []

    def write(caller: Caller) -> None:
        try:
            pen = caller.pen()
            for _ in range(6):
                assert set(caller.answers(*[line(pen.says(Noted(text="x"))) for _ in range(3)])) == {"stored"}
        except BaseException as fault:  # noqa: BLE001 - told in the test's own thread
            faults.append(fault)

    seen: list[int] = []

    def read() -> None:
        cursor = ""
        while True:
            last = done.is_set()
            page = reader.http.get("/v1/feed", params={"after": cursor}).raise_for_status()
            items = [json.loads(each) for each in page.text.splitlines()]
            cursor = items[-1]["cursor"]
            seen.extend(item["position"] for item in items[:-1])
            if last and len(items) == 1:
                return

    writers = [threading.Thread(target=write, args=(caller,)) for caller in callers]
    following = threading.Thread(target=read)
    for thread in (*writers, following):
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    following.join()
    event.remove(engine, "commit", slowly)
    assert not faults
    assert seen == list(range(1, 4 * 6 * 3 + 1))


def test_a_writer_that_commits_late_is_not_skipped(province: Province) -> None:
    one, two = province.desk("Q1"), province.desk("Q2")
    until_equal([one, two], 1)
    first, second = register(one.store, province.clock()).id, register(two.store, province.clock()).id
    held, go_on = threading.Event(), threading.Event()

    def late(_connection: object) -> None:
        if threading.current_thread().name != "MainThread" and not held.is_set():
            held.set()
            go_on.wait(10)

    # The first desk's batch stands between its last statement and COMMIT while the second desk asks for everything.
    event.listen(province.engine, "commit", late)
    slow = threading.Thread(target=lambda: one.round())
    slow.start()
    held.wait(10)
    fast = threading.Thread(target=lambda: two.round())
    fast.start()
    fast.join(0.3)
    go_on.set()
    slow.join()
    fast.join()
    event.remove(province.engine, "commit", late)
    until_equal([one, two], 1)
    assert one.dossiers() == two.dossiers() == province.dossiers()
    assert {first, second} == set(province.dossiers())


def test_a_resent_batch_changes_nothing(province: Province) -> None:
    caller = Caller(province)
    pen = caller.pen()
    lines = [line(pen.says(steps()["Received"])), line(pen.says(steps()["HandedOver"]))]
    assert caller.answers(*lines) == ["stored", "stored"]
    before = province.rows("SELECT * FROM events ORDER BY position"), province.rows("SELECT * FROM dossiers")
    for again in (lines, lines[:1], lines[1:], lines * 2):
        assert set(caller.answers(*again)) == {"known"}
    assert (province.rows("SELECT * FROM events ORDER BY position"), province.rows("SELECT * FROM dossiers")) == before


def test_what_does_not_follow_is_asked_for_from_where_the_stream_stands(province: Province) -> None:
    caller = Caller(province)
    pen = caller.pen()
    lines = [line(pen.says(Noted(text=str(n)))) for n in range(4)]
    assert caller.answers(lines[0], lines[2], lines[3]) == ["stored", "gap"]
    assert caller.answers(*lines[1:]) == ["stored"] * 3


def test_the_statements_of_a_batch_do_not_grow_with_it(province: Province) -> None:
    caller = Caller(province)
    counted: list[str] = []
    event.listen(province.engine, "before_cursor_execute", lambda *told: counted.append(str(told[2])))

    def statements(events: int) -> int:
        pens = [Pen(caller.stream, subject=uuid4()) for _ in range(events)]
        lines = []
        for pen in pens:
            pen.seq, pen.head, pen.now = last.seq, last.head, last.now
            lines.append(line(pen.says(steps()["Received"])))
            last.seq, last.head, last.now = pen.seq, pen.head, pen.now
        counted.clear()
        assert set(caller.answers(*lines)) == {"stored"}
        return len(counted)

    last = caller.pen()
    assert statements(1)  # where a stream begins, it is asked once whose it is
    assert statements(1) == statements(40) == statements(3)


def test_the_stored_text_is_the_text_sent_is_the_text_received(province: Province) -> None:
    caller, reader = Caller(province), Caller(province, "Q2")
    pen = caller.pen()
    sent = line(pen.says(Noted(text="Nguyễn Thị Ổi – “đ” \\ / \u2028 😀")))
    caller.answers(sent)
    page = reader.http.get("/v1/feed").text.split("\n")
    assert json.loads(page[0])["line"] == sent
    row = province.rows("SELECT text, body FROM events")[0]
    assert f"[{row.text},{row.body}]" == sent
