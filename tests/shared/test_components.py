"""Every macro of the design, drawn once with real fields: what a reader, a keyboard and a printer get."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import wtforms
from flask import Flask, g, render_template_string
from markupsafe import Markup
from wtforms import BooleanField, FileField, RadioField, SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired, Length

from crm.shared.forms import Form

IMPORTS = """
{% from "components/badges.html" import avatar, grade, plate, tag %}
{% from "components/forms.html" import check, chips, errors, field, hidden, press, refusal, submit %}
{% from "components/page.html" import drop, empty, notice, page_head, pager, seg, skeleton, stat, steps %}
{% from "components/charts.html" import bars, meter %}
{% from "components/timeline.html" import entry %}
{% from "components/dialogs.html" import dialog, verdict %}
{% from "components/tickets.html" import stub, ticket %}
"""
pytestmark = pytest.mark.databases("sqlite")


class VisitForm(Form):
    phone = StringField("Telephone", [InputRequired(), Length(max=20)])
    channel = RadioField("Channel", choices=[SelectChoice("walk", "Walked in"), SelectChoice("web", "Web")])
    series = SelectField("Series", choices=[SelectChoice("l6", "L6"), SelectChoice("e5", "E5")])
    consent = BooleanField("Consent")
    file = FileField("Workbook")


@pytest.fixture
def draw(app: Flask) -> Iterator[object]:
    """Draw a piece of template in English, with every macro at hand."""
    with app.test_request_context("/"):
        g.language = "en"
        yield lambda text, **names: str(render_template_string(IMPORTS + text, **names)).strip()


def test_a_grade_is_a_letter_with_a_frame_and_a_name(draw):
    assert 'class="grade grade--H"' in draw('{{ grade("H") }}') and 'aria-label="Intent H"' in draw('{{ grade("H") }}')
    assert "grade--lg" in draw('{{ grade("A", "lg") }}')
    assert "Lost" in draw('{{ grade("lost") }}') and "New" in draw('{{ grade("N") }}')


def test_a_plate_says_its_kind_and_that_there_is_none_yet(draw):
    assert "plate--nev" in draw('{{ plate("粤B·D5**18", "nev") }}')
    assert "No plate yet" in draw("{{ plate(None) }}")


def test_a_tag_carries_its_meaning_in_words_and_icon(draw):
    text = draw('{{ tag("In store", "info", "clock") }}{{ avatar("林悦") }}')
    assert "tag--info" in text and "#clock" in text and "林</span>" in text


def test_an_unknown_icon_is_a_mistake(draw):
    with pytest.raises(KeyError):
        draw('{{ icon("no such icon") }}')


def test_a_wrong_field_keeps_the_text_and_ties_the_error_to_its_box(draw):
    form = VisitForm(data={"phone": "138 <b>"})
    form.phone.errors = ["Phone needs 11 digits; this has 9."]
    text = draw('{{ field(form.phone, hint="digits", kind="hero", hx_post="/x", data_code=True) }}', form=form)
    assert 'aria-invalid="true"' in text and 'aria-describedby="phone-h phone-e"' in text
    assert 'id="phone-e"' in text and "this has 9." in text and "138 &lt;b&gt;" in text
    assert 'hx-post="/x"' in text and "data-code" in text and 'maxlength="20"' in text
    assert " required" not in text and 'aria-required="true"' in text  # our sentence, not the browser's


def test_choices_are_chips_or_a_select_and_consent_is_never_ticked(draw):
    form = VisitForm(data={"channel": "web", "series": "e5"})
    text = draw("{{ chips(form.channel) }}{{ field(form.series) }}{{ check(form.consent) }}", form=form)
    assert re.search(r'value="web" checked', text) and '<option value="e5" selected>' in text
    assert "checked" not in text.split('id="consent"')[1]


def test_what_a_person_typed_is_never_markup(draw):
    class Names(wtforms.Form):
        who = RadioField("Who", choices=[SelectChoice("1", "<script>100%</script>")])

    text = draw("{{ chips(form.who) }}{{ errors(['<i>%']) }}", form=Names())
    assert "<script>" not in text and "&lt;script&gt;100%" in text and "&lt;i&gt;%" in text


def test_a_form_carries_token_key_and_version(draw):
    text = draw('{{ submit("Save", version=3) }}')
    assert 'name="csrf_token"' in text and 'name="idempotency_key"' in text and 'name="version" value="3"' in text
    text = draw('{{ press("/x", "Approve", version=1, attrs={"hx-post": "/x"}, fields={"verdict": "yes"}) }}')
    assert 'hx-post="/x"' in text and 'name="verdict" value="yes"' in text
    keys = re.findall(r'idempotency_key" value="([^"]+)"', draw("{{ hidden() }}{{ hidden() }}"))
    assert len(set(keys)) == 2


def test_a_conflict_shows_both_values(draw):
    form = VisitForm(data={"series": "e5"})
    form.message, form.theirs = "Someone has just changed this.", {"series": "l6"}
    text = draw("{{ refusal(form) }}", form=form)
    assert "now L6, yours E5" in text and 'role="alert"' in text


def test_the_frame_of_a_page(draw):
    text = draw(
        '{% call page_head(kicker="My day", actions=act) %}<b>14</b> calls{% endcall %}', act=Markup("<a>x</a>")
    )
    assert "<h1" in text and "<b>14</b> calls" in text and "<a>x</a>" in text
    assert "<b>Careful.</b> Late" in draw('{{ notice("Late", "warn", "Careful.") }}')
    assert "next" in draw('{% call empty("Done", "All called") %}next{% endcall %}')
    assert "progressbar" in draw('{{ skeleton("Loading") }}')
    assert '<a class="stat stat--bad" href="/x">' in draw('{{ stat(3, "Held", "/x", tone="bad") }}')
    assert draw('{{ steps(["File", "Check", "Done"], 2) }}').count("is-done") == 1
    assert 'aria-current="true">All' in draw(
        '{{ seg("Filter", [("/a", "All", 3, True), ("/b", "Late", None, False)]) }}'
    )
    assert 'href="/more"' in draw('{{ pager("/more", "50 shown") }}') and draw("{{ pager() }}") == ""
    assert 'type="file"' in draw('{{ drop(form.file, "Drop it here", "xlsx") }}', form=VisitForm())


def test_charts_speak_without_colour_and_stay_in_their_box(draw):
    assert 'aria-label="9 of 14"' in draw('{{ meter(9, 14, "9 of 14") }}') and 'width="64.3%"' in draw(
        '{{ meter(9, 14, "") }}'
    )
    text = draw('{{ bars([("Price", 20, 7, "7", 1, "/p"), ("None", 0, 0, "0", 2, "")]) }}')
    assert 'width="100.0%"' in text and 'width="0%"' in text and 'href="/p"' in text


def test_time_decision_verdict_and_coupon(draw):
    text = draw('{{ entry("Call", "18 Mar", kind="miss", facts=[("Said", "price")], by="Sam") }}')
    assert 'class="is-miss"' in text and "<dt>Said</dt><dd>price</dd>" in text
    text = draw('{% call dialog("d", "Really?", small=True, action="/x", foot=foot) %}body{% endcall %}', foot="F")
    assert 'id="d"' in text and 'action="/x"' in text and "body" in text and 'aria-labelledby="d-h"' in text
    assert "#stop" in draw('{{ verdict("bad", "Not valid", "used on 3 March") }}')
    assert "ticket__amount" in draw('{% call ticket("Renewal", "200", "¥") %}valid{% endcall %}')
    assert "stub--used" in draw('{{ stub("¥200", "Renewal", used=True) }}')


def test_no_template_and_no_script_breaks_the_policy():
    """No inline script, style or handler anywhere; nothing is marked safe (Decision 23)."""
    from crm.config import ROOT

    wrong = re.compile(r"<script(?![^>]*src=)|<style|\sstyle=|\son[a-z]+=\"|\|\s*safe\b")
    found = [str(path) for path in (ROOT / "templates").rglob("*.html") if wrong.search(path.read_text("utf-8"))]
    assert found == []
