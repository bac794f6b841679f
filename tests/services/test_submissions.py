"""A dossier that came online or by post waits under its own history until it is accepted, declined or withdrawn."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from staff import ADMINISTRATOR, CLERK, MORNING

from desk_app.domain.errors import DeskError
from desk_app.domain.states import State
from desk_app.models.store import Store
from desk_app.models.verification import verify
from desk_app.services.before_acceptance import Decline, decline
from desk_app.services.receive_command import Receive, checked_receive
from desk_app.services.reception import receive
from desk_app.services.steps import take_step
from desk_app.services.submissions import Submission, checked_submit, submit, values_begun, waiting_submissions

NOW = MORNING + timedelta(minutes=5)
MAI = {"name": "TRẦN THỊ MAI", "id_number": "038190001212"}
ONLINE = {
    "procedure": "1.004873",
    "submitter": MAI,
    "external": {"system": "Cổng DVCQG", "code": "G22.99-260827-0007"},
    "submitted_at": "2026-08-26T22:15",
}


def submitted(store: Store, **more: Any) -> Submission:
    return submit(store, CLERK, checked_submit({**ONLINE, **more}), MORNING)


def begun(store: Store, one: Submission, **values: Any) -> Receive:
    with store.reading() as rd:
        dossier = rd.dossiers.by_id(one.id)
    assert dossier is not None
    return checked_receive(values_begun(dossier, values, frozenset(Receive.model_fields)))


def state(store: Store, one: Submission) -> State:
    with store.reading() as rd:
        dossier = rd.dossiers.by_id(one.id)
    assert dossier is not None
    return dossier.state


def waiting(store: Store) -> list[Submission]:
    with store.reading() as rd:
        return waiting_submissions(rd)


def refused(job: Any, *arguments: Any) -> str:
    with pytest.raises(DeskError) as found:
        job(*arguments)
    assert str(found.value)
    return found.value.code


def test_the_same_dossier_is_received_from_what_was_submitted(store: Store) -> None:
    first = submitted(store)
    assert (state(store, first), waiting(store)) == (State.SUBMITTED, [first])
    receipt = receive(store, CLERK, begun(store, first), NOW)
    assert receipt.id == first.id
    reception = receipt.reception
    assert (reception.channel.value, reception.submitter.name) == ("online", "TRẦN THỊ MAI")
    assert reception.external is not None
    assert reception.external.code == "G22.99-260827-0007"
    with store.reading() as rd:
        assert [event.envelope.kind for event in rd.dossiers.events_of(first.id)] == ["Submitted", "Received"]
    assert waiting(store) == []
    assert refused(begun, store, first) == "not_to_be_received"
    assert verify(store).ok


def test_what_is_given_anew_stands_before_what_was_submitted(store: Store) -> None:
    first = submitted(store, summary="Xác nhận để kết hôn")
    other = begun(store, first, procedure="1.001193", channel="post")
    assert (other.procedure, other.channel.value, other.summary) == ("1.001193", "post", None)
    assert begun(store, first).summary == "Xác nhận để kết hôn"


def test_what_waits_is_listed_oldest_first(store: Store) -> None:
    late = submitted(store, external=None, submitted_at="2026-08-27T08:00")
    early = submitted(store, external=None, submitted_at="2026-08-25T08:00", channel="post")
    assert [one.id for one in waiting(store)] == [early.id, late.id]


def test_the_same_code_of_the_same_system_is_written_once(store: Store) -> None:
    first = submitted(store)
    again = submitted(store)
    assert (again.id, again.repeated) == (first.id, True)
    assert len(waiting(store)) == 1
    assert refused(lambda: submitted(store, submitter={"name": "LÊ VĂN A"})) == "external_of_another"
    assert refused(lambda: submitted(store, procedure="1.001193")) == "external_of_another"
    elsewhere = submitted(store, external={"system": "Hộ tịch", "code": "G22.99-260827-0007"})
    assert not elsewhere.repeated
    assert submitted(store).id == first.id


def test_a_submission_is_declined_or_withdrawn_as_itself(store: Store) -> None:
    first, second = submitted(store), submitted(store, external=None)
    command = Decline(procedure="1.004873", submitter=MAI, reason="Không thuộc thẩm quyền", starts_from=first.id)
    assert decline(store, CLERK, command, NOW) == first.id
    assert state(store, first) is State.DECLINED
    take_step(store, CLERK, second.id, "Withdrawn", {"reason": "Công dân xin rút"}, NOW)
    assert state(store, second) is State.WITHDRAWN
    assert waiting(store) == []
    assert refused(decline, store, CLERK, command, NOW) == "already_accepted"
    assert verify(store).ok


@pytest.mark.parametrize("kind", ["HandedOver", "ResultReady", "Returned", "Apologised", "SupplementRequested"])
def test_nothing_of_an_accepted_dossier_happens_before_acceptance(store: Store, kind: str) -> None:
    assert refused(take_step, store, CLERK, submitted(store).id, kind, {}, NOW) == "not_yet_received"


def test_what_cannot_be_submitted_is_refused(store: Store) -> None:
    assert refused(lambda: submitted(store, channel="direct")) == "submitted_at_the_desk"
    assert refused(lambda: submitted(store, procedure="9.999999")) == "unknown_procedure"
    assert refused(lambda: submitted(store, submitted_at="2026-08-28T08:00")) == "moment_in_future"
    assert refused(lambda: submitted(store, owners=[])) == "bad_command"
    assert refused(lambda: submitted(store, received_at="2026-08-27T08:00")) == "bad_command"
    assert refused(lambda: submitted(store, submitter={"name": "A", "gender": "x?"})) == "bad_command"
    assert refused(submit, store, ADMINISTRATOR, checked_submit(ONLINE), MORNING) == "not_entitled"
    assert waiting(store) == []
    nobody = checked_receive({"procedure": "1.004873", "submitter": MAI, "starts_from": str(uuid4())})
    assert refused(receive, store, CLERK, nobody, NOW) == "unknown_dossier"
