"""Reports as pages to print: what a style sheet and the length of the text make of the tables.

Each kind is HTML that a foreign tool prints to PDF. The rows stand where chance puts them, so that
over many reports a page ends at every row, and within rows.
"""

from __future__ import annotations

import random
from collections.abc import Callable

_FAMILY = (
    "'WenQuanYi Zen Hei','Noto Sans CJK SC','Noto Serif CJK SC','Droid Sans Fallback',sans-serif"
)


def _ruled(rng: random.Random) -> str:
    pad = rng.choice(["0.5mm", "1mm", "1mm 2mm", "2mm"])
    align = rng.choice(["center", "center", "left", "right"])
    place = rng.choice(["middle", "middle", "top", "bottom"])
    line = rng.choice(["1px solid #000", "0.5pt solid #333", "1.5pt solid #000", "1px dotted #000"])
    return f"td,th{{border:{line};padding:{pad};text-align:{align};vertical-align:{place}}}"


def _narrow(rng: random.Random) -> str:
    """Columns so narrow that a number of several digits is broken over lines."""
    return (
        "table{table-layout:fixed}tr{height:6mm}td,th{border:1px solid #000;padding:0.3mm;text-align:center;"
        f"word-break:break-all;overflow-wrap:anywhere;font-size:{rng.choice([10, 12, 14])}pt}}"
    )


def _bare(rng: random.Random) -> str:
    align = rng.choice(["center", "left", "right"])
    return f"td,th{{border:none;padding:{rng.choice(['1mm', '2mm'])};text-align:{align}}}"


def _open(rng: random.Random) -> str:
    """Tables without rules at their sides."""
    return (
        "td,th{border:1px solid #000;padding:1mm;text-align:center}"
        "tr>:first-child{border-left:none}tr>:last-child{border-right:none}"
    )


def _shaded(rng: random.Random) -> str:
    """Cells told by their fill and by white between them."""
    return (
        "table{border-collapse:separate!important;border-spacing:1pt}"
        "td,th{border:none;padding:1mm;text-align:center;background:#d8e4f0}"
    )


KINDS: dict[str, Callable[[random.Random], str]] = {
    "ruled": _ruled,
    "narrow": _narrow,
    "open": _open,
    "shaded": _shaded,
    "no rules": _bare,
}
# Only columns of one width show which cells are blank where no rules do.
BARE = "no rules"


def styled(page: str, rng: random.Random, kind: str) -> str:
    """The page with a style sheet, and blank lines that move its tables over the page breaks."""
    size = rng.choice([9, 10, 10.5, 11, 12])
    style = (
        "<style>@page{size:A4;margin:20mm 18mm}"
        f"body{{font:12pt {_FAMILY};line-height:1.5}}h1{{font-size:18pt;text-align:center}}"
        f"table{{border-collapse:collapse;width:100%}}td,th{{font-size:{size}pt;line-height:1.3}}"
        f"{KINDS[kind](rng)}"
        "td p,td h2{margin:0}</style>"
    )
    blank = "<p>&nbsp;</p>" * rng.randint(0, 24)
    page = page.replace("</head>", f"{style}</head>", 1)
    return page.replace("<h2>", f"{blank}<h2>", 1)
