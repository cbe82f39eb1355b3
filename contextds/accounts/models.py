"""People who sign in."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Now, Upper


class Role(models.TextChoices):
    USER = "user"
    MODERATOR = "moderator"
    ADMIN = "admin"


class UserManager(BaseUserManager["User"]):
    """Makes accounts; e-mail addresses are stored in lower case."""

    def get_by_natural_key(self, username: str | None) -> User:
        """The account of an e-mail address in any spelling of its case."""
        return self.get(email=(username or "").lower())

    def create_user(
        self, email: str, password: str | None = None, **fields: Any
    ) -> User:
        """A new account; without a password it cannot sign in by password."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(
        self, email: str, password: str | None = None, **fields: Any
    ) -> User:
        """An operator with every right: `manage.py createsuperuser`."""
        return self.create_user(
            email,
            password,
            is_staff=True,
            is_superuser=True,
            role=Role.ADMIN,
            email_verified=True,
            **fields,
        )


class User(AbstractBaseUser, PermissionsMixin):
    """One account, signed in by e-mail address. Written by sign-up and the admin."""

    email = models.EmailField()
    name = models.CharField(max_length=200, blank=True)
    avatar_url = models.URLField(max_length=2048, blank=True)

    role = models.CharField(max_length=10, choices=Role, default=Role.USER)
    email_verified = models.BooleanField(default=False)
    is_staff = models.BooleanField(
        "operator", default=False, help_text="May sign in to the admin."
    )
    is_active = models.BooleanField(default=True)

    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(auto_now=True, db_default=Now())

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        db_table = "users"
        indexes = [
            # Accounts by a part of their address: admin. Django's icontains compares
            # upper case with upper case: so does the index.
            GinIndex(
                OpClass(Upper("email"), name="gin_trgm_ops"),
                name="idx_users_email_trgm",
            ),
            # Who may sign in to the admin: admin filter.
            models.Index(
                fields=["email"], condition=Q(is_staff=True), name="idx_users_operators"
            ),
        ]
        constraints = [
            # A plain unique constraint, not unique=True (which would add a second,
            # LIKE-only index); auth.E003 does not accept a unique Lower("email").
            models.UniqueConstraint(fields=["email"], name="users_email_unique"),
            models.CheckConstraint(
                condition=Q(email=Lower(F("email"))), name="users_email_lower_case"
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.values), name="users_role_known"
            ),
        ]

    def __str__(self) -> str:
        return self.email

    def clean(self) -> None:
        super().clean()
        self.email = self.email.lower()
