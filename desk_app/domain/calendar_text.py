"""A year's calendar as its file is written."""

from desk_app.domain.calendar_year import CalendarYear


def calendar_text(year: CalendarYear) -> str:
    """Return a year as the calendar files are written; reading it back gives the same year."""
    lines = [f"year = {year.year}", f'status = "{year.status.value}"', f"notice = {_quoted(year.notice)}"]
    for title, days in (("days_off", year.days_off), ("unconfirmed", year.unconfirmed)):
        if days or title == "days_off":
            lines += ["", f"[{title}]", *(f"{day} = {_quoted(name)}" for day, name in sorted(days.items()))]
    for worked in sorted(year.worked_days, key=lambda one: one.day):
        lines += ["", "[[worked_days]]", f"day = {worked.day}", f"replaces = {worked.replaces}"]
        if worked.sessions is not None:
            pairs = ", ".join(
                f'{{ opens = "{session.opens:%H:%M}", closes = "{session.closes:%H:%M}" }}'
                for session in worked.sessions
            )
            lines.append(f"sessions = [{pairs}]")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """Return a TOML basic string."""
    escaped = "".join(
        f"\\u{ord(char):04x}" if ord(char) < 0x20 or ord(char) == 0x7F else f"\\{char}" if char in '"\\' else char
        for char in text
    )
    return f'"{escaped}"'
