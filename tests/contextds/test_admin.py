"""The admin: every table, in a number of queries that does not grow with its rows."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.db import connection, models
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contextds.accounts.models import User
from contextds.audit.administration import EXCERPT, FactAdmin, pretty_json
from contextds.audit.models import AuditLog
from contextds.paging import EstimatingPaginator
from mcp.models import ApiKey
from scanner.models import Scan, Site, Submission
from tests.contextds.population import DOCUMENT, populate
from tokens.models import RemixSource, TokenChange, TokenSet, TokenVersion

OURS = ("scanner", "tokens", "accounts", "billing", "mcp", "audit", "database")
MODELS = [model for label in OURS for model in apps.get_app_config(label).get_models()]
#: Edited on the page of the row that they belong to.
INLINE = {RemixSource}
LISTED = [model for model in MODELS if model not in INLINE]

#: A search that each list must understand, and find a row by.
SEARCHES = {
    "scanner.Site": "TE0.EXAMPLE",
    "scanner.Scan": "warning:sheet_missing",
    "scanner.ScanEvent": "{scan}",
    "scanner.Page": "{scan}",
    "scanner.CssSource": "{scan}",
    "scanner.CssContent": f"{0:064x}",
    "scanner.LayoutProfile": "Site0.example.com",
    "scanner.OrgArtifact": "site0.example.com",
    "scanner.Submission": "Person0@example.com",
    "tokens.TokenSet": "site0.example.com",
    "tokens.TokenVersion": "site0.example.com",
    "tokens.TokenChange": "site0.example.com",
    "tokens.TokenVote": "person0@example.com",
    "tokens.Remix": "person0@example.com",
    "accounts.User": "SON0@",
    "billing.Subscription": "person0@example.com",
    "billing.QuotaUsage": "person0@example.com",
    "mcp.ApiKey": "cds_live_0",
    "mcp.McpUsage": "person0@example.com",
    "mcp.McpUsageDaily": "cds_live_0",
    "mcp.RateBucket": "key:0",
    "audit.AuditLog": "Person0@example.com",
    "database.StatementSnapshot": "0",
    "database.IndexSnapshot": "idx_scans_finished_at",
    "database.TableSnapshot": "scans",
    "database.Archive": "token_changes",
}

#: The number of queries of every page of the admin, by table.
QUERY_COUNTS = Path(__file__).with_name("query_counts.json")

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator() -> User:
    """An operator with every right."""
    return User.objects.create_superuser("operator@example.com", "a password")


@pytest.fixture
def browser(operator: User) -> Client:
    """The operator's browser, signed in."""
    client = Client()
    client.force_login(operator)
    return client


def address(model: type[models.Model], page: str, *args: Any) -> str:
    """The address of an admin page."""
    label = f"{model._meta.app_label}_{model._meta.model_name}"
    return reverse(f"admin:{label}_{page}", args=args)


def labelled(model: type[models.Model]) -> str:
    """The name of a test case."""
    return model._meta.label


@pytest.mark.parametrize("model", LISTED, ids=labelled)
def test_every_table_is_listed_newest_first_and_never_counted_in_full(
    model: type[models.Model],
) -> None:
    shown = admin.site._registry[model]
    assert shown.show_full_result_count is False
    assert shown.paginator is EstimatingPaginator
    assert shown.date_hierarchy is None
    assert str(shown.get_ordering(RequestFactory().get("/"))[0]).startswith("-")


def test_ingredients_of_a_remix_are_shown_on_its_page() -> None:
    shown = [admin.site._registry[model] for model in LISTED]
    assert {inline.model for page in shown for inline in page.inlines} == INLINE


@pytest.mark.parametrize("model", LISTED, ids=labelled)
def test_every_page_takes_the_queries_on_record_for_30_rows_as_for_3(
    model: type[models.Model], browser: Client
) -> None:
    """QUERY_COUNTS=write in the environment writes the record anew, to be reviewed."""
    populate(3)
    pages = pages_of(model, browser)
    for page in pages.values():
        # Once before counting: content types are read once per process.
        queries(browser, page)
    few = {name: queries(browser, page) for name, page in pages.items()}
    populate(27, start=3)
    many = {name: queries(browser, page) for name, page in pages.items()}

    assert many == few
    record = json.loads(QUERY_COUNTS.read_text())
    if os.environ.get("QUERY_COUNTS") == "write":
        record[model._meta.label] = few
        QUERY_COUNTS.write_text(json.dumps(record, indent=2, sort_keys=True) + "\n")
    assert record.get(model._meta.label) == few, "see this test's docstring"


