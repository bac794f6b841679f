"""Lives of dossiers for tests: events with envelopes as a desk would write them, and hypothesis strategies of them."""

import hashlib
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from hypothesis import strategies as st

from desk_app.domain.appointment import Appointment, DeadlineRules
from desk_app.domain.calendar import OfficeCalendar
from desk_app.domain.deadline import appointment
from desk_app.domain.envelope import GENESIS, Envelope, digest, envelope_text
from desk_app.domain.events import (
    Apologised,
    Authority,
    Body,
    Declined,
    Event,
    Guided,
    HandedOver,
    Noted,
    Paid,
    PaymentRequested,
    Received,
    Refunded,
    ResultReady,
    Returned,
    Stopped,
    Supplemented,
    SupplementRequested,
    TakenBack,
    Withdrawn,
    body_text,
)
from desk_app.domain.events.reception import MissingPaper, OfficeHeading, ProcedureSnapshot, Reception
from desk_app.domain.events.steps import NewPromise
from desk_app.domain.limits import parse_limit
from desk_app.domain.people import Person
from desk_app.domain.procedures import ChannelKind

START = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
DOSSIER = UUID(int=1)
STREAM_A, STREAM_B = UUID(int=0xA), UUID(int=0xB)
CLERK, SUPERVISOR = "canbo", "truongbophan"

PROCEDURE = ProcedureSnapshot(code="1.004873", name="Cấp Giấy xác nhận tình trạng hôn nhân", short_name="Độc thân")
MOTHER = Person(name="TRẦN THỊ MAI", id_number="038190001212", phone="0912345678", address="Thôn 3, xã Hòa Bình")
HEADING = OfficeHeading(office="UBND XÃ MẪU", unit="Trung tâm Phục vụ hành chính công")


def promised(received: datetime = START, limit: str = "3 working_day") -> Appointment:
    """Return the appointment of a limit in an office with no days off."""
    return appointment(received, parse_limit(limit), OfficeCalendar(), DeadlineRules())


def reception(code: str = "H56.14-260302-0001", **changes: object) -> Reception:
    """Return a valid snapshot."""
    values: dict[str, object] = {
        "code": code,
        "procedure": PROCEDURE,
        "channel": ChannelKind.DIRECT,
        "limit": parse_limit("3 working_day"),
        "promised": promised(),
        "submitter": MOTHER,
        "owners": (MOTHER,),
        "summary": "Xác nhận tình trạng hôn nhân để kết hôn",
        "receiving_unit": "Trung tâm Phục vụ hành chính công",
        "received_at": START,
        "received_by": "NGUYỄN THỊ LAN",
        "heading": HEADING,
        "form_set": "tt-03-2025",
        "form_hash": "0" * 64,
    }
    return Reception.model_validate({**values, **changes})


class Desk:
    """Writes events of one dossier on one stream, a minute apart."""

    def __init__(self, stream: UUID = STREAM_A, *, start: datetime = START, subject: UUID = DOSSIER) -> None:
        self.stream, self.subject, self.now = stream, subject, start
        self.seq, self.head = 0, GENESIS

    def says(self, body: Body, *, actor: str = CLERK, after: timedelta = timedelta(minutes=1)) -> Event:
        """Return the event of a body, chained to the one before."""
        self.now += after
        self.seq += 1
        salted = body.model_copy(update={"salt": f"{self.stream.int:x}-{self.seq}"})
        text = body_text(salted)
        envelope = Envelope(
            event_id=UUID(bytes=hashlib.sha256(f"{self.stream}{self.seq}".encode()).digest()[:16]),
            stream=self.stream,
            seq=self.seq,
            desk_id="Q1",
            hlc=int(self.now.timestamp() * 1000) << 16,
            occurred_at=self.now,
            actor=actor,
            subject=self.subject,
            kind=body.KIND,
            v=body.V,
            body_digest=digest(text),
            prev_hash=self.head,
        )
        self.head = digest(envelope_text(envelope))
        return Event.model_validate({"envelope": envelope, "body": salted})


def by_supervisor(reason: str = "ghi nhầm") -> Authority:
    """Return a supervisor's authority."""
    return Authority(role="supervisor", reason=reason)


def by_clerk(reason: str = "ghi nhầm") -> Authority:
    """Return a clerk's own authority."""
    return Authority(role="clerk", reason=reason)


