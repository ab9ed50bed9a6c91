"""Signals, sent to a small program that stands for a cycle: what breaks off, what is finished, what ends at once."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

PROGRAM = """
import os, signal, sys, time
from afterword.engine import signals as module
from afterword.engine.loop import Pulse
from afterword.engine.notify import Notifier
from afterword.engine.signals import Signals, Stopped

module.GRACE = {grace}
said = lambda *words: print(*words, flush=True)

def tell(*numbers):
    for number in numbers:
        os.kill(os.getpid(), number)

def busy(seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(0.01)

with Signals().installed() as signals:
    pulse = Pulse(signals, Notifier())
    try:
        with signals.breaking_off():
{body}
        said("went on")
    except Stopped:
        said("stopped")
"""
RECEIPT = ["pulse.checkpoint('effect done')", "said('receipt')", "pulse.checkpoint('receipt written')", "said('more')"]
TERM, INT, HUP, USR1 = signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGUSR1
CASES = {
    "reading is broken off at once": (
        [f"tell({int(TERM)})", "busy(60)", "said('read to the end')"],
        5.0,
        ["stopped"],
        0,
    ),
    "an effect is finished, with its receipt": (
        ["pulse.checkpoint('intent written')", f"tell({int(INT)})", "busy(0.3)", "said('effect')", *RECEIPT],
        5.0,
        ["effect", "receipt", "stopped"],
        0,
    ),
    "an effect that failed is no reason to stay": (
        ["pulse.checkpoint('intent written')", f"tell({int(TERM)})", "said('failed')", "pulse.step()", "said('more')"],
        5.0,
        ["failed", "stopped"],
        0,
    ),
    "an effect that takes too long is left, to be looked up": (
        ["pulse.checkpoint('intent written')", f"tell({int(TERM)})", "busy(60)", "said('effect')"],
        0.2,
        ["stopped"],
        0,
    ),
    "the second time it ends at once": (
        ["pulse.checkpoint('intent written')", f"tell({int(TERM)}, {int(TERM)})", "busy(60)"],
        5.0,
        [],
        130,
    ),
    "the others break nothing off": (
        [f"tell({int(HUP)}, {int(USR1)})", f"said(signals.asked({int(HUP)}), signals.asked({int(HUP)}))"],
        5.0,
        ["True False", "went on"],
        0,
    ),
    "who waits wakes up": (
        [f"tell({int(USR1)})", "signals.wait(60)", f"said(signals.asked({int(USR1)}))"],
        5.0,
        ["True", "went on"],
        0,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_wish_to_stop_finds_the_right_moment(name):
    body, grace, said, code = CASES[name]
    program = PROGRAM.format(grace=grace, body="\n".join(f"            {line}" for line in body))
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=50, check=False)
    assert (done.stdout.split("\n")[:-1], done.returncode) == (said, code), done.stderr