def test_the_queries_on_record_are_those_of_the_tables_there_are() -> None:
    record = json.loads(QUERY_COUNTS.read_text())
    assert set(record) == {model._meta.label for model in LISTED}
    assert max(count for pages in record.values() for count in pages.values()) <= 30
    lists = [pages["list"] for pages in record.values()]
    assert max(lists) <= 6


def pages_of(model: type[models.Model], browser: Client) -> dict[str, str]:
    """The list, a search in it, each choice of each filter; a row's pages. By name."""
    listed = address(model, "changelist")
    changelist = browser.get(listed).context["cl"]
    pages = {"list": listed}
    if term := SEARCHES.get(model._meta.label):
        scan = Scan.objects.order_by("pk").first()
        assert scan is not None
        pages["search"] = f"{listed}?q={term.format(scan=scan.pk)}"
    pages |= {
        f"{filtered.title}: {choice['display']}": listed + choice["query_string"]
        for filtered in changelist.filter_specs
        for choice in filtered.choices(changelist)
    }
    row = model._default_manager.order_by("pk").first()
    assert row is not None
    pages["row"] = address(model, "change", row.pk)
    pages["history"] = address(model, "history", row.pk)
    if b"deletelink" in browser.get(pages["row"]).content:
        pages["deletion"] = address(model, "delete", row.pk)
    return pages


def queries(browser: Client, page: str) -> int:
    """The number of queries of a page, which must be there."""
    with CaptureQueriesContext(
        connection,
    ) as captured:
        response = browser.get(page)
    assert response.status_code == 200, page
    return len(captured)


@pytest.mark.parametrize(
    ("query", "ordering"),
    [
        ("", ("-id",)),
        ("p=2&created_at__gte=2026-11-01", ("-id",)),
        ("q=site0.example.com", ("-created_at", "-id")),
        ("version=1", ("-created_at", "-id")),
    ],
)
def test_a_partitioned_table_is_read_by_time_when_narrowed(
    query: str, ordering: tuple[str, ...]
) -> None:
    request = RequestFactory().get(f"/?{query}")
    assert admin.site._registry[TokenChange].get_ordering(request) == ordering
    assert admin.site._registry[TokenSet].get_ordering(request) == ("-id",)


@pytest.mark.parametrize("label", sorted(SEARCHES))
def test_a_search_finds_rows_and_a_senseless_one_finds_none(
    label: str, browser: Client
) -> None:
    populate(2)
    scan = Scan.objects.order_by("pk").first()
    assert scan is not None
    listed = address(apps.get_model(label), "changelist")
    term = SEARCHES[label].format(scan=scan.pk)

    assert browser.get(listed, {"q": term}).context["cl"].result_count
    for senseless in ("no such thing", "-7", "9" * 30, "a@b", "%", "'"):
        response = browser.get(listed, {"q": senseless})
        assert response.status_code == 200
        if senseless not in "%":
            assert not response.context["cl"].result_list


FACTS = [
    model for model in LISTED if isinstance(admin.site._registry[model], FactAdmin)
]


@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("scanner_scan", {"status": "\0"}),
        ("scanner_scan", {"finished_at__year": "9" * 25}),
        ("scanner_scan", {"finished_at__year": "-1"}),
        ("procrastinate_procrastinatejob", {"status": "nonsense"}),
    ],
)
def test_a_value_that_no_column_can_hold_is_no_defect(
    browser: Client, page: str, query: dict[str, str]
) -> None:
    answer = browser.get(reverse(f"admin:{page}_changelist"), query)
    assert answer.status_code in (302, 400)


@pytest.mark.parametrize("key", ["x", "", "-1", "1.5", "\0", "9" * 30, "9" * 5000, "١"])
@pytest.mark.parametrize("action", ["delete_selected", "opt_out", "", "nonsense"])
def test_an_action_on_what_no_row_can_be_is_a_bad_request(
    browser: Client, action: str, key: str
) -> None:
    (site,) = populate(1)
    form = {"action": action, "_selected_action": [site.pk, key], "post": "yes"}
    assert browser.post(address(Site, "changelist"), form).status_code == 400
    site.refresh_from_db()
    assert not site.owner_optout


