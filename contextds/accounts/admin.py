"""The admin of accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.http import HttpRequest

from contextds.accounts.models import User
from contextds.audit.administration import RowAdmin

RIGHTS = ("role", "is_staff", "is_superuser", "groups", "user_permissions")


class Operators(admin.SimpleListFilter):
    """Accounts that may sign in to the admin: index idx_users_operators."""

    title = "rights"
    parameter_name = "rights"

    def lookups(self, *_: Any) -> list[tuple[str, str]]:
        """Return the choice."""
        return [("operators", "operators")]

    def queryset(self, _: HttpRequest, users: Any) -> Any:
        """Apply the choice."""
        return users.filter(is_staff=True) if self.value() else users


if TYPE_CHECKING:
    _CreationForm = AdminUserCreationForm[User]
    _ChangeForm = UserChangeForm[User]
    _UserAdmin = DjangoUserAdmin[User]
else:
    _CreationForm, _ChangeForm = AdminUserCreationForm, UserChangeForm
    _UserAdmin = DjangoUserAdmin


class AccountCreationForm(_CreationForm):
    """A new account by its address, with a password or without one."""

    class Meta:
        model = User
        fields = ("email", "name")


class AccountChangeForm(_ChangeForm):
    """Django's form, for a user without a user name."""

    class Meta:
        model = User
        fields = "__all__"


@admin.register(User)
class UserAdmin(RowAdmin[User], _UserAdmin):
    """Accounts; passwords are set by a form of their own and never shown."""

    form = AccountChangeForm
    add_form = AccountCreationForm
    list_display = (
        "email",
        "name",
        "role",
        "email_verified",
        "is_staff",
        "is_active",
        "last_login",
        "created_at",
    )
    list_filter = (Operators,)
    search_fields = ("email__icontains",)
    search_help_text = "Part of an address"
    ordering = ("-id",)
    readonly_fields = ("last_login", "created_at", "updated_at", "see_also")
    related = (
        ("scanner.Scan", "requested_by"),
        ("scanner.Submission", "submitted_by"),
        ("tokens.TokenVote", "user"),
        ("billing.Subscription", "user"),
        ("mcp.ApiKey", "user"),
        ("mcp.McpUsage", "user"),
        ("audit.AuditLog", "user_id"),
    )
    fieldsets = (
        (None, {"fields": ("email", "password", "name", "avatar_url")}),
        (
            "Rights",
            {"fields": ("email_verified", "is_active", *RIGHTS)},
        ),
        (
            "History",
            {"fields": ("last_login", "created_at", "updated_at", "see_also")},
        ),
    )
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": (
                    "email",
                    "name",
                    "usable_password",
                    "password1",
                    "password2",
                ),
            },
        ),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Nobody gives rights, to himself or others, but who has them all."""
        readonly = super().get_readonly_fields(request, obj)
        return readonly if _has_all_rights(request) else (*readonly, *RIGHTS)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who has not all rights cannot take over an account that has them."""
        allowed = super().has_change_permission(request, obj)
        return allowed and _may_touch(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The same for deleting it."""
        allowed = super().has_delete_permission(request, obj)
        return allowed and _may_touch(request, obj)


def _has_all_rights(request: HttpRequest) -> bool:
    return bool(getattr(request.user, "is_superuser", False))


def _may_touch(request: HttpRequest, account: User | None) -> bool:
    return account is None or not account.is_superuser or _has_all_rights(request)
