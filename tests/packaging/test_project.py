"""The files around the code: lock files without addresses, an example client file, a licence, units that parse."""

from __future__ import annotations

import configparser
import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TRACKED = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.splitlines()


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_file_pins_versions_and_hashes_and_names_no_address(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^--", text, re.MULTILINE)
    pins = re.findall(r"^[a-z0-9][a-z0-9._-]*==\S+", text, re.MULTILINE)
    assert len(pins) > 20
    assert text.count("--hash=sha256:") >= len(pins)


def test_the_lock_covers_every_dependency():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    locked = (ROOT / "requirements.lock").read_text(encoding="utf-8").replace("_", "-")
    for requirement in project["dependencies"]:
        name = re.split(r"[<>=!~\[ ]", requirement)[0].lower().replace(".", "-").replace("_", "-")
        assert re.search(rf"^{re.escape(name)}==", locked.replace(".", "-"), re.MULTILINE) or re.search(
            rf"^{re.escape(name)}==", locked, re.MULTILINE
        ), requirement


def test_the_example_of_a_client_file_has_googles_shape_and_no_real_secret():
    data = json.loads((ROOT / "credentials.example.json").read_text(encoding="utf-8"))["installed"]
    assert {"client_id", "client_secret", "auth_uri", "token_uri", "redirect_uris"} <= data.keys()
    assert "NOT-A-SECRET" in data["client_secret"]


def test_daemon_is_a_source_root_and_no_package():
    assert not (ROOT / "daemon" / "__init__.py").exists()
    assert [path.name for path in (ROOT / "daemon").iterdir() if path.is_dir()] == ["afterword"]


@pytest.mark.parametrize("unit", sorted(path.name for path in (ROOT / "systemd").iterdir()))
def test_every_line_of_a_unit_stands_under_a_reason(unit):
    text = (ROOT / "systemd" / unit).read_text(encoding="utf-8")
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(text)
    assert "Description" in parser["Unit"]


def test_no_path_of_a_machine_and_no_address_of_an_index_is_in_the_repository():
    machine = re.compile(r"(^|[^\w.])/(?:home|Users|root)/\w|(?:pypi|pythonhosted)\.(?:org|io)", re.IGNORECASE)
    for name in TRACKED:
        path = ROOT / name
        if path.is_file() and path.suffix in {".py", ".toml", ".md", ".lock", ".json", ".yaml", ""}:
            found = machine.search(path.read_text(encoding="utf-8", errors="replace"))
            assert not found or name.startswith("tests/"), f"{name}: {found and found[0]}"
