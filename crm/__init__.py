"""Yuke, the CRM of a car dealership: one folder per noun of the trade."""
