"""Puts the beginning of `afterword demo` into the README, so that the README never lies."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

LINES = 30
README = Path(__file__).resolve().parent.parent / "README.md"


def main() -> None:
    """Run the demo in a folder of its own and replace what stands between the marks."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "afterword", "demo", "--dir", f"{folder}/demo"]
        shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[:LINES]  # noqa: S603 - our own command
    text = README.read_text(encoding="utf-8")
    block = "\n".join(["<!-- recording -->", "```", *shown, "```", "<!-- /recording -->"])
    marks = re.compile(r"<!-- recording -->.*?<!-- /recording -->", re.DOTALL)
    README.write_text(marks.sub(lambda _: block, text), encoding="utf-8")


if __name__ == "__main__":
    main()
