"""Articles that stand in a page's data."""

from __future__ import annotations

import json

import pytest

import parsers
from gongkai.demo.published import published
from parsers.documents.embedded import unwrap
from parsers.model import Document, Dossier

ITEM = next(item for item in published() if item.spec.shape == "html_spans")
TITLE, BODY = ITEM.article.title, ITEM.article.body
DETAIL = {"id": 7, "title": TITLE, "publisher": ITEM.spec.organ.name, "content": BODY}


def page(script: str, body: str = "") -> str:
    return (
        f"<!DOCTYPE html><html><head><title>{TITLE}</title></head><body><div class='nav'>首页</div>"
        f"{body}<script>{script}</script></body></html>"
    )


def cells(text: str, media_type: str = "text/html"):
    report = parsers.parse(Dossier(Document(text.encode(), "x", media_type=media_type)))
    return {(cell.form, cell.address): (cell.status, cell.value) for cell in report.cells}, report


def plain():
    return cells(page("", f"<h1>{TITLE}</h1><div id='zoom'>{BODY}</div>"))[0]


@pytest.mark.parametrize(
    ("text", "media_type"),
    [
        (page("window._CONFIG = {SID:'1', DETAIL: " + json.dumps(DETAIL) + ",};"), "text/html"),
        (page("window._CONFIG = " + json.dumps({"DETAIL": DETAIL}).replace("</", "<\\/")), "text/html"),
        (json.dumps({"code": 200, "data": DETAIL}), "application/json"),
        ("\n" + json.dumps({"data": {"article": {**DETAIL, "tags": ["年报"]}}}, ensure_ascii=False), "application/json"),
    ],
)  # fmt: skip
def test_an_article_in_data_reads_like_one_on_a_page(text, media_type):
    found, report = cells(text, media_type)
    assert found == plain()
    assert report.identity.organ == ITEM.spec.organ.name
    assert report.identity.report_year == ITEM.spec.year


def test_an_article_that_is_shown_as_well_is_read_once():
    script = "window._CONFIG = " + json.dumps({"DETAIL": DETAIL}).replace("</", "<\\/")
    text = page(script, f"<h1>{TITLE}</h1><div class='article-content'>{BODY}</div>")
    assert unwrap(text) == text
    assert cells(text)[0] == plain()


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"data": {"results": [DETAIL, DETAIL]}}),  # a list, not an article
        json.dumps({"a": DETAIL, "b": DETAIL}),  # which of the two
        json.dumps({"title": TITLE, "content": "没有正文"}),
        "{not json",
        "[一] 总体情况",
        page("window._CONFIG = {DETAIL: "),
        page("window._CONFIG = {TREE: [{id: 1}]};"),
    ],
)
def test_what_is_no_article_stays_as_it_is(text):
    assert unwrap(text) == text


def test_names_in_data_are_words_not_markup():
    text = unwrap(json.dumps({"title": "<script>x</script>", "content": "<p>年报</p>"}))
    assert "<script>" not in text
