"""The one way to write an audit entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from contextds.audit.models import AuditLog


@dataclass(frozen=True, slots=True)
class Resource:
    """What was acted on where it is no row of ours: its kind and its id."""

    type: str
    id: str


def record(
    action: str,
    resource: models.Model | Resource,
    *,
    user: AbstractBaseUser | None = None,
    request: HttpRequest | None = None,
    details: Mapping[str, Any] | None = None,
) -> AuditLog:
    """Write one entry: who did `action` ("scan.completed") to which saved row or thing.

    Takes part in the caller's transaction, so that a rolled back action leaves no
    entry. Keeps the user's id and a keyed hash of the address, never the address.
    """
    if isinstance(resource, models.Model):
        resource = Resource(resource._meta.label_lower, str(resource.pk))
    return AuditLog.objects.create(
        user_id=user.pk if user else None,
        email_hash=hashed_email(user) if user else "",
        action=action,
        resource_type=resource.type,
        resource_id=resource.id,
        details=dict(details or {}),
        ip_address=request.META.get("REMOTE_ADDR") if request else None,
        user_agent=request.headers.get("User-Agent", "")[:1000] if request else "",
    )


def hashed_email(user: AbstractBaseUser) -> str:
    """Keyed SHA-256 of a user's address, in hexadecimal: the same for the same person."""
    return salted_hmac(
        "contextds.audit", user.get_username(), algorithm="sha256"
    ).hexdigest()
