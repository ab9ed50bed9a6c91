"""How long it takes to read and judge the worst that anybody can send, and how long what people do send.

    python benchmarks/hostile.py [WORD ...]     only the families whose names hold one of the words

Times are of the processor, each the best of a few in a process that has read ordinary mail and the same item before,
and kept nothing of it: what is made of the lexicon once in the life of a process is no cost of a mail. A beat is a
fixed piece of work timed beside it, about a millisecond of a machine that does nothing else: the bar is held to the
smaller of both. Whole calendars of 20,000 events are what a person may keep; nobody can send one. Memory is what the
process grows by at the first, the bytes of the mail included.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import process_time

from tests.hostile.zoo import FAMILIES, HEADS, Family
from tests.judgement.cases import cases, raw_mail

from afterword.core.events.case import Context, share
from afterword.core.events.interviews import understand
from afterword.core.mail.appointments import completed
from afterword.core.mail.replies import read
from afterword.core.model import Folder, Me
from afterword.errors import Rejected
from afterword.explaining import Failure, explain_file
from afterword.formats.calendar import parse_events
from afterword.formats.mail import parse_message
from afterword.ports import Window
from afterword.providers.google.wire import message_from_json

ME = Me("Robin Sample", frozenset({"robin@mail.example"}))
SENT = datetime(2026, 3, 4, tzinfo=UTC)
WINDOW = Window(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC))
BAR_MS, BAR_MIB = 50.0, 64.0
_PATIENCE = 60
_TIMES = 3
_PASSES = 2


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one item: milliseconds, the same in beats, and mebibytes."""

    ms: float
    beats: float
    mib: float


def main(*wanted: str) -> None:
    families = [one for one in FAMILIES if not wanted or any(word in one.name for word in wanted)]
    if not wanted:
        ordinary()
    print(f"{'item':38} {'MB':>6} {'ms':>8} {'beats':>7} {'MiB':>6}   (bar: {BAR_MS:.0f} ms, {BAR_MIB:.0f} MiB)")
    with tempfile.TemporaryDirectory() as folder:
        for family in families:
            path = Path(folder) / f"item{family.ending}"
            path.write_bytes(family.build(family.worst))
            show(family, path.stat().st_size, apart(lambda path=path: judge(path)))
            if family.ending == ".ics" and " s" not in family.name:
                show(family, path.stat().st_size, apart(lambda path=path: expand(path)), " (shown in a window)")


def show(family: Family, size: int, cost: Cost | None, more: str = "") -> None:
    if cost is None:
        print(f"{family.name + more:38} {size / 1e6:6.1f}     more than {_PATIENCE} s", flush=True)
        return
    over = " above the bar" if min(cost.ms, cost.beats) > BAR_MS or cost.mib > BAR_MIB else ""
    print(
        f"{family.name + more:38} {size / 1e6:6.1f} {cost.ms:8.1f} {cost.beats:7.1f} {cost.mib:6.1f} {over}", flush=True
    )


# --- judging --------------------------------------------------------------------------------------------------------


def judge(path: Path) -> None:
    """Everything that becomes of a file: read, understood, judged."""
    if any(isinstance(found, Failure) and found.cause for found in explain_file(str(path), ME)):
        raise RuntimeError("The reader stumbled.")


def expand(path: Path) -> None:
    with suppress(Rejected):
        parse_events(path.read_bytes(), window=WINDOW)


def whole(raw: bytes, me: Me) -> None:
    message = completed(parse_message(raw, handle="1", folder=Folder.INBOX, delivered=SENT), me, "UTC")
    context = Context(sender=message.sender, mail_text=share(message))
    for event in message.invitations:
        understand(event, me, context)
    read(message, me)


