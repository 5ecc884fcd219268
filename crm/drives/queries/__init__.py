"""Reading test drives: cars and their time (calendar)."""

from crm.drives.queries.calendar import cars, day, free_cars, of_appointment, of_lead

__all__ = ["cars", "day", "free_cars", "of_appointment", "of_lead"]
