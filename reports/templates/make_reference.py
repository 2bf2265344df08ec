"""Make `reference.docx`: the styles, page, header and footer of every DOCX report.

Sizes, lines and margins are those of the PDF, so that both have nearly the same pages and the contents are right before
Word has counted. The report takes everything that can be restyled from this file and only the text from the diagnosis.
To restyle it, open it in Word, change the styles (not the sample text, which is thrown away), save it under the same
name as `reports/templates/reference.docx` of an own content folder and pass that folder with `--content`. This script
makes the shipped one; the same script gives the same bytes::

    python reports/templates/make_reference.py

Only named fonts that every Chinese Windows has are used, nothing is embedded. What Word, WPS and LibreOffice do not
all understand is left out: docs/report-formats.md has the list.
"""

from __future__ import annotations

import argparse
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"

INK, NAVY, MUTED, RULE, FAINT = "1B2430", "1F4E79", "56606D", "9AA5B1", "EEF2F6"
GOOD, WARN, BAD = "1F6B47", "8A5200", "9B2C24"
TEXT_WIDTH = 9412  # twentieths of a point: 166 mm, as in the PDF


def fonts(east: str, latin: str = "Times New Roman") -> str:
    """Return the fonts of a style; `w:eastAsia` is what Chinese text is set in."""
    return f'<w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="{east}" w:cs="{latin}"/>'


def letters(east: str = "", size: float = 0, *, bold: bool = False, color: str = "", latin: str = "") -> str:
    """Return run properties; size in points."""
    parts = [fonts(east, latin or ("Arial" if east == "黑体" else "Times New Roman")) if east else ""]
    parts += ["<w:b/><w:bCs/>" if bold else ""]
    parts += [f'<w:color w:val="{color}"/>' if color else ""]
    parts += [f'<w:sz w:val="{int(size * 2)}"/><w:szCs w:val="{int(size * 2)}"/>' if size else ""]
    return f"<w:rPr>{''.join(parts)}</w:rPr>" if any(parts) else ""


def layout(
    *,
    keep: bool = False,
    numbers: int | None = None,
    step: int = 0,
    below: str = "",
    tabs: str = "",
    before: float = 0,
    after: float = 0,
    line: float = 0,
    indent: str = "",
    align: str = "",
    outline: int | None = None,
) -> str:
    """Return paragraph properties in the order of the schema; spaces and lines in points (line 0: single)."""
    spacing = f'<w:spacing w:before="{int(before * 20)}" w:after="{int(after * 20)}"'
    spacing += f' w:line="{int(line * 20)}" w:lineRule="exact"/>' if line else ' w:line="240" w:lineRule="auto"/>'
    return (
        "<w:pPr>"
        + ("<w:keepNext/><w:keepLines/>" if keep else "")
        + (f'<w:numPr><w:ilvl w:val="{step}"/><w:numId w:val="{numbers}"/></w:numPr>' if numbers is not None else "")
        + (f'<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="2" w:color="{below}"/></w:pBdr>' if below else "")
        + (f"<w:tabs>{tabs}</w:tabs>" if tabs else "")
        + '<w:snapToGrid w:val="0"/>'
        + spacing
        + (f"<w:ind {indent}/>" if indent else "")
        + (f'<w:jc w:val="{align}"/>' if align else "")
        + (f'<w:outlineLvl w:val="{outline}"/>' if outline is not None else "")
        + "</w:pPr>"
    )


FIRST_LINE = 'w:firstLineChars="200" w:firstLine="420"'
RIGHT_TAB = f'<w:tab w:val="right" w:pos="{TEXT_WIDTH}"/>'
DOTS = f'<w:tab w:val="right" w:leader="dot" w:pos="{TEXT_WIDTH}"/>'

