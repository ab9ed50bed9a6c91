"""Where a demonstration's files go: a folder that the person names, or a temporary one that replaces the last."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from afterword.demo.files import Files

_PREFIX = "afterword-demo-"
_OVER = ".over"


def made(folder: Path | None, *, keep: bool) -> Files:
    """The folders of a new demonstration. Without `folder`, earlier temporary ones are removed unless `keep`.

    Raises UsageProblem when `folder` holds something.
    """
    if folder is None:
        if not keep:
            _clear_earlier()
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    files = Files(folder)
    files.make()
    return files


def over(files: Files) -> None:
    """Note that this demonstration has ended: the next may take its place."""
    (files.root / _OVER).touch()


def _clear_earlier() -> None:
    """Remove what earlier demonstrations of this user left in the temporary folder; one that still runs is let be."""
    for path in sorted(Path(tempfile.gettempdir()).glob(f"{_PREFIX}*")):
        ours = not path.is_symlink() and path.is_dir() and path.stat().st_uid == os.getuid()
        if ours and (path / _OVER).is_file():
            shutil.rmtree(path, ignore_errors=True)
