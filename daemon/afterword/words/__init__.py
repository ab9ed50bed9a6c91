"""What a person reads: templates and the composing of drafts, entries and call scripts."""
