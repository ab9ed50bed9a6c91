"""Whatever names, notes and titles hold: they are shown, never obeyed, and the sentences stay whole."""

from __future__ import annotations

import itertools
import re
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nudged import KINDS, ME, NOW, a_brief, a_process, a_round, nothing_known

from afterword.core.model import Employer, Medium, NudgeKind, Person, Phone, Stage
from afterword.words import clean
from afterword.words.brief import Brief, Reply
from afterword.words.compose import Composer

COMPOSER = Composer(ME)
UNHURRIED = settings(deadline=None)  # the first rendering compiles the templates
HOSTILE = [
    "{{ 7*7 }}",
    "{% for x in range(10**9) %}x{% endfor %}",
    "{# gone #}",
    "Eve\r\nBcc: all@evil.example",
    "Eve\x85X-Spam: no\u2028To: a@evil.example",
    "Eve, Mallory <mallory@evil.example>",
    "\u202eevE\u2066\x1b[31m\x00",
    "%s %(x)s {0.__class__} ${x}",
    "<script>alert(1)</script>",
    "x" * 5_000,
    " \t\n ",
    "\ud800",
    "{{",
    "{%",
    "None",
    "a..",
    "Doe, Jane, , ",
]
SCRAPS = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(max_size=60),
    st.lists(st.sampled_from(["{{", "}}", "{%", "%}", "\n", "Jane", ",", ".", "(", ")", " "]), max_size=12).map(
        "".join
    ),
)
ADDRESSES = st.one_of(st.just("jane@acme.example"), st.just(""), SCRAPS)
PEOPLE = st.builds(Person, SCRAPS, ADDRESSES)


@st.composite
def briefs(draw: st.DrawFn) -> Brief:
    kind, medium = draw(st.sampled_from(KINDS))
    phones = (Phone(draw(SCRAPS), draw(SCRAPS)),)
    day = a_round(
        interviewers=tuple(draw(st.lists(PEOPLE, max_size=3))),
        recruiter=draw(st.none() | PEOPLE),
        phones=draw(st.sampled_from([phones, ()])),
        zone=draw(st.sampled_from(["", "Europe/Berlin", "../../etc/passwd", "America/New_York"])),
        stage=draw(st.sampled_from(Stage)),
    )
    process = a_process(day, employer=Employer(draw(SCRAPS), (draw(SCRAPS),)), role=draw(SCRAPS), id=draw(SCRAPS))
    brief = a_brief(kind, medium, person=draw(PEOPLE), process=process, position=draw(st.integers(0, 9)))
    return replace(
        brief,
        notes=tuple(draw(st.lists(SCRAPS, max_size=4))),
        drafts_waiting=tuple(draw(st.lists(SCRAPS, max_size=3))),
        reply_to=draw(st.none() | st.builds(Reply, st.just("1@acme.example"), subject=SCRAPS)),
    )


def made(brief: Brief) -> tuple[str, str]:
    """Subject or title, and text."""
    if brief.nudge.medium is Medium.DRAFT:
        draft = COMPOSER.draft(brief, now=NOW, message_id="1@poe.example")
        return draft.subject, draft.text
    entry = COMPOSER.entry(brief)
    return entry.title, entry.text


