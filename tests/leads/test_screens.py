"""Leads on the screen: what Sam sees and sends, what Sue reviews, and what is refused."""

import pytest
from sqlalchemy import select

from crm.leads.models import GradeChange, Lead, LostSale
from crm.shared.db import db
from tests.makers import make_customer, make_lead, make_lost_sale
from tests.support import queries_at_most, sign_in


def filed(app, **more):
    """Carl's lead, committed; its number."""
    with app.app_context():
        lead = make_lead(**more)
        db.session.commit()
        return lead.id


def lead_now(app, lead_id):
    with app.app_context():
        return db.session.get_one(Lead, lead_id)


def version_of(app, lead_id):
    return lead_now(app, lead_id).version


def text(response):
    return response.get_data(as_text=True)


def test_sam_sees_his_leads_and_not_veras(app, client):
    filed(app)
    filed(app, name="Vince", phone="13900001111", owner="advisor2")
    page = text(sign_in(client, "advisor").get("/leads"))
    assert "Carl" in page
    assert "Vince" not in page
    assert "138****" not in page or "13812341234" not in page


def test_the_page_of_another_advisors_lead_does_not_exist(app, client):
    number = filed(app, owner="advisor2")
    sign_in(client, "advisor")
    assert client.get(f"/leads/{number}").status_code == 404
    assert client.post(f"/leads/{number}/grades", data={"grade": "A", "reason": "x"}).status_code == 404
    assert client.post(f"/leads/{number}/lost-sale", data={"reason": "price"}).status_code == 404


def test_the_lead_page_shows_no_number_in_full(app, client):
    page = text(sign_in(client, "advisor").get(f"/leads/{filed(app)}"))
    assert "138****1234" in page
    assert "13812341234" not in page


def test_the_lead_page_costs_at_most_eight_statements(app, client):
    number = filed(app)
    sign_in(client, "advisor")
    client.get(f"/leads/{number}")
    with queries_at_most(8):
        assert client.get(f"/leads/{number}").status_code == 200


def test_the_list_costs_the_same_for_one_and_for_fifty(app, client):
    filed(app)
    sign_in(client, "supervisor")
    client.get("/leads")
    with queries_at_most(4) as one:
        client.get("/leads")
    with app.app_context():
        for n in range(55):
            make_lead(name=f"C{n}", phone=f"139000{n:05}")
        db.session.commit()
    with queries_at_most(4) as many:
        page = text(client.get("/leads"))
    assert len(one) == len(many)
    assert page.count("data-nav") == 50
    assert "Show more" in page


def test_the_next_fifty_follow_by_key(app, client):
    with app.app_context():
        for n in range(53):
            make_lead(name=f"C{n}", phone=f"139000{n:05}")
        db.session.commit()
    sign_in(client, "supervisor")
    first = text(client.get("/leads"))
    after = first.split("after=")[1].split('"')[0]
    rest = text(client.get(f"/leads?after={after}", headers={"HX-Request": "true"}))
    assert rest.count("data-nav") == 3


@pytest.mark.parametrize(
    "query", ["view=overdue", "view=lowered", "view=lost", "view=ordered", "view=pending", "grade=H", "whose=mine",
              "view=nonsense&grade=Z&after=x~y&owner=q", "view=overdue&after=2026-01-01~5"]
)  # fmt: skip
def test_every_filter_answers(app, client, query):
    filed(app)
    assert sign_in(client, "manager").get(f"/leads?{query}").status_code == 200


def test_a_phone_enquiry_becomes_the_callers_lead(app, client):
    sign_in(client, "advisor")
    sent = client.post(
        "/leads", data={"phone": "１３９ ００００ 1111", "name": "周先生", "channel": "call_in", "interest": "L6"}
    )
    assert sent.status_code == 303
    page = text(client.get(sent.location))
    assert "139****1111" in page
    assert "周" in page


@pytest.mark.parametrize(("phone", "said"), [("", "A phone number is needed"), ("1390000", "this has 7")])
def test_a_wrong_phone_is_told_under_its_field_and_the_rest_is_kept(app, client, phone, said):
    answer = sign_in(client, "advisor").post("/leads", data={"phone": phone, "name": "Zhou", "channel": "call_in"})
    assert answer.status_code == 422
    assert said in text(answer)
    assert 'value="Zhou"' in text(answer)


def test_an_enquiry_of_somebody_elses_customer_says_so_and_shows_nothing(app, client):
    filed(app, owner="advisor2")
    sent = sign_in(client, "advisor").post("/leads", data={"phone": "13812341234", "channel": "call_in"})
    assert sent.location.endswith("/leads")
    assert "already looked after" in text(client.get(sent.location))


