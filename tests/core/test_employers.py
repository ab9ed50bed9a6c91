"""Whose domain an address is, and which employer a sender speaks for."""

from __future__ import annotations

import pytest

from afterword.core.lexicon import load
from afterword.core.model import Employer, Person
from afterword.core.people.domains import is_agency, is_free_mail, is_hiring_system, is_system, registrable
from afterword.core.people.labels import labels, labels_of
from afterword.core.people.mails import employer_of_sender


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("mail.acme.co.uk", "acme.co.uk"),
        ("ACME.Example.", "acme.example"),
        ("10.0.0.1", ""),
        ("[2001:db8::1]", ""),
        ("localhost", ""),
        ("", ""),
        ("a..b", ""),
        ("x." * 200 + "com", ""),
    ],
)
def test_the_registered_domain_is_found_and_no_address_is_one(host: str, domain: str) -> None:
    assert registrable(host) == domain


def test_systems_and_free_mail_are_known_by_any_of_their_hosts() -> None:
    assert is_system("us.greenhouse-mail.io")
    assert is_system("acme.teamtailor-mail.com")
    assert is_free_mail("gmail.com")
    assert not is_free_mail("acme.example")
    assert not is_system("acme.example")
    assert not is_system("")


def test_who_runs_a_calendar_is_an_employer_too() -> None:
    assert is_system("resource.calendar.google.com")
    assert not is_system("google.com")


def test_agencies_are_known_by_list_and_by_their_names() -> None:
    assert is_agency("hays.de")
    assert is_agency("bluepeak-recruitment.example")
    assert not is_agency("acme.example")


def test_the_list_of_hiring_systems_is_long_and_every_entry_can_match() -> None:
    data = load("domains")
    assert len(data["ats"]) + len(data["interview_systems"]) + len(data["schedulers"]) >= 60
    parts = {
        "no_tenant",
        "path_steps",
        "press_desks",
        "label_endings",
        "label_beginnings",
        "agency_labels",
        "agency_endings",
        "talks_desks",
        "hiring_desks",
    }
    groups = [group for group in data if group not in parts]
    wrong = [(group, name) for group in groups for name in data[group] if registrable(name) != name]
    assert not wrong
    assert all(is_hiring_system(f"mail.{name}") for name in data["ats"])


def test_no_domain_is_free_mail_and_a_system_at_once() -> None:
    data = load("domains")
    assert not set(data["free_mail"]) & (set(data["ats"]) | set(data["schedulers"]) | set(data["agencies"]))