@pytest.mark.parametrize("model", list(admin.site._registry), ids=labelled)
def test_a_forged_action_is_a_bad_request_on_every_list(
    model: type[models.Model], browser: Client
) -> None:
    assert isinstance(model._meta.pk, models.IntegerField)
    form = {"action": "delete_selected", "_selected_action": "x"}
    assert browser.post(address(model, "changelist"), form).status_code in (400, 403)


def test_an_action_on_all_rows_of_a_large_table_does_nothing(
    browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    populate(3)
    monkeypatch.setattr("contextds.deletion.COUNTED", 2)
    form = {"action": "delete_selected", "_selected_action": "1", "post": "yes"}
    for across in ("1", "on", "true"):
        answer = browser.post(
            address(Site, "changelist"), form | {"select_across": across}, follow=True
        )
        assert "More than 2 sites are chosen" in answer.content.decode()
    assert Site.objects.count() == 3

    monkeypatch.setattr("contextds.deletion.COUNTED", 3)
    browser.post(address(Site, "changelist"), form | {"select_across": "1"})
    assert not Site.objects.exists()


@pytest.mark.parametrize("model", LISTED, ids=labelled)
def test_a_list_can_be_sorted_by_what_an_index_orders_only(
    model: type[models.Model], browser: Client
) -> None:
    populate(2)
    html = browser.get(address(model, "changelist")).content.decode()
    headings = re.findall(r'class="[^"]*sortable[^"]*column-(\w+)', html)
    assert set(headings) <= {"id"}


def test_the_rows_that_tell_what_happened_are_known() -> None:
    assert {model._meta.db_table for model in FACTS} == {
        "scans", "scan_events", "pages", "css_sources", "css_contents",
        "layout_profiles", "token_sets", "token_versions", "token_changes",
        "token_votes", "mcp_usage", "mcp_usage_hourly", "mcp_usage_daily", "rate_buckets",
        "audit_log",
        "statement_snapshots", "index_snapshots", "table_snapshots", "archives",
    }  # fmt: skip


@pytest.mark.parametrize("model", FACTS, ids=labelled)
def test_facts_can_be_looked_at_and_nothing_else(
    model: type[models.Model], browser: Client
) -> None:
    populate(1)
    row = model._default_manager.order_by("pk").first()
    assert row is not None
    page = address(model, "change", row.pk)

    assert b'name="_save"' not in browser.get(page).content
    assert browser.post(page, {}).status_code == 403
    assert browser.get(address(model, "add")).status_code == 403
    deletable = model._meta.db_table in {"token_votes", "rate_buckets"}
    deleted = browser.post(address(model, "delete", row.pk), {"post": "yes"})
    assert deleted.status_code == (302 if deletable else 403)
    assert model._default_manager.filter(pk=row.pk).exists() is not deletable


def test_see_also_leads_to_the_rows_that_point_at_a_row(browser: Client) -> None:
    populate(2)
    followed = 0
    for model in LISTED:
        row = model._default_manager.order_by("pk").first()
        assert row is not None
        html = browser.get(address(model, "change", row.pk)).content.decode()
        for link in re.findall(r'href="(/admin/[a-z/]+\?[a-z_]+=\d+)"', html):
            response = browser.get(link)
            assert response.status_code == 200, link
            listed = response.context["cl"]
            assert listed.result_count < listed.model._default_manager.count(), link
            followed += 1
    assert followed == 24


OTHERS = [model for model in admin.site._registry if model not in LISTED]


@pytest.mark.parametrize("model", OTHERS, ids=labelled)
def test_the_tables_of_our_dependencies_are_listed_too(
    model: type[models.Model], browser: Client
) -> None:
    assert browser.get(address(model, "changelist")).status_code == 200


def assert_no_inline_code(browser: Client, page: str) -> None:
    """The page has no script and no style of its own, and its policy forbids them."""
    response = browser.get(page)
    assert response.status_code == 200
    html = response.content.decode()
    assert "default-src 'self'" in response.headers["Content-Security-Policy"]
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", html)
    for attributes, body in re.findall(r"<script([^>]*)>(.*?)</script>", html, re.S):
        assert "src=" in attributes or "application/json" in attributes
        assert "src=" not in attributes or not body.strip()


@pytest.mark.parametrize("model", LISTED, ids=labelled)
def test_no_list_and_no_row_has_inline_script_or_style(
    model: type[models.Model], browser: Client
) -> None:
    populate(1)
    row = model._default_manager.order_by("pk").first()
    assert row is not None
    assert_no_inline_code(browser, address(model, "changelist"))
    assert_no_inline_code(browser, address(model, "change", row.pk))


def test_no_other_page_has_inline_script_or_style(browser: Client) -> None:
    (site,) = populate(1)
    for page in (
        reverse("admin:index"),
        reverse("admin:password_change"),
        reverse("admin:app_list", args=["scanner"]),
        address(User, "add"),
        address(Site, "delete", site.pk),
        address(Site, "history", site.pk),
        reverse(
            "admin:auth_user_password_change", args=[User.objects.earliest("id").pk]
        ),
    ):
        assert_no_inline_code(browser, page)
    assert_no_inline_code(Client(), reverse("admin:login"))


def test_strangers_and_plain_users_see_nothing() -> None:
    plain = User.objects.create_user("plain@example.com", "a password")
    client = Client()
    for _ in range(2):
        response = client.get(address(Site, "changelist"))
        assert response.status_code == 302
        assert "/admin/login/" in response.headers["Location"]
        client.force_login(plain)


def test_an_operator_signs_in_and_finds_the_apps_in_order(operator: User) -> None:
    client = Client()
    response = client.post(
        reverse("admin:login"),
        {"username": "Operator@example.com", "password": "a password"},
    )
    assert response.status_code == 302
    response = client.get(reverse("admin:index"))
    assert "<title>Operations | ContextDS</title>" in response.content.decode()
    labels = [app["app_label"] for app in response.context["app_list"]]
    assert labels[: len(OURS)] == list(OURS)


def test_deleting_a_site_tells_by_counts_what_goes_along(browser: Client) -> None:
    site, _ = populate(2)
    response = browser.get(address(Site, "delete", site.pk))

    assert dict(response.context["model_count"]) == {
        "scans": 1, "pages": 1, "CSS sources": 1, "scan events": 1,
        "layout profiles": 1, "organisation artifacts": 1, "token sets": 1,
        "token versions": 2, "token changes": 1, "token votes": 1, "remix sources": 1,
    }  # fmt: skip
    assert "site0.example.com" in response.content.decode()


def test_deleting_a_site_takes_its_rows_and_no_others(
    browser: Client, operator: User
) -> None:
    site, other = populate(2)
    browser.post(address(Site, "delete", site.pk), {"post": "yes"})

    assert list(Site.objects.all()) == [other]
    for model in (Scan, TokenSet, TokenChange):
        assert list(model._default_manager.values_list("site", flat=True)) == [other.pk]
    # What people wrote stays; it forgets the scan.
    assert Submission.objects.filter(scan=None).count() == 1
    assert Submission.objects.count() == 2
    entry = AuditLog.objects.get(action="site.deleted")
    assert entry.user_id == operator.pk
    assert entry.resource_id == str(site.pk)
    assert entry.details == {"name": "site0.example.com"}
    assert LogEntry.objects.get().object_repr == "site0.example.com"


def test_deleting_a_site_takes_as_many_queries_for_300_changes_as_for_1(
    browser: Client,
) -> None:
    small, large = populate(2)
    version = TokenVersion.objects.filter(site=large).order_by("pk").first()
    TokenChange.objects.bulk_create(
        TokenChange(
            version=version,
            site=large,
            token_path=f"color.{number}",
            change_type="added",
            category="color",
        )
        for number in range(300)
    )
    browser.get(address(Site, "delete", small.pk))

    def deletion_of(site: Site) -> int:
        with CaptureQueriesContext(connection) as captured:
            browser.post(address(Site, "delete", site.pk), {"post": "yes"})
        loads = [query["sql"] for query in captured if "token_path" in query["sql"]]
        assert loads == []
        return len(captured)

    assert deletion_of(small) == deletion_of(large) <= 60
    assert not TokenChange.objects.exists()


def test_the_action_deletes_the_chosen_sites(browser: Client) -> None:
    sites = populate(3)
    chosen = [site.pk for site in sites[:2]]
    action = {"action": "delete_selected", "_selected_action": chosen}
    confirmation = browser.post(address(Site, "changelist"), action)
    assert "site1.example.com" in confirmation.content.decode()
    browser.post(address(Site, "changelist"), action | {"post": "yes"})

    assert list(Site.objects.all()) == sites[2:]
    assert AuditLog.objects.filter(action="site.deleted").count() == 2


def test_an_account_is_deleted_and_what_it_asked_for_stays(browser: Client) -> None:
    populate(2)
    user = User.objects.get(email="person0@example.com")
    browser.post(address(User, "delete", user.pk), {"post": "yes"})

    assert not User.objects.filter(pk=user.pk).exists()
    assert Scan.objects.filter(requested_by=None).count() == 1
    assert ApiKey.objects.count() == 1


@pytest.mark.parametrize(
    ("before", "change", "action"),
    [
        (False, {"owner_optout": "on"}, "site.opted_out"),
        (True, {}, "site.optout_withdrawn"),
    ],
)
def test_an_opt_out_on_the_page_of_a_site_is_audited(
    before: bool, change: dict[str, str], action: str, browser: Client, operator: User
) -> None:
    (site,) = populate(1)
    Site.objects.update(owner_optout=before)
    assert browser.post(address(Site, "change", site.pk), change).status_code == 302

    site.refresh_from_db()
    assert site.owner_optout is not before
    entry = AuditLog.objects.get(action=action)
    assert (entry.user_id, entry.details) == (operator.pk, {"domain": site.domain})


@pytest.mark.parametrize(
    ("name", "action"),
    [("opt_out", "site.opted_out"), ("withdraw_optout", "site.optout_withdrawn")],
)
def test_an_opt_out_by_action_is_audited_once_per_changed_site(
    name: str, action: str, browser: Client
) -> None:
    first, second = populate(2)
    Site.objects.filter(pk=first.pk).update(owner_optout=True)
    browser.post(
        address(Site, "changelist"),
        {"action": name, "_selected_action": [first.pk, second.pk]},
    )
    expected = name == "opt_out"
    assert set(Site.objects.values_list("owner_optout", flat=True)) == {expected}
    entry = AuditLog.objects.get(action=action)
    assert entry.resource_id == str((second if expected else first).pk)


def test_keys_are_revoked_and_their_hashes_never_shown(browser: Client) -> None:
    populate(2)
    key = ApiKey.objects.order_by("pk").first()
    assert key is not None
    pages = (address(ApiKey, "changelist"), address(ApiKey, "change", key.pk))
    for page in pages:
        assert key.key_hash not in browser.get(page).content.decode()
    browser.post(pages[0], {"action": "revoke", "_selected_action": [key.pk]})

    key.refresh_from_db()
    assert key.is_active is False
    assert AuditLog.objects.get(action="apikey.revoked").resource_id == str(key.pk)
    assert browser.get(address(ApiKey, "add")).status_code == 403
    assert browser.get(address(ApiKey, "delete", key.pk)).status_code == 403


def test_a_large_document_is_shown_as_an_excerpt(browser: Client) -> None:
    populate(1)
    token_set = TokenSet.objects.get()
    colors = {f"ink-{n}": DOCUMENT["color"]["ink"] for n in range(20_000)}
    TokenSet.objects.update(tokens_json={"color": colors})
    html = browser.get(address(TokenSet, "change", token_set.pk)).content.decode()

    assert f"cut after {EXCERPT} characters" in html
    assert len(html) < 10 * EXCERPT


def test_lists_leave_the_documents_in_the_database(browser: Client) -> None:
    populate(2)
    heavy = ("tokens_json", "search_terms", "changelog_json", "metrics_json", "content")
    for model in LISTED:
        with CaptureQueriesContext(connection) as captured:
            browser.get(address(model, "changelist"))
        selects = " ".join(query["sql"] for query in captured)
        for column in heavy:
            assert f'"{column}"' not in selects, model


def test_a_document_is_written_out_until_the_limit() -> None:
    assert json.loads(pretty_json(DOCUMENT)) == DOCUMENT
    assert pretty_json({"a": 1}, limit=5) == '{\n  "\n... cut after 5 characters'
    assert pretty_json({"naïve": None}) == '{\n  "naïve": null\n}'


def save_account(browser: Client, **fields: str) -> Any:
    """Fill in the form of a new account and send it."""
    form = {"usable_password": "true", "password1": "Xk3-92kd", "password2": "Xk3-92kd"}
    return browser.post(address(User, "add"), form | fields).context


def test_an_account_is_made_by_its_address_in_lower_case(browser: Client) -> None:
    save_account(browser, email="Alice@Example.COM")
    alice = User.objects.get(email="alice@example.com")
    assert alice.check_password("Xk3-92kd")
    assert AuditLog.objects.get(action="user.created").resource_id == str(alice.pk)

    context = save_account(browser, email="ALICE@example.com")
    assert context["errors"]
    assert User.objects.filter(email__startswith="alice").count() == 1


def test_an_account_is_changed_and_its_password_replaced(browser: Client) -> None:
    alice = User.objects.create_user("alice@example.com", "old password")
    page = address(User, "change", alice.pk)
    assert alice.password not in browser.get(page).content.decode()
    form = {"email": "Alicia@example.com", "role": "moderator", "is_active": "on"}
    assert browser.post(page, form).status_code == 302
    browser.post(
        reverse("admin:auth_user_password_change", args=[alice.pk]),
        {"usable_password": "true", "password1": "Xk3-92kd", "password2": "Xk3-92kd"},
    )

    alice.refresh_from_db()
    assert (alice.email, alice.role) == ("alicia@example.com", "moderator")
    assert alice.check_password("Xk3-92kd")
    assert AuditLog.objects.filter(action="user.changed").count() == 2


@pytest.fixture
def clerk() -> Client:
    """An operator who may look at sites, and change and delete accounts."""
    user = User.objects.create_user("clerk@example.com", "a password", is_staff=True)
    user.user_permissions.set(
        Permission.objects.filter(
            codename__in=("view_site", "view_user", "change_user", "delete_user")
        )
    )
    client = Client()
    client.force_login(user)
    return client


def test_who_may_only_look_at_sites_changes_none(clerk: Client) -> None:
    (site,) = populate(1)
    listed = address(Site, "changelist")
    assert clerk.get(listed).status_code == 200
    for action in ("opt_out", "withdraw_optout", "delete_selected"):
        clerk.post(
            listed, {"action": action, "_selected_action": [site.pk], "post": "yes"}
        )
    assert clerk.post(address(Site, "change", site.pk), {}).status_code == 403
    assert clerk.post(address(Site, "delete", site.pk), {}).status_code == 403
    assert list(Site.objects.values_list("owner_optout", flat=True)) == [False]
    assert not AuditLog.objects.filter(action__startswith="site.").exists()


def test_who_may_change_accounts_gives_no_rights_and_takes_none_over(
    clerk: Client, operator: User
) -> None:
    alice = User.objects.create_user("alice@example.com")
    rights = {"is_staff": "on", "is_superuser": "on", "role": "admin"}
    form = {"email": "alicia@example.com", "is_active": "on"} | rights
    assert clerk.post(address(User, "change", alice.pk), form).status_code == 302

    alice.refresh_from_db()
    assert alice.email == "alicia@example.com"
    assert (alice.is_staff, alice.is_superuser, alice.role) == (False, False, "user")
    for page in (
        address(User, "change", operator.pk),
        address(User, "delete", operator.pk),
        reverse("admin:auth_user_password_change", args=[operator.pk]),
    ):
        assert clerk.post(page, {"post": "yes"} | form).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [operator.pk]}
    clerk.post(address(User, "changelist"), chosen | {"post": "yes"})
    operator.refresh_from_db()
    assert operator.email == "operator@example.com"


