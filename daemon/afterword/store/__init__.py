"""What Afterword remembers, in one SQLite file."""
