"""Is it an answer, and what does it say."""

from dataclasses import replace
from datetime import date

import pytest
from tests.core.mails import GRACE, GREENHOUSE, ME, NO_REPLY, OUTLOOK, answer, mail

from afterword.core.mail.authentication import trusted
from afterword.core.mail.replies import read
from afterword.core.model import Automatic, Message, Nature, Person, Says

REJECTIONS = {
    "en": "Dear Ada,\n\nThank you for your time. After careful consideration we won't take your application further.",
    "en others": "Hi Ada, it was lovely to meet you, but we have chosen another candidate for the role.",
    "en filled": "Hello Ada, I am afraid the vacancy has now been filled.",
    "en unsuccessful": "We are sorry to tell you that on this occasion your application was unsuccessful.",
    "de": "Guten Tag Frau Byron,\n\nleider haben wir uns für eine andere Bewerberin entschieden.",
    "de weiter": "Wir können Ihre Bewerbung im weiteren Verfahren leider nicht berücksichtigen.",
    "fr": "Bonjour Ada,\n\nNous sommes au regret de vous informer que votre candidature n'a pas été retenue.",
    "fr suite": "Malheureusement, nous ne pouvons pas donner une suite favorable à votre candidature.",
    "es": "Hola Ada: lamentablemente no has sido seleccionada para continuar en el proceso.",
    "it": "Gentile Ada, purtroppo abbiamo deciso di proseguire con altri candidati.",
    "pt": "Olá Ada, infelizmente decidimos avançar com outros candidatos.",
    "nl": "Beste Ada, helaas moeten we je meedelen dat we niet met je verder gaan in de procedure.",
    "pl": "Dzień dobry, niestety zdecydowaliśmy się na innego kandydata.",
    "sv": "Hej Ada, tyvärr har vi valt att gå vidare med andra kandidater.",
    "ja": "バイロン様\n\n慎重に検討いたしました結果、残念ながら今回は採用を見送らせていただくことになりました。",
    "zh": "您好，很遗憾，您未能通过本次面试。",
}


@pytest.mark.parametrize("text", REJECTIONS.values(), ids=REJECTIONS.keys())
@pytest.mark.parametrize("sender", [GRACE, NO_REPLY], ids=["person", "no-reply"])
def test_a_rejection_settles_whoever_sent_it(text: str, sender: Person) -> None:
    reading = read(mail(text, "Your application", sender, GREENHOUSE), ME)
    assert (reading.settles, reading.says) == (True, Says.REJECTION)


TELLING = {
    "We are delighted to offer you the position of engineer.": Says.OFFER,
    "Please find attached your employment contract; we would be happy to welcome you to the team!": Says.OFFER,
    "Wir freuen uns, Ihnen die Stelle als Entwicklerin anbieten zu können. Der Arbeitsvertrag liegt bei.": Says.OFFER,
    "Nous avons le plaisir de vous proposer le poste de développeuse.": Says.OFFER,
    "We would like to invite you to a second interview with our CTO.": Says.NEXT_ROUND,
    "Good news: you have made it to the final round!": Says.NEXT_ROUND,
    "As a next step please complete the online assessment by Sunday.": Says.NEXT_ROUND,
    "Gerne laden wir Sie zu einem zweiten Gespräch ein.": Says.NEXT_ROUND,
    "Nous souhaitons vous inviter à un deuxième entretien.": Says.NEXT_ROUND,
    "Nos gustaría invitarte a una segunda entrevista.": Says.NEXT_ROUND,
    "次回面接のご案内をさせていただきます。": Says.NEXT_ROUND,
    "Could you send me your availability for a call?": Says.SCHEDULING,
    "Would Thursday at 10 work for you?": Says.SCHEDULING,
    "Unfortunately Tuesday no longer works, could you do Friday?": Says.SCHEDULING,
    "Leider muss ich unseren Termin verschieben. Passt Ihnen auch Donnerstag?": Says.SCHEDULING,
    "I enjoyed our talk. We will let you know by Friday.": Says.DECISION_DATE,
    "Vielen Dank für das Gespräch. Wir melden uns bis Ende nächster Woche bei Ihnen.": Says.DECISION_DATE,
    "Nice to meet you! Which salary do you have in mind?": Says.QUESTION,
    "Thank you for your kind note, it was good to meet you too.": Says.OTHER,
    "We have put the hiring for this role on hold for now.": Says.OTHER,
}


