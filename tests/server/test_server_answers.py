"""What the server answers to what is too much, not understood, or nobody's: never a fault, never another's data."""

import gzip
import json
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest
from builders import AGENCY, register
from desk_caller import OTHER, Caller, line
from lives import Desk as Pen
from lives import steps
from province import Province
from sqlalchemy import create_engine

from central_server.api.throttle import Throttle
from desk_app.domain.envelope import digest, envelope_text
from desk_app.domain.events import Event, Noted, PaperAttached, StreamBegan, body_text
from desk_app.sync.limits import ENROL_PER_MINUTE, MAX_BATCH_BYTES, MAX_BATCH_EVENTS, MAX_LINE_BYTES
from desk_app.sync.lines import joined, line_of
from desk_app.sync.messages import Heads
from desk_app.sync.words import PROBLEM_JSON, STATUS, Address, Code


@pytest.fixture
def caller(province: Province) -> Caller:
    return Caller(province)


def assert_refused(answer: httpx.Response, code: Code) -> None:
    assert (answer.status_code, answer.headers["Content-Type"]) == (STATUS[code], PROBLEM_JSON)
    assert answer.json()["code"] == code


# -- limits -----------------------------------------------------------------------------------------------------------


def test_a_batch_beyond_the_limits_is_refused_as_too_large(caller: Caller) -> None:
    pen = caller.pen()
    many = [line(pen.says(Noted(text="x"))) for _ in range(MAX_BATCH_EVENTS + 1)]
    assert_refused(caller.push(*many), Code.TOO_LARGE)
    assert_refused(caller.push("[" + "x" * MAX_LINE_BYTES + "]"), Code.TOO_LARGE)
    assert_refused(caller.push(*["[" + "x" * (MAX_LINE_BYTES - 10) + "]"] * 9), Code.TOO_LARGE)
    bomb = gzip.compress(b"0" * (MAX_BATCH_BYTES + 1))
    packed = caller.http.post("/v1/events", content=bomb, headers={"Content-Encoding": "gzip"})
    assert_refused(packed, Code.TOO_LARGE)
    assert caller.answers(*many[:MAX_BATCH_EVENTS])[-1] == "stored"


def test_bodies_that_are_none_of_the_protocols_are_refused_in_words(caller: Caller) -> None:
    pen = caller.pen()
    whole = joined([line(pen.says(Noted(text="x")))])
    for broken, headers in (
        (whole[:-1], {}),
        (gzip.compress(whole)[:-3], {"Content-Encoding": "gzip"}),
        (whole, {"Content-Encoding": "br"}),
        (b"\xff\xfe\n", {}),
    ):
        assert_refused(caller.http.post("/v1/events", content=broken, headers=headers), Code.MALFORMED)
    for address in ("/v1/hello", "/v1/enrol"):
        for said in (b"", b"{", b"[]", b'{"store": 7}', b"\xff", b'{"a":' * 100_000):
            assert_refused(caller.http.post(address, content=said), Code.MALFORMED)
    for cursor in ("x", "a.b.c.d", "..", "0.1.2.", "é"):
        assert_refused(caller.http.get("/v1/feed", params={"after": cursor}), Code.MALFORMED)


def test_a_version_not_spoken_is_told_which_are(caller: Caller) -> None:
    told = caller.http.post("/v1/hello", headers={"Desk-Protocol": "2"})
    assert_refused(told, Code.VERSION)
    assert (told.json()["min"], told.json()["max"]) == (1, 1)


