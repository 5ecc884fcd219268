"""Reading enquiries: sources (sources), who could answer (people), the desk's lists (desk), the timeline's part."""

from crm.enquiries.queries import timeline  # noqa: F401 - registers its part
from crm.enquiries.queries.desk import (
    PAGE,
    SCOPES,
    Tally,
    answered_today,
    claims_of,
    enquiry_for,
    is_mine,
    newest_open,
    open_rows,
    pool,
    tally,
    without_call,
)
from crm.enquiries.queries.facts import called_in_vain, first_enquiry_at, offers_consent, opened_here
from crm.enquiries.queries.people import calendar, candidates, name_of, owner_of, team_name
from crm.enquiries.queries.sources import (
    by_key,
    figures,
    form_of,
    latest_text,
    overview,
    source_for,
    source_of_token,
    store_of,
    text_versions,
    texts,
    tokens,
)

__all__ = [
    "PAGE", "SCOPES", "Tally", "answered_today", "by_key", "calendar", "called_in_vain", "candidates", "claims_of",
    "enquiry_for", "figures", "first_enquiry_at", "form_of", "is_mine", "latest_text", "name_of", "newest_open",
    "offers_consent", "open_rows", "opened_here", "overview", "owner_of", "pool", "source_for", "source_of_token",
    "store_of", "tally", "team_name", "text_versions", "texts", "tokens", "without_call",
]  # fmt: skip