# (style id, name as Word knows it or as ours, based on, paragraph, letters). Built-in styles keep their English names:
# every Word shows them in its own language, and contents and navigation work by them.
PARAGRAPHS = (
    ("Title", "Title", "Normal", layout(after=2, line=26, align="center"), letters("黑体", 20, color=INK)),
    ("Subtitle", "Subtitle", "Normal", layout(after=3, line=18, align="center"), letters("楷体", 14, color=MUTED)),
    (
        "Heading1",
        "heading 1",
        "Normal",
        layout(keep=True, numbers=1, before=16, after=6, line=20, outline=0),
        letters("黑体", 14, color=NAVY),
    ),
    (
        "Heading2",
        "heading 2",
        "Normal",
        layout(keep=True, numbers=1, step=1, before=10, after=4, line=16, outline=1),
        letters("楷体", 12, bold=True),
    ),
    (
        "Heading3",
        "heading 3",
        "Normal",
        layout(keep=True, numbers=1, step=2, before=8, after=3, line=15, outline=2),
        letters("仿宋", 10.5, bold=True),
    ),
    # Parts without a number (附：…): the outline level puts them into the contents.
    (
        "PlainHeading1",
        "无编号标题1",
        "Heading1",
        layout(keep=True, numbers=0, before=16, after=6, line=20, outline=0),
        "",
    ),
    (
        "PlainHeading2",
        "无编号标题2",
        "Heading2",
        layout(keep=True, numbers=0, before=10, after=4, line=16, outline=1),
        "",
    ),
    (
        "PlainHeading3",
        "无编号标题3",
        "Heading3",
        layout(keep=True, numbers=0, before=8, after=3, line=15, outline=2),
        "",
    ),
    ("QizhenBody", "企诊正文", "Normal", layout(after=1.5, line=15.5, indent=FIRST_LINE, align="both"), ""),
    ("QizhenLead", "企诊结论", "Normal", layout(before=4, after=5, line=17), letters("黑体", 11.5)),
    ("QizhenNote", "企诊小字", "Normal", layout(after=3, line=13), letters("宋体", 9, color=MUTED)),
    ("ListBullet", "List Bullet", "Normal", layout(numbers=2, line=15.5), ""),
    ("ListNumber", "List Number", "Normal", layout(numbers=3, line=15.5), ""),
    (
        "Caption",
        "caption",
        "Normal",
        layout(keep=True, before=5, after=3, line=14, align="center"),
        letters("黑体", 9.5),
    ),
    ("QizhenFigure", "企诊图", "Normal", layout(keep=True, before=8, after=2, align="center"), ""),
    (
        "QizhenFigureCaption",
        "企诊图题",
        "Caption",
        layout(after=8, line=14, align="center").replace("<w:pPr>", '<w:pPr><w:keepNext w:val="0"/>'),
        "",
    ),
    ("QizhenCell", "企诊表文", "Normal", layout(line=12), letters("宋体", 9)),
    ("QizhenHead", "企诊表头", "QizhenCell", layout(keep=True, line=12), letters("黑体", 9)),
    ("QizhenGap", "企诊间隔", "Normal", layout(line=8), letters(size=4)),
    ("QizhenMeta", "企诊文首", "Normal", layout(line=13), letters("宋体", 9)),
    ("QizhenBoxLabel", "企诊方框名", "QizhenCell", layout(line=11.5), letters("宋体", 8.5, color=MUTED)),
    ("QizhenBoxValue", "企诊方框值", "QizhenCell", layout(before=1, after=1, line=14), letters("黑体", 11)),
    ("QizhenSign", "企诊签章", "QizhenCell", layout(line=12), letters("宋体", 9)),
    ("QizhenContents", "企诊目录", "Normal", layout(keep=True, after=10, align="center"), letters("黑体", 16)),
    ("TOC1", "toc 1", "Normal", layout(tabs=DOTS, before=1, line=15.5), letters("黑体", 10.5)),
    ("TOC2", "toc 2", "Normal", layout(tabs=DOTS, line=14.5, indent='w:left="420"'), letters("宋体", 10)),
    ("Header", "header", "Normal", layout(below=RULE, tabs=RIGHT_TAB), letters("宋体", 9, color=MUTED)),
    ("Footer", "footer", "Normal", layout(align="center"), letters("宋体", 10.5, color=MUTED)),
    # The owner's pages and a cover have styles of their own: tight, yet nothing smaller than 10.5 points.
    (
        "PageHeading1",
        "一页通大标题",
        "Heading1",
        layout(keep=True, numbers=0, before=2, after=2, line=18, outline=0),
        letters(size=14),
    ),
    (
        "PageHeading2",
        "一页通小标题",
        "Heading2",
        layout(keep=True, numbers=0, before=4, after=1, line=16, outline=2),
        letters("黑体", 10.5, color=NAVY),
    ),
    ("PageBody", "一页通正文", "Normal", layout(after=1, line=13.5), letters("宋体", 10.5)),
    ("PageLead", "一页通结论", "Normal", layout(before=1, after=2, line=16), letters("黑体", 10.5)),
    ("PageNote", "一页通小字", "Normal", layout(after=1, line=13), letters("宋体", 10.5, color=MUTED)),
    ("PageBullet", "一页通列表", "Normal", layout(numbers=4, line=13.5), letters("宋体", 10.5)),
    ("PageNumber", "一页通编号", "Normal", layout(numbers=5, line=13.5), letters("宋体", 10.5)),
    ("PageCaption", "一页通题注", "Caption", layout(keep=True, before=3, after=2, line=14), letters("黑体", 10.5)),
    ("PageCell", "一页通表文", "Normal", layout(line=12.5), letters("宋体", 10.5)),
    ("PageHead", "一页通表头", "PageCell", layout(keep=True, line=12.5), letters("黑体", 10.5)),
    ("PageMeta", "一页通文首", "Normal", layout(line=13), letters("宋体", 10.5)),
    ("PageBoxLabel", "一页通方框名", "PageCell", layout(line=12.5), letters("宋体", 10.5, color=MUTED)),
    ("PageBoxValue", "一页通方框值", "PageCell", layout(before=1, after=1, line=14.5), letters("黑体", 11)),
    ("PageSign", "一页通签章", "PageCell", layout(line=12.5), letters("宋体", 10.5)),
)
BUILT_IN = {"Title", "Subtitle", "Heading1", "Heading2", "Heading3", "ListBullet", "ListNumber", "Caption", "TOC1"}
BUILT_IN |= {"TOC2", "Header", "Footer"}
CHARACTERS = (
    ("QizhenGood", "企诊符合", letters(color=GOOD)),
    ("QizhenWarn", "企诊注意", letters(color=WARN)),
    ("QizhenBad", "企诊不符", letters(color=BAD)),
    ("QizhenMuted", "企诊淡字", letters(color=MUTED)),
)


