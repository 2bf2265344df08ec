"""Files of every kind that a list may come in, written byte by byte: no library that reads them has a hand in it."""

from __future__ import annotations

import base64
import io
import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

# Serial numbers of both epochs, their difference, and a moment 43 seconds before midnight.
EPOCHS_APART = 1462
HEADS = ("文字", "数字", "日期", "代码", "名称")


@dataclass(frozen=True)
class Stored:
    """A cell as a file stores it.

    Attributes:
        form: blank, text, number, date (a number with the format of a date, counted from 1900), error, formula, truth.
        text: what is stored.
        struck: "" | "all" | "part".
    """

    form: str
    text: str = ""
    struck: str = ""

    @property
    def iso(self) -> str:
        """A date as formats write it that know days."""
        from datetime import datetime, timedelta

        moment = datetime(1899, 12, 30) + timedelta(seconds=round(float(self.text) * 86_400))
        return moment.isoformat()


@dataclass(frozen=True, kw_only=True)
class Page:
    """One sheet: rows from row 1 on, column A first; what is special about it.

    `merged` joins the cells of row 2 with those below, column by column.
    """

    rows: Sequence[Sequence[Stored]]
    hidden_rows: frozenset[int] = frozenset()
    filtered: bool = False
    hidden_columns: frozenset[int] = frozenset()
    merged: bool = False
    date1904: bool = False
    hidden_sheet: bool = False


def letter(column: int) -> str:
    return chr(64 + column)


# ---- Office Open XML -------------------------------------------------------------------------------------------------

_TRANSITIONAL = {
    "main": "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "office": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
}
_STRICT = {
    "main": "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "office": "http://purl.oclc.org/ooxml/officeDocument/relationships",
}
_MAIN_PARTS = ("xl/workbook.xml", "xl/worksheets/sheet1.xml")
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def xlsx(page: Page) -> bytes:
    return _open_xml(page, _TRANSITIONAL, shared=True)


def strict(page: Page) -> bytes:
    return _open_xml(page, _STRICT, shared=False)


def styled(page: Page, *, styles: str = "", replaced: Sequence[tuple[str, str]] = ()) -> bytes:
    """A workbook with styles of another writer, or with other pieces in its main parts."""
    return _open_xml(page, _TRANSITIONAL, shared=False, styles=styles, replaced=replaced)


def _open_xml(
    page: Page, names: Mapping[str, str], shared: bool, styles: str = "", replaced: Sequence[tuple[str, str]] = ()
) -> bytes:
    main, office = names["main"], names["office"]
    strings: list[str] = []
    rows = []
    for number, row in enumerate(page.rows, 1):
        hidden = ' hidden="1"' if number in page.hidden_rows else ""
        cells = [
            _open_xml_cell(f"{letter(at)}{number}", each, strings, shared, page.date1904)
            for at, each in enumerate(row, 1)
        ]
        rows.append(f'<row r="{number}"{hidden}>{"".join(cells)}</row>')
    columns = "".join(f'<col min="{at}" max="{at}" width="9" hidden="1"/>' for at in sorted(page.hidden_columns))
    width = len(page.rows[0])
    blocks = "".join(f'<mergeCell ref="{letter(at)}2:{letter(at)}3"/>' for at in range(1, width + 1))
    sheet = f'<worksheet xmlns="{main}">' + (f"<cols>{columns}</cols>" if columns else "")
    sheet += f"<sheetData>{''.join(rows)}</sheetData>"
    sheet += f'<autoFilter ref="A1:{letter(width)}{len(rows)}"/>' if page.filtered else ""
    sheet += f"<mergeCells>{blocks}</mergeCells></worksheet>" if page.merged else "</worksheet>"
    state = ' state="veryHidden"' if page.hidden_sheet else ""
    setting = '<workbookPr date1904="1"/>' if page.date1904 else ""
    parts = {
        "_rels/.rels": _relations({"r1": (f"{office}/officeDocument", "xl/workbook.xml")}),
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}">{setting}<sheets>'
        f'<sheet name="名单" sheetId="1"{state} r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations(
            {
                "r1": (f"{office}/worksheet", "worksheets/sheet1.xml"),
                "r2": (f"{office}/styles", "styles.xml"),
                "r3": (f"{office}/sharedStrings", "/xl/SharedStrings.xml"),
            }
        ),
        "xl/worksheets/sheet1.xml": sheet,
        "xl/styles.xml": styles or _STYLES.format(main=main),
        "xl/sharedStrings.xml": f'<sst xmlns="{main}">{"".join(f"<si>{each}</si>" for each in strings)}</sst>',
    }
    for name in _MAIN_PARTS:
        for old, new in replaced:
            parts[name] = parts[name].replace(old, new)
    return zipped({name: f'<?xml version="1.0" encoding="UTF-8"?>{text}'.encode() for name, text in parts.items()})


