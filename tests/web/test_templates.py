"""Whatever a template writes is escaped, as by Jinja itself."""

from datetime import date
from enum import StrEnum

import jinja2
import pytest
from markupsafe import Markup

from app.web.templates import Templates


class Word(StrEnum):
    SHARP = "<b>"


VALUES = {
    "script": "<script>alert('x')</script>",
    "each sign": "& < > \" '",
    "nothing special": "Chi bộ Nà Mười",
    "empty": "",
    "number": 7,
    "yes": True,
    "none": None,
    "fraction": 1.5,
    "day": date(2026, 12, 3),
    "a word of ours": Word.SHARP,
    "markup": Markup("<b>đậm</b>"),
    "a list": ["<", "a"],
    "a dict": {"<": "'"},
}
PIECES = """{{ x }}|{{ y.a }}|{% macro m(v) %}<i title="{{ v }}">{{ v }}</i>{% endmacro %}{{ m(x) }}{{ m(y.a) }}
{% set kept %}{{ x }}{% endset %}{{ kept }}{% filter upper %}{{ x }}{% endfilter %}{{ x ~ "<" }}{{ missing }}
{% for each in [x, x] %}{{ each }}{{ loop.index }}{% endfor %}{{ x|safe }}{{ "<" if x else ">" }}
{% macro w() %}<b>{{ caller() }}{{ x }}</b>{% endmacro %}{% call w() %}{{ x }}{% endcall %}{{ f(x) }}{{ "<".join(["a", "b"]) }}
{% block part scoped %}{% for each in [x] %}{{ f(each) }}{{ m(each) }}{% endfor %}{% endblock %}{{ self.part() }}
{% autoescape false %}{{ x }}{% endautoescape %}{% autoescape true %}{{ x }}{% endautoescape %}"""


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
@pytest.mark.parametrize("name", ["page.html", "page.txt"])
def test_it_writes_what_jinja_writes(app, value, name):
    ours, theirs = app.jinja_env, jinja2.Environment(autoescape=app.select_jinja_autoescape)
    assert isinstance(ours, Templates)
    written = []
    for env in (ours, theirs):
        shown = jinja2.Environment.overlay(env, loader=jinja2.DictLoader({name: PIECES}), trim_blocks=True)
        shown.lstrip_blocks = True
        written.append(shown.get_template(name).render(x=value, y={"a": value}, f=lambda given: given))

    assert written[0] == written[1]


def test_our_pages_escape_that_way(app):
    code = app.jinja_env.compile("{{ x }}", name="page.html", raw=True)

    assert "environment.written(" in code
    assert "escape(" not in code.partition("environment.written(")[2]


PARENT = """<h1>{% block title %}Nền Nếp{% endblock %}</h1>{% block main %}{% block inner %}{{ x }}{% endblock %}{% endblock %}."""
CHILD = """{% extends "parent.html" %}{% set kept = x %}
{% block title %}{{ super() }}, {{ x }}{% endblock %}{% block inner %}({% include "piece.html" %}){% endblock %}"""


def test_pages_upon_pages_with_pieces_in_them_come_as_from_jinja(app):
    """Blocks within blocks, what the parent says, what is included: each is gathered apart and stands in its place."""
    sources = {"parent.html": PARENT, "child.html": CHILD, "piece.html": "{% for one in x %}<{{ one }}>{% endfor %}"}
    loader = jinja2.DictLoader(sources)
    theirs = jinja2.Environment(autoescape=True, loader=loader)

    shown = app.jinja_env.overlay(loader=loader).get_template("child.html")

    assert shown.render(x="<ab>") == theirs.get_template("child.html").render(x="<ab>")
    assert [part for part in shown.generate(x="a") if part] == [shown.render(x="a")], "handed on at once"


def test_a_name_that_is_nothing_is_not_called(app):
    with pytest.raises(jinja2.UndefinedError, match="'nothing' is undefined"):
        app.jinja_env.from_string("{{ nothing() }}").render()
