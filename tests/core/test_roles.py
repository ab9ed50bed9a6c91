"""Which job a mail names."""

from __future__ import annotations

import pytest
from tests.core.life import at, interview, letter, planned
from tests.core.mails import ME, answer, mail

from afterword.core.mail.replies import read
from afterword.core.model import Facts, NudgeKind
from afterword.core.people.roles import roles_in

NAMED = [
    ("Your application", "Thank you for your application for the position of Data Engineer at Acme.", "Data Engineer"),
    ("Product Manager interview", "See you then.", "Product Manager"),
    ("Your application for Senior Data Engineer (Berlin)", "", "Senior Data Engineer"),
    ("Interview", "We would like to invite you for the Data Engineer role.", "Data Engineer"),
    ("Interview", "We have closed the backend developer position.", "backend developer"),
    ("Data Engineer - Acme - Next steps", "", "Data Engineer"),
    ("Ihre Bewerbung als Softwareentwicklerin (m/w/d)", "", "Softwareentwicklerin"),
    ("Bewerbung", "vielen Dank für Ihre Bewerbung auf die Stelle als Projektmanagerin bei Acme.", "Projektmanagerin"),
    ("Candidature", "Merci pour votre candidature au poste de développeuse web chez Acme.", "développeuse web"),
    ("Hola", "gracias por tu interés en el puesto de ingeniera de datos en Acme.", "ingeniera de datos"),
    ("Candidatura", "la posizione di analista dati presso Acme", "analista dati"),
    ("Vaga", "sobre a vaga de analista de dados na Acme", "analista de dados"),
    ("Sollicitatie", "je sollicitatie naar de functie van data analist bij Acme", "data analist"),
    ("Rekrutacja", "rekrutacja na stanowisko analityk danych w Acme", "analityk danych"),
    ("Ansökan", "Tack för din ansökan till tjänsten som systemutvecklare hos Acme.", "systemutvecklare"),
    ("選考", "データエンジニア職の選考について", "データエンジニア"),
    ("面试", "您申请的数据工程师职位", "数据工程师"),
]


@pytest.mark.parametrize(("subject", "text", "role"), NAMED, ids=[role for *_, role in NAMED])
def test_a_mail_names_the_job(subject: str, text: str, role: str) -> None:
    assert roles_in(subject, text, "Acme") == (role,)


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Thanks", "It was nice, our engineers liked you. I am the Engineering Manager here."),
        ("Lunch", "Let us have lunch with the designer for the fun of it."),
        ("Interview with Head of Engineering", ""),
        ("Acme", "We have a position for you."),
    ],
)
def test_a_person_and_an_unnamed_job_are_no_roles(subject: str, text: str) -> None:
    assert roles_in(subject, text, "Acme") == ()


def test_a_reply_prefix_and_a_quoted_mail_do_not_count() -> None:
    assert read(answer("See you.", "AW: Re: Data Engineer interview"), ME).roles == ("Data Engineer",)
    quoted = "Gladly.\n\n> your application for the position of Data Engineer"
    assert read(mail(quoted, "Hello"), ME).roles == ()


def test_of_two_processes_at_one_employer_only_the_one_that_is_named_is_answered() -> None:
    day = at("2026-03-03")
    both = (interview(day, uid="a", role="Data Engineer"), interview(day, uid="b", role="Product Manager"))
    roles = read(mail("We chose somebody else for the position of Data Engineer.", "Hello"), ME).roles
    result = planned(Facts(interviews=both, letters=(letter(at("2026-03-04"), read_roles=roles),)), at("2026-03-05"))
    states = {process.role: process.state.value for process in result.processes}
    assert states == {"Data Engineer": "answered", "Product Manager": "waiting"}
    assert [nudge.process for nudge in result.nudges if nudge.kind is NudgeKind.CALL and nudge.wanted] != []