_STYLES = (
    '<styleSheet xmlns="{main}"><fonts><font/><font><strike/></font></fonts><fills><fill/></fills><cellXfs>'
    '<xf numFmtId="0" fontId="0"/><xf numFmtId="14" fontId="0"/><xf numFmtId="0" fontId="1"/></cellXfs></styleSheet>'
)


def _relations(found: Mapping[str, tuple[str, str]]) -> str:
    each = "".join(f'<Relationship Id="{id_}" Type="{kind}" Target="{to}"/>' for id_, (kind, to) in found.items())
    return f'<Relationships xmlns="{_PACKAGE}">{each}</Relationships>'


def _open_xml_cell(at: str, cell: Stored, strings: list[str], shared: bool, date1904: bool) -> str:
    style = 1 if cell.form == "date" else 2 if cell.struck == "all" else 0
    start = f'<c r="{at}" s="{style}"'
    if cell.form == "blank":
        return f"{start}/>"
    if cell.form == "text":
        text = f'<t xml:space="preserve">{escape(cell.text)}</t>'
        if cell.struck == "part":
            text = f"<r><rPr><strike/></rPr>{text}</r><r><t>新</t></r>"
        if not shared:
            return f'{start} t="inlineStr"><is>{text}</is></c>'
        strings.append(text)
        return f'{start} t="s"><v>{len(strings) - 1}</v></c>'
    if cell.form == "formula":
        return f"{start}><f>{escape(cell.text.removeprefix('='))}</f><v></v></c>"
    kind = {"number": "n", "date": "n", "error": "e", "truth": "b"}[cell.form]
    text = str(float(cell.text) - EPOCHS_APART) if cell.form == "date" and date1904 else cell.text
    return f'{start} t="{kind}"><v>{text}</v></c>'


def zipped(parts: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return made.getvalue()


# ---- Excel 97 to 2003 ------------------------------------------------------------------------------------------------


def xls(page: Page) -> bytes:
    """A BIFF8 stream in its container: style 1 is a date, style 2 struck out; font 5 is struck out."""
    head = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 1996, 0, 6))
    head += _record(0x0042, struct.pack("<H", 1200)) + _record(0x0022, struct.pack("<H", page.date1904))
    for font in range(5):
        head += _record(
            0x0031, struct.pack("<HHHHHBBBB", 200, 8 * (font == 4), 0x7FFF, 400, 0, 0, 0, 134, 0) + _short("宋体")
        )
    for font, number_format in ((0, 0), (0, 14), (5, 0)):
        head += _record(0x00E0, struct.pack("<HHHBBBBIIH", font, number_format, 0x0001, 0x20, 0, 0, 0xFC, 0, 0, 0x20C0))
    rich = [each.text for row in page.rows for each in row if each.struck == "part"]
    tail = _record(0x00FC, struct.pack("<II", len(rich), len(rich)) + b"".join(map(_rich, rich))) + _record(0x000A, b"")
    name = struct.pack("<BB", page.hidden_sheet, 0) + _short("名单")
    start = len(head) + len(_record(0x0085, b"\x00" * 4 + name)) + len(tail)
    body = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0x0DBB, 1996, 0, 6))
    for at in sorted(page.hidden_columns):
        body += _record(0x007D, struct.pack("<HHHHHH", at - 1, at - 1, 2000, 0, 1, 0))
    width = len(page.rows[0])
    body += _record(0x0200, struct.pack("<IIHHH", 0, len(page.rows), 0, width, 0))
    for number in range(len(page.rows)):
        options = 0x100 | (0x20 if number + 1 in page.hidden_rows else 0)
        body += _record(0x0208, struct.pack("<HHHHHHI", number, 0, width, 255, 0, 0, options))
    for number, row in enumerate(page.rows):
        body += b"".join(_old_cell(number, at, each, rich, page.date1904) for at, each in enumerate(row))
    if page.merged:
        body += _record(
            0x00E5, struct.pack("<H", width) + b"".join(struct.pack("<HHHH", 1, 2, at, at) for at in range(width))
        )
    body += _record(0x000A, b"")
    return _container(head + _record(0x0085, struct.pack("<I", start) + name) + tail + body)


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _short(text: str) -> bytes:
    return struct.pack("<BB", len(text), 1) + text.encode("utf-16-le")