def steps(now: datetime = START) -> dict[str, Body]:
    """Return one valid body of each step a dossier may take."""
    return {
        "Guided": Guided(
            procedure=PROCEDURE, submitter=MOTHER, missing=(MissingPaper(name="Tờ khai"),), guided_by="LAN",
            guided_at=now, heading=HEADING, form_set="tt-03-2025", form_hash="0" * 64,
        ),
        "Received": Received(reception=reception()),
        "Declined": Declined(
            procedure=PROCEDURE, submitter=MOTHER, reason="Không thuộc thẩm quyền", declined_by="LAN",
            declined_at=now, heading=HEADING, form_set="tt-03-2025", form_hash="0" * 64,
        ),
        "HandedOver": HandedOver(unit="Tư pháp - Hộ tịch", handed_at=now),
        "TakenBack": TakenBack(unit="Tư pháp - Hộ tịch", taken_at=now),
        "SupplementRequested": SupplementRequested(
            missing=(MissingPaper(name="Trích lục"),), requested_by="LAN", requested_at=now
        ),
        "Supplemented": Supplemented(
            supplemented_at=now, taken_by="LAN", promise=NewPromise(old=promised().due_at, new=promised(now))
        ),
        "PaymentRequested": PaymentRequested(duty="Thuế trước bạ", requested_by="LAN", requested_at=now),
        "Refunded": Refunded(amount=Decimal(8000), refunded_at=now, given_by="LAN"),
        "Paid": Paid(amount=Decimal(8000), paid_at=now, taken_by="LAN"),
        "Withdrawn": Withdrawn(reason="Công dân đổi ý", withdrawn_at=now),
        "Stopped": Stopped(reason="Hết thời hạn bổ sung", stopped_at=now),
        "ResultReady": ResultReady(number="118", ready_at=now),
        "Returned": Returned(to=MOTHER, is_owner=True, compared=True, returned_by="LAN", returned_at=now),
        "Apologised": Apologised(
            reason="Chờ xác minh", new_due_at=now + timedelta(days=5), signer="TRẦN VĂN HAI", signed_on=now.date()
        ),
        "Noted": Noted(text="đã gọi điện"),
    }  # fmt: skip


def life(*kinds: str) -> tuple[Desk, list[Event]]:
    """Return a desk and a dossier's steps of these kinds, one after the other."""
    desk, bodies = Desk(), steps()
    return desk, [desk.says(bodies[kind]) for kind in kinds]


@st.composite
def lives(draw: st.DrawFn, *, max_steps: int = 10) -> list[Event]:
    """Draw events of two desks that write to one dossier offline, legal or not, in their true order."""
    desks = {
        STREAM_A: Desk(STREAM_A),
        STREAM_B: Desk(STREAM_B, start=START + timedelta(seconds=draw(st.integers(-600, 600)))),
    }
    bodies = steps()
    events: list[Event] = []
    if draw(st.integers(0, 9)):
        events.append(desks[STREAM_A].says(bodies["Received"]))
    for _ in range(draw(st.integers(0, max_steps))):
        desk = desks[draw(st.sampled_from([STREAM_A, STREAM_B]))]
        kind = draw(st.sampled_from([*bodies, "Paid", "Reversed", "Settled", "Corrected"]))
        actor = draw(st.sampled_from([CLERK, SUPERVISOR]))
        events.append(desk.says(_body(draw, kind, events, bodies), actor=actor))
    if not events:
        events.append(desks[STREAM_A].says(bodies["Noted"]))
    return events


def _body(draw: st.DrawFn, kind: str, events: list[Event], bodies: dict[str, Body]) -> Body:
    from desk_app.domain.events import Corrected, Decision, FieldChange, Reversed, Settled

    authority = draw(st.sampled_from([by_clerk(), by_supervisor()]))
    target = draw(st.sampled_from([event.envelope.event_id for event in events])) if events else UUID(int=99)
    if kind == "Reversed":
        return Reversed(target=target, authority=authority)
    if kind == "Settled":
        return Settled(target=target, decision=draw(st.sampled_from(list(Decision))), authority=authority)
    if kind == "Corrected":
        old = draw(st.sampled_from([reception().summary, "khác"]))
        change = FieldChange(field="summary", old=old, new=draw(st.sampled_from(["một", "hai"])))
        return Corrected(changes=(change,), authority=authority)
    if kind == "Paid":
        requests = [event.envelope.event_id for event in events if event.envelope.kind == "PaymentRequested"]
        answers = draw(st.sampled_from([None, *requests]))
        return Paid(amount=Decimal(1000), answers=answers, paid_at=START, taken_by="LAN")
    return bodies[kind]
