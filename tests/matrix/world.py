"""One row of everything in store 1, for the walk over all addresses."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from tests.makers import (
    make_absence,
    make_appointment,
    make_booking,
    make_call,
    make_check,
    make_company,
    make_coupon,
    make_customer,
    make_delivery,
    make_enquiry,
    make_entry,
    make_export,
    make_grading,
    make_lead,
    make_lost_sale,
    make_occasion,
    make_order,
    make_photo,
    make_proposal,
    make_quotation,
    make_redistribution,
    make_swap,
    make_vehicle,
    make_visit,
)
from tests.support import stamp_of

ID_TABLES = {
    "customer_id": "customers", "lead_id": "leads", "lost_sale_id": "lost_sales", "order_id": "orders",
    "vehicle_id": "vehicles", "visit_id": "visits", "duty_id": "duty", "task_id": "tasks", "staff_id": "staff",
    "team_id": "teams", "device_id": "devices", "day_id": "working_days", "coupon_id": "coupons",
    "appointment_id": "appointments", "request_id": "coupon_requests", "contact_id": "company_contacts", "import_id": "imports", "call_id": "calls", "pair_id": "suspected_pairs", "merge_id": "merges",
    "shift_id": "shifts", "swap_id": "swaps", "absence_id": "absences", "proposal_id": "point_proposals", "check_id": "spot_checks", "notice_id": "notices",
    "quotation_id": "quotations", "delivery_id": "deliveries", "photo_id": "delivery_photos",
    "run_id": "ageing_runs", "move_id": "ageing_moves",
    "touch_id": "lost_touches", "occasion_id": "occasions", "grading_check_id": "grading_checks", "set_id": "standard_sets", "grade_change_id": "grade_changes",
    "profile_id": "drop_profiles", "remembered_id": "import_sources",
    "booking_id": "drive_bookings", "car_id": "drive_cars",
    "word_id": "dictionary_words", "edit_id": "dictionary_edits", "fix_id": "quality_fixes", "subject_id": "customers",
    "entry_id": "tablet_entries", "question_id": "questions", "policy_id": "policies", "source_id": "enquiry_sources", "enquiry_id": "enquiries", "export_id": "exports",
}  # fmt: skip
FILE = "客户名称,手机号码,车牌号,车架号\n唐先生,13900001234,粤B23456,LSVAM4187C2184222\n"
WORDS = {"step": "leads", "measure": "orders", "key": "staff.idle_minutes", "code": "0000000000000", "name": "x", "theme": "quote", "token": "x", "check": "no-phone"}


def make_world() -> None:
    """Carl in every stage of life."""
    from crm.callbacks.actions import make_queue
    from crm.coupons.actions import request_gift
    from crm.coupons.models import Offer
    from crm.customers.actions import add_contact
    from crm.imports.actions import upload
    from crm.rota.actions import default_rota
    from crm.shared.db import db
    from crm.staff.actions import pair_device
    from crm.standards.actions import set_special_day

    admin, today = stamp_of("admin"), stamp_of("admin").today
    make_vehicle(make_customer("Olaf", "13800000001"), plate="粤B12345")
    db.session.flush()
    firm = make_company(code="91350100M000100Y43")
    add_contact(firm, role="driver", name="Fred", phone="13800000008", stamp=admin)
    make_lost_sale(make_lead(name="Lena", phone="13800000002"))
    make_occasion()
    make_order(make_lead(name="Otto", phone="13800000003"))
    make_delivery(make_order(make_lead(name="Dora", phone="13800000004")), vin="LSVAM4187C2184111")
    make_lead(name="Carl", phone="13800000005", next_on=today, next_rule="cadence")
    make_quotation(make_lead(name="Quin", phone="13800000010"))
    make_photo()
    make_queue(stamp_of("manager"))
    make_coupon(make_customer("Cora", "13800000006"))
    offer = db.session.scalars(select(Offer).where(Offer.store_id == 1)).first()
    request_gift(customer_id=1, offer_id=offer.id, why="Waited too long", stamp=stamp_of("care"))
    upload(kind="customers", file=FileStorage(BytesIO(FILE.encode()), "owners.csv"), stamp=stamp_of("clerk"))
    default_rota(stamp_of("reception"))
    make_visit(phone="13800000007", surname="Vic")
    make_enquiry(phone="13800000008")
    make_swap()
    make_absence()
    make_grading()
    make_proposal()
    make_redistribution()
    make_check()
    make_call(make_lead(name="Kim", phone="13800000009"))
    make_appointment(make_lead(name="Tina", phone="13800000008"))
    make_booking(make_lead(name="Dave", phone="13800000019"))
    pair_device("Tablet 1", admin)
    make_entry()
    set_special_day(on_day=today + timedelta(days=9), works="no", name="Inventory", version=None, stamp=admin)
    db.session.flush()
    make_export()
    _make_words()
    _make_doubles()
    _make_health()
    _make_folder()


def _make_health() -> None:
    """A word that somebody took in, and a file without a number that was set right."""
    from crm.dictionaries.actions import add_word
    from crm.dictionaries.rules import Word
    from crm.quality.actions import fix, look
    from crm.quality.rules import Check

    clerk = stamp_of("clerk")
    add_word(kind=Word.MODEL, name="澄野 L6", stamp=clerk)
    nobody = make_customer("Nadia", None)
    look(clerk)
    fix(Check.NO_PHONE, nobody.id, phone="13800000099", stamp=clerk)


def _make_words() -> None:
    """What to say, and a question that waits."""
    from crm.cards.actions import write_card
    from crm.questions.actions import ask_specialist
    from crm.scripts.actions import write_policy

    write_card(phone="13900000000", stamp=stamp_of("advisor"))
    write_policy(words="Rate 2.9 %", stamp=stamp_of("marketing"))
    lead = make_lead(name="Quentin", phone="13800000009")
    ask_specialist(lead, asked="Which rate?", specialist_id=stamp_of("care").by.id, stamp=stamp_of("advisor"))


def _make_doubles() -> None:
    """Two people were filed twice; one of them has been merged."""
    from crm.duplicates.actions import look_at, merge
    from crm.shared.db import db

    for name, phone, again in (("龚建平", "13800000071", "13800000081"), ("欧阳锋华", "13800000171", "13800000181")):
        one, other = make_customer(name, phone), make_customer(name, again, by="clerk")
        db.session.flush()
        look_at(other.id, stamp_of("clerk"))
    merge(one.id, other.id, stamp=stamp_of("clerk"))
    db.session.flush()


def _make_folder() -> None:
    """A watched folder and a source whose columns are remembered."""
    from crm.imports.drop.models import DropProfile
    from crm.imports.rules import Kind
    from crm.imports.sources import ImportSource
    from crm.shared.db import db

    clerk = stamp_of("clerk")
    source = ImportSource(store_id=1, name="DMS", kind=Kind.CUSTOMERS, fingerprint="x", mapping=[["手机号", "phone"]])
    folder = DropProfile(
        store_id=1, name="DMS", folder="dms", pattern="*", kind=Kind.CUSTOMERS, by_itself=False, watched_since_at=clerk.at,
    )  # fmt: skip
    for row in (source, folder):
        row.sign(clerk)
        db.session.add(row)
    db.session.flush()


def _make_history() -> None:
    """A car with a workshop order of two lines, a policy, and a visit at another store."""
    from crm.elsewhere.models import ElsewhereVisit
    from crm.imports import bulk
    from crm.insurance.models import InsurancePolicy
    from crm.shared.crypto import blind
    from crm.shared.db import db

    stamp, vin = stamp_of("clerk"), "LSVAM4187C2184333"
    car = make_vehicle(make_customer("Hank", "13800000077"), vin=vin)
    db.session.flush()
    work = [{"item": "Oil", "job": "maintenance", "paid_fen": 30_000}, {"item": "Recall", "job": "repair", "warranty_fen": 9_000}]
    visit = {"vehicle_id": car.id, "customer_id": car.customer_id, "came_on": stamp.today, "order_no": "R1", "item": "Oil；Recall", "job": "maintenance"}
    bulk.write_service_visits(1, [{**visit, "paid_fen": 30_000, "warranty_fen": 9_000, "lines": work}], stamp)
    db.session.add(InsurancePolicy(store_id=1, vehicle_id=car.id, cover="commercial", number="PDAA1", until_on=stamp.today, natural_key="1"))
    db.session.add(ElsewhereVisit(store_id=1, vin=vin, vin_index=blind(1, "vin", vin), other_store="South", on_day=stamp.today, natural_key="1"))
    db.session.flush()
