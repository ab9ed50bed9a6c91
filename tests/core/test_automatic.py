"""Automatic mail of every kind, as real systems send it."""

from datetime import UTC, date, datetime

import pytest
from tests.core.mails import EXCHANGE_NOTE, GMAIL_NOTE, GRACE, ME, OUTLOOK, answer, mail

from afterword.core.mail.automatic import classify
from afterword.core.mail.replies import read
from afterword.core.model import Automatic, DeliveryReport, Event, Nature, Person

DAEMON = Person("Mail Delivery Subsystem", "mailer-daemon@googlemail.com")

AWAY = {
    "en": ("Automatic reply: Thank you", "I am out of the office until 16 March. Please contact Bob Noyce."),
    "de": (
        "Automatische Antwort: Danke",
        "Ich bin bis zum 13.03.2026 im Urlaub. In dringenden Fällen hilft Bob Noyce.",
    ),
    "fr": ("Réponse automatique : Merci", "Je suis absente jusqu'au 13 mars. En cas d'urgence, contactez Bob Noyce."),
    "es": ("Respuesta automática: Gracias", "Estoy fuera de la oficina hasta el 13 de marzo."),
    "it": ("Risposta automatica: Grazie", "Sono in ferie fino al 13 marzo."),
    "pt": ("Resposta automática: Obrigado", "Estou de férias até 13 de março."),
    "nl": ("Automatisch antwoord: Dank", "Ik ben op vakantie tot en met 13 maart."),
    "pl": ("Automatyczna odpowiedź: Dziękuję", "Jestem na urlopie do 13 marca."),
    "sv": ("Autosvar: Tack", "Jag är på semester till och med 13 mars."),
    "da": ("Autosvar: Tak", "Jeg er på ferie, tilbage den 16. marts."),
    "ja": ("自動応答: お礼", "3月13日まで休暇をいただいております。"),
    "zh": ("自动回复: 感谢", "我将休假至3月13日，急事请联系同事。"),
}


@pytest.mark.parametrize(("subject", "text"), AWAY.values(), ids=AWAY.keys())
@pytest.mark.parametrize("headers", [GMAIL_NOTE, EXCHANGE_NOTE, {}], ids=["gmail", "exchange", "no header"])
def test_an_out_of_office_note_is_no_answer(subject: str, text: str, headers: dict[str, str]) -> None:
    reading = read(answer(text, subject, headers=headers), ME)
    assert (reading.automatic, reading.settles) == (Automatic.OUT_OF_OFFICE, False)
    assert reading.return_date == date(2026, 3, 16)


def test_the_stand_in_is_named() -> None:
    text = "I am on leave until Monday. Please contact my colleague Bob Noyce (bob@acme.example)."
    assert read(answer(text, "Automatic reply: Hi"), ME).stand_in == Person("Bob Noyce", "bob@acme.example")


def test_a_note_under_an_ordinary_subject_is_known_by_saying_nothing_else() -> None:
    reading = read(answer("I am out of the office until Thursday. I will reply when I return."), ME)
    assert reading.automatic is Automatic.OUT_OF_OFFICE


def test_a_person_who_is_away_and_answers_is_a_person() -> None:
    text = (
        "Hi Ada,\n\nI am out of the office until next week, so here is the short version: the team liked your talk.\n"
        "Bob sent the code sample to the director. Could you tell me your notice period?\n\nGrace"
    )
    reading = read(answer(text, headers=OUTLOOK), ME)
    assert (reading.nature, reading.settles) == (Nature.HUMAN, True)


def test_what_exchange_puts_on_every_mail_proves_nothing() -> None:
    headers = {"x-auto-response-suppress": "DR, RN, NRN, OOF, AutoReply", "auto-submitted": "no"}
    assert read(answer("I liked our conversation.", headers=headers), ME).nature is Nature.HUMAN


@pytest.mark.parametrize(
    "text",
    [
        "Grace Hopper is no longer with Acme. Please write to jobs@acme.example.",
        "This mailbox is no longer monitored. Please contact someone else.",
        "Frau Hopper ist nicht mehr im Unternehmen tätig.",
    ],
)
def test_the_note_of_somebody_departed_acts_like_a_bounce(text: str) -> None:
    reading = read(answer(text, "Automatic reply: Hi", headers=EXCHANGE_NOTE), ME)
    assert (reading.departed, reading.settles) == (True, False)
    assert reading.failed_recipients == (GRACE.email,)


def test_a_bounce_of_gmail_stands_in_the_thread_and_is_no_answer() -> None:
    bounce = answer(
        "Address not found. Your message wasn't delivered to grace@acme.example because the address couldn't be found.",
        "Delivery Status Notification (Failure)",
        DAEMON,
        headers={"x-failed-recipients": "grace@acme.example", "auto-submitted": "auto-replied"},
    )
    reading = read(bounce, ME)
    assert (reading.automatic, reading.settles) == (Automatic.BOUNCE, False)
    assert reading.failed_recipients == ("grace@acme.example",)


def test_a_machine_readable_failure_is_a_bounce() -> None:
    reading = read(mail("", "Hm", report=DeliveryReport("failed", ("grace@acme.example",))), ME)
    assert (reading.automatic, reading.failed_recipients) == (Automatic.BOUNCE, ("grace@acme.example",))


@pytest.mark.parametrize("report", [DeliveryReport("delayed", ("x@acme.example",)), None], ids=["report", "text"])
def test_a_delay_is_no_bounce(report: DeliveryReport | None) -> None:
    text = "Delivery is delayed. We will keep trying, no action is needed."
    reading = read(mail(text, "Delivery Status Notification (Delay)", DAEMON, report=report), ME)
    assert reading.automatic is Automatic.AUTO_REPLY
    assert (reading.settles, reading.failed_recipients) == (False, ())


@pytest.mark.parametrize("subject", ["Accepted: Interview", "Declined: Interview", "Zugesagt: Gespräch", "承諾: 面接"])
def test_accepting_an_invitation_is_no_answer(subject: str) -> None:
    reading = read(mail("", subject, parts=("text/calendar",)), ME)
    assert (reading.automatic, reading.settles) == (Automatic.CALENDAR_RESPONSE, False)


def test_an_invitation_to_something_ahead_settles() -> None:
    start = datetime(2026, 3, 10, 10, 0, tzinfo=UTC)
    event = Event("1@acme.example", start, start, method="REQUEST", title="Interview")
    assert read(mail("", "Invitation: Interview", invitations=(event,)), ME).settles is True


@pytest.mark.parametrize("subject", ["Read: Thank you", "Gelesen: Danke", "Recall: Interview"])
def test_receipts_and_recalls_are_no_answer(subject: str) -> None:
    assert read(mail("", subject), ME).settles is False


def test_every_verdict_has_its_evidence() -> None:
    assert classify(answer("I am on leave.", "Automatic reply: Hi")).evidence
