"""Afterword: what is said after the interview. It writes drafts and calendar entries; it never sends."""

__version__ = "0.1.0"
