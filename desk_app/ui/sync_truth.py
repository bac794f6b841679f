"""What the status bar says of the central server: reached or not, what waits, the last confirmed round, the clock."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from desk_app.domain.dates import office_time
from desk_app.domain.errors import DeskError
from desk_app.models.queries.day_events import DayEvents
from desk_app.models.queries.sync import Queued, SyncLink
from desk_app.models.transaction import Reading
from desk_app.sync.limits import DRIFT_MINUTES
from desk_app.ui.desk import SettingsTarget
from desk_app.ui.status_bar import StatusItem
from desk_app.ui.theme import Tone
from desk_app.ui.translation import sentence, tr

_LONG = timedelta(days=1)
"""What has not been exchanged for so long is worth a look."""
_SILENT = timedelta(minutes=30)
"""Twice the longest pause: a desk that has not tried for so long knows nothing of the network."""
AWAY, BUSY = "server_away", "server_busy"


def sync_items(rd: Reading, now: datetime) -> Iterator[StatusItem]:
    """Give the truths of sync; none where the desk belongs to no server. now: aware."""
    link = rd.sync.link()
    if link is None:
        return
    # What speaks to a server is loaded only where there is one.
    from desk_app.services.sync_round import failure_of

    failure = failure_of(link)
    yield _network(rd, link, failure, now)
    yield _queue(rd.sync.queued(), now)
    yield _confirmed(link, failure, now)
    if abs(link.drift_seconds) > DRIFT_MINUTES * 60:
        yield _drift(link.drift_seconds)


def short_moment(moment: datetime, now: datetime) -> str:
    """Return a moment as the bar has room for it: the hour today, the day before that."""
    local = office_time(moment)
    return f"{local:%H:%M}" if local.date() == office_time(now).date() else f"{local:%d/%m %H:%M}"


def network_words(link: SyncLink, failure: DeskError | None, now: datetime) -> tuple[str, str, Tone]:
    """Return words, icon and tone of whether the server is reached: as of the last try, never a guess."""
    if link.tried_at is None or now - link.tried_at > _SILENT:
        return tr("Chưa liên lạc máy chủ"), "wifi", Tone.PLAIN
    if failure is None:
        return tr("Có mạng"), "wifi", Tone.GOOD
    if failure.code == AWAY:
        return tr("Không có mạng"), "wifi_off", Tone.WARN
    if failure.code == BUSY:
        return tr("Máy chủ bận"), "wifi", Tone.WARN
    return tr("Chưa đồng bộ được"), "cloud_off", Tone.BAD


def queue_words(queued: Queued, now: datetime) -> str:
    """Return how much waits to be sent, and since when."""
    if not queued.count or queued.oldest is None:
        return tr("Chờ gửi 0")
    return tr("Chờ gửi {n}, cũ nhất {when}", n=queued.count, when=short_moment(queued.oldest, now))


def _network(rd: Reading, link: SyncLink, failure: DeskError | None, now: datetime) -> StatusItem:
    words, icon, tone = network_words(link, failure, now)
    if failure is not None and failure.code == AWAY:
        waiting = len(DayEvents(rd.connection).unconfirmed(rd.identity().office_id))
        explanation = tr(
            "Không có mạng. Quầy vẫn tiếp nhận và trả kết quả bình thường; {n} hồ sơ sẽ gửi khi có mạng.", n=waiting
        )
    else:
        explanation = sentence(failure) if failure is not None else tr("Máy chủ: {name}.", name=link.office_name)
    return StatusItem("network", icon, words, tone, explanation, SettingsTarget("sync"))


def _queue(queued: Queued, now: datetime) -> StatusItem:
    old = queued.oldest is not None and now - queued.oldest > _LONG
    explanation = tr("Mọi việc đã ghi đều an toàn trên máy này; phần chờ gửi tự đi khi có mạng.")
    tone = Tone.WARN if old else Tone.WAIT if queued.count else Tone.PLAIN
    return StatusItem("queue", "cloud_upload", queue_words(queued, now), tone, explanation, SettingsTarget("sync"))


def _confirmed(link: SyncLink, failure: DeskError | None, now: datetime) -> StatusItem:
    at = link.confirmed_at
    words = tr("Đồng bộ {when}", when=short_moment(at, now)) if at else tr("Chưa đồng bộ lần nào")
    explanation = sentence(failure) if failure is not None else tr("Lần gần nhất máy chủ xác nhận đã đủ hai chiều.")
    tone = Tone.WARN if at is None or now - at > _LONG else Tone.PLAIN
    return StatusItem("confirmed", "cloud_done", words, tone, explanation, SettingsTarget("sync"))


def _drift(seconds: int) -> StatusItem:
    minutes = abs(seconds) // 60
    words = tr("Đồng hồ nhanh {n} phút", n=minutes) if seconds > 0 else tr("Đồng hồ chậm {n} phút", n=minutes)
    explanation = tr("So với máy chủ. Chỉnh lại ngày giờ của máy trước khi tiếp nhận.")
    return StatusItem("drift", "schedule", words, Tone.BAD, explanation, SettingsTarget("sync"))
