"""Accounts of the central server from a terminal: what waits, and the administrator's answer."""

from terminal import MORNING, Terminal

from desk_app.models.store import open_store
from desk_app.services.incoming_matter import apply_matter
from desk_app.sync.messages import FeedMatter
from desk_app.sync.words import Item


def _sent(desk: Terminal, login: str, role: str) -> None:
    value = {
        "login": login, "display_name": "Phạm Ở Tỉnh", "role": role, "active": True, "counter": "",
        "password_hash": "$argon2id$of the centre", "said_at": MORNING.isoformat(),
    }  # fmt: skip
    with open_store(desk.folder, now=MORNING) as store, store.transaction(MORNING, "sync") as tx:
        apply_matter(tx, FeedMatter(item=Item.ACCOUNT, position=1, key=login, value=value))


def test_what_waits_is_listed_accepted_and_refused_by_the_administrator_only(desk: Terminal) -> None:
    _sent(desk, "canbo", "supervisor")
    _sent(desk, "tinh", "administrator")
    for order in (("waiting",), ("accept", "tinh"), ("refuse", "tinh")):
        assert "cần quản trị" in desk("account", *order).sentence
    desk.sit("quantri")
    listed = desk("account", "waiting", "--json").json
    assert [(one["login"], one["role"], one["asks"]) for one in listed] == [
        ("canbo", "supervisor", ["clash"]),
        ("tinh", "administrator", ["administrator"]),
    ]
    assert listed[0]["mine"] == {"display_name": "NGUYỄN THỊ LAN", "role": "clerk"} and listed[1]["mine"] is None
    assert "trùng tài khoản của quầy (NGUYỄN THỊ LAN)" in desk("account", "waiting").out
    assert desk("account", "refuse", "canbo").status == 0
    assert desk("account", "accept", "tinh").status == 0
    assert "Không có tài khoản “canbo”" in desk("account", "accept", "canbo").sentence
    assert desk("account", "waiting", "--json").json == []
    desk.sit("canbo")
    assert desk("search", "mai").status == 0, "the refused one took nothing from the desk's own"
