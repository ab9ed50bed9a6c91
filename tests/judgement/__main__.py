"""`make judge`: score the judgement on the labelled cases, and on the corpus folder where there is one.

usage: python -m tests.judgement [--record] [--rules] [--own] [--ablate] [WORD ...]

--record writes the figures to docs/judgement.md; --rules counts in how many cases each rule of the evidence speaks;
--own leaves the corpus folder alone. --ablate takes every rule away in turn, makes it speak where it does not, and
tells for which rules no case notices; with --record, the cases that notice are written to tests/judgement/needed.toml,
and the next run looks at those first; with WORDs only at the rules whose name holds one. Else WORDs show the cases
whose name holds one of them, whatever comes of them. The corpus folder is AFTERWORD_CORPUS, else ../shared/corpus; its
own score.py scores it.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from tests.judgement import needed, report
from tests.judgement.cases import cases
from tests.judgement.rules import every_rule
from tests.judgement.scoring import Figure, judged, score

CORPUS = Path(os.environ.get("AFTERWORD_CORPUS") or report.ROOT / "../shared/corpus")
_LINE = re.compile(r"^(?P<name>.+?)\s+(?P<right>\d+)/(?P<total>\d+)\s+[\d.]+ %$", re.MULTILINE)
GROUPS = ("mail", "events", "files")


def main(arguments: list[str]) -> int:
    words = [word for word in arguments if not word.startswith("--")]
    if "--ablate" in arguments:
        return _ablate(words, recording="--record" in arguments)
    if words:
        return _show(words)
    scores = [score(group) for group in GROUPS]
    for one in scores:
        print(report.table(one.figures()), "\nTaken for:", report.confusion(one), "\nMisses:", sep="\n")
        print(report.misses(one.misses), "\n")
        if "--rules" in arguments:
            print(*(f"{count:5} {rule}" for rule, count in sorted(one.rules.items())), sep="\n")
    others = [] if "--own" in arguments else _corpus()
    if "--record" in arguments:
        report.record(scores, others, datetime.now(UTC).date())
    return _fallen([figure for one in scores for figure in one.figures()])


def _show(words: list[str]) -> int:
    for case in (case for group in GROUPS for case in cases(group) if any(word in case.name for word in words)):
        shown, evidence = judged(case)
        print(case.name, f"    expected {case.expect}", sep="\n")
        print(f"    found    { {key: shown[key] for key in shown if shown[key] or key in case.expect} }")
        print(*(f"    {piece.weight:+5.2f} {piece.rule}: {piece.saw}" for piece in evidence), "", sep="\n")
    return 0


def _ablate(words: list[str], *, recording: bool) -> int:
    """Written down rule by rule: a run that was broken off goes on where it stopped."""
    before = needed.recorded()
    known = {rule: before.get(rule, needed.Pair()) for rule in every_rule()}
    for rule in (rule for rule in every_rule() if not words or any(word in rule for word in words)):
        known[rule] = found = needed.pair(rule, known[rule])
        if words or not (found.needed and found.refused):
            print(f"{rule}\n    needed by {found.needed or '-'}\n    refused by {found.refused or '-'}", flush=True)
        if recording:
            needed.record(known)
    return 0 if all(pair.needed and pair.refused for pair in known.values()) else 1


def _corpus() -> list[Figure]:
    scorer = CORPUS / "score.py"
    if not scorer.is_file():
        print(f"No corpus at {CORPUS} (AFTERWORD_CORPUS names one).")
        return []
    with tempfile.TemporaryDirectory() as folder:
        surroundings = {**os.environ, "TMPDIR": folder}
        command = [sys.executable, str(scorer), f"{sys.executable} -m afterword", "--misses", "60"]
        told = subprocess.run(command, capture_output=True, text=True, env=surroundings, check=False)
    print(told.stdout, told.stderr)
    return [Figure(row["name"], int(row["right"]), int(row["total"])) for row in _LINE.finditer(told.stdout)]


def _fallen(figures: list[Figure]) -> int:
    below = fallen(figures)
    print(*(f"Below the record: {one}" for one in below), sep="\n")
    return 1 if below else 0


def fallen(figures: list[Figure]) -> list[str]:
    """The figures that are lower than the recorded ones."""
    before = report.recorded()
    return [
        f"{one.name}: {one.percent:.2f} % after {before[one.name].percent:.2f} %"
        for one in figures
        if one.total and one.name in before and one.percent < before[one.name].percent
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
