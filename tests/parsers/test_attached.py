"""Attachments: the page is read where it has the tables, the file where it has not."""

from __future__ import annotations

import re

import pytest

from parsers import GongkaiError, parse
from parsers.model import Document, Dossier, Outcome, Status
from tests.cli.pages import report

ORGAN = "测试县教育局"
TITLE = f"{ORGAN}2023年政府信息公开工作年度报告"
LINK = f'<h1>{TITLE}</h1><p>根据《中华人民共和国政府信息公开条例》，现公布年度报告。</p><p><a href="a.pdf">附件：年度报告.pdf</a></p>'


def whole(year: int = 2023, organ: str = ORGAN, granted: str = "5") -> str:
    def figure(table: str, row: str, column: str) -> str:
        return granted if (row, column) == ("granted", "natural_person") else "0"

    return report(organ, year, figure)


def without_tables(page: str, *, keep: int = 0) -> str:
    tables = iter(range(99))
    return re.sub(
        r"<table.*?</table>", lambda m: m[0] if next(tables) < keep else "", page, flags=re.S
    )


def read(page: str, *attached: bytes | str):
    documents = tuple(
        Document(a.encode() if isinstance(a, str) else a, f"file{n}.html")
        for n, a in enumerate(attached, start=1)
    )
    return parse(Dossier(Document(page.encode(), "page.html"), attachments=documents))


def granted(made):
    (cell,) = [c for c in made.cells if c.address == "requests.granted.natural_person"]
    return cell


def codes(made):
    return {f.code for f in made.findings if f.code.startswith("attachment")}


def test_a_page_that_only_links_is_read_from_its_attachment():
    made = read(LINK, whole())
    assert made.identity.title == TITLE
    assert made.identity.organ == ORGAN
    assert granted(made).value == 5
    assert granted(made).location.startswith("attachment1:html:table[")
    assert {c.status for c in made.cells} == {Status.READ}
    assert len(made.sections) == 6
    assert codes(made) == {"attachment_read"}
    assert made.source == "page.html"


def test_the_attachment_with_the_tables_is_found_among_others():
    made = read(LINK, "<p>政务公开工作要点</p>", whole(granted="7"))
    assert granted(made).value == 7
    assert granted(made).location.startswith("attachment2:")


def test_tables_that_the_page_lacks_come_from_the_attachment():
    made = read(without_tables(whole(granted="3"), keep=1), whole(granted="5"))
    places = {c.table_id: (c.location or "").split(":")[0] for c in made.cells}
    assert places["art20_1"] == "html"
    assert places["requests"] == places["review_litigation"] == "attachment1"
    assert granted(made).value == 5
    assert codes(made) == {"attachment_read", "attachment_agrees"}


def test_the_attachment_checks_the_page():
    made = read(whole(granted="3"), whole(granted="5"))
    assert granted(made).value == 3
    assert granted(made).status is Status.READ
    (said,) = [f for f in made.findings if f.code == "attachment_differs"]
    assert said.outcome is Outcome.FAILED
    assert said.cells == ("requests.granted.natural_person",)
    assert (said.expected, said.actual, said.difference) == (5, 3, -2)
    assert said.location.startswith("attachment1:html:table[")


def test_an_attachment_that_agrees_is_worth_a_word():
    made = read(whole(), whole())
    assert codes(made) == {"attachment_agrees"}
    (said,) = [f for f in made.findings if f.code == "attachment_agrees"]
    assert said.message.startswith(f"{len(made.cells)} numbers are the same")


@pytest.mark.parametrize("other", [whole(2022), whole(organ="测试县水利局")])
def test_another_report_is_not_read_for_this_one(other):
    made = read(whole(granted="3"), other)
    assert granted(made).value == 3
    assert codes(made) == {"attachment_of_other_report"}
    with pytest.raises(GongkaiError) as refused:
        read(LINK, other)
    assert refused.value.code == "body_missing"


def test_an_attachment_that_cannot_be_read_is_named():
    made = read(whole(), b"\0" * 100)
    assert codes(made) == {"attachment_unread"}
    with pytest.raises(GongkaiError) as missing:
        read(LINK, b"\0" * 100)
    assert missing.value.code == "body_missing"
    assert "file1.html: the file is binary" in missing.value.message


def test_an_empty_form_attached_is_no_reading():
    blank = re.sub(r"<td([^>]*)>0</td>", r"<td\1></td>", whole(granted=""))
    made = read(whole(granted="3"), blank)
    assert granted(made).value == 3
    assert codes(made) == set()


def test_more_attachments_than_an_article_has_are_said():
    made = read(whole(), *(["<p>附件</p>"] * 14))
    assert codes(made) == {"attachments_left"}
