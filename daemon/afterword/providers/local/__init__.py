"""A Maildir and folders of .ics files: the embedded default."""
