"""Prose: its words and phrases, quoted text, times of day, dates. Any language of the lexicon, linear time."""
