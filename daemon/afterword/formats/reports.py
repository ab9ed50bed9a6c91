"""What became of a mail, as machines report it: RFC 3464 (delivery), RFC 8098 (read), RFC 5965 (abuse), and the
many that follow none of them, which flufl.bounce knows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from email import message_from_bytes
from email.message import Message as Mail

from flufl.bounce import all_failures

from afterword.core.model import DeliveryReport

_ADDRESS = re.compile(r"[^@\s<>\"(),:;]{1,200}@[^@\s<>\"(),:;]{1,255}")
_MACHINES = re.compile(r"mailer-?daemon|postmaster|mail(?:er)?-?(?:delivery|system)|mdaemon|bounce", re.IGNORECASE)
_MAX_PARTS = 200
# The detectors hold each of some hundred patterns against each line; what they look for stands at the top.
_TELLING_LINES = 120

# What happened to the mail, the worst first: one recipient's failure is what the sender must know.
_ACTIONS = ("failed", "delayed", "delivered", "relayed", "expanded")


def delivery_report(
    mail: Mail, headers: dict[str, tuple[str, ...]], top: Callable[[int], bytes]
) -> DeliveryReport | None:
    """The report that this mail is, or None.

    `headers` are the decoded ones, by lower-case name; `top` gives the mail's bytes with so many lines of its body.
    """
    try:
        return _standard(mail) or _failed_recipients(headers) or _recognised(headers, top)
    except Exception:  # noqa: BLE001 - flufl.bounce's detectors raise on mails they were not made for
        return None


def _standard(mail: Mail) -> DeliveryReport | None:
    for part in list(mail.walk())[:_MAX_PARTS]:
        match part.get_content_type():
            case "message/delivery-status" | "message/global-delivery-status":
                return _delivery(_blocks(part))
            case "message/disposition-notification":
                return DeliveryReport("read", _recipients(_blocks(part), "final-recipient", "original-recipient"))
            case "message/feedback-report":
                names = ("original-rcpt-to", "removal-recipient", "original-mail-from")
                return DeliveryReport("abuse", _recipients(_blocks(part), *names))
    return None


def _blocks(part: Mail) -> list[Mail]:
    payload = part.get_payload()
    return [block for block in payload if isinstance(block, Mail)][:_MAX_PARTS] if isinstance(payload, list) else []


def _delivery(blocks: list[Mail]) -> DeliveryReport | None:
    by_action: dict[str, list[Mail]] = {}
    for block in blocks:
        action = str(block.get("action", "")).partition("(")[0].split(";")[0].strip().lower()
        if action:
            by_action.setdefault(_known(action), []).append(block)
    for action in _ACTIONS:
        if action in by_action:
            return DeliveryReport(action, _recipients(by_action[action], "final-recipient", "original-recipient"))
    return None


def _known(action: str) -> str:
    """Some write "failure" or "fail"; RFC 3464 2.3.3 knows five words."""
    return next((known for known in _ACTIONS if action[:4] == known[:4]), action)


def _recipients(blocks: list[Mail], *names: str) -> tuple[str, ...]:
    """The addresses of the first of the fields that has any: `rfc822; jane@acme.example`."""
    for name in names:
        values = [str(value)[:1000] for block in blocks for value in block.get_all(name, [])]
        found = _addresses(values)
        if found:
            return found
    return ()


def _addresses(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(address.lower() for value in values for address in _ADDRESS.findall(value)))


def _failed_recipients(headers: dict[str, tuple[str, ...]]) -> DeliveryReport | None:
    """Exim and Gmail name them in a header of their own."""
    found = _addresses(headers.get("x-failed-recipients", ()))
    return DeliveryReport("failed", found) if found else None


def _recognised(headers: dict[str, tuple[str, ...]], top: Callable[[int], bytes]) -> DeliveryReport | None:
    if not _from_a_machine(headers):
        return None
    temporary, permanent = all_failures(message_from_bytes(top(_TELLING_LINES)))
    for action, addresses in (("failed", permanent), ("delayed", temporary)):
        if addresses:
            found = sorted(address.decode("ascii", "replace") for address in addresses)
            return DeliveryReport(action, _addresses(found))
    return None


def _from_a_machine(headers: dict[str, tuple[str, ...]]) -> bool:
    """RFC 5321 4.5.5: a report has the empty return path. The detectors are not let loose on letters of people.

    What a mailing list hands on has the list's own `talk-bounces@` as Sender, whoever wrote it.
    """
    senders = (*headers.get("from", ()), *(() if "list-id" in headers else headers.get("sender", ())))
    return "<>" in headers.get("return-path", ()) or any(_MACHINES.search(sender) for sender in senders)
