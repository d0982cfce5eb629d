"""Pages are rendered strictly and escaped."""

from __future__ import annotations

from pathlib import Path

import pytest

from web.build.errors import BuildError
from web.build.templates import render


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "page").mkdir()
    (tmp_path / "icon.j2").write_text("{% macro icon(name) %}<i>{{ name }}</i>{% endmacro %}")
    return tmp_path


def test_a_template_is_rendered_with_its_includes_and_escaped(folder: Path, tmp_path: Path) -> None:
    page = '{% from "icon.j2" import icon %}\n<p title="{{ title }}">{{ icon("a") }}</p>\n'
    (folder / "page" / "index.html.j2").write_text(page)
    (written,) = render(folder, "page", {"title": 'a "b" <c>'}, tmp_path / "out")
    assert written.name == "index.html"
    assert written.read_text() == '<p title="a &#34;b&#34; &lt;c&gt;"><i>a</i></p>\n'


def test_an_unknown_name_stops_the_build_with_those_it_may_use(folder: Path, tmp_path: Path) -> None:
    (folder / "page" / "index.html.j2").write_text("{{ scirpt }}")
    with pytest.raises(BuildError, match=r"page/index\.html\.j2: 'scirpt'.*it may name script, style"):
        render(folder, "page", {"script": "main.js", "style": "page.css"}, tmp_path / "out")


def test_a_mistake_in_a_template_is_named_with_its_line(folder: Path, tmp_path: Path) -> None:
    (folder / "page" / "index.html.j2").write_text("<p>\n{% if %}\n")
    with pytest.raises(BuildError, match=r"index\.html\.j2, line 2"):
        render(folder, "page", {}, tmp_path / "out")