@pytest.mark.parametrize(("text", "says"), TELLING.items(), ids=TELLING.keys())
def test_what_a_person_writes_settles_and_is_told_apart(text: str, says: Says) -> None:
    reading = read(answer(f"Hello Ada,\n\n{text}\n\nKind regards\nGrace", headers=OUTLOOK), ME)
    assert (reading.nature, reading.settles, reading.says) == (Nature.HUMAN, True, says)


def test_the_date_of_the_decision_is_read() -> None:
    reading = read(answer("We will decide by the end of next week."), ME)
    assert (reading.decision_from, reading.decision_date) == (date(2026, 3, 4), date(2026, 3, 13))


def test_a_rejection_carries_no_date_of_a_decision() -> None:
    reading = read(answer("We chose another candidate. You will hear from us about your expenses by Friday."), ME)
    assert (reading.says, reading.decision_date) == (Says.REJECTION, None)


@pytest.mark.parametrize(
    "text",
    [
        "We've got your application and will look at it carefully. If you are not selected, we keep your details.",
        "Thank you for applying! Should your profile match, we will invite you to an interview.",
        "Thanks for your application. We received it and will review it. Unfortunately we can't answer everybody.",
        "Vielen Dank für Ihre Bewerbung, die bei uns eingegangen ist. Wir prüfen Ihre Unterlagen.",
        "Nous accusons réception de votre candidature et reviendrons vers vous.",
        "Hemos recibido tu candidatura. Gracias por tu interés.",
        "ご応募いただきありがとうございます。書類選考の上、ご連絡いたします。",
    ],
)
def test_an_acknowledgement_is_no_answer(text: str) -> None:
    reading = read(mail(text, "Your application", NO_REPLY, GREENHOUSE), ME)
    assert (reading.automatic, reading.settles, reading.says) == (Automatic.ACKNOWLEDGEMENT, False, None)


@pytest.mark.parametrize(
    "text",
    [
        "New jobs matching your search: welder, baker. Unsubscribe from this job alert here.",
        "Your order has shipped. Track your parcel here. You are receiving this email because you bought something.",
        "Your one-time passcode is 000111. The code expires in ten minutes.",
    ],
)
def test_mass_mail_and_notices_are_no_answer(text: str) -> None:
    reading = read(mail(text, "News", NO_REPLY), ME)
    assert (reading.nature, reading.automatic, reading.settles) == (Nature.AUTOMATIC, Automatic.BULK, False)


def test_a_person_behind_a_relay_of_a_hiring_system_is_a_person() -> None:
    sender = Person("Grace Hopper", "grace.hopper.b2x@mail.greenhouse.io")
    reading = read(answer("Hi Ada, which day suits you best?", sender=sender, headers=GREENHOUSE), ME)
    assert (reading.nature, reading.settles) == (Nature.HUMAN, True)


def test_a_person_on_a_mailing_list_is_a_person() -> None:
    headers = {"list-id": "<hiring.acme.example>", "list-post": "<x>", "list-unsubscribe": "<x>", "precedence": "list"}
    assert read(answer("Thanks, I forwarded it to the team.", headers=headers), ME).settles is True


def test_in_doubt_the_person_is_asked() -> None:
    reading = read(mail("Please see the portal.", "Message", Person("", "hello@acme.example")), ME)
    assert (reading.nature, reading.settles) == (Nature.UNSURE, None)


def test_a_system_whose_words_are_not_understood_is_asked_about() -> None:
    reading = read(mail("There is news about the position you know of.", "News", NO_REPLY), ME)
    assert (reading.nature, reading.settles) == (Nature.AUTOMATIC, None)


def test_regret_of_a_system_is_never_passed_over() -> None:
    text = "Unfortunately things went differently for your journey. We follow our privacy policy."
    assert read(mail(text, "Update", NO_REPLY), ME).settles is None


