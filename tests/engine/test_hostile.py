"""What strangers write is shown and copied, never obeyed: names, titles and texts that try to be something else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from fence import Run
from tests.cli.test_once import CONFIG
from tests.engine.world import World, at

from afterword.core.model import NudgeKind, NudgeState
from afterword.formats.calendar import parse_events

EVIL = "{{ 7*7 }} {0} %s ${HOME} $(id) `id` ../../etc \x1b[31m\u202eenaJ\u2066"
NOW = "2026-03-03T12:00+01:00"


@pytest.fixture
def world(tmp_path: Path) -> World:
    (tmp_path / "config.toml").write_text(CONFIG + '[notify]\ncommand = ["sh", "-c", "env > told; cat >> told"]\n')
    return World(tmp_path)


def hostile(world: World) -> None:
    """An interview and an answer whose every part tries something."""
    event = world.interview(at("2026-03-03"), title="Interview at Acme")
    text = event.read_text().replace("CN=Jane Doe", 'CN="Jane \x1b[31mDoe\u202e"')
    text = text.replace("Interview at Acme", "Interview at Acme {{ 7*7 }} {0} %s\x1b[2J")
    text = text.replace("STATUS:", f"LOCATION:{EVIL}\r\nSTATUS:")
    html = (
        "DESCRIPTION:<b>You will meet</b> <script>alert(1)</script><img src=x onerror=f()>\\n\\r\\nBcc: a@evil.example"
    )
    event.write_text(text.replace("STATUS:", f"{html}\r\nSTATUS:"))
    # A doubtful answer, so that something is asked about its writer.
    raw = (
        "From: =?utf-8?q?Jane_=1B[2J=E2=80=AE_{{_7*7_}}=0D=0ABcc:_evil?= <x@acme-robotics.example>\r\n"
        "To: Robin <robin@mail.example>\r\nSubject: =?utf-8?q?Re:_{{_7*7_}}=0D=0ABcc:_evil@evil.example?=\r\n"
        "Date: Tue, 03 Mar 2026 11:30:00 +0100\r\nMessage-ID: <../../x@evil.example>\r\n"
        "Authentication-Results: mx.mail.example; dmarc=fail\r\n\r\nCan I call you tomorrow?\r\n"
    )
    (world.mail / "new" / "1.evil.host").write_bytes(raw.encode())


def printable(text: str) -> bool:
    return all(char == "\n" or char.isprintable() for char in text)


def test_nothing_that_others_wrote_is_obeyed_anywhere(world: World, afterword: Run) -> None:
    hostile(world)
    outputs = [afterword("once", "--config", "config.toml", "--now", NOW)]
    status = json.loads(afterword("status", "--config", "config.toml", "--json").stdout)
    (process,) = status["processes"]
    ids = (process["id"], process["rounds"][0]["id"], status["asks"][0]["id"])
    commands = (["status", "--all"], ["log"], *(["explain", ident] for ident in ids))
    outputs += [afterword(*words, "--config", "config.toml") for words in commands]
    for ended in outputs:
        assert ended.returncode == 0, ended.stderr
        assert printable(ended.stdout + ended.stderr)
    told = "".join(ended.stdout for ended in outputs)
    assert "Jane 49" not in told
    # The draft: one recipient, no header of theirs, their words as words.
    (draft,) = world.drafts()
    assert set(draft.keys()) <= {
        *("From", "To", "Subject", "Date", "Message-ID", "X-Afterword-Key", "MIME-Version", "Content-Type"),
        *("Content-Transfer-Encoding", "In-Reply-To", "References", "X-Mozilla-Draft-Info"),
    }
    assert {one.addr_spec for one in (draft["To"].addresses if draft["To"] else ())} <= {"jane@acme-robotics.example"}
    assert printable(draft.get_content())
    # The entries: one event each, nothing but text in it.
    for entry in world.entries():
        (event,) = parse_events(entry.encode())
        assert printable(event.title + event.text)
        assert "<script>" not in event.text
    # The command that is told: our words on its input or in its surroundings, and nothing to obey.
    assert printable((world.root / "told").read_text())
    assert not (world.root.parent / "x@evil.example").exists()


def test_a_forged_answer_holds_the_next_call_asks_and_deletes_nothing(world: World) -> None:
    world.interview(at("2026-03-03"))
    world.cycle(at("2026-03-03", "12:00"))
    forged = {"Authentication_Results": "mx.mail.example; spf=fail; dkim=none"}
    world.receive(at("2026-03-05"), "Can I call you tomorrow?", **forged)
    outcome = world.cycle(at("2026-03-05", "10:10"))
    assert ["may be forged" in question.text for question in outcome.questions] == [True]
    assert sum("SUMMARY:Call" in entry for entry in world.entries()) == 1
    # When the call that stood is over, the next one waits for the person's word.
    outcome = world.cycle(at("2026-03-11"))
    (call,) = [nudge for nudge in outcome.plan.nudges if nudge.kind is NudgeKind.CALL]
    assert (call.attempt, call.state) == (2, NudgeState.HELD)
    assert [question.id.partition(":")[0] for question in outcome.questions] == ["answer"]
    assert len(world.drafts()) == 1


@pytest.mark.parametrize("state", ["NEEDS-ACTION", "TENTATIVE"])
def test_a_strangers_invitation_makes_no_draft_before_the_person_accepts_it(world: World, state: str) -> None:
    """As Google puts it into the calendar by itself; before its time, after it, and a day later."""
    event = world.interview(at("2026-03-03"), uid="stranger")
    accepted = event.read_text()
    event.write_text(accepted.replace("PARTSTAT=ACCEPTED:mailto:robin", f"PARTSTAT={state}:mailto:robin"))
    for day, clock in (("2026-03-02", "10:00"), ("2026-03-03", "12:00"), ("2026-03-04", "12:00")):
        outcome = world.cycle(at(day, clock))
        assert (world.drafts(), [entry for entry in world.entries() if "SUMMARY:Call" in entry]) == ([], [])
    assert [question.id for question in outcome.questions] == ["interview:acme.1"]
    event.write_text(accepted.replace("SEQUENCE:0", "SEQUENCE:1"))
    world.cycle(at("2026-03-04", "12:10"))
    assert len(world.drafts()) == 1
