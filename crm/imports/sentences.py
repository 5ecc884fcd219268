"""What is said about the rows of policies, of visits at other stores, and of the further columns of customers."""

from __future__ import annotations

from crm.shared.reasons import sentences
from crm.shared.words import N_

SENTENCES = sentences(
    {
        # a cell
        "imports.number_wrong": N_("{column}: “{value}” is not a number of times."),
        "imports.credit_code_wrong": N_("{column}: “{value}” is not a credit code; please read it again."),
        "imports.cover_wrong": N_("{column}: “{value}” does not say which policy. Use 商业险 or 交强险."),
        "imports.dates_turned": N_("The policy ends on {until_on}, before it begins on {from_on}."),
        # a row
        "imports.no_until": N_("The last day of the policy is empty."),
        "imports.no_cover": N_("The row does not say which policy it is: 商业险 or 交强险."),
        "imports.no_vin": N_("The VIN is empty: the maker's list names cars by nothing else."),
        "imports.policy_car_unknown": N_(
            "The car is not on file, and the row has no VIN, or plate with phone, to file it by."
        ),
        "imports.new_policy": N_("New policy."),
        "imports.new_policy_and_car": N_("New policy; the car is filed with it."),
        "imports.new_sighting": N_("New visit at another store."),
        "imports.new_sighting_unknown": N_("New visit at another store; the car is not on file yet."),
        # held: a person decides
        "imports.code_of_other": N_("This credit code is on file for another customer."),
        "imports.other_code": N_("This phone is on file for a firm with another credit code."),
    }
)