def border(name: str, size: int, color: str, kind: str = "single") -> str:
    """Return one border; size in eighths of a point."""
    return f'<w:{name} w:val="{kind}" w:sz="{size}" w:space="0" w:color="{color}"/>'


def table_style(style_id: str, name: str, borders: str, head: str = "", margins: tuple[int, int] = (22, 85)) -> str:
    """Return a table style; margins (top and bottom, left and right) in twentieths of a point."""
    down, across = margins
    return (
        f'<w:style w:type="table" w:customStyle="1" w:styleId="{style_id}"><w:name w:val="{name}"/>'
        '<w:basedOn w:val="TableNormal"/><w:uiPriority w:val="99"/><w:qFormat/><w:tblPr>'
        f"<w:tblBorders>{borders}</w:tblBorders><w:tblCellMar>"
        f'<w:top w:w="{down}" w:type="dxa"/><w:left w:w="{across}" w:type="dxa"/>'
        f'<w:bottom w:w="{down}" w:type="dxa"/><w:right w:w="{across}" w:type="dxa"/></w:tblCellMar></w:tblPr>{head}'
        "</w:style>"
    )


def make_styles() -> str:
    """Return word/styles.xml."""
    found = [
        f'<w:docDefaults><w:rPrDefault><w:rPr>{fonts("仿宋")}<w:sz w:val="21"/><w:szCs w:val="21"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault/></w:docDefaults>",
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        "<w:pPr><w:widowControl/></w:pPr></w:style>",
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>',
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
        '<w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
        '<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>',
        '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/></w:style>',
    ]
    for style_id, name, base, paragraph, run in PARAGRAPHS:
        own = "" if style_id in BUILT_IN else ' w:customStyle="1"'
        following = "QizhenBody" if style_id.startswith("Heading") else style_id
        found.append(
            f'<w:style w:type="paragraph"{own} w:styleId="{style_id}"><w:name w:val="{name}"/>'
            f'<w:basedOn w:val="{base}"/><w:next w:val="{following}"/><w:qFormat/>{paragraph}{run}</w:style>'
        )
    for style_id, name, run in CHARACTERS:
        found.append(
            f'<w:style w:type="character" w:customStyle="1" w:styleId="{style_id}"><w:name w:val="{name}"/>'
            f'<w:basedOn w:val="DefaultParagraphFont"/><w:qFormat/>{run}</w:style>'
        )
    head = (
        '<w:tblStylePr w:type="firstRow"><w:tblPr/><w:tcPr><w:tcBorders>'
        + border("bottom", 6, INK)
        + f'</w:tcBorders><w:shd w:val="clear" w:color="auto" w:fill="{FAINT}"/></w:tcPr></w:tblStylePr>'
    )
    edges = ("top", "left", "bottom", "right", "insideH", "insideV")
    lines = border("top", 8, INK) + border("bottom", 8, INK) + border("insideH", 4, RULE)
    found.append(table_style("QizhenTable", "企诊表格", lines, head))
    found.append(table_style("QizhenForm", "企诊表单", "".join(border(edge, 4, MUTED) for edge in edges), head))
    boxes = "".join(border(edge, 4, RULE) for edge in edges)
    found.append(table_style("QizhenBoxes", "企诊方框", boxes, margins=(60, 110)))
    return f'{HEAD}<w:styles xmlns:w="{W}">{"".join(found)}</w:styles>'


