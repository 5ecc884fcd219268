"""The screens of customers: the list and the files (files), and what is known of one of them (known)."""

from crm.customers.views.blueprint import bp

from crm.customers.views import files, known  # isort: skip

__all__ = ["bp", "files", "known"]
