"""Mails and calendars made to hold a reader up."""
