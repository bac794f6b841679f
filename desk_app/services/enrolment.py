"""A desk joins its office at the central server: a one-time code for a token, a block of numbers, keys."""

import base64
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desk_app.domain.codes import NumberBlock
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.events import SettingChanged
from desk_app.models.queries.sync import SyncLink
from desk_app.models.store import Store, program_version
from desk_app.services.accounts import Right, Session
from desk_app.services.office_settings import office_settings
from desk_app.services.round_terms import numbers_used
from desk_app.sync.client import ServerAway, ServerClient, ServerRefused, checked_address
from desk_app.sync.hanging_up import Calls
from desk_app.sync.messages import Enrol

_LEFT = "sync.last_contact"
"""The last contact mark of a server that was left: by it the store is known again."""

sentences(
    authority_unreadable="Tệp chứng thư “{name}” không đọc được. Chọn tệp PEM do quản trị tỉnh gửi.",
    enrolment_code_missing="Chưa nhập mã ghi danh. Nhập mã do quản trị tỉnh cấp.",
)


def enrol(
    store: Store,
    by: Session,
    address: str,
    code: str,
    now: datetime,
    *,
    authority: Path | None = None,
    calls: Calls | None = None,
) -> SyncLink:
    """Enrol this store; from then on rounds run. authority: PEM file of the province's own CA, None = the system's.

    calls: of whoever may hang up before the server answers. Asked again with the same code before it expires it is
    given a fresh token. Raises DeskError ``not_entitled``, ``server_address_bad``, ``server_not_secure``,
    ``authority_unreadable``, ``enrolment_code_missing``, and what the server answers in words.
    """
    by.require(Right.SET_UP)
    address = checked_address(address)
    if not code.strip():
        raise DeskError("enrolment_code_missing")
    pem = _pem(authority)
    signing = Ed25519PrivateKey.generate()
    with store.reading() as rd:
        identity, office, link = rd.identity(), office_settings(rd), rd.sync.link()
        request = Enrol(
            code=code.strip(),
            store=identity.store_id,
            stream=identity.stream,
            desk=office.counter or identity.desk_id,
            agency=office.agency_id,
            program=program_version(),
            used=numbers_used(rd, now),
            signing_key=base64.b64encode(signing.public_key().public_bytes_raw()).decode(),
            contact=link.contact if link is not None else rd.settings.get(_LEFT, ""),
        )
    with authority_file(pem) as file, ServerClient(address, authority=file, calls=calls) as server:
        try:
            told = server.enrol(request)
        except (ServerAway, ServerRefused) as refused:
            raise refused.sentence from None
    link = SyncLink(
        address=address,
        authority=pem,
        token=told.token,
        office=told.office,
        office_name=told.office_name,
        epoch=told.epoch,
        contact=told.contact,
        cursor="",
        seal_key=told.seal_key,
        signing_key=told.signing_key,
        own_signing_key=base64.b64encode(signing.private_bytes_raw()).decode(),
        enrolled_at=now,
    )
    with store.transaction(now, actor=by.login) as tx:
        tx.sync.set_link(link)
        tx.sync.forget_marks()
        for block in told.blocks:
            tx.numbers.set_block(block.agency, NumberBlock(first=block.first, last=block.last, digits=block.digits))
        for used in told.used:
            tx.numbers.note_used(used.agency, used.day, used.highest)
        tx.record(tx.office_id, SettingChanged(name="sync.server", new=address))
    return link


def leave_server(store: Store, by: Session, now: datetime) -> None:
    """Leave the server: nothing is sent or fetched any more; what is here stays, the block of numbers too.

    Raises DeskError ``not_entitled``, ``not_enrolled``.
    """
    by.require(Right.SETTLE_CATALOGUE)
    with store.transaction(now, actor=by.login) as tx:
        link = tx.sync.link()
        if link is None:
            raise DeskError("not_enrolled")
        tx.sync.remove_link()
        tx.settings.set(_LEFT, link.contact)
        tx.record(tx.office_id, SettingChanged(name="sync.server", old=link.address, new=""))


@contextmanager
def speaking(link: SyncLink, calls: Calls | None = None) -> Iterator[ServerClient]:
    """Give the wire to the server of a link. calls: of whoever may hang up on it."""
    with (
        authority_file(link.authority) as file,
        ServerClient(link.address, link.token, authority=file, calls=calls) as server,
    ):
        yield server


@contextmanager
def authority_file(pem: str) -> Iterator[Path | None]:
    """Give certificates as the file the TLS library wants; None for the system's. Nothing in it is secret."""
    if not pem:
        yield None
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "authority.pem"
        file.write_text(pem, encoding="ascii")
        yield file


def _pem(authority: Path | None) -> str:
    if authority is None:
        return ""
    try:
        text = authority.read_text(encoding="ascii")
    except (OSError, ValueError):
        raise DeskError("authority_unreadable", name=authority.name) from None
    if "BEGIN CERTIFICATE" not in text:
        raise DeskError("authority_unreadable", name=authority.name)
    return text
