"""A step of a dossier drawn by chance, allowed at its place or not."""

import random
from uuid import UUID

from lives import reception, steps

from desk_app.domain.events import Authority, Body, Corrected, Decision, FieldChange, Reversed, Settled
from desk_app.models.store import Store


def any_step(store: Store, chance: random.Random) -> Body:
    """Draw a step; one that speaks of another event names any event the store holds."""
    authority = Authority(role=chance.choice(["clerk", "supervisor"]), reason="ghi nhầm")
    with store.reading() as rd:
        events = rd.connection.exec_driver_sql("SELECT event_id FROM events WHERE kind <> 'StreamBegan'").all()
    target = UUID(chance.choice(events)[0])
    others: list[Body] = [
        Reversed(target=target, authority=authority),
        Settled(target=target, decision=chance.choice(list(Decision)), authority=authority),
        Corrected(changes=(FieldChange(field="summary", old=reception().summary, new="khác"),), authority=authority),
    ]
    return chance.choice([*steps().values(), *others])
