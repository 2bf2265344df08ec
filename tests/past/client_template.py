"""A client's own DOCX as small as one can be: names, a table, a loop over the pains."""

from __future__ import annotations

import io
import zipfile

_TYPES = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml"
 ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>
<Override PartName="/word/styles.xml"
 ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>
</Types>"""
_RELATIONS = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Target="{target}"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"/>
</Relationships>"""
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STYLES = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:styles xmlns:w="{_WORD}"><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>
</w:style><w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/>
<w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style></w:styles>"""
_LINES = (
    ("Heading1", "{{ firm.name }}数字化诊断方案"),
    ("", "{{ issue.words }}　诊断日期：{{ as_of }}　报告日期：{{ report_date }}"),
    ("Heading1", "现状"),
    ("", '{{p table("equipment") }}'),
    ("Heading1", "诊断结论"),
    ("", "{{ owner.conclusion }}"),
    ("Heading1", "主要问题"),
    ("", "{%p for pain in findings.pain %}"),
    ("", "{{ loop.index }}. {{ pain.title }}：{{ pain.effect }}"),
    ("", "{%p endfor %}"),
)


def client_template() -> bytes:
    """Return the bytes of the template, the same every time."""
    made = io.BytesIO()
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS.format(target="word/document.xml", kind="officeDocument"),
        "word/_rels/document.xml.rels": _RELATIONS.format(target="styles.xml", kind="styles"),
        "word/styles.xml": _STYLES,
        "word/document.xml": _document(),
    }
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name, text in parts.items():
            target.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), text)
    return made.getvalue()


def _document() -> str:
    paragraphs = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{style or "Normal"}"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>'
        for style, text in _LINES
    )
    margins = " ".join(f'w:{side}="1440"' for side in ("top", "right", "bottom", "left"))
    page = f'<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar {margins}/></w:sectPr>'
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    return f'{head}<w:document xmlns:w="{_WORD}"><w:body>{paragraphs}{page}</w:body></w:document>'