def _rich(text: str) -> bytes:
    """A text whose beginning is struck out."""
    whole = f"{text}新"
    runs = struct.pack("<HHHH", 0, 5, len(text), 0)
    return struct.pack("<HBH", len(whole), 1 | 8, 2) + whole.encode("utf-16-le") + runs


def _old_cell(row: int, column: int, cell: Stored, rich: Sequence[str], date1904: bool) -> bytes:
    style = 1 if cell.form == "date" else 2 if cell.struck == "all" else 0
    at = struct.pack("<HHH", row, column, style)
    if cell.form == "blank":
        return _record(0x0201, at)
    if cell.struck == "part":
        return _record(0x00FD, at + struct.pack("<I", rich.index(cell.text)))
    if cell.form == "text":
        return _record(0x0204, at + struct.pack("<HB", len(cell.text), 1) + cell.text.encode("utf-16-le"))
    if cell.form in {"number", "date"}:
        value = float(cell.text) - (EPOCHS_APART if cell.form == "date" and date1904 else 0)
        return _record(0x0203, at + struct.pack("<d", value))
    if cell.form == "formula":
        return _record(
            0x0006, at + b"\x03\x00\x00\x00\x00\x00\xff\xff" + struct.pack("<HIH", 2, 0, 3) + b"\x1e\x01\x00"
        )
    return _record(0x0205, at + (b"\x2a\x01" if cell.form == "error" else b"\x01\x00"))


