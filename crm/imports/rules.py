"""What a file brings in: the kinds of file, what may happen to a row, and the limits a file must keep.

Nothing is written before a person has seen the dry run; every row ends as exactly one of five verdicts, and the five
add up to the rows that were read.
"""

from __future__ import annotations

from enum import StrEnum

from crm.shared.numbers import Number
from crm.shared.reasons import sentences
from crm.shared.words import N_

RULE_VERSION = 1


class Kind(StrEnum):
    """What one row of the file is."""

    CUSTOMERS = "customers"  # a customer with a vehicle
    SERVICE_VISITS = "service_visits"  # one visit of a vehicle to the workshop, or one line of it
    LEADS = "leads"
    SALES = "sales"  # cars that were sold before
    POLICIES = "policies"  # insurance policies
    ELSEWHERE_VISITS = "elsewhere_visits"  # the maker's list of visits at other stores


class State(StrEnum):
    """Where an import stands; each is left by a person's button or by the job's end."""

    UPLOADED = "uploaded"  # the job is reading the file
    MAPPED = "mapped"  # rows are staged, columns guessed: a person looks at the mapping
    CHECKING = "checking"  # the dry run is under way
    CHECKED = "checked"  # the dry run's counts are shown
    RUNNING = "running"  # batches are being written
    DONE = "done"
    FAILED = "failed"  # the file could not be read
    CANCELLED = "cancelled"
    UNDOING = "undoing"  # what was written is being taken back
    UNDONE = "undone"


