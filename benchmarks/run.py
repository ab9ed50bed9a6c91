"""Speed and memory, as ratios within one run: these machines differ, and so do their days.

python benchmarks/run.py [MAILS] [EVENTS]
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from crowd import NOW, write


def main(mails: int = 10_000, events: int = 2_000) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        print(f"writing {mails} mails and {events} events ...")
        config = write(root, mails, events)
        nothing, _ = timed("--version")
        first, peak = timed("once", "--config", str(config), "--now", NOW.isoformat(), "--json")
        idle, idle_peak = timed("once", "--config", str(config), "--now", NOW.isoformat(), "--json")
        print(f"a bare command        {nothing:8.2f} s")
        print(
            f"first cycle           {first:8.2f} s   {1000 * first / (mails + events):6.2f} ms an item, peak {peak} MB"
        )
        print(f"idle cycle            {idle:8.2f} s   {first / idle:6.1f} times faster, peak {idle_peak} MB")
        print(f"content read when idle: {opened(config)} files of the person's")


def timed(*arguments: str) -> tuple[float, int]:
    """Seconds and peak megabytes of one command."""
    before = time.perf_counter()
    command = [sys.executable, "-m", "afterword", *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    out = process.stdout.read() if process.stdout else b""
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{arguments[0]} failed: {out[:500]!r}")
    return time.perf_counter() - before, usage.ru_maxrss // 1024


def opened(config: Path) -> int:
    """How many mails and events an idle cycle opens, by the interpreter's own audit events."""
    code = (
        "import sys, json\nseen = set()\n"
        "def hook(event, args):\n"
        "    if event == 'open' and isinstance(args[0], (str, bytes)):\n"
        "        name = args[0] if isinstance(args[0], str) else args[0].decode('utf-8', 'replace')\n"
        "        if name.endswith('.ics') or '.host' in name: seen.add(name)\n"
        "sys.addaudithook(hook)\n"
        "from afterword.cli.main import main\n"
        f"main(['once', '--config', {str(config)!r}, '--now', {NOW.isoformat()!r}, '--json'])\n"
        "sys.stderr.write(json.dumps(len(seen)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return int(json.loads(done.stderr.splitlines()[-1]))


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    main(*map(int, sys.argv[1:]))