def number_level(step: int, kind: str, text: str, style: str = "", indent: str = "") -> str:
    """Return one level of a numbering; without an indent the text follows the number at once."""
    linked = f'<w:pStyle w:val="{style}"/>' if style else ""
    follow = "" if indent else '<w:suff w:val="nothing"/>'
    space = f"<w:pPr><w:ind {indent}/></w:pPr>" if indent else '<w:pPr><w:ind w:left="0" w:firstLine="0"/></w:pPr>'
    return (
        f'<w:lvl w:ilvl="{step}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>{linked}{follow}'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>{space}</w:lvl>'
    )


def make_numbering() -> str:
    """Return word/numbering.xml: 一、（一） 1． of the headings, the bullets, the numbers of lists."""
    headings = (
        number_level(0, "chineseCountingThousand", "%1、", "Heading1")
        + number_level(1, "chineseCountingThousand", "（%2）", "Heading2")
        + number_level(2, "decimal", "%3．", "Heading3")
    )
    hanging, tight = 'w:left="420" w:hanging="420"', 'w:left="320" w:hanging="320"'
    kinds = (
        ("multilevel", headings),
        ("singleLevel", number_level(0, "bullet", "•", "ListBullet", hanging)),
        ("singleLevel", number_level(0, "decimal", "%1.", "ListNumber", hanging)),
        ("singleLevel", number_level(0, "bullet", "•", "PageBullet", tight)),
        ("singleLevel", number_level(0, "decimal", "%1.", "PageNumber", tight)),
    )
    abstract = "".join(
        f'<w:abstractNum w:abstractNumId="{at}"><w:multiLevelType w:val="{kind}"/>{levels}</w:abstractNum>'
        for at, (kind, levels) in enumerate(kinds)
    )
    numbers = "".join(f'<w:num w:numId="{at + 1}"><w:abstractNumId w:val="{at}"/></w:num>' for at in range(len(kinds)))
    return f'{HEAD}<w:numbering xmlns:w="{W}">{abstract}{numbers}</w:numbering>'