class Verdict(StrEnum):
    """What happens to a row: read = new + changed + same + held + refused, always."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    HELD = "held"  # a suspected duplicate: a person decides
    REFUSED = "refused"


WORKING = frozenset({State.UPLOADED, State.CHECKING, State.RUNNING, State.UNDOING})
OVER = frozenset({State.DONE, State.FAILED, State.CANCELLED, State.UNDONE})

KIND_NAMES = {
    Kind.CUSTOMERS: N_("Customers and vehicles"),
    Kind.SERVICE_VISITS: N_("Service visits"),
    Kind.LEADS: N_("Leads"),
    Kind.SALES: N_("Cars sold before"),
    Kind.POLICIES: N_("Insurance policies"),
    Kind.ELSEWHERE_VISITS: N_("Visits at other stores"),
}
STATE_NAMES = {
    State.UPLOADED: N_("Reading"),
    State.MAPPED: N_("Columns to check"),
    State.CHECKING: N_("Dry run under way"),
    State.CHECKED: N_("Ready to write"),
    State.RUNNING: N_("Writing"),
    State.DONE: N_("Done"),
    State.FAILED: N_("Could not be read"),
    State.CANCELLED: N_("Stopped"),
    State.UNDOING: N_("Being undone"),
    State.UNDONE: N_("Undone"),
}
VERDICT_NAMES = {
    Verdict.NEW: N_("New rows"),
    Verdict.CHANGED: N_("Changed rows"),
    Verdict.SAME: N_("Same"),
    Verdict.HELD: N_("Suspected duplicate"),
    Verdict.REFUSED: N_("Refused"),
}

BATCH_ROWS = 500  # a longer transaction would keep the desk waiting (architecture.md, decision 2)

FILE_MB = Number("imports.file_mb", 20, "MB", N_("Largest file that is taken"), 1, 30)
UNPACKED_MB = Number("imports.unpacked_mb", 400, "MB", N_("Largest size of a workbook when unpacked"), 10, 2000)
FILE_ROWS = Number("imports.file_rows", 200_000, "", N_("Most rows that one file may have"), 100, 1_000_000)
READ_SECONDS = Number("imports.read_seconds", 120, "s", N_("Longest time for reading one file"), 5, 600)
READ_MEMORY_MB = Number("imports.read_memory_mb", 512, "MB", N_("Most memory for reading one file"), 256, 4096)
UNDO_DAYS = Number("imports.undo_days", 30, "d", N_("A whole import can be undone for"), 1, 90)
MOST_COLUMNS = 300
MOST_MEMBERS = 2_000
MOST_RATIO = 150  # real workbooks shrink 5 to 40 times; bombs a thousand times

SENTENCES = sentences(
    {
        # the file as a whole
        "imports.empty_file": N_("The file is empty."),
        "imports.too_big": N_("The file has {mb} MB; {limit} MB is the most. Split it and upload the parts."),
        "imports.bursts": N_("The workbook would unpack to {mb} MB; {limit} MB is the most. It was not opened."),
        "imports.too_many_parts": N_("The workbook has {members} parts inside; that is no ordinary workbook."),
        "imports.xls": N_("This is an old .xls file. Open it and save it as .xlsx, then upload that."),
        "imports.xlsb": N_("This is a binary or other workbook ({what}). Save it as .xlsx, then upload that."),
        "imports.html": N_(
            "This file is a web page with an .xls name. Open it and save it as .xlsx, then upload that."
        ),
        "imports.password": N_("The workbook has a password. Save it without one, then upload that."),
        "imports.not_a_table": N_("This is not a workbook and not a text table ({what})."),
        "imports.broken": N_("The file is damaged or cut off. Save it again as .xlsx and upload that."),
        "imports.out_of_bounds": N_("Reading the file needed more memory than {limit} MB, so it was stopped."),
        "imports.too_slow": N_("Reading the file took longer than {limit} seconds, so it was stopped."),
        "imports.too_many_rows": N_("The file has {rows} rows; {limit} is the most. Split it and upload the parts."),
        "imports.too_many_columns": N_("The file has {columns} columns; {limit} is the most."),
        "imports.no_rows": N_("No rows were found below the headings."),
        # a cell
        "imports.phone_length": N_("{column}: a phone needs 11 digits; this has {digits}."),
        "imports.phone_wrong": N_("{column}: “{value}” is not a phone number."),
        "imports.phone_shortened": N_(
            "{column}: “{value}” was shortened by the spreadsheet program. Format the column as text and export again."
        ),
        "imports.plate_wrong": N_("{column}: “{value}” is not a plate."),
        "imports.vin_length": N_("{column}: a VIN needs 17 signs; this has {signs}."),
        "imports.date_wrong": N_("{column}: “{value}” is not a date. Write it as 2026-03-05."),
        "imports.date_month": N_("{column}: “{value}”, there is no month {month}."),
        "imports.date_day": N_("{column}: “{value}”, that month has no day {day}."),
        "imports.date_order": N_("{column}: “{value}” can be read two ways. Write the year first, as 2026-03-05."),
        "imports.date_future": N_("{column}: {day} lies in the future."),
        "imports.date_far": N_("{column}: {day} is too long ago or too far ahead."),
        "imports.amount_wrong": N_("{column}: “{value}” is not an amount."),
        "imports.amount_negative": N_("{column}: “{value}” is below zero."),
        "imports.km_wrong": N_("{column}: “{value}” is not a mileage."),
        "imports.km_far": N_("{column}: {km} km is more than a car can have."),
        "imports.pay_kind_wrong": N_("{column}: “{value}” does not say who paid. Use 自费, 保修, 索赔 or 保险."),
        "imports.pay_kind_missing": N_("{column} is empty, but there is an amount: say who paid."),
        "imports.unreadable_cell": N_("{column}: the signs of this cell cannot be read. Save the file as UTF-8."),
        "imports.too_long": N_("{column}: {signs} signs are too many; {limit} is the most."),
        "imports.dates_crossed": N_("The car leaves on {left_on}, before it came on {came_on}."),
        # a row
        "imports.nothing_to_match": N_("Neither phone nor VIN nor plate: nothing to recognise the customer by."),
        "imports.no_owner": N_("Name and phone are empty, and the car is not on file."),
        "imports.no_day": N_("The day of the visit is empty."),
        "imports.car_unknown": N_(
            "The car is not on file, and the row has no VIN, or plate with phone, to file it by."
        ),
        "imports.new_customer": N_("New customer."),
        "imports.new_car": N_("New car of a known customer."),
        "imports.new_visit": N_("New visit."),
        "imports.new_line": N_("Another line of the visit in row {row}."),
        "imports.new_visit_and_car": N_("New visit; the car is filed with it."),
        "imports.changes": N_("Differs from what is on file."),
        "imports.same": N_("As on file."),
        "imports.same_row": N_("Says the same as row {row}."),
        "imports.km_lower": N_(
            "{old} km on file, {new} km in the file: a mileage does not go down, so the old one stays."
        ),
        # left by an undo
        "imports.left_changed": N_("Somebody has worked on it since, so it stays."),
        "imports.left_stands": N_("Something stands on it that the file did not bring, so it stays."),
        "imports.left_value": N_("The value was changed since, so the later one stays."),
        "imports.left_taken": N_("Something newer stands in the old value's place, so it stays as it is."),
        # held: a person decides
        "imports.other_name": N_("This phone is on file under another name."),
        "imports.car_of_other": N_("This car is on file for another customer."),
        "imports.two_cars": N_("VIN and plate belong to two different cars on file."),
        "imports.several_cars": N_("The phone belongs to a customer with several cars; the row does not say which."),
        "imports.several_customers": N_("Several customers on file share this phone."),
        "imports.row_differs": N_("Row {row} of this file names the same, with other values."),
        # of the further columns, of policies, of visits at other stores
        "imports.number_wrong": N_("{column}: “{value}” is not a number of times."),
        "imports.credit_code_wrong": N_("{column}: “{value}” is not a credit code; please read it again."),
        "imports.cover_wrong": N_("{column}: “{value}” does not say which policy. Use 商业险 or 交强险."),
        "imports.dates_turned": N_("The policy ends on {until_on}, before it begins on {from_on}."),
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
        "imports.code_of_other": N_("This credit code is on file for another customer."),
        "imports.other_code": N_("This phone is on file for a firm with another credit code."),
    }
)
