"""What can be said about two records, and how many points each finding is worth when nothing was learned.

A point is a third of a doubling of the odds. 50 points are even odds, so a finding of +60 beside nothing else is
a suspicion, and -30 takes most of one away. The sentence of a finding never holds a name or a number of anybody.
"""

from __future__ import annotations

from enum import IntEnum

from crm.shared.numbers import Number
from crm.shared.reasons import sentences
from crm.shared.words import N_

LIKELY = Number(
    "duplicates.likely_points", 60, "points", N_("Two records are shown as perhaps one person from"), 40, 100
)
SURE = Number("duplicates.sure_points", 85, "points", N_("Two records count as surely one person from"), 70, 100)


class Field(IntEnum):
    """The parts of a record that are compared. The household's (a family's) are phone, address and car."""

    NAME = 0
    SEX = 1
    PHONE = 2
    BIRTH = 3
    ADDRESS = 4
    PLATE = 5
    VIN = 6
    CODE = 7


class Level(IntEnum):
    """How far one part agrees. Not every field knows every level."""

    NONE = 0  # missing on one side: says nothing
    SAME = 1
    TURNED = 2  # the same in another order: given name and surname, day and month
    NEAR = 3  # a slip, a variant sign, the same sound
    SHORT = 4  # one is a part of the other: a surname with 先生, an initial, the last six of a VIN
    MOST = 5  # more agrees than not
    HALF = 6  # something agrees, something else does not: the surname alone
    OTHER = 7


SENTENCES = sentences(
    {
        "duplicates.name_same": N_("The same name ({points})"),
        "duplicates.name_turned": N_("The same name, given name and surname exchanged ({points})"),
        "duplicates.name_near": N_("Names that sound or look alike ({points})"),
        "duplicates.name_short": N_("One name is a short form of the other ({points})"),
        "duplicates.name_most": N_("Names that agree for the most part ({points})"),
        "duplicates.name_half": N_("Only a part of the name agrees ({points})"),
        "duplicates.name_other": N_("Different names ({points})"),
        "duplicates.sex_same": N_("Both are addressed alike ({points})"),
        "duplicates.sex_most": N_("The given name suits the way of address ({points})"),
        "duplicates.sex_half": N_("The given name does not suit the way of address ({points})"),
        "duplicates.sex_other": N_("One is a man, the other a woman ({points})"),
        "duplicates.phone_same": N_("The same phone number ({points})"),
        "duplicates.phone_near": N_("Phone numbers that differ by one digit or two exchanged ones ({points})"),
        "duplicates.phone_short": N_("The same phone number without its area code ({points})"),
        "duplicates.phone_other": N_("Different phone numbers ({points})"),
        "duplicates.birth_same": N_("The same day of birth ({points})"),
        "duplicates.birth_turned": N_("The same day of birth, day and month exchanged ({points})"),
        "duplicates.birth_near": N_("Days of birth that differ by one digit ({points})"),
        "duplicates.birth_half": N_("Days of birth that agree in two of day, month and year ({points})"),
        "duplicates.birth_other": N_("Different days of birth ({points})"),
        "duplicates.address_same": N_("The same address ({points})"),
        "duplicates.address_near": N_("The same address, written differently ({points})"),
        "duplicates.address_most": N_("Addresses that agree for the most part ({points})"),
        "duplicates.address_half": N_("Addresses that agree in part ({points})"),
        "duplicates.address_other": N_("Different addresses ({points})"),
        "duplicates.plate_same": N_("The same plate ({points})"),
        "duplicates.plate_near": N_("Plates that differ by one sign ({points})"),
        "duplicates.plate_short": N_("The same last signs of the plate ({points})"),
        "duplicates.plate_other": N_("Different cars ({points})"),
        "duplicates.vin_same": N_("The same VIN ({points})"),
        "duplicates.vin_near": N_("VINs that differ by one sign ({points})"),
        "duplicates.vin_short": N_("The same last six signs of the VIN ({points})"),
        "duplicates.vin_other": N_("Different VINs ({points})"),
        "duplicates.code_same": N_("The same credit code or ID ({points})"),
        "duplicates.code_near": N_("Credit codes or IDs that differ by one sign ({points})"),
        "duplicates.code_other": N_("Different credit codes or IDs ({points})"),
        "duplicates.kind_other": N_("One is a firm, the other a person ({points})"),
        "duplicates.family": N_("A family often shares a phone, an address or a car ({points})"),
    }
)


def code_of(field: Field, level: Level) -> str:
    """The sentence of a finding."""
    return f"duplicates.{field.name.lower()}_{level.name.lower()}"
