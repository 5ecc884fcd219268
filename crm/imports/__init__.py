"""Imports: the store's spreadsheets become customers, vehicles and service visits, checked before anything is written."""
