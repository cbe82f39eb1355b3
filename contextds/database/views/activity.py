"""What every session does, who holds up whom, and the way to end it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from contextds.audit.recording import Resource, record
from contextds.database import statistics
from contextds.database.statistics import Outcome, Session, Signalled, Unavailable
from contextds.database.views.access import MAY_SIGNAL, for_operators, page
from contextds.database.waiting import waiting_tree

#: From how many seconds on a statement or an idle transaction is marked.
LONG = 60.0
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SIGNALS = {"cancel": statistics.cancel, "terminate": statistics.terminate}


@dataclass(frozen=True, slots=True)
class Identity:
    """One session in an address: process id and start, "4711-1763848000123456".

    A process id alone is given to another session soon after its own ends.
    """

    pid: int
    started: datetime


class IdentityConverter:
    """The part of an address that names a session; anything else is no such page."""

    regex = r"[0-9]{1,10}-[0-9]{1,18}"

    def to_python(self, value: str) -> Identity:
        """Read it; a ValueError makes it a 404."""
        pid, microseconds = map(int, value.split("-"))
        try:
            started = _EPOCH + timedelta(microseconds=microseconds)
        except OverflowError as error:
            raise ValueError(value) from error
        if pid >= 2**31:
            raise ValueError(value)
        return Identity(pid, started)

    def to_url(self, value: Identity | Session) -> str:
        """Write it."""
        started = value.started if isinstance(value, Identity) else value.backend_start
        return (
            f"{value.pid}-{((started or _EPOCH) - _EPOCH) // timedelta(microseconds=1)}"
        )


@for_operators()
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Every session that is not idle, those that wait below those that they wait for."""
    sessions = statistics.activity()
    context: dict[str, object] = {"sessions": sessions, "long": LONG}
    if not isinstance(sessions, Unavailable):
        context |= {
            "waiting": waiting_tree(sessions),
            "active": [one for one in sessions if one.state == "active"],
            "idle": [one for one in sessions if one.state.startswith("idle in")],
            "blocked": [one for one in sessions if one.blocked_by],
            "oldest": max(
                (one.transaction_seconds or 0.0 for one in sessions), default=0.0
            ),
        }
    return page(request, "activity", context | {"now": timezone.now()})


@for_operators(MAY_SIGNAL)
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, identity: Identity, action: str) -> HttpResponse:
    """Ask whether to cancel the statement or terminate the session, and do so."""
    found = statistics.session(identity.pid, identity.started)
    if isinstance(found, Unavailable):
        messages.warning(request, f"{found.reason} {found.remedy}")
        return redirect("monitoring:activity")
    if request.method != "POST":
        context = {"session": found, "action": action}
        return page(
            request,
            "end_session",
            context,
            title=f"{action.capitalize()} session {found.pid}",
        )
    outcome = _signal(request, found, identity, action)
    if isinstance(outcome, Unavailable):
        messages.error(request, f"{outcome.reason} {outcome.remedy}")
    else:
        level, text = _OUTCOMES[outcome.outcome]
        messages.add_message(request, level, text.format(pid=found.pid))
    return redirect("monitoring:activity")


_OUTCOMES = {
    Outcome.CANCELLED: (
        messages.SUCCESS,
        "The statement of session {pid} was cancelled; the session goes on.",
    ),
    Outcome.TERMINATED: (
        messages.SUCCESS,
        "Session {pid} was terminated; what it had not committed is rolled back.",
    ),
    Outcome.ENDING: (
        messages.WARNING,
        "Session {pid} was told to end and has not ended yet: it may be rolling back.",
    ),
    Outcome.GONE: (
        messages.WARNING,
        "Session {pid} had ended already; nothing was done.",
    ),
}


def _signal(
    request: HttpRequest, found: Session, identity: Identity, action: str
) -> Signalled | Unavailable:
    """Signal the session and leave an audit entry, or neither.

    The entry is written first and taken back when nothing was signalled: a signal that
    was sent cannot be.
    """
    assert isinstance(request.user, AbstractBaseUser)
    with transaction.atomic():
        record(
            f"session.{action}",
            Resource("database.session", str(found.pid)),
            user=request.user,
            request=request,
            details={
                "backend_start": identity.started.isoformat(),
                "role": found.user,
                "application": found.application,
                "client": found.client,
                "state": found.state,
            },
        )
        outcome = _SIGNALS[action](identity.pid, identity.started)
        if isinstance(outcome, Unavailable) or outcome.outcome is Outcome.GONE:
            transaction.set_rollback(True)
    return outcome