CASES = [
    ("Jane Doe", "jane@northwind-labs.example", "Hi", "Northwind Labs", "Northwind Labs", "northwind-labs.example"),
    ("Jane Doe (Northwind)", "jane@nw.example", "Hello", "", "Northwind", "nw.example"),
    ("", "acme@myworkday.com", "Your application", "", "Acme", ""),
    ("Jane Doe", "no-reply@acme.teamtailor-mail.com", "Hi", "", "Acme", ""),
    ("Recruiting", "no-reply@northwind.greenhouse.io", "News", "The NorthWind team", "NorthWind", ""),
    ("Acme Recruiting", "no-reply@us.greenhouse-mail.io", "Hi", "", "Acme", ""),
    ("Acme via Greenhouse", "no-reply@greenhouse.io", "Hi", "", "Acme", ""),
    ("Jane Doe (Acme)", "jane@hire.lever.co", "Hi", "", "Acme", ""),
    ("", "notifications@ashbyhq.com", "Your application at Northwind Labs", "", "Northwind Labs", ""),
    ("Jane", "jane.example.person@gmail.com", "Thank you for applying to Acme", "", "Acme", ""),
    ("LinkedIn Jobs", "jobs-noreply@linkedin.com", "Your application to Acme was viewed", "", "Acme", ""),
    ("Rob Stone", "rob@hays.de", "Ihre Bewerbung bei der Acme GmbH", "", "Acme GmbH", ""),
    ("", "career5@successfactors.eu", "Your application at Acme", "", "Acme", ""),
    ("", "bewerbung@acme.rexx-recruitment.com", "Ihre Bewerbung", "", "Acme", ""),
    ("Jane Doe via Lever", "reply-3f2a@reply.smartrecruiters.com", "Acme: your application", "We at Acme", "Acme", ""),
    ("", "no-reply@smartrecruiters.com", "Your application for Data Engineer at Kestrel", "", "Kestrel", ""),
    ("LinkedIn", "jobs-noreply@linkedin.com", "Your application to Project Lead at Acme Labs", "", "Acme Labs", ""),
    ("", "noreply@stepstone.de", "Ihre Bewerbung als Köchin bei der Nordwind GmbH", "", "Nordwind GmbH", ""),
    ("", "no-reply@recruitee.com", "Votre candidature au poste de Comptable chez Ventnord", "", "Ventnord", ""),
    ("", "no-reply@recruitee.com", "Candidatura ricevuta: Contabile presso Studio Rossi", "", "Studio Rossi", ""),
    ("", "no-reply@jobteaser.com", "Update on your application for Nurse | Acme", "We at Acme thank you.", "Acme", ""),
    ("", "no-reply@jobteaser.com", "Your Acme application", "We at Acme thank you.", "Acme", ""),
    ("", "no-reply@greenhouse.io", "News", "Thank you for taking the time to meet with us at Acme.", "Acme", ""),
    ("", "no-reply@recruitee.com", "Votre candidature chez Ventnord", "", "Ventnord", ""),
    ("", "no-reply@recruitee.com", "Tu candidatura en Vientonorte", "", "Vientonorte", ""),
    ("", "no-reply@recruitee.com", "La tua candidatura presso Ventonord", "", "Ventonord", ""),
    ("", "no-reply@gupy.com.br", "Sua candidatura na Ventonorte", "", "Ventonorte", ""),
    ("", "no-reply@recruitee.com", "Je sollicitatie bij Noordenwind", "", "Noordenwind", ""),
    ("", "no-reply@erecruiter.pl", "Twoja aplikacja do Wiatr Polska", "", "Wiatr Polska", ""),
    ("", "no-reply@teamtailor.com", "Din ansökan till Nordanvind", "", "Nordanvind", ""),
    ("", "no-reply@hrmos.co", "【株式会社北風】選考のご案内", "", "株式会社北風", ""),
    ("", "no-reply@mokahr.com", "北风科技有限公司面试邀请", "", "北风科技有限公司", ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "email", "subject", "text", "employer", "domain"), CASES, ids=[f"{case[1]} {case[2]}" for case in CASES]
)
def test_a_mails_employer_is_found(name: str, email: str, subject: str, text: str, employer: str, domain: str) -> None:
    expected = Employer(employer, (domain,) if domain else ())
    assert employer_of_sender(Person(name, email), subject, text) == expected


@pytest.mark.parametrize(
    ("name", "domain"),
    [
        ("KPMG", "kpmg.de"),
        ("Müller & Söhne GmbH", "mueller-soehne.de"),
        ("Müller & Söhne", "mullersohne.com"),
        ("Stadt Köln", "stadt-koeln.de"),
        ("Bank of Cork", "bankofcork.ie"),
        ("Acme Labs", "careers-acmelabs.com"),
    ],
)
def test_a_domain_says_whose_it_is(name: str, domain: str) -> None:
    assert labels(name) & labels_of(domain)


@pytest.mark.parametrize(("name", "domain"), [("Acme", "acmeville.com"), ("Base", "homebase.co.uk"), ("東京", "a.jp")])
def test_a_domain_that_only_begins_or_ends_like_a_name_is_somebody_elses(name: str, domain: str) -> None:
    assert not labels(name) & labels_of(domain)


@pytest.mark.parametrize(
    ("name", "email", "subject"),
    [
        ("Tom", "tom.example.person@gmail.com", "Lunch at noon"),
        ("Google Calendar", "calendar-notification@google.com", "Daily agenda"),
        ("Calendly", "notifications@calendly.com", "New event"),
        ("Rob Stone", "rob@hays.de", "A quick chat"),
        ("Zoom", "no-reply@zoom.us", "Meeting reminder"),
        ("", "no-reply@greenhouse.io", "Your application for Warehouse Associate - Req 4432"),
        ("", "no-reply@greenhouse.io", "Your application: Next Steps"),
        ("", "no-reply@greenhouse.io", "Your application for Cook in London"),
        ("", "no-reply@greenhouse.io", 'Your application "Cook (m/f/d)"'),
        ("", "", ""),
    ],
)
def test_a_system_an_agency_or_a_friend_is_no_employer(name: str, email: str, subject: str) -> None:
    assert employer_of_sender(Person(name, email), subject, "") is None