@pytest.mark.parametrize(
    ("label", "term", "found"),
    [
        ("scanner.LayoutProfile", "archetype:pricing", 2),
        ("scanner.LayoutProfile", "archetype: hero", 0),
        ("scanner.LayoutProfile", "profile:columns=12", 2),
        ("scanner.LayoutProfile", "profile:columns=12.5", 0),
        ("scanner.LayoutProfile", "profile:columns=NaN", 0),
        ("scanner.LayoutProfile", "profile:columns=" + "9" * 400, 0),
        ("scanner.LayoutProfile", "profile:", 0),
        ("scanner.LayoutProfile", "profile:=", 0),
        ("tokens.TokenSet", "pack:style=flat", 1),
        ("tokens.TokenSet", "pack:dark=true", 1),
        ("tokens.TokenSet", "pack:dark=false", 0),
        ("tokens.TokenSet", 'pack:style="flat', 0),
    ],
)
def test_documents_are_found_by_what_they_contain(
    label: str, term: str, found: int, browser: Client
) -> None:
    populate(2)
    first = TokenSet.objects.earliest("pk")
    TokenSet.objects.filter(pk=first.pk).update(
        pack_json={"style": "flat", "dark": True}
    )
    listed = address(apps.get_model(label), "changelist")
    response = browser.get(listed, {"q": term})
    assert response.status_code == 200
    assert len(response.context["cl"].result_list) == found
