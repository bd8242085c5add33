"""What the styles of a page do to a number: unseen parts are no part of it, and some are in doubt."""

from __future__ import annotations

import pytest

from parsers.align import Aligner
from parsers.documents.html import read_html
from tests.parsers import render

KEY = ("requests", "new_received", "natural_person")


def cell(markup: str):
    data = render.figures(1)
    data[KEY] = "90071"
    page = render.html(render.tables(data)).replace("90071", markup)
    cells = Aligner(read_html(page)).align(2023).cells
    return next(c for c in cells if (c.table_id, c.row_key, c.col_key) == KEY)


@pytest.mark.parametrize(
    "markup",
    [
        '<span style="display:none">3</span>12',
        '12<span style="display: none;">3</span>',
        '<span style="visibility:hidden">3</span>12',
        '<span style="mso-hide:all">3</span>12',
        "<span hidden>3</span>12",
        "<noscript>3</noscript>12",
        "<iframe>3</iframe>12",
        "1<!--3-->2",
        "1&#8203;2",
        "&#xFEFF;12&shy;",
        "<span>1</span><span>2</span>",
        '<span style="font-size:10.5pt;color:black">12</span>',
        '<span style="font-size:0.5em;opacity:0.9">12</span>',
        '<span style="background-color:white;line-height:0">12</span>',
        '<span style="height:0;width:0px">12</span>',
        '<img src="point.gif" width="1" height="1">12',
    ],
)
def test_what_is_not_shown_is_no_part_of_a_number(markup):
    assert (cell(markup).status, cell(markup).value) == ("read", 12)


@pytest.mark.parametrize(
    "markup",
    [
        '<span style="font-size:0">3</span>12',
        '<span style="font-size: 0pt;">3</span>12',
        '<span style="opacity:0">3</span>12',
        '<span style="color:#FFF">3</span>12',
        '<span style="color: white">3</span>12',
        '<font color="#ffffff">3</font>12',
        '<span style="text-decoration: line-through">3</span>12',
        '<span style="position:absolute;left:-9999px">3</span>12',
        "<style>.h, p.x {display:none}</style><span class='a h'>3</span>12",
        "<style>.h{text-decoration:line-through}</style><b class=h>3</b>12",
        '<span style="display:inline-block;height:0;overflow:hidden">3</span>12',
        "<ruby>12<rt>3</rt></ruby>",
        "<del>3</del>12",
    ],
)
def test_digits_that_may_not_be_seen_are_in_doubt(markup):
    assert cell(markup).status == "doubtful"


@pytest.mark.parametrize(
    ("markup", "status"),
    [
        ('<img src="5.png">', "doubtful"),
        ('<input value="12">', "doubtful"),
        ("<select><option>3<option selected>12</select>", "doubtful"),
        ("<textarea>12</textarea>", "doubtful"),
        ("<script>document.write(12)</script>", "doubtful"),
        ('<img src="point.gif" width="1" height="1">', "blank"),
        ('<input type="hidden" value="12">', "blank"),
        ("<span></span>", "blank"),
    ],
)
def test_a_cell_that_holds_what_a_browser_draws_is_not_blank(markup, status):
    assert cell(markup).status == status


def test_pictures_in_cells_make_no_table_of_figures():
    page = read_html("<table><tr>" + '<td><img src="a.png"></td>' * 9 + "</tr></table>")
    assert Aligner(page).align(2023).findings == []