# ---- grades
def test_a_grade_is_set_with_a_reason(app, client):
    number = filed(app, grade="B")
    sign_in(client, "advisor")
    sent = client.post(
        f"/leads/{number}/grades", data={"grade": "A", "reason": "deposit is ready", "version": version_of(app, number)}
    )
    assert sent.status_code == 303
    assert lead_now(app, number).grade == "A"
    assert "deposit is ready" in text(client.get(f"/leads/{number}"))


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"grade": "C"}, "A lower grade needs a reason"),
        ({"grade": "Q", "reason": "x"}, "This choice does not exist"),
        ({"reason": "x"}, "Choose H, A, B or C"),
        ({"grade": "N", "reason": "x"}, "Choose H, A, B or C"),
        ({"grade": "B", "reason": "x"}, "The grade is already B"),
        ({"grade": "A", "reason": "x" * 300}, "This is too long"),
        ({"grade": "A", "reason": "x", "version": "many"}, "Write a whole number"),
    ],
)
def test_a_wrong_grade_is_told_and_nothing_changes(app, client, sent, said):
    number = filed(app, grade="B")
    answer = sign_in(client, "advisor").post(f"/leads/{number}/grades", data=sent)
    assert answer.status_code == 422
    if said != "Write a whole number":
        assert said in text(answer)
    assert lead_now(app, number).grade == "B"


def test_an_old_version_gets_both_values(app, client):
    number = filed(app, grade="B")
    sign_in(client, "advisor")
    old = version_of(app, number)
    client.post(f"/leads/{number}/grades", data={"grade": "A", "reason": "first", "version": old})
    answer = client.post(f"/leads/{number}/grades", data={"grade": "H", "reason": "second", "version": old})
    assert answer.status_code == 409
    assert "now A, yours H" in text(answer)
    assert "second" in text(answer)


def test_a_double_tap_is_one_change(app, client):
    number = filed(app, grade="B")
    sign_in(client, "advisor")
    data = {"grade": "A", "reason": "x", "version": version_of(app, number), "idempotency_key": "one-key"}
    assert client.post(f"/leads/{number}/grades", data=data).status_code == 303
    assert client.post(f"/leads/{number}/grades", data=data).status_code == 303
    with app.app_context():
        assert len(db.session.scalars(select(GradeChange)).all()) == 1


def test_htmx_gets_the_card_and_the_badge(app, client):
    number = filed(app, grade="B")
    answer = sign_in(client, "advisor").post(
        f"/leads/{number}/grades", data={"grade": "A", "reason": "x"}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 200
    assert 'id="grade-card"' in text(answer)
    assert "hx-swap-oob" in text(answer)
    assert "leads-changed" in answer.headers["HX-Trigger"]


def test_a_suggestion_shows_each_reason_with_its_points(app, client):
    from crm.customers.actions import note_facts
    from tests.support import stamp_of

    with app.app_context():
        carl = make_customer()
        note_facts(carl, source="said", budget="22 万", urgency="7", competitor="Shuowang", stamp=stamp_of("advisor"))
        number = make_lead(customer=carl, grade="B").id
        db.session.commit()
    page = text(sign_in(client, "advisor").get(f"/leads/{number}"))
    assert "Accept B" not in page
    assert "The facts add up to 40 points" in page
    client.post(f"/leads/{number}/test-drives", data={"driven_on": "2026-01-01", "model": "L6"})
    page = text(client.get(f"/leads/{number}"))
    assert "Accept A" in page
    assert "Keep B" in page
    assert "Another brand is still compared" in page
    assert "+35" in page


def test_the_supervisor_sees_who_was_lowered_and_why(app, client):  # F-04
    number = filed(app, grade="H")
    sign_in(client, "advisor").post(f"/leads/{number}/grades", data={"grade": "B", "reason": "waits for the bonus"})
    page = text(sign_in(client, "supervisor").get("/leads?view=lowered"))
    assert "H → B: waits for the bonus" in page
    assert "view=lowered" not in text(sign_in(client, "advisor").get("/leads"))


# ---- handing on
def test_only_a_chief_gives_a_lead_to_somebody_else(app, client):
    number = filed(app)
    assert sign_in(client, "advisor").post(f"/leads/{number}/assignments", data={}).status_code == 403
    sign_in(client, "supervisor")
    assert client.get(f"/leads/{number}/assignments/new").status_code == 200
    refused = client.post(f"/leads/{number}/assignments", data={"owner_id": "abc", "reason": ""})
    assert refused.status_code == 422
    assert "Say in one line why" in text(refused)


# ---- lost
def test_the_tree_shows_every_reason(app, client):
    page = text(sign_in(client, "advisor").get(f"/leads/{filed(app)}/lost-sale"))
    assert page.count('name="reason" value=') == 21


def test_what_a_reason_owes_is_told_at_once_and_the_typed_words_stay(app, client):
    number = filed(app)
    answer = sign_in(client, "advisor").post(
        f"/leads/{number}/lost-sale", data={"reason": "competitor", "price_gap": "six thousand", "note": "they said no"}
    )
    assert answer.status_code == 422
    page = text(answer)
    for said in (
        "Which brand did they buy",
        "Which model did they buy",
        "Write the amount in yuan",
        "six thousand",
        "they said no",
    ):
        assert said in page
    assert lead_now(app, number).stage == "open"


def test_a_lost_sale_waits_for_its_review_and_then_counts(app, client):
    number = filed(app)
    sign_in(client, "advisor")
    sent = client.post(
        f"/leads/{number}/lost-sale",
        data={
            "reason": "COMPETITOR",
            "competitor_brand": "朔望",
            "competitor_model": "S5",
            "price_gap": "-6,000",
            "reopen_on": "",
        },
    )
    assert sent.status_code == 303
    assert lead_now(app, number).stage == "lost_pending"
    with app.app_context():
        sale = db.session.scalars(select(LostSale)).one()
        assert sale.price_gap_fen == -600_000
    assert "waits for the review" in text(client.get("/lost"))
    assert client.post(f"/lost/{sale.id}/decision", data={"verdict": "approved"}).status_code == 403
    sign_in(client, "supervisor")
    assert "Review" in text(client.get("/lost"))
    assert "朔望 S5" in text(client.get(f"/lost/{sale.id}"))
    assert client.post(f"/lost/{sale.id}/decision", data={"verdict": "approved"}).status_code == 303
    assert lead_now(app, number).stage == "lost"
    page = text(client.get("/lost?branch=product"))
    assert "Bought another brand" in page


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Approve it or send it back"),
        ({"verdict": "maybe"}, "This choice does not exist"),
        ({"verdict": "withdrawn"}, "This choice does not exist"),
        ({"verdict": "sent_back", "note": " "}, "Say what is still to be done"),
    ],
)
def test_a_decision_without_words_or_sense_is_refused(app, client, sent, said):
    with app.app_context():
        sale = make_lost_sale().id
        db.session.commit()
    answer = sign_in(client, "supervisor").post(f"/lost/{sale}/decision", data=sent)
    assert answer.status_code == 422
    assert said in text(answer)


