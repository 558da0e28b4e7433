"""One printable sheet of a workbook: landscape, fit to the page's width, with titles on every page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from roster.exports._labels import date_range
from roster.week import Week

_INK, _LINE, _HEAD, _OPEN, _OFF = "1B231F", "7F8983", "EBEDE9", "FCEBE8", "F4F5F2"
_LINES_HIGH = 15.0
_HEAD_ROW = 2


class Sheet:
    """Writes a title, a line of heads and rows of text; nothing in it is ever a formula.

    Parameters
    ----------
    book
        The workbook to which the sheet is added.
    week
        For the community, the dates and the language.
    title
        The sheet's name.
    """

    def __init__(self, book: Workbook, week: Week, title: str) -> None:
        self._font = "Microsoft YaHei" if week.language == "zh_CN" else "Calibri"
        self._sheet = book.create_sheet(title)
        self._line = _HEAD_ROW
        self._columns = 1
        self._widths: list[float] = []
        side = Side(style="thin", color=_LINE)
        self._border = Border(left=side, right=side, top=side, bottom=side)
        cell = self._sheet.cell(1, 1)
        self._put(
            cell, f"{week.community}  {date_range(week.days[0], week.days[-1], week.language)}  {title}"
        )
        cell.font = Font(name=self._font, size=16, bold=True, color=_INK)
        self._sheet.row_dimensions[1].height = 28

    def heads(self, heads: Sequence[str], *, widths: Sequence[float], rest: float) -> None:
        """Write the heads; ``widths`` are of the first columns, ``rest`` of the others (in characters)."""
        self._columns = len(heads)
        for column, head in enumerate(heads, start=1):
            width = widths[column - 1] if column <= len(widths) else rest
            self._widths.append(width)
            self._sheet.column_dimensions[get_column_letter(column)].width = width
            cell = self._sheet.cell(_HEAD_ROW, column)
            self._put(cell, head)
            cell.font = Font(name=self._font, size=11, bold=True, color=_INK)
            cell.fill = PatternFill("solid", fgColor=_HEAD)
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
            cell.border = self._border
        self._sheet.row_dimensions[_HEAD_ROW].height = 22

    def row(self, values: Sequence[str | float]) -> None:
        """Write one line; texts may have several lines."""
        self._line += 1
        most = 1
        for column, value in enumerate(values, start=1):
            cell = self._sheet.cell(self._line, column)
            self._put(cell, value)
            cell.font = Font(name=self._font, size=11, bold=column == 1, color=_INK)
            left = column == 1 or (isinstance(value, str) and len(value) > 40)
            cell.alignment = Alignment(
                horizontal="left" if left else "center",
                vertical="center",
                wrap_text=True,
                indent=1 if left else 0,
            )
            cell.border = self._border
            most = max(most, _lines(value, self._widths[column - 1]))
        self._sheet.row_dimensions[self._line].height = max(20.0, _LINES_HIGH * most + 4)

    def mark_open(self, column: int) -> None:
        """Mark a cell of the last line as open: colour, bold and a thick border, so that it shows in black too."""
        cell = self._sheet.cell(self._line, column)
        thick = Side(style="mediumDashed", color="A8231B")
        cell.fill = PatternFill("solid", fgColor=_OPEN)
        cell.border = Border(left=thick, right=thick, top=thick, bottom=thick)
        cell.font = Font(name=self._font, size=11, bold=True, color="A8231B")

    def mark_off(self, column: int) -> None:
        """Mark a cell of the last line as having nothing to do."""
        self._sheet.cell(self._line, column).fill = PatternFill("solid", fgColor=_OFF)

    def finish(self, *, frozen: int, repeated: int) -> None:
        """Freeze the heads and the columns before ``frozen``; repeat ``repeated`` columns on every page."""
        sheet = self._sheet
        sheet.freeze_panes = f"{get_column_letter(frozen)}{_HEAD_ROW + 1}"
        sheet.print_title_rows = f"1:{_HEAD_ROW}"
        if repeated:
            sheet.print_title_cols = f"A:{get_column_letter(repeated)}"
        sheet.print_area = f"A1:{get_column_letter(self._columns)}{max(self._line, _HEAD_ROW)}"
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
        sheet.page_setup.fitToWidth = 1
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.print_options.horizontalCentered = True
        sheet.page_margins.left = sheet.page_margins.right = 0.4
        sheet.page_margins.top = sheet.page_margins.bottom = 0.5
        sheet.oddFooter.right.text = "&P / &N"

    @staticmethod
    def _put(cell: Any, value: str | float) -> None:
        if not isinstance(value, str):
            cell.value = value
            return
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)[:32_000]
        if cell.value:
            cell.data_type = "s"
            cell.quotePrefix = value[:1] in "=+-@\t\r\n"


def _lines(value: str | float, width: float) -> int:
    """Estimate how many lines a text takes in a column; Chinese characters count double."""
    if not isinstance(value, str):
        return 1
    wide = [sum(2 if ord(c) > 0x2E7F else 1 for c in line) for line in value.split("\n")]
    return sum(max(1, -(-n // max(int(width) - 1, 1))) for n in wide)
