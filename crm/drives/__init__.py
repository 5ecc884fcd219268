"""Test drives (F-19): the cars and their calendar, the licence, the signed agreement, and the feedback afterwards."""
