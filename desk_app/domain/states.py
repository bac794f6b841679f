"""The national states of a dossier (codes 1–10 of the national portal)."""

from enum import IntEnum


class State(IntEnum):
    """TrangThaiHoSo; NONE = the dossier has no national state (nothing accepted yet, or guided only)."""

    NONE = 0
    SUBMITTED = 1
    RECEIVED = 2
    DECLINED = 3
    PROCESSING = 4
    SUPPLEMENT_WAIT = 5
    PAYMENT_WAIT = 6
    WITHDRAWN = 7
    STOPPED = 8
    RESULT_READY = 9
    RETURNED = 10


OPEN_STATES = frozenset({State.RECEIVED, State.PROCESSING, State.SUPPLEMENT_WAIT, State.PAYMENT_WAIT})
"""Accepted, and the agency has not finished."""

FINISHED_STATES = frozenset({State.DECLINED, State.WITHDRAWN, State.STOPPED, State.RESULT_READY, State.RETURNED})

STATE_WORDS = {
    State.NONE: "Chưa tiếp nhận",
    State.SUBMITTED: "Mới đăng ký",
    State.RECEIVED: "Đã tiếp nhận",
    State.DECLINED: "Không tiếp nhận",
    State.PROCESSING: "Đang xử lý",
    State.SUPPLEMENT_WAIT: "Chờ bổ sung",
    State.PAYMENT_WAIT: "Chờ nghĩa vụ tài chính",
    State.WITHDRAWN: "Đã rút",
    State.STOPPED: "Dừng xử lý",
    State.RESULT_READY: "Có kết quả",
    State.RETURNED: "Đã trả",
}
"""What people call a state."""
