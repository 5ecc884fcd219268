"""Imports: the store's spreadsheets become customers, cars and service visits, checked before they are written."""
