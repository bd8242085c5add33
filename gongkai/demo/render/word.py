"""Tables and paragraphs as Word leaves them when they are pasted into a site's editor."""

from __future__ import annotations

from html import escape

from gongkai.demo.render.layout import Grid, Slot

_HEAD = (
    "<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View><w:Zoom>0</w:Zoom>"
    "<w:PunctuationKerning/><w:DrawingGridVerticalSpacing>7.8</w:DrawingGridVerticalSpacing>"
    "</w:WordDocument></xml><![endif]-->"
    "<style>@font-face{font-family:仿宋_GB2312}p.MsoNormal{mso-style-parent:'';margin:0cm}</style>\n"
)
_BORDER = "border:solid windowtext 1.0pt;mso-border-alt:solid .5pt;"
_FONT = "font-size:10.5pt;font-family:仿宋_GB2312;color:black"
_PARAGRAPH = (
    '<p class="MsoNormal" style="text-indent:32.0pt;mso-char-indent-count:2.0;line-height:28.0pt">'
    '<span style="font-size:16.0pt;font-family:{font};mso-bidi-font-family:宋体">{text}'
    '<span lang="EN-US"><o:p></o:p></span></span></p>\n'
)
# Word breaks long labels into runs of its own.
_RUN = 6


def opening() -> str:
    """What Word puts before a document."""
    return _HEAD


def paragraph(text: str) -> str:
    """A paragraph of body text; figures in it are runs of another font."""
    return _PARAGRAPH.format(font="仿宋_GB2312", text=_mixed(text))


def heading(text: str) -> str:
    """A section's title."""
    return _PARAGRAPH.format(font="黑体", text=f"<b>{escape(text)}</b>")


def _mixed(text: str) -> str:
    """Marks every run of ASCII as Word does: a span of its own language."""
    parts: list[str] = []
    run = ""
    for character in text + "\0":
        if character.isascii() and character != "\0":
            run += character
            continue
        if run:
            parts.append(f'<span lang="EN-US">{escape(run)}</span>')
            run = ""
        if character != "\0":
            parts.append(character)
    return "".join(parts)


def table(grid: Grid) -> str:
    """A table whose every cell carries Word's styles."""
    rows = "".join(
        f'<tr style="mso-yfti-irow:{number};height:19.85pt">\n'
        f"{''.join(_cell(slot) for slot in row)}</tr>\n"
        for number, row in enumerate(grid.rows)
    )
    return (
        '<div align="center"><table class="MsoNormalTable" border="0" cellspacing="0" cellpadding="0"'
        ' style="border-collapse:collapse;mso-table-layout-alt:fixed;mso-padding-alt:0cm 5.4pt">\n'
        f"<tbody>{rows}</tbody></table></div>\n"
    )


def _cell(slot: Slot) -> str:
    spans = f' colspan="{slot.colspan}"' if slot.colspan > 1 else ""
    spans += f' rowspan="{slot.rowspan}"' if slot.rowspan > 1 else ""
    width = 48 * slot.colspan
    return (
        f'<td width="{width}"{spans} style="width:{width * 0.75:.1f}pt;{_BORDER}">'
        '<p class="MsoNormal" align="center" style="text-align:center">'
        f"{_runs(slot.text)}</p></td>\n"
    )


def _runs(text: str) -> str:
    """A cell's text in spans and fonts; a figure of several digits may lie in two of them."""
    if not text:
        return f'<span lang="EN-US" style="{_FONT}"><o:p>&nbsp;</o:p></span>'
    if text.isascii():
        cut = len(text) // 2 if text.isdigit() and len(text) > 1 else 0
        halves = [half for half in (text[:cut], text[cut:]) if half]
        return (
            "".join(
                f'<span lang="EN-US" style="{_FONT}"><font face="仿宋_GB2312">{escape(half)}</font></span>'
                for half in halves
            )
            + '<span lang="EN-US"><o:p></o:p></span>'
        )
    runs = [text[start : start + _RUN] for start in range(0, len(text), _RUN)]
    inner = "".join(f'<span style="{_FONT}">{escape(run)}</span>' for run in runs)
    return f'<font face="仿宋_GB2312">{inner}</font><span lang="EN-US"><o:p></o:p></span>'
