"""Set up a new office: its store, settings, accounts, calendars and forms, in one go or not at all."""

import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from desk_app.domain.appointment import DeadlineRules
from desk_app.domain.calendar import calendar_year_from_toml
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.events.reception import OfficeHeading
from desk_app.models.queries.office import Account
from desk_app.models.store import Store, create_store
from desk_app.services.accounts import hash_password, put_account
from desk_app.services.form_versions import keep_shipped
from desk_app.services.office_settings import OfficeSettings, put_office
from desk_app.services.sample_files import OfficeFile
from desk_app.shipped_calendars import shipped_calendar_texts

sentences(
    folder_not_empty="Thư mục {folder} không trống. Chọn thư mục khác cho kho mới.",
    account_not_ready="Chưa có mật khẩu cho tài khoản “{login}”.",
)

SET_UP = "set-up"
"""The actor of what the program itself writes at set-up, before there is an account."""


def settings_of(file: OfficeFile, *, is_sample: bool = False) -> OfficeSettings:
    """Return the settings an office file states."""
    rules = file.rules
    return OfficeSettings(
        heading=OfficeHeading(
            superior=file.superior,
            office=file.name,
            unit=file.unit,
            place=file.place,
            address=file.address,
            hotline=file.hotline,
            complaints=file.complaints,
            look_up_address=file.look_up_address,
        ),
        agency_id=file.agency_id,
        code_pattern=file.code_format,
        desk_id=file.desk.id,
        counter=file.desk.counter,
        counters=tuple(row.name for row in file.counters) or (file.desk.counter,),
        working=file.sessions,
        reception=file.reception_only,
        rules=DeadlineRules(
            same_day_cutoff=rules.cut_off,
            handover_cutoff=rules.cut_off,
            due_hour=rules.due_hour,
            pause=rules.after_supplement,
        ),
        units=file.units,
        decline_reasons=file.decline_reasons,
        priority_reasons=file.priority_reasons,
        exemption_reasons=file.exemption_reasons,
        usual_documents=file.usual_documents,
        apology_reasons=file.apology_reasons,
        correction_reasons=file.correction_reasons,
        slip_size=rules.slip_size,
        slip_copies=rules.slip_copies,
        return_slip=rules.return_slip,
        control_slip=rules.control_slip,
        ask_satisfaction=rules.ask_satisfaction,
        lock_after_minutes=rules.lock_after_minutes,
        is_sample=is_sample,
    )


def new_office(
    folder: Path, file: OfficeFile, passwords: Mapping[str, str], now: datetime, *, is_sample: bool = False
) -> tuple[Store, str]:
    """Make a store for an office and return it open, with the recovery code to write down.

    folder: empty or not there. passwords: by login, for accounts whose file states none. A set-up that fails leaves
    nothing behind. Raises DeskError ``folder_not_empty``, ``account_not_ready``, ``sign_in_too_short``.
    """
    if folder.is_dir() and any(folder.iterdir()):
        raise DeskError("folder_not_empty", folder=folder)
    accounts = []
    for part in file.accounts:
        password = part.password or passwords.get(part.login)
        if not password:
            raise DeskError("account_not_ready", login=part.login)
        accounts.append(Account(part.login, part.name, part.role, hash_password(password), part.counter))
    settings = settings_of(file, is_sample=is_sample)
    existed = folder.is_dir()
    store, recovery_code = create_store(folder, office_id=uuid4(), desk_id=file.desk.id, now=now)
    try:
        with store.transaction(now, actor=SET_UP) as tx:
            tx.numbers.set_block(settings.agency_id, file.desk.block(settings.code_format))
            put_office(tx, settings)
            for account in accounts:
                put_account(tx, account)
            for text in shipped_calendar_texts():
                year = calendar_year_from_toml(text)
                tx.calendars.put(year.year, text, status=year.status.value, now=now)
            keep_shipped(tx)
    except BaseException:
        store.close()
        _remove(folder, keep_folder=existed)
        raise
    return store, recovery_code


def _remove(folder: Path, *, keep_folder: bool) -> None:
    if not keep_folder:
        shutil.rmtree(folder, ignore_errors=True)
        return
    for path in folder.iterdir():
        path.unlink(missing_ok=True)