def test_nobody_decides_an_own_application_on_the_screen(app, client):
    with app.app_context():
        sale = make_lost_sale(make_lead(owner="supervisor"), by="supervisor").id
        db.session.commit()
    sign_in(client, "supervisor")
    assert "your own" in text(client.get("/lost"))
    answer = client.post(f"/lost/{sale}/decision", data={"verdict": "approved"})
    assert answer.status_code == 422
    assert "Somebody else decides" in text(answer)


def test_another_stores_application_does_not_exist(app, client):
    with app.app_context():
        sale = make_lost_sale().id
        db.session.commit()
    sign_in(client, "other_manager")
    assert client.get(f"/lost/{sale}").status_code == 404
    assert client.post(f"/lost/{sale}/decision", data={"verdict": "approved"}).status_code == 404
    assert client.post(f"/lost/{sale}/withdrawal").status_code == 404


def test_the_lost_page_costs_at_most_eight_statements(app, client):
    with app.app_context():
        make_lost_sale()
        db.session.commit()
    sign_in(client, "supervisor")
    client.get("/lost")
    with queries_at_most(8):
        client.get("/lost?branch=price")


def test_sam_withdraws(app, client):
    with app.app_context():
        sale = make_lost_sale()
        number, lead = sale.id, sale.lead_id
        db.session.commit()
    assert sign_in(client, "advisor").post(f"/lost/{number}/withdrawal").status_code == 303
    assert lead_now(app, lead).stage == "open"


@pytest.mark.parametrize(
    "path",
    ["/leads/99999999999999999999", "/leads?owner=99999999999999999999", "/leads?after=~99999999999999999999", "/lost/99999999999999999999"],
)
def test_a_number_beyond_every_row_is_no_accident(app, client, path):
    assert sign_in(client, "supervisor").get(path).status_code in (200, 400, 404)


def test_the_older_part_of_the_timeline_follows_without_a_gap(app, client):
    from datetime import timedelta

    from crm.leads.models import GradeChange
    from tests.support import stamp_of

    with app.app_context():
        lead = make_lead(grade="B")
        now = stamp_of("advisor")
        for n in range(45):  # three at each moment: a page never ends between them
            change = GradeChange(
                store_id=lead.store_id, lead_id=lead.id, on_day=now.today, old="B", new="A", how="by_hand", reason=f"why-{n:02}",
                by_id=now.by.id, at=now.at - timedelta(hours=n // 3),
            )
            db.session.add(change)
        db.session.commit()
        number = lead.id
    page, seen = text(sign_in(client, "advisor").get(f"/leads/{number}")), []
    for _page in range(5):
        seen += [word[:6] for word in page.split("<p>")[1:] if word.startswith("why-")]
        if "before=" not in page:
            break
        older = page.split("before=")[1].split('"')[0]
        page = text(client.get(f"/leads/{number}/timeline?before={older}", headers={"HX-Request": "true"}))
    assert sorted(seen) == [f"why-{n:02}" for n in range(45)]
    assert client.get(f"/leads/{number}/timeline?before=yesterday").status_code == 200