def _container(stream: bytes) -> bytes:
    """A compound file with one stream: sector 0 says which follows which, sector 1 is the directory."""
    stream += b"\x00" * max(4096 - len(stream), -len(stream) % 512)
    n = len(stream) // 512
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 16
    head += struct.pack(
        "<HHHHHHIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 0, 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0
    )
    head += struct.pack("<I", 0) + b"\xff" * 4 * 108
    chain = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, n + 2), 0xFFFFFFFE]
    chain += [0xFFFFFFFF] * (128 - len(chain))

    def entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
        coded = name.encode("utf-16-le") + b"\x00\x00"
        links = (
            struct.pack("<BBIII", kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
            if name
            else struct.pack("<BBIII", 0, 0, *[0xFFFFFFFF] * 3)
        )
        return (
            coded.ljust(64, b"\x00")
            + struct.pack("<H", len(coded))
            + links
            + b"\x00" * 36
            + struct.pack("<IQ", start, size)
        )

    directory = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry("Workbook", 2, 0xFFFFFFFF, 2, len(stream))
    directory += entry("", 0, 0, 0, 0) * 2
    return head + struct.pack("<128I", *chain) + directory + stream


# ---- XML of Excel 2003 -----------------------------------------------------------------------------------------------


def xml_2003(page: Page) -> bytes:
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    settings = (
        '<ExcelWorkbook xmlns="urn:schemas-microsoft-com:office:excel"><Date1904/></ExcelWorkbook>'
        if page.date1904
        else ""
    )
    text = f'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="{space}" xmlns:ss="{space}">'
    text += settings
    text += '<Styles><Style ss:ID="s"><Font ss:StrikeThrough="1"/></Style></Styles><Worksheet ss:Name="名单"><Table>'
    text += "".join(f'<Column ss:Index="{at}" ss:Hidden="1"/>' for at in sorted(page.hidden_columns))
    for number, row in enumerate(page.rows, 1):
        text += '<Row ss:Hidden="1">' if number in page.hidden_rows else "<Row>"
        text += "".join(_cell_2003(each, page.merged and number == 2) for each in row)
        text += "</Row>"
    office = "urn:schemas-microsoft-com:office:excel"
    options = f'<WorksheetOptions xmlns="{office}"><Visible>SheetHidden</Visible></WorksheetOptions>'
    breaks = f'<PageBreaks xmlns="{office}"><RowBreaks><RowBreak><Row>1</Row></RowBreak></RowBreaks></PageBreaks>'
    return f"{text}</Table>{options if page.hidden_sheet else ''}{breaks}</Worksheet></Workbook>".encode()


def _cell_2003(cell: Stored, merged: bool) -> str:
    start = "<Cell" + (' ss:MergeDown="1"' if merged else "") + (' ss:StyleID="s"' if cell.struck == "all" else "")
    if cell.form == "blank":
        return f"{start}/>"
    if cell.form == "formula":
        return f'{start} ss:Formula="{escape(cell.text)}"/>'
    kind = {"text": "String", "number": "Number", "date": "DateTime", "error": "Error", "truth": "Boolean"}[cell.form]
    text = escape(cell.iso if cell.form == "date" else cell.text)
    if cell.struck == "part":
        html = "http://www.w3.org/TR/REC-html40"
        return f'{start}><ss:Data ss:Type="String" xmlns="{html}"><S>{text}</S>新</ss:Data></Cell>'
    return f'{start}><Data ss:Type="{kind}">{text}</Data></Cell>'


# ---- OpenDocument ----------------------------------------------------------------------------------------------------

_OPEN = "urn:oasis:names:tc:opendocument:xmlns:"


def ods(page: Page) -> bytes:
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    return zipped({"mimetype": kind, "content.xml": _open_document(page, "document-content").encode()})


def fods(page: Page) -> bytes:
    return _open_document(page, "document").encode()


def _open_document(page: Page, root: str) -> str:
    names = {each: f"{_OPEN}{each}:1.0" for each in ("office", "table", "text", "style")}
    names["fo"] = f"{_OPEN}xsl-fo-compatible:1.0"
    names["calcext"] = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
    spaces = " ".join(f'xmlns:{short}="{name}"' for short, name in names.items())
    text = f'<?xml version="1.0" encoding="UTF-8"?><office:{root} {spaces}><office:automatic-styles>'
    text += '<style:style style:name="s">'
    text += '<style:text-properties style:text-line-through-style="solid"/></style:style></office:automatic-styles>'
    style = ' table:style-name="t"' if page.hidden_sheet else ""
    if page.hidden_sheet:
        unseen = '<style:style style:name="t"><style:table-properties table:display="false"/></style:style>'
        text = text.replace("</office:automatic-styles>", f"{unseen}</office:automatic-styles>")
    text += "<office:body><office:spreadsheet>"
    if page.date1904:
        text += (
            '<table:calculation-settings><table:null-date table:date-value="1904-01-01"/></table:calculation-settings>'
        )
    text += f'<table:table table:name="名单"{style}>'
    for at in range(1, len(page.rows[0]) + 1):
        hidden = ' table:visibility="collapse"' if at in page.hidden_columns else ""
        text += f"<table:table-column{hidden}/>"
    for number, row in enumerate(page.rows, 1):
        unseen = "filter" if page.filtered else "collapse"
        hidden = f' table:visibility="{unseen}"' if number in page.hidden_rows else ""
        cells = "".join(_open_cell(each, page.merged and number == 2) for each in row)
        if page.merged and number == 3:
            cells = "<table:covered-table-cell/>" * len(row)
        text += f"<table:table-row{hidden}>{cells}</table:table-row>"
    empty = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'
    return f"{text}{empty}</table:table></office:spreadsheet></office:body></office:{root}>"


def _open_cell(cell: Stored, merged: bool) -> str:
    start = "<table:table-cell" + (' table:number-rows-spanned="2"' if merged else "")
    start += ' table:style-name="s"' if cell.struck == "all" else ""
    text = escape(cell.text)
    if cell.form == "blank":
        return f"{start}/>"
    if cell.form == "formula":
        return f'{start} table:formula="of:{text}"/>'
    if cell.form == "number":
        return f'{start} office:value-type="float" office:value="{text}"><text:p>{text}</text:p></table:table-cell>'
    if cell.form == "date":
        return (
            f'{start} office:value-type="date" office:date-value="{cell.iso}"><text:p>某日</text:p></table:table-cell>'
        )
    if cell.form == "error":
        start += ' office:value-type="string" office:string-value="" calcext:value-type="error"'
        return f"{start}><text:p>{text}</text:p></table:table-cell>"
    if cell.form == "truth":
        return (
            f'{start} office:value-type="boolean" office:boolean-value="true"><text:p>TRUE</text:p></table:table-cell>'
        )
    if cell.struck == "part":
        start += ' office:value-type="string"'
        return f'{start}><text:p><text:span text:style-name="s">{text}</text:span>新</text:p></table:table-cell>'
    lines = "".join(f"<text:p>{line}</text:p>" for line in text.split("\n"))
    return f'{start} office:value-type="string">{lines}</table:table-cell>'


# ---- web pages -------------------------------------------------------------------------------------------------------


def html(page: Page) -> bytes:
    text = '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="utf-8"><style>'
    text += ".s {text-decoration:line-through;}</style></head><body><table>"
    for at in range(1, len(page.rows[0]) + 1):
        text += "<col style='display:none'>" if at in page.hidden_columns else "<col>"
    for number, row in enumerate(page.rows, 1):
        text += "<tr style='display:none'>" if number in page.hidden_rows else "<tr>"
        if not (page.merged and number == 3):
            text += "".join(_html_cell(each, page.merged and number == 2) for each in row)
        text += "</tr>"
    return f"{text}</table></body></html>".encode()


def _html_cell(cell: Stored, merged: bool) -> str:
    start = "<td" + (" rowspan=2" if merged else "") + (' class="s"' if cell.struck == "all" else "")
    if cell.form == "formula":
        return f'{start} x:fmla="{escape(cell.text)}"></td>'
    text = escape(cell.text).replace("\n", "<br>")
    return f"{start}>{f'<s>{text}</s>新' if cell.struck == 'part' else text}</td>"


def mht(page: Page) -> bytes:
    coded = base64.encodebytes(html(page)).decode("ascii").replace("\n", "\r\n")
    lines = [
        "MIME-Version: 1.0",
        'Content-Type: multipart/related; boundary="b0"',
        "",
        "--b0",
        "Content-Location: sheet001.htm",
        'Content-Type: text/html; charset="utf-8"',
        "Content-Transfer-Encoding: base64",
        "",
        coded,
        "--b0--",
        "",
    ]
    return "\r\n".join(lines).encode("ascii")


# ---- separated by a sign ---------------------------------------------------------------------------------------------


def csv(page: Page) -> bytes:
    return _separated(page, ",").encode("gb18030" if _is_gbk(page) else "utf-8-sig")


def tsv(page: Page) -> bytes:
    return _separated(page, "\t").encode("utf-16")


def _is_gbk(page: Page) -> bool:
    return not any("\ue000" <= char <= "\uf8ff" for row in page.rows for each in row for char in each.text)


def _separated(page: Page, sign: str) -> str:
    return (
        "\r\n".join(sign.join('"' + each.text.replace('"', '""') + '"' for each in row) for row in page.rows) + "\r\n"
    )


# File type → the end of its name and who writes it.
MAKERS: Mapping[str, tuple[str, Callable[[Page], bytes]]] = {
    "XLSX": ("xlsx", xlsx), "Strict": ("xlsx", strict), "XLS": ("xls", xls), "XML 2003": ("xls", xml_2003),
    "ODS": ("ods", ods), "FODS": ("fods", fods), "HTML": ("xls", html), "MHT": ("mht", mht), "CSV": ("csv", csv),
    "TSV": ("tsv", tsv),
}  # fmt: skip
