"""Pages of the feed go packed where the desk says it takes that, and say the same."""

import httpx
from builders import register
from province import Province

from desk_app.sync.limits import PROTOCOL_VERSION
from desk_app.sync.words import VERSION_HEADER


def test_a_page_comes_packed_to_who_takes_it_and_says_the_same(province: Province) -> None:
    one = province.desk("Q1")
    for _ in range(5):
        register(one.store, province.clock())
    one.round()
    with one.store.reading() as rd:
        link = rd.sync.link()
    assert link is not None
    headers = {"Authorization": f"Bearer {link.token}", VERSION_HEADER: str(PROTOCOL_VERSION)}
    packed, plain, *others = (
        httpx.get(f"{link.address}/v1/feed", headers={**headers, "Accept-Encoding": accepted})
        for accepted in ("gzip", "identity", "br, gzip;q=0.5", "br;q=1, gzip;q=0")
    )
    assert ["Content-Encoding" in other.headers for other in others] == [True, False]
    assert packed.headers["Content-Encoding"] == "gzip" and "Content-Encoding" not in plain.headers
    assert packed.content == plain.content
    assert packed.num_bytes_downloaded * 2 < plain.num_bytes_downloaded
