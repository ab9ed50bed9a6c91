"""What keeps a running Afterword in order: its data, and a look at its health. Nothing here belongs to a cycle."""