@UNHURRIED
@given(briefs())
def test_headings_are_one_visible_line(brief: Brief) -> None:
    heading, _ = made(brief)
    assert heading == " ".join(heading.split())
    assert 0 < len(heading) <= clean.SUBJECT_LENGTH
    assert not [char for char in heading if unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"}]


@UNHURRIED
@given(briefs())
def test_texts_are_capped_and_can_be_written(brief: Brief) -> None:
    _, text = made(brief)
    assert len(text) <= clean.TEXT_LENGTH + 1
    text.encode("utf-8")
    assert not [char for char in text if char != "\n" and unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"}]


@UNHURRIED
@given(briefs())
def test_recipients_are_the_person_alone_or_nobody(brief: Brief) -> None:
    if brief.nudge.medium is Medium.DRAFT:
        draft = COMPOSER.draft(brief, now=NOW, message_id="1@poe.example")
        assert [person.email for person in draft.to] in ([], [brief.nudge.person.email])
        assert all(re.fullmatch(r"[^\s@,<>]+@[^\s@,<>]+", person.email) for person in draft.to)
        assert all("\n" not in person.name for person in draft.to)


@UNHURRIED
@given(briefs())
def test_nothing_that_came_from_outside_is_interpreted(brief: Brief) -> None:
    hostile = "{{ 7*7 }}{% if x %}"
    people = replace(brief.process, employer=Employer(hostile), role=hostile)
    heading, text = made(replace(brief, process=people, notes=(hostile,)))
    assert hostile in heading + text or brief.nudge.kind is NudgeKind.REMINDER or brief.reply_to


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize(("kind", "medium"), KINDS)
def test_a_hostile_name_is_shown_and_never_obeyed(kind: NudgeKind, medium: Medium, hostile: str) -> None:
    process = a_process(employer=Employer(hostile), role=hostile)
    heading, text = made(a_brief(kind, medium, person=Person(hostile), process=process, notes=(hostile,)))
    assert "49" not in re.sub(r"\+49|{{ 7\*7 }}", "", heading + text)
    assert "\nBcc:" not in text
    assert len(text) < 10_000


SENTENCES = [
    *itertools.product([(NudgeKind.THANK_YOU, Medium.DRAFT)], Stage, range(4)),  # four phrases a list: all are seen
    *itertools.product(KINDS[1:], [Stage.UNKNOWN], range(3)),
]


@pytest.mark.parametrize(("what", "stage", "position"), SENTENCES)
def test_nothing_is_said_that_is_not_known(what: tuple[NudgeKind, Medium], stage: Stage, position: int) -> None:
    """For every choice of known and unknown: no hole in a sentence, no placeholder, no name for nothing."""
    bare = nothing_known(*what)
    earlier = a_round("r0", days=-9, interviewers=(Person("Jane Doe"),))
    facts = itertools.product(
        (Employer(), Employer("Acme"), Employer("", ("acme.example",))),
        ("", "Backend Engineer"),
        ((), ("tea",)),
        ((), (earlier,)),
    )
    for employer, role, notes, rounds in facts:
        round_ = replace(bare.round, stage=stage)
        process = a_process(*rounds, round_, employer=employer, role=role)
        brief = replace(bare, process=process, round=round_, notes=notes, position=position)
        assert_whole(*made(brief))
        assert_whole(*made(replace(brief, nudge=replace(brief.nudge, person=Person("Jane Doe")), profile=ME)))


HOLES = re.compile(
    r"None|\(\)|\( |  | ,| \.|,\.|\.\.|,,|:\.| \?|\[|\]|INSERT|TODO|at \.|for the role|about \."
    r"|[,:;]\n(?!\n|Sam Poe|- |afterword )"
)


def assert_whole(heading: str, text: str) -> None:
    assert not HOLES.search(heading), heading
    assert not HOLES.search(text), text
    assert (heading + text).count("!") <= 1
    assert "hope this" not in text
    assert "\n\n\n" not in text


@UNHURRIED
@given(st.text(max_size=300))
def test_a_line_is_one_line_and_stays_as_it_is_when_cleaned_again(text: str) -> None:
    assert clean.line(text) == clean.line(clean.line(text))
    assert len(clean.line(text)) <= clean.NAME_LENGTH
    assert len(clean.line(text).splitlines()) <= 1


@UNHURRIED
@given(st.text(max_size=300))
def test_a_note_is_empty_or_a_sentence(text: str) -> None:
    note = clean.note(text)
    assert not note or note.rstrip("\"'”’)»").endswith((".", "!", "?", "…"))


@pytest.mark.parametrize(
    "email", ["a@b@c", "a b@c.example", "a@c.example,b@d.example", "<a@c.example>", "a@c.example\n", ""]
)
def test_what_is_not_one_address_is_none(email: str) -> None:
    assert clean.address(email) == ""


@pytest.mark.parametrize("email", ["jane@acme.example", "jane.o'neil+x@mail.acme.example", "jörg@müller.example"])
def test_one_plain_address_stays_as_it_is(email: str) -> None:
    assert clean.address(email) == email


def test_names_in_any_script_stay_as_written() -> None:
    for name in ("Zoë O’Neil", "李小龙", "محمد", "नरेंद्र", "علی\u200cرضا"):
        assert clean.name(name) == name
