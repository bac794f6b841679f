"""Whose an account is: the desk's own, or one the central server gave; and what of the server's waits for an answer."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from desk_app.domain.values import Frozen
from desk_app.models.transaction import Reading, Transaction

CENTRAL = "central_accounts"
_ADMINISTRATOR = "administrator"


class GivenAccount(Frozen):
    """An account as the centre says it. password: Argon2id hash; said_at: when the centre said so."""

    login: str = Field(pattern=r"^[a-z0-9._-]{2,32}$")
    display_name: str
    role: Literal["clerk", "supervisor", "administrator"]
    password: str
    active: bool
    counter: str = ""
    said_at: AwareDatetime


class CentralAccounts(Frozen):
    """What the desk knows of the centre's accounts. office: of the enrolment they came by, None for none.

    taken, refused: login → when the centre said what was taken or refused; an older word of it is news no more.
    """

    office: UUID | None = None
    taken: dict[str, datetime] = Field(default_factory=dict)
    refused: dict[str, datetime] = Field(default_factory=dict)
    waiting: tuple[GivenAccount, ...] = ()

    def heard(self, login: str) -> datetime | None:
        """Return when the centre said the newest that is known here of an account."""
        waits = [given.said_at for given in self.waiting if given.login == login]
        known = [*waits, *(said[login] for said in (self.taken, self.refused) if login in said)]
        return max(known, default=None)

    def after_taking(self, given: GivenAccount) -> "CentralAccounts":
        """Return what is known once this stands at the desk."""
        taken = {**self.taken, given.login: given.said_at}
        refused = {login: at for login, at in self.refused.items() if login != given.login}
        return self.model_copy(update={"taken": taken, "refused": refused, "waiting": self._others(given.login)})

    def after_refusing(self, given: GivenAccount) -> "CentralAccounts":
        """Return what is known once this was turned down: the very same is not asked again."""
        refused = {**self.refused, given.login: given.said_at}
        return self.model_copy(update={"refused": refused, "waiting": self._others(given.login)})

    def after_holding(self, given: GivenAccount) -> "CentralAccounts":
        """Return what is known while this waits; of one login only the newest does."""
        return self.model_copy(update={"waiting": (*self._others(given.login), given)})

    def _others(self, login: str) -> tuple[GivenAccount, ...]:
        return tuple(given for given in self.waiting if given.login != login)


def central_accounts(rd: Reading) -> CentralAccounts:
    """Return what is known of the centre's accounts; of another server than the present one nothing counts."""
    link = rd.sync.link()
    office = link.office if link is not None else None
    known = CentralAccounts.model_validate(rd.settings.get(CENTRAL) or {})
    return known if known.office == office else CentralAccounts(office=office)


def keep_central_accounts(tx: Transaction, known: CentralAccounts) -> None:
    """Store what is known of the centre's accounts."""
    tx.settings.set(CENTRAL, known.model_dump(mode="json"))


def own_administrators(rd: Reading) -> frozenset[str]:
    """Return the logins of the desk's own administrators who may sign in.

    One the centre gave is none of them: the centre may switch it off at any time, and the desk stood without one.
    """
    taken = central_accounts(rd).taken
    return frozenset(
        account.login
        for account in rd.accounts.all()
        if account.active and account.role == _ADMINISTRATOR and account.login not in taken
    )
