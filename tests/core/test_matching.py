"""Which letters belong to which process."""

from __future__ import annotations

from dataclasses import replace

from tests.core.life import JANE, ME, OMAR, at, interview, letter, mine

from afterword.core.model import Automatic, Employer, Evidence, Person, Says
from afterword.core.planning.filing import join, processes
from afterword.core.planning.matching import is_stranger, match

TUESDAY = at("2026-03-03")
LATER = at("2026-03-05")


def matched(letters, *interviews, records=None):
    filed, _ = processes(join(interviews or (interview(TUESDAY),)), {}, "Europe/Berlin")
    return match(filed, letters, records or {})


def belongs(one, *interviews):
    return [process.id for process in matched([one], *interviews) if process.letters]


def test_an_interviewer_a_colleague_and_a_sub_domain_belong():
    for sender in ("jane@acme.example", "anybody@acme.example", "hr@mail.acme.example"):
        assert belongs(letter(LATER, Person("", sender))) == ["acme"]


def test_free_mail_and_look_alikes_do_not():
    for sender in ("jane@gmail.com", "jane@acme.example.org", "jane@notacme.example"):
        assert belongs(letter(LATER, Person("Jane", sender))) == []


def test_an_interviewers_full_name_at_an_unknown_address_belongs_but_not_for_certain():
    (process,) = matched([letter(LATER, Person("Jane Doe", "jane.doe@gmail.com"))])
    assert process.unclear == {one.handle for one in process.letters} != set()


def test_what_an_interviewer_or_the_employer_writes_at_a_network_belongs_and_what_a_stranger_writes_does_not():
    for name, fits in (("Jane Doe", True), ("Acme", True), ("Jane Roe", False), ("LinkedIn", False)):
        one = letter(LATER, Person(name, "messages-noreply@linkedin.com"), says=None, settles=None)
        assert bool(belongs(one)) is fits, name


def test_an_answer_in_the_thread_belongs_whoever_writes_it():
    wrote = mine(at("2026-03-03", "12:00"), JANE)
    answer = letter(LATER, Person("", "boss@parent.example"), links=(wrote.message_id,))
    (process,) = matched([wrote, answer])
    assert len(process.letters) == 2


def test_a_reply_to_a_reply_belongs_too():
    wrote = mine(at("2026-03-03", "12:00"), JANE)
    first = letter(LATER, Person("", "boss@parent.example"), links=(wrote.message_id,))
    second = letter(at("2026-03-06"), Person("", "other@third.example"), links=(first.message_id,))
    (process,) = matched([second, first, wrote])
    assert len(process.letters) == 3


def test_a_system_belongs_by_the_employers_name_at_word_boundaries():
    relay = Person("x", "no-reply@greenhouse-mail.io")
    for name, fits in (("Acme", True), ("ACME GmbH", True), ("Acme Robotics", True), ("Acmeville", False)):
        one = letter(LATER, relay, says=Says.REJECTION, read_employer=Employer(name))
        assert bool(belongs(one)) is fits, name


def test_a_system_that_names_only_the_domain_belongs():
    one = letter(LATER, Person("", "x@lever.co"), read_employer=Employer("CMS Energy"))
    nameless = interview(TUESDAY, employer=Employer("", ("cmsenergy.example",)))
    assert belongs(one, nameless)


def test_a_letter_that_names_the_role_belongs_to_that_process_alone():
    roles = (
        interview(TUESDAY, JANE, uid="a", role="Data Engineer"),
        interview(TUESDAY, OMAR, uid="b", role="Product Manager"),
    )
    hr = Person("HR", "hr@acme.example")
    assert len(belongs(letter(LATER, hr), *roles)) == 2
    assert belongs(letter(LATER, hr, read_roles=("Product Manager",)), *roles) == ["acme-product-manager"] or (
        len(belongs(letter(LATER, hr, read_roles=("Product Manager",)), *roles)) == 1
    )


def test_a_bounce_marks_the_address_it_names():
    postmaster = Person("", "mailer-daemon@mail.example")
    bounce = letter(
        LATER, postmaster, says=None, read_automatic=Automatic.BOUNCE, read_failed_recipients=("jane@acme.example",)
    )
    (process,) = matched([bounce])
    assert process.bounced == {"jane@acme.example"}


def test_a_stranger_is_whoever_nothing_but_the_invitation_came_from():
    (process,) = matched([])
    assert is_stranger(process, "one")
    (process,) = matched([mine(at("2026-02-20"), JANE)])
    assert not is_stranger(process, "one")
    invitation = letter(at("2026-02-20"), read_invitations=(interview(TUESDAY),))
    (process,) = matched([invitation])
    assert is_stranger(process, "one")
    (process,) = matched([replace(letter(at("2026-02-20")), trusted=False)])
    assert is_stranger(process, "one")


def test_a_mail_to_the_person_themself_belongs_to_nobody():
    assert belongs(mine(LATER, ME)) == []


def test_what_only_its_form_calls_mass_mail_is_asked_about_where_it_is_an_employers():
    untold = (Evidence("unread-address", 2), Evidence("nobody-speaks", 0.5), Evidence("brand", 0.75))
    told = (*untold, Evidence("bulk", 1.25, "Unsubscribe"))
    header = (*untold, Evidence("list-unsubscribe", 1))
    for sender, evidence, settles in (
        ("noreply@acme.example", untold, None),
        ("noreply@acme.example", told, False),
        ("noreply@acme.example", header, False),
    ):
        one = letter(LATER, Person("Acme", sender), says=None, read_automatic=Automatic.BULK, read_evidence=evidence)
        (process,) = matched([one])
        assert [kept.reading.settles for kept in process.letters] == [settles], evidence


def test_a_hiring_systems_mail_can_be_unsubscribed_from_and_is_asked_about_all_the_same():
    evidence = (Evidence("unread-address", 2), Evidence("list-unsubscribe", 1))
    sender = Person("Acme Hiring Team", "no-reply@us.greenhouse-mail.io")
    employer = Employer("Acme", ("acme.example",))
    one = letter(
        LATER, sender, says=None, read_automatic=Automatic.BULK, read_evidence=evidence, read_employer=employer
    )
    (process,) = matched([one])
    assert [kept.reading.settles for kept in process.letters] == [None]
