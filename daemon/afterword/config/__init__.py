"""The configuration: one schema makes the checks, the sample and the reference page.

`load` reads and checks the file alone; `surroundings` looks whether what it names is there.
"""

from afterword.config.loading import default_path, is_usual, load, located
from afterword.config.sample import example, reference
from afterword.config.schema import Config
from afterword.config.surroundings import advice, surroundings
from afterword.config.values import system_zone, zone_files

__all__ = [
    "Config",
    "advice",
    "default_path",
    "example",
    "is_usual",
    "load",
    "located",
    "reference",
    "surroundings",
    "system_zone",
    "zone_files",
]
