"""What a workbook of one sheet consists of besides the sheet: package, styles and names, in the order of ECMA-376."""

from __future__ import annotations

from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

GENERAL, TEXT, HEADING, DATE = range(4)
_MAX_FORMATS = 150  # number formats of its own that every version of Excel takes
_FIRST_OWN = 164
_LONGEST_UNIT = 60
_ISO = "yyyy-mm-dd"
_KNOWN = {"0": 1, "0.00": 2}  # number formats that need no declaration
_DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"

# No document properties: they would only say when the file was made, and the same catalogue gives the same file.
PACKAGE: Mapping[str, str] = {
    "[Content_Types].xml": (
        f'{_DECLARED}<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'{_DECLARED}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'{_DECLARED}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
    ),
}  # fmt: skip


class Styles:
    """The cell styles of a workbook; those of numbers are added when the first such number is met."""

    def __init__(self) -> None:
        self._codes: list[str] = []  # of the number styles, in the order of their numbers
        self._numbers: dict[tuple[int, str], int | None] = {}
        self._own = {_ISO: _FIRST_OWN}

    def number(self, decimals: int, unit: str) -> int | None:
        """The style that shows `decimals` digits after the point and then the unit; None where there is no room for it."""
        if (decimals, unit) not in self._numbers:
            code = ("0." + "0" * decimals if decimals else "0") + (f'" {unit}"' if unit else "")
            fits = '"' not in unit and len(unit) <= _LONGEST_UNIT
            self._numbers[decimals, unit] = self._added(code) if fits else None
        return self._numbers[decimals, unit]

    def _added(self, code: str) -> int | None:
        if code not in _KNOWN:
            if len(self._own) == _MAX_FORMATS:
                return None
            self._own[code] = _FIRST_OWN + len(self._own)
        self._codes.append(code)
        return DATE + len(self._codes)

    def xml(self) -> str:
        """The part that declares them."""
        formats = (f'<numFmt numFmtId="{n}" formatCode={quoteattr(code)}/>' for code, n in self._own.items())
        cells = [_style(0), _style(49), _style(49, bold=True), _style(self._own[_ISO])]
        cells += [_style(_KNOWN.get(code) or self._own[code]) for code in self._codes]
        return _STYLES.format(
            count=len(self._own), formats="".join(formats), cells="".join(cells), styles=len(cells)
        )  # fmt: skip


def _style(number_format: int, *, bold: bool = False) -> str:
    return (
        f'<xf numFmtId="{number_format}" fontId="{int(bold)}" fillId="0" borderId="0" xfId="0"'
        f' applyNumberFormat="1" applyFont="{int(bold)}"/>'
    )


def workbook_parts(name: str, area: str, styles: Styles) -> Mapping[str, str]:
    """Name -> XML of the parts that are known when the sheet is written; `area` is what the filter is for."""
    sheet = escape(name, {"'": "''"})
    return {
        "xl/workbook.xml": (
            f'{_DECLARED}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><bookViews><workbookView/></bookViews>'
            f'<sheets><sheet name={quoteattr(name)} sheetId="1" r:id="rId1"/></sheets><definedNames>'
            f'<definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">\'{sheet}\'!{area}</definedName>'
            "</definedNames></workbook>"
        ),
        "xl/styles.xml": styles.xml(),
    }


def letters(number: int) -> str:
    """The letters of a column: 1 = A, 27 = AA."""
    found = ""
    while number:
        number, rest = divmod(number - 1, 26)
        found = chr(65 + rest) + found
    return found


_FONT = '<sz val="11"/><name val="Calibri"/><family val="2"/></font>'
_STYLES = (
    f'{_DECLARED}<styleSheet xmlns="{_MAIN}"><numFmts count="{{count}}">{{formats}}</numFmts>'
    f'<fonts count="2"><font>{_FONT}<font><b/>{_FONT}</fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="{styles}">{cells}</cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