def heads(raw: bytes, me: Me) -> None:
    """What is judged of a mail whose text may not be read, as Gmail hands out its headers."""
    lines = raw.partition(b"\r\n\r\n")[0].decode("utf-8", "replace").replace("\r\n ", " ").split("\r\n")
    pairs = [{"name": name, "value": value.strip()} for name, _, value in (line.partition(":") for line in lines)]
    resource = {"payload": {"headers": pairs}, "internalDate": "1772000000000"}
    began = process_time()
    read(message_from_json(resource, "1"), me)
    _SPENT.append(process_time() - began)


_SPENT: list[float] = []


def ordinary() -> None:
    """The labelled cases of the tests, every one judged for the first time by a process that has judged others."""
    mails = [(raw_mail(case), case.me) for case in cases("mail")]
    print(f"{len(mails)} labelled mails                              median     p95     max   median in beats")
    for name, bar, judged in (("header verdict", 1, heads), ("full verdict", 5, whole)):
        for raw, me in mails[::3]:
            judged(raw, me)
        took = sorted(map(min, zip(*(timed(judged, mails) for _ in range(_PASSES)), strict=True)))
        p95, unit = took[len(took) * 95 // 100], beat()
        figures = f"{median(took):8.2f} {p95:7.2f} {took[-1]:7.2f} {median(took) / unit:7.2f}"
        print(f"{name:38} ms {figures}   (bar: {bar} ms; a beat is {unit:.2f} ms)")


def timed(judged: Callable[[bytes, Me], None], mails: list[tuple[bytes, Me]]) -> list[float]:
    """Milliseconds of each mail, read as if for the first time."""
    took = []
    for raw, me in mails:
        forget()
        _SPENT.clear()
        began = process_time()
        judged(raw, me)
        took.append(1000 * (_SPENT[0] if _SPENT else process_time() - began))
    return took


def forget() -> None:
    """Empty the caches that hold what was read, not those that hold the lexicon: no mail is read twice for nothing."""
    for name, module in list(sys.modules.items()):
        if name.startswith("afterword.core"):
            for value in vars(module).values():
                if hasattr(value, "cache_parameters") and value.cache_parameters()["maxsize"] not in {None, 4096}:
                    value.cache_clear()


# --- measuring ------------------------------------------------------------------------------------------------------


def beat() -> float:
    """Milliseconds of a fixed piece of work, about one on a machine of 2024."""
    best = 1.0
    for _ in range(5):
        began = process_time()
        total = 0
        for number in range(20_000):
            total += number * number
        best = min(best, process_time() - began)
    return 1000 * best


def warm_up() -> None:
    """Read something of every kind, so that patterns are compiled and the lexicon is loaded."""
    with tempfile.TemporaryDirectory() as folder:
        for family in FAMILIES:
            if family not in HEADS:
                path = Path(folder) / f"item{family.ending}"
                path.write_bytes(family.build(3))
                judge(path)


def apart(work: Callable[[], None]) -> Cost | None:
    """What a piece of work costs in a process of its own; None if it takes too long."""
    receiving, sending = os.pipe()
    child = os.fork()
    if not child:
        signal.alarm(_PATIENCE)
        try:
            os.write(sending, json.dumps(measured(work)).encode())
        finally:  # whatever happened, the rest of the program is the parent's
            os._exit(0)
    os.close(sending)
    told = os.read(receiving, 1_000)
    os.close(receiving)
    os.waitpid(child, 0)
    return Cost(*json.loads(told)) if told else None


def measured(work: Callable[[], None]) -> tuple[float, float, float]:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    work()
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    found = [once(work) for _ in range(_TIMES)]
    return min(ms for ms, _ in found), min(beats for _, beats in found), grown


def once(work: Callable[[], None]) -> tuple[float, float]:
    """Milliseconds and beats."""
    forget()
    unit = beat()
    began = process_time()
    work()
    ms = 1000 * (process_time() - began)
    return ms, ms / ((unit + beat()) / 2)  # machines that are shared change their pace


if __name__ == "__main__":
    warm_up()
    main(*sys.argv[1:])
