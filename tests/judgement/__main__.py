"""`make judge`: score the judgement on the labelled cases, and on the corpus folder where there is one.

usage: python -m tests.judgement [--record] [--rules] [--own] [--ablate] [WORD ...]

--record writes the figures to docs/judgement.md; --rules counts in how many cases each rule of the evidence speaks;
--own leaves the corpus folder alone. --ablate takes every rule away in turn, makes it speak where it does not, and
tells for which rules no case notices (two minutes; with --record, tests/judgement/needed.toml is written). With WORDs
only the cases whose name holds one of them are shown, whatever comes of them. The corpus folder is AFTERWORD_CORPUS,
else ../shared/corpus; its own score.py scores it.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from tests.judgement import ablation, report
from tests.judgement.cases import cases
from tests.judgement.scoring import Figure, judged, score

CORPUS = Path(os.environ.get("AFTERWORD_CORPUS") or report.ROOT / "../shared/corpus")
_LINE = re.compile(r"^(?P<name>.+?)\s+(?P<right>\d+)/(?P<total>\d+)\s+[\d.]+ %$", re.MULTILINE)
GROUPS = ("mail", "events", "files")


def main(arguments: list[str]) -> int:
    words = [word for word in arguments if not word.startswith("--")]
    if words:
        return _show(words)
    if "--ablate" in arguments:
        return _ablate(recording="--record" in arguments)
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


def _ablate(*, recording: bool) -> int:
    known = ablation.baseline()
    rules = sorted(ablation.every_rule() | known.spoke.keys())
    found = {rule: ablation.needing(rule, known) for rule in rules}
    lacking = [rule for rule in rules if found[rule] is None and rule not in ablation.EXPLAINING]
    print("No case needs:", *(f"    {rule} (speaks in {len(known.spoke[rule])})" for rule in lacking), sep="\n")
    harmless = [rule for rule in rules if ablation.can_be_forced(rule) and not ablation.refusing(rule, known)]
    print("No case refuses:", *(f"    {rule}" for rule in harmless), sep="\n")
    print("Without words in `explain`:", *(f"    {rule}" for rule in ablation.wordless()), sep="\n")
    if recording:
        ablation.record({rule: case for rule, case in found.items() if case})
    return 1 if lacking or harmless else 0


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
