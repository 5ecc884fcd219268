"""Phone numbers as people write them (F-50): +86, 0086, spaces, dashes, full-width digits, two in one cell.

A number is kept as bare digits: a mobile, a land line with its area code, a service number, or "+" and another country.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from crm.customers.rules.signs import plain
from crm.shared.reasons import Reason, sentences
from crm.shared.words import N_

SENTENCES = sentences(
    {
        "customers.phone_length": N_("A mobile number has 11 digits; this has {n}."),
        "customers.phone_start": N_("Mobile numbers begin with 13 to 19; this begins with {start}."),
        "customers.phone_area": N_("This has {n} digits. A land line needs its area code too, such as 021 or 0755."),
        "customers.phone_landline": N_("A land line has 10 to 12 digits with its area code; this has {n}."),
    }
)

MOBILE_LENGTH = 11
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"(?:0(?:10|2[0-9])[0-9]{8}|0[3-9][0-9]{2}[0-9]{7,8})")
_SERVICE = re.compile(r"(?:400|800)[0-9]{7}")
_SCIENTIFIC = re.compile(r"([0-9])\.([0-9]{1,12})[eE]\+?([0-9]{2})")
_BETWEEN = re.compile(r"[/,;、|\\&\n\t和或及]+")
_WITHIN = r"[ \-]?"
_LOOSE = re.compile(  # a number somewhere in a text, its groups held together by single spaces or dashes
    rf"(?<![0-9])(?:(?:\+|00)?86{_WITHIN})?(?:1{_WITHIN}[3-9](?:{_WITHIN}[0-9]){{9}}|0[0-9]{{2,3}}{_WITHIN}[0-9]{{3,4}}{_WITHIN}[0-9]{{4}})(?![0-9])"
)


def phones_in(text: str) -> list[str]:
    """Every number of a cell, in order and once: "13800001111/0755-2222 3333" holds two."""
    found: list[str] = []
    for part in _BETWEEN.split(_digits_as_ascii(text)):
        one = _one_phone(part)
        for number in [one] if one else _several(part):
            if number and number not in found:
                found.append(number)
    return found


def _several(text: str) -> Iterable[str | None]:
    """Numbers with only words, spaces or nothing between them."""
    digits = digits_of(text)
    if len(digits) == 2 * MOBILE_LENGTH and is_mobile(digits[:MOBILE_LENGTH]) and is_mobile(digits[MOBILE_LENGTH:]):
        return [digits[:MOBILE_LENGTH], digits[MOBILE_LENGTH:]]
    return map(_one_phone, _LOOSE.findall(_dashes(text)))


def normalise_phone(text: str | None) -> str | None:
    """The first number in the text as bare digits ("+" kept for another country), or None when there is none."""
    return next(iter(phones_in(text or "")), None)


def is_mobile(phone: str) -> bool:
    return _MOBILE.fullmatch(phone) is not None


def digits_of(text: str) -> str:
    """The digits that were typed, for "11 digits, this has 9"."""
    return "".join(sign for sign in _digits_as_ascii(plain(text)) if sign in "0123456789")


def why_no_phone(text: str) -> Reason:
    """What is wrong with what stands where a number should be: how many digits there are, and how many are needed."""
    digits = digits_of(re.sub(r"^\s*(?:\+|00)86", "", plain(text)))
    if digits.startswith("86") and len(digits) > MOBILE_LENGTH:
        digits = digits[2:]
    count = len(digits)
    if digits.startswith("0") and count > 2:
        return Reason("customers.phone_landline", {"n": count})
    if count == MOBILE_LENGTH:
        return Reason("customers.phone_start", {"start": digits[:2]})
    if count in (7, 8) and digits[0] != "1":
        return Reason("customers.phone_area", {"n": count})
    return Reason("customers.phone_length", {"n": count})


def local_part(phone: str) -> str | None:
    """A land line as it is said in its own town, without the area code; None for a mobile."""
    if phone.startswith("+"):
        return phone[-8:]
    if not _LANDLINE.fullmatch(phone):
        return None
    return phone[3:] if phone[1] == "1" or phone[1] == "2" else phone[4:]


def mask_phone(phone: str | None) -> str:
    """138****1234; a short one shows its last two digits only."""
    if not phone:
        return ""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 10 else f"****{phone[-2:]}"


def _digits_as_ascii(text: str) -> str:
    """Full-width and foreign digits as 0–9."""
    signs = unicodedata.normalize("NFKC", text)
    if signs.isascii():
        return signs
    return "".join(str(unicodedata.digit(sign)) if sign.isdecimal() else sign for sign in signs)


def _dashes(text: str) -> str:
    return re.sub(r"[\s‐-―−_.·()]", " ", plain(text)).replace("  ", " ")


def _one_phone(text: str) -> str | None:
    """The number that the text is, or None when it is none or more than one."""
    text = plain(text)
    if cell := _SCIENTIFIC.fullmatch(text):  # what a spreadsheet makes of a number
        whole, rest, power = cell.groups()
        text = whole + rest.ljust(int(power), "0") if len(rest) <= int(power) else text
    text = re.sub(r"(?<=[0-9])\.0+$", "", text)
    text = re.split(r"转|分机|ext|#", text, maxsplit=1, flags=re.IGNORECASE)[0]
    bare = re.sub(r"[\s\-‐-―−()._·]", "", text)
    bare = re.sub(r"^[^0-9+]+|[^0-9]+$", "", bare)  # 手机:138…, 138…(王先生)
    if foreign := re.fullmatch(r"(?:\+|00)([1-9][0-9]{6,14})", bare):
        if not foreign[1].startswith("86"):
            return "+" + foreign[1]
        bare = foreign[1][2:]
    elif bare.startswith("86") and len(bare) == 13:
        bare = bare[2:]
    bare = bare[1:] if len(bare) == 12 and is_mobile(bare[1:]) and bare[0] == "0" else bare  # 0138…, as from afar
    for shape in (_MOBILE, _LANDLINE, _SERVICE):
        if shape.fullmatch(bare):
            return bare
    if _LANDLINE.fullmatch("0" + bare) and len(bare) >= 10 and not bare.startswith("1"):
        return "0" + bare  # +86 755 … without the zero
    return _LANDLINE.match(bare)[0] if re.search(r"[\-‐-―−]", text) and _extension(bare) else None  # type: ignore[index]


def _extension(bare: str) -> bool:
    """0755-12345678-801: a land line with up to five digits behind it."""
    found = _LANDLINE.match(bare)
    return found is not None and bare.isdigit() and len(bare) - found.end() <= 5
