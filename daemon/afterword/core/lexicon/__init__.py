"""The words and domains the rules use, as data. One TOML file a topic or language; code holds the rules."""
