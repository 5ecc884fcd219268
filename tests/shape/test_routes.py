"""Every address names the right that it needs, and changes nothing when it is only read."""

from __future__ import annotations

from flask import Flask

from crm.staff.rules import Right


def test_every_view_names_a_right(application: Flask) -> None:
    silent = [
        f"{rule} ({rule.endpoint})"
        for rule in application.url_map.iter_rules()
        if getattr(application.view_functions[rule.endpoint], "rights", None) is None
    ]
    assert not silent, "no right named:\n" + "\n".join(silent)


def test_the_named_rights_exist(application: Flask) -> None:
    known = {*Right, "*"}
    named = {right for view in application.view_functions.values() for right in getattr(view, "rights", ())}
    assert named <= known, named - known


def test_an_address_is_read_or_written_but_not_both(application: Flask) -> None:
    both = [
        str(rule)
        for rule in application.url_map.iter_rules()
        if rule.methods and {"GET"} <= rule.methods and rule.methods & {"POST", "PUT", "PATCH", "DELETE"}
    ]
    assert not both, both


def test_the_addresses_that_stay_are_there(application: Flask) -> None:
    wanted = {
        "/login", "/logout", "/reception", "/my-day", "/leads", "/leads/<>", "/customers", "/customers/<>", "/lost",
        "/board", "/imports", "/retention", "/campaigns", "/redeem", "/c/<>", "/settings", "/healthz", "/readyz",
        "/reception/visits", "/leads/<>/calls", "/leads/<>/grades", "/leads/<>/lost-sale", "/lost/<>/decision",
        "/coupons/<>/reversal",
    }  # fmt: skip
    there = set()
    for rule in application.url_map.iter_rules():
        there.add("".join("<>" if dynamic else text for dynamic, text in rule._trace if text != "|").strip("|"))
    assert wanted <= there, sorted(wanted - there)