def test_ones_own_mail_settles_nothing() -> None:
    mine = mail("I regret to withdraw.", sender=Person("Ada Byron", "ada@mail.example"))
    assert read(mine, ME).settles is False


def test_a_rejection_in_a_quote_is_not_the_senders() -> None:
    text = "Hi Ada, shall we talk?\n\nOn Mon, 2 Mar 2026, Bob wrote:\n> We have chosen another candidate."
    assert read(answer(text), ME).says is not Says.REJECTION


def test_the_employer_is_guessed_from_the_sender() -> None:
    employer = read(answer("Hello"), ME).employer
    assert employer is not None
    assert employer.domains == ("acme.example",)


def test_evidence_is_short_and_without_control_characters() -> None:
    reading = read(answer("We\x07 will not be moving forward with your application " + "x" * 500), ME)
    assert reading.evidence
    assert all(len(piece.saw) <= 60 and piece.saw.isprintable() for piece in reading.evidence)


def _authenticated(*values: str) -> Message:
    return replace(mail("Hi"), headers={"authentication-results": values})


def test_only_the_topmost_authentication_results_counts() -> None:
    assert not trusted(_authenticated("mx.mail.example; dkim=pass; dmarc=fail (p=REJECT) header.from=acme.example"))
    assert trusted(_authenticated("mx.mail.example; dmarc=pass", "forged.example; dmarc=fail"))
    assert not trusted(_authenticated("mx.mail.example; dmarc=fail", "forged.example; dmarc=pass"))


def test_a_mail_of_which_nothing_is_said_is_trusted() -> None:
    assert trusted(mail("Hi"))
    assert trusted(_authenticated("mx.mail.example; none"))


def test_a_comment_in_the_results_proves_nothing() -> None:
    assert trusted(_authenticated("mx.mail.example; dmarc=pass (dmarc=fail was expected)"))


@pytest.mark.parametrize(
    ("values", "believed"),
    [
        ((), True),  # a Maildir that no server writes into
        (("mx.mail.example; dmarc=pass",), True),
        (("mx.mail.example; dmarc=fail (p=REJECT) header.from=acme.example",), False),
        # One header for each method, as milters write them.
        (("mx.mail.example; dmarc=fail", "mx.mail.example; dkim=none", "mx.mail.example; spf=pass"), False),
        (("mx.mail.example; spf=pass", "mx.mail.example; dkim=none", "mx.mail.example; dmarc=fail"), False),
        # Written by the sender: below another's, or in the server's own name.
        (("mx.mail.example; dmarc=pass", "mx.evil.example; dmarc=fail"), True),
        (("mx.mail.example; dmarc=fail", "mx.mail.example; dmarc=pass"), False),
        (("mx.mail.example; spf=fail; dkim=none", "mx.mail.example; dkim=pass"), False),
        # Without DMARC.
        (("mx.mail.example; spf=fail; dkim=pass",), True),
        (("mx.mail.example; spf=fail; dkim=fail; dkim=pass",), True),
        (("mx.mail.example; spf=fail; dkim=none",), False),
        (("mx.mail.example; dmarc=pass; spf=fail; dkim=none",), True),
        (("mx.mail.example; spf=softfail",), True),
        # Exchange names no server.
        (("spf=pass smtp.mailfrom=acme.example; dkim=none; dmarc=fail action=none; compauth=fail",), False),
        (("spf=pass smtp.mailfrom=acme.example; dkim=pass; dmarc=pass; compauth=pass reason=100",), True),
        (("mx.mail.example 1; dmarc = fail",), False),
    ],
)
def test_a_mail_is_disowned_by_what_the_persons_own_server_found(values: tuple[str, ...], believed: bool) -> None:
    assert trusted(_authenticated(*values)) is believed


def test_what_other_servers_passed_on_is_not_believed() -> None:
    headers = {"arc-authentication-results": ("i=1; mx.evil.example; dmarc=fail",), "received-spf": ("fail",)}
    assert trusted(replace(mail("Hi"), headers=headers))
