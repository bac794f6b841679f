"""The sample office's people and its present moment, for every test that acts as one of them."""

from datetime import datetime

from desk_app.domain.dates import OFFICE_ZONE
from desk_app.services.accounts import Role, Session

MORNING = datetime(2026, 8, 27, 9, 12, tzinfo=OFFICE_ZONE)
"""A Thursday before the National Day holidays; the sample's present moment."""

CLERK = Session("canbo", "NGUYỄN THỊ LAN", Role.CLERK, "Quầy 2")
SUPERVISOR = Session("truongbophan", "LÊ VĂN HÙNG", Role.SUPERVISOR, "Quầy 1")
ADMINISTRATOR = Session("quantri", "PHẠM QUỐC TUẤN", Role.ADMINISTRATOR)