def field(code: str, shown: str) -> str:
    """Return a field with the result that is shown until it is updated."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>{shown}</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def text(words: str) -> str:
    """Return a run."""
    return f'<w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


# Named fonts and what stands in for them elsewhere (macOS, Linux).
FONTS = {"仿宋": "FangSong", "楷体": "KaiTi", "黑体": "SimHei", "宋体": "SimSun"}


def make_font_table() -> str:
    """Return word/fontTable.xml."""
    chinese = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/><w:family w:val="auto"/></w:font>'
        for name, other in FONTS.items()
    )
    latin = "".join(
        f'<w:font w:name="{name}"><w:charset w:val="00"/><w:family w:val="{family}"/></w:font>'
        for name, family in (("Times New Roman", "roman"), ("Arial", "swiss"))
    )
    return f'{HEAD}<w:fonts xmlns:w="{W}">{chinese}{latin}</w:fonts>'


def make_theme() -> str:
    """Return word/theme/theme1.xml: no style uses it, but Word writes one and validators ask for it."""
    colors = {"dk1": INK, "lt1": "FFFFFF", "dk2": NAVY, "lt2": FAINT, "hlink": NAVY, "folHlink": MUTED}
    accents = {f"accent{at}": value for at, value in enumerate((NAVY, GOOD, WARN, BAD, MUTED, RULE), 1)}
    order = ("dk1", "lt1", "dk2", "lt2", *accents, "hlink", "folHlink")
    scheme = "".join(f'<a:{name}><a:srgbClr val="{(colors | accents)[name]}"/></a:{name}>' for name in order)
    kinds = "".join(
        f'<a:{kind}Font><a:latin typeface="{latin}"/><a:ea typeface="{east}"/><a:cs typeface=""/></a:{kind}Font>'
        for kind, latin, east in (("major", "Arial", "黑体"), ("minor", "Times New Roman", "仿宋"))
    )
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    lines = "".join(f'<a:ln w="{width}">{fill}</a:ln>' for width in (6350, 12700, 19050))
    effects = "<a:effectStyle><a:effectLst/></a:effectStyle>" * 3
    return (
        f'{HEAD}<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="qizhen">'
        f'<a:themeElements><a:clrScheme name="qizhen">{scheme}</a:clrScheme><a:fontScheme name="qizhen">{kinds}'
        f'</a:fontScheme><a:fmtScheme name="qizhen"><a:fillStyleLst>{fill * 3}</a:fillStyleLst><a:lnStyleLst>{lines}'
        f"</a:lnStyleLst><a:effectStyleLst>{effects}</a:effectStyleLst><a:bgFillStyleLst>{fill * 3}"
        "</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>"
    )


def make_document() -> str:
    """Return word/document.xml: each style once, for whoever restyles the file, and the page."""
    shown = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{style_id}"/></w:pPr>{text(f"样例文字：{name}")}</w:p>'
        for style_id, name, *_ in PARAGRAPHS
        if style_id not in {"Header", "Footer"}
    )
    page = (
        '<w:sectPr><w:headerReference w:type="default" r:id="rId4"/><w:footerReference w:type="default" r:id="rId5"/>'
        '<w:footerReference w:type="first" r:id="rId6"/><w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="1020" w:right="1247" w:bottom="964" w:left="1247" w:header="567" w:footer="454" '
        'w:gutter="0"/><w:cols w:space="425"/><w:titlePg/></w:sectPr>'
    )
    return f'{HEAD}<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{shown}{page}</w:body></w:document>'


def make_footer() -> str:
    """Return a footer: 第 1 页，共 2 页."""
    pages = text("第 ") + field("PAGE", "1") + text(" 页，共 ") + field("NUMPAGES", "1") + text(" 页")
    return f'{HEAD}<w:ftr xmlns:w="{W}"><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>{pages}</w:p></w:ftr>'


def relations(entries: list[tuple[str, str]], base: str) -> str:
    """Return a relationships part: (kind, target) from rId1 on."""
    found = "".join(
        f'<Relationship Id="rId{at}" Type="{base if "/" not in kind else ""}{kind}" Target="{target}"/>'
        for at, (kind, target) in enumerate(entries, 1)
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{found}</Relationships>'


def make_parts() -> dict[str, str]:
    """Return every part of the file by its name."""
    header = text("【标题】") + "<w:r><w:tab/></w:r>" + text("【企业】")
    kinds = {
        "/word/document.xml": f"{WORD}.document.main+xml",
        "/word/styles.xml": f"{WORD}.styles+xml",
        "/word/numbering.xml": f"{WORD}.numbering+xml",
        "/word/settings.xml": f"{WORD}.settings+xml",
        "/word/fontTable.xml": f"{WORD}.fontTable+xml",
        "/word/theme/theme1.xml": "application/vnd.openxmlformats-officedocument.theme+xml",
        "/word/header1.xml": f"{WORD}.header+xml",
        "/word/footer1.xml": f"{WORD}.footer+xml",
        "/word/footer2.xml": f"{WORD}.footer+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        "/docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
    }
    overrides = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in kinds.items())
    package = [
        ("officeDocument", "word/document.xml"),
        (f"{PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        ("extended-properties", "docProps/app.xml"),
    ]
    document = [("styles", "styles.xml"), ("numbering", "numbering.xml"), ("settings", "settings.xml")]
    document += [("header", "header1.xml"), ("footer", "footer1.xml"), ("footer", "footer2.xml")]
    document += [("fontTable", "fontTable.xml"), ("theme", "theme/theme1.xml")]
    return {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>',
        "_rels/.rels": relations(package, f"{OFFICE}/"),
        "docProps/core.xml": f'{HEAD}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>企诊报告版式</dc:title>'
        "</cp:coreProperties>",
        "docProps/app.xml": f'{HEAD}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
        'extended-properties"><Application>Microsoft Office Word</Application></Properties>',
        "word/document.xml": make_document(),
        "word/_rels/document.xml.rels": relations(document, f"{OFFICE}/"),
        "word/styles.xml": make_styles(),
        "word/numbering.xml": make_numbering(),
        "word/settings.xml": f'{HEAD}<w:settings xmlns:w="{W}"><w:zoom w:percent="100"/>'
        '<w:defaultTabStop w:val="420"/><w:characterSpacingControl w:val="compressPunctuation"/><w:compat>'
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
        '</w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>',
        "word/fontTable.xml": make_font_table(),
        "word/theme/theme1.xml": make_theme(),
        "word/header1.xml": f'{HEAD}<w:hdr xmlns:w="{W}"><w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr>{header}'
        "</w:p></w:hdr>",
        "word/footer1.xml": make_footer(),
        "word/footer2.xml": make_footer(),
    }


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(description="Make the reference document of the DOCX reports.")
    parser.add_argument("--out", type=Path, default=HERE / "reference.docx", help="file to write")
    arguments = parser.parse_args()
    with zipfile.ZipFile(arguments.out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in make_parts().items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content.encode(), zipfile.ZIP_DEFLATED)
    print(f"{arguments.out}  {arguments.out.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
