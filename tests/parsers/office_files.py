"""Small Office files made part by part, for what no library writes."""

from __future__ import annotations

import io
import zipfile

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_DECLARED = (
    f'xmlns:w="{W}" xmlns:r="{R}" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)


def packed(parts: dict[str, str | bytes]) -> bytes:
    """A zip of parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def relations(**targets: str) -> str:
    """A part of relations: ``kind="target"``, ids in order (rId1, ...)."""
    made = "".join(
        f'<Relationship Id="rId{n}" Type="{R}/{kind}" Target="{target}"'
        + (' TargetMode="External"' if target.startswith("http") else "")
        + "/>"
        for n, (kind, target) in enumerate(targets.items(), 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}">{made}</Relationships>'


def docx(body: str, *, styles: str = "", numbering: str = "", **more: str) -> bytes:
    """A Word document with this body; `more` are relations of its main part."""
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relations(officeDocument="word/document.xml"),
        "word/document.xml": f"<w:document {_DECLARED}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": relations(
            styles="styles.xml", numbering="numbering.xml", **more
        ),
    }
    if styles:
        parts["word/styles.xml"] = f"<w:styles {_DECLARED}>{styles}</w:styles>"
    if numbering:
        parts["word/numbering.xml"] = f"<w:numbering {_DECLARED}>{numbering}</w:numbering>"
    return packed(parts)


def paragraph(text: str, properties: str = "") -> str:
    """A paragraph of one run."""
    return f"<w:p><w:pPr>{properties}</w:pPr>{run(text)}</w:p>"


def run(text: str, properties: str = "") -> str:
    """A run of text."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def cell(content: str, properties: str = "") -> str:
    """A table's cell; text becomes its one paragraph."""
    inner = content if content.startswith("<") else paragraph(content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def table(*rows: str) -> str:
    """A table of rows, each of cells."""
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"


def xlsx(
    *sheets: str,
    strings: tuple[str, ...] = (),
    formats: tuple[str, ...] = (),
    names: tuple[str, ...] = (),
    states: tuple[str, ...] = (),
    workbook: str = "",
) -> bytes:
    """A workbook: the inner XML of each sheet; styles 1, 2, ... have these formats."""
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relations(officeDocument="xl/workbook.xml"),
    }
    listed = ""
    links = {}
    for n, sheet in enumerate(sheets, 1):
        name = names[n - 1] if n <= len(names) else f"Sheet{n}"
        state = f' state="{states[n - 1]}"' if n <= len(states) else ""
        listed += f'<sheet name="{name}" sheetId="{n}" r:id="s{n}"{state}/>'
        links[f"s{n}"] = f"worksheets/sheet{n}.xml"
        parts[f"xl/worksheets/sheet{n}.xml"] = f'<worksheet xmlns="{S}">{sheet}</worksheet>'
    parts["xl/workbook.xml"] = (
        f'<workbook xmlns="{S}" xmlns:r="{R}">{workbook}<sheets>{listed}</sheets></workbook>'
    )
    made = "".join(
        f'<Relationship Id="{key}" Type="{R}/worksheet" Target="{target}"/>'
        for key, target in links.items()
    )
    made += f'<Relationship Id="x" Type="{R}/styles" Target="styles.xml"/>'
    made += f'<Relationship Id="y" Type="{R}/sharedStrings" Target="sharedStrings.xml"/>'
    parts["xl/_rels/workbook.xml.rels"] = (
        f'<Relationships xmlns="{_PACKAGE}">{made}</Relationships>'
    )
    codes = "".join(
        f'<numFmt numFmtId="{200 + n}" formatCode="{code}"/>' for n, code in enumerate(formats)
    )
    styles = "".join(f'<xf numFmtId="{200 + n}" borderId="0"/>' for n, _ in enumerate(formats))
    parts["xl/styles.xml"] = (
        f'<styleSheet xmlns="{S}"><numFmts>{codes}</numFmts><borders><border/>'
        '<border><left style="thin"/></border></borders>'
        f'<cellXfs><xf numFmtId="0" borderId="0"/>{styles}</cellXfs></styleSheet>'
    )
    shared = "".join(s if s.startswith("<si>") else f"<si><t>{s}</t></si>" for s in strings)
    parts["xl/sharedStrings.xml"] = f'<sst xmlns="{S}">{shared}</sst>'
    return packed(parts)


def rows(*lines: str) -> str:
    """The data of a sheet, each line the cells of a row."""
    made = "".join(f'<row r="{n}">{line}</row>' for n, line in enumerate(lines, 1))
    return f"<sheetData>{made}</sheetData>"
