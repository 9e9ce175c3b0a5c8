"""An empty workbook with the headings that an import reads."""

import io

from app.roster.sheets import MEMBER_COLUMNS, MEMBERS, ORGANISATION_COLUMNS, ORGANISATIONS

WIDE = ("Tên tổ chức đảng", "Họ và tên", "Ghi chú")


def empty_roster() -> bytes:
    # As in app/workbook_reading.py: not before somebody asks.
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    book.remove(book.active)
    for title, columns in ((ORGANISATIONS, ORGANISATION_COLUMNS), (MEMBERS, ("STT", *MEMBER_COLUMNS))):
        sheet = book.create_sheet(title)
        sheet.append([column.rstrip("*") for column in columns])
        sheet.freeze_panes = "A2"
        for number, cell in enumerate(sheet[1], start=1):
            cell.font = Font(bold=True)
            sheet.column_dimensions[get_column_letter(number)].width = 34 if cell.value in WIDE else 18
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()
