"""The tab of charts: the drawings of the printed report, one under the other."""

from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from desk_app.services.report_06a import Row06a, charts_of
from desk_app.services.report_charts import fee_chart
from desk_app.ui.operations import Operations
from desk_app.ui.pages.statistics.chart_view import ChartView
from desk_app.ui.pages.statistics.reading import Seen
from desk_app.ui.theme import Role
from desk_app.ui.translation import say, tr
from desk_app.ui.widgets.labels import Paragraph


class ChartsTab(QScrollArea):
    """How dossiers stand, the course of the period, the money taken."""

    def __init__(self, operations: Operations, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Biểu đồ của kỳ"))
        inside = QWidget(self)
        inside.setObjectName("clear")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(12)
        self.views = tuple(ChartView(operations, inside) for _ in range(3))
        hint = Paragraph(tr("Danh sách hồ sơ sau mỗi con số mở từ bảng cùng tên ở ba thẻ kia."), Role.DETAIL, inside)
        column.addWidget(hint)
        for view in self.views:
            column.addWidget(view)
        column.addStretch(1)
        self.setWidget(inside)
        self.setWidgetResizable(True)

    def show_charts(self, seen: Seen, over_time: tuple[Row06a, ...]) -> None:
        """Show the charts of a period."""
        charts = (*charts_of(seen.report, over_time, say), fee_chart(seen.sums, say))
        for view, chart in zip(self.views, charts, strict=True):
            view.show_chart(chart)