def test_a_busy_desk_and_a_guesser_of_codes_are_slowed_down(province: Province, caller: Caller) -> None:
    province.served.state.requests = Throttle(3, tick=lambda: 0.0)
    answers = [caller.http.get("/v1/heads") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert int(answers[-1].headers["Retry-After"]) >= 1
    province.served.state.enrolments = Throttle(ENROL_PER_MINUTE, tick=lambda: 0.0)
    guesses = [
        caller.http.post(
            "/v1/enrol",
            json={"code": f"{n:012}", "store": str(uuid4()), "stream": str(uuid4()), "desk": "Q9", "agency": AGENCY,
                  "program": ""},
        )
        for n in range(ENROL_PER_MINUTE + 1)
    ]  # fmt: skip
    assert {guess.status_code for guess in guesses[:-1]} == {409} and guesses[-1].status_code == 429


def test_while_the_database_is_down_the_answer_is_busy(province: Province, caller: Caller) -> None:
    kept = province.served.state.engine
    province.served.state.engine = create_engine("postgresql+psycopg://nobody@127.0.0.1:1/none")
    try:
        for answer in (caller.http.get("/v1/heads"), caller.push("x"), caller.http.get("/readyz")):
            assert_refused(answer, Code.BUSY)
            assert int(answer.headers["Retry-After"]) >= 1
        assert caller.http.get("/healthz").status_code == 200
    finally:
        province.served.state.engine = kept
    assert caller.http.get("/readyz").status_code == 200


# -- whose is whose ---------------------------------------------------------------------------------------------------


def test_without_a_valid_token_no_address_answers(province: Province, caller: Caller) -> None:
    for address in Address:
        if address in (Address.ENROL, Address.HEALTH, Address.READY):
            continue
        path = address.path.format(stream=uuid4(), content="0" * 64)
        for token in ("", "Bearer", "Bearer x", "Basic x", "Bearer " + "é" * 20):
            answer = caller.http.request(
                address.method, path, headers={b"Authorization": token.encode()}, params={"after": "0"}
            )
            assert answer.status_code == 401, (address, token)


def test_a_token_of_one_office_reads_nothing_of_another(province: Province, caller: Caller) -> None:
    province.add_office(OTHER, "UBND xã Khác")
    other = Caller(province, "Q1", OTHER)
    pen = caller.pen()
    lines = [line(pen.says(StreamBegan(cause="new", program="x"))), line(pen.says(steps()["Received"]))]
    assert caller.answers(*lines) == ["stored", "stored"]
    content = "ab" * 32
    paper = PaperAttached(name="a.pdf", media_type="application/pdf", size=9, content=content, attached_at=pen.now)
    lines.append(line(pen.says(paper)))
    assert caller.answers(lines[-1]) == ["stored"]
    piece = {"Upload-Offset": "0", "Upload-Length": "9"}
    assert caller.http.put(f"/v1/attachments/{content}", content=b"abc", headers=piece).status_code == 204
    assert other.http.get("/v1/heads").json() == {"heads": {}}
    assert other.http.get("/v1/feed").text.count("\n") == 1
    assert other.http.get(f"/v1/streams/{pen.stream}").text.count("\n") == 1
    assert other.http.head(f"/v1/attachments/{content}").status_code == 404
    range_ = {"Range": "bytes=0-2"}
    assert other.http.get(f"/v1/attachments/{content}", headers=range_).status_code == 404
    # The same ids and streams in another office are that office's own: they meet nothing of the first one's.
    assert other.answers(*lines) == ["stored"] * 3
    rows = province.rows("SELECT office, count(*) AS n FROM events GROUP BY office")
    assert [row.n for row in rows] == [3, 3]


def test_a_desk_does_not_write_on_another_desks_stream(province: Province, caller: Caller) -> None:
    second = Caller(province, "Q2")
    pen = caller.pen()
    assert caller.answers(line(pen.says(Noted(text="một")))) == ["stored"]
    assert_refused(second.push(line(pen.says(Noted(text="hai")))), Code.NOT_YOURS)


# -- poison -----------------------------------------------------------------------------------------------------------


def poisoned(event: Event, **changes: object) -> str:
    """Return the line of an event whose envelope and body say something no program of ours says."""
    body = changes.pop("body", body_text(event.body) if event.body is not None else "null")
    envelope = {**json.loads(envelope_text(event.envelope)), "body_digest": digest(str(body)), **changes}
    return line_of(json.dumps(envelope), str(body))


BODIES = {
    "not of its kind": '{"kind":"Noted","salt":"s","words":7}',
    "half a character": '{"kind":"Noted","salt":"s","text":"\\ud800"}',
    "a NUL": '{"kind":"Noted","salt":"s","text":"a\\u0000b"}',
    "the end of time": (
        '{"kind":"HandedOver","salt":"s","unit":"Tư pháp","handed_at":"9999-12-31T23:59:59Z","person":"","phone":""}'
    ),
    "deep": '{"kind":"Noted","salt":"s","text":' + "[" * 900 + "]" * 900 + "}",
    "a huge number": '{"kind":"Paid","salt":"s","amount":1' + "0" * 4000 + "}",
}


@pytest.mark.parametrize("name", BODIES)
def test_a_poisoned_body_blocks_only_its_dossier(province: Province, caller: Caller, name: str) -> None:
    desk = province.desk("Q2")
    pen, other = caller.pen(), uuid4()
    first = pen.says(steps()["Received"])
    bad = pen.says(Noted(text="x") if "Noted" in BODIES[name] else steps()["HandedOver" if "end" in name else "Paid"])
    told = caller.answers(line(first), poisoned(bad, body=BODIES[name]))
    assert told[0] == "stored" and told[1] in ("stored", "quarantined")
    # Its stream goes on, and other dossiers do not notice.
    after = Pen(pen.stream, subject=other, start=pen.now)
    after.seq, after.head = pen.seq, digest(json.dumps(json.loads(envelope_text(bad.envelope)) | {
        "body_digest": digest(BODIES[name])}))  # fmt: skip
    assert caller.answers(line(after.says(steps()["Received"]))) == ["stored"]
    desk.round()
    desk.round()
    assert desk.dossiers() == province.dossiers()
    assert '"state":2' in desk.dossiers()[other] and pen.subject in desk.dossiers()
    mine = register(desk.store, province.clock()).id
    desk.round()
    assert mine in province.dossiers()


NEWER: dict[str, dict[str, object]] = {
    "an unknown kind": {"kind": "SentByDrone", "body": '{"kind":"SentByDrone","salt":"s","height":7}'},
    "a newer version": {"v": 99, "body": '{"kind":"Noted","salt":"s","words":[["một"]]}'},
}


@pytest.mark.parametrize("name", NEWER)
def test_what_a_newer_program_wrote_is_stored_passed_on_and_not_folded(
    province: Province, caller: Caller, name: str
) -> None:
    desk = province.desk("Q2")
    pen = caller.pen()
    newer = poisoned(pen.says(Noted(text="x"), after=timedelta(0)), **NEWER[name])
    began = Pen(pen.stream, subject=pen.subject, start=pen.now)
    began.seq, began.head = 1, digest(newer[1 : newer.index("},{") + 1])
    assert caller.answers(newer, line(began.says(steps()["Received"]))) == ["stored", "stored"]
    desk.round()
    assert desk.dossiers() == province.dossiers()
    assert '"state":2' in desk.dossiers()[pen.subject] and not desk.flags(pen.subject)
    [kept] = [item for item in caller.http.get(f"/v1/streams/{pen.stream}").text.splitlines() if '"position":1' in item]
    assert json.loads(kept)["line"] == newer


def test_fields_of_a_later_program_are_passed_over(province: Province, caller: Caller) -> None:
    said = {"store": str(caller.store), "stream": str(caller.stream), "contact": caller.contact, "colour": [1, {}],
            "clock": province.clock().isoformat()}  # fmt: skip
    assert caller.http.post("/v1/hello", json=said).status_code == 200
    told = {**caller.http.get("/v1/heads").json(), "colour": "red"}
    assert Heads.model_validate(told) == Heads(heads={})


def test_absurd_envelopes_are_damaged_and_never_a_fault(province: Province, caller: Caller) -> None:
    pen = caller.pen()
    event = pen.says(Noted(text="x"))
    for changes in (
        {"seq": 2**70}, {"seq": 0}, {"seq": -1}, {"hlc": 2**80}, {"hlc": -5}, {"v": 2**40}, {"kind": "a\x00"},
        {"actor": "\x00"}, {"occurred_at": "x"}, {"event_id": "7"}, {"prev_hash": "zz"}, {"actor": "\ud800"},
    ):  # fmt: skip
        answer = caller.push(poisoned(event, **changes))
        assert answer.status_code == 200, changes
        assert [one["answer"] for one in answer.json()["answers"]] in (["damaged"], ["gap"]), changes
    for text in ("[", "[]", "[{},{}]", "[null,null]", '[{"seq":' + "1" * 5000 + "},{}]", "[{" * 50_000, ""):
        answer = caller.push(text)
        assert answer.status_code == 200 and answer.json()["answers"][0]["answer"] == "damaged", text[:20]


@pytest.mark.parametrize("hours", [25, 24 * 365 * 300])
def test_a_stamp_far_ahead_is_stored_and_moves_nobodys_clock(province: Province, caller: Caller, hours: int) -> None:
    pen = caller.pen()
    ahead = (int(province.clock().timestamp() * 1000) + hours * 3_600_000) << 16
    assert caller.answers(poisoned(pen.says(steps()["Received"]), hlc=ahead)) == ["stored"]
    assert province.rows("SELECT clock FROM offices")[0].clock < ahead
    desk = province.desk("Q2")
    desk.round()
    assert desk.store.identity().clock < ahead
    assert desk.dossiers() == province.dossiers()
