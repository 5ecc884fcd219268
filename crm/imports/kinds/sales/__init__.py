"""A file of past sales: VIN, buyer, day, price, advisor and outlet (R-402, R-404)."""

from __future__ import annotations

from crm.customers.models import Customer
from crm.imports.kinds.sales.judging import judge_sales
from crm.imports.kinds.sales.picture import draw_sales
from crm.imports.kinds.sales.record import SaleRecord, read_sale
from crm.imports.kinds.sales.words import about
from crm.imports.kinds.sales.writing import write_sales
from crm.imports.kinds.spec import KindSpec, named
from crm.imports.put import settle
from crm.imports.rules import Kind
from crm.sales.models import CarSale
from crm.vehicles.models import Vehicle

SPEC = KindSpec(
    kind=Kind.SALES,
    needed=(frozenset({"vin", "plate"}), frozenset({"sold_on"})),
    record=SaleRecord,
    read=read_sale,
    keys=named,
    draw=draw_sales,
    judge=judge_sales,
    write=write_sales,
    fills=(Customer, Vehicle, CarSale),
    settle=settle,
    follows=("jobs.retention.compute_states", "jobs.callbacks.make_queue", "jobs.duplicates.find_pairs"),
    about=about,
)
