"""The screens of customers: the list and files (files), firms' contacts (companies), one customer (known)."""

from crm.customers.views.blueprint import bp

from crm.customers.views import companies, files, known  # isort: skip

__all__ = ["bp", "companies", "files", "known"]
