"""What a deletion asks: which rows of another table point at the row that goes.

Whether PostgreSQL enforces the foreign key or `contextds.deletion` walks it: without an
index on its column each deletion of one row would read all of that table.
"""

from __future__ import annotations

from django.apps import apps
from django.db.models import ForeignKey

from contextds.database.plans import Query
from contextds.database.questions.question import Build, Question
from contextds.database.questions.subject import Subject

#: The index of each foreign key, by model and field. Where two indexes lead with its
#: column PostgreSQL may take either, and none is named.
KEYS: dict[str, tuple[str, ...]] = {
    "scanner.Scan.site": ("idx_scans_site_finished",),
    "scanner.Scan.requested_by": ("idx_scans_requested_by",),
    "scanner.Scan.token_set": ("idx_scans_token_set",),
    "scanner.ScanEvent.scan": ("scan_events_scan_seq_unique",),
    "scanner.Page.scan": ("idx_pages_scan_status",),
    "scanner.CssSource.scan": ("idx_css_sources_scan_id",),
    "scanner.CssSource.page": ("idx_css_sources_page_id",),
    "scanner.CssSource.content": ("idx_css_sources_content_id",),
    "scanner.LayoutProfile.site": ("idx_layout_profiles_site",),
    "scanner.LayoutProfile.scan": ("idx_layout_profiles_scan_id",),
    "scanner.OrgArtifact.site": ("idx_org_artifacts_site_id",),
    "scanner.Submission.submitted_by": ("idx_submissions_submitted_by",),
    "scanner.Submission.scan": ("idx_submissions_scan_id",),
    "tokens.TokenSet.site": (),
    "tokens.TokenSet.scan": ("token_sets_scan_unique",),
    "tokens.TokenSet.created_by": ("idx_token_sets_created_by",),
    "tokens.TokenVersion.site": (),
    "tokens.TokenVersion.token_set": ("idx_token_versions_token_set",),
    "tokens.TokenVersion.previous_version": ("idx_token_versions_previous",),
    "tokens.TokenChange.version": ("idx_token_changes_version_cat",),
    "tokens.TokenChange.site": ("idx_token_changes_timeline",),
    "tokens.TokenVote.token_set": ("idx_token_votes_unique",),
    "tokens.TokenVote.user": ("idx_token_votes_user_id",),
    "tokens.Remix.created_by": ("idx_remixes_created_by",),
    "tokens.Remix.output_token_set": ("idx_remixes_output",),
    "tokens.RemixSource.remix": ("remix_sources_position_unique",),
    "tokens.RemixSource.token_set": ("idx_remix_sources_token_set",),
    "billing.Subscription.user": ("idx_subscriptions_user_status",),
    "billing.QuotaUsage.user": ("quota_usage_unique",),
    "mcp.ApiKey.user": ("idx_api_keys_user_id",),
    "mcp.McpUsage.user": ("idx_mcp_usage_user_created",),
    "mcp.McpUsage.api_key": ("idx_mcp_usage_key_created",),
    "mcp.McpUsageDaily.api_key": ("mcp_usage_daily_unique",),
}


def _question(label: str, indexes: tuple[str, ...]) -> Question:
    model_label, _, name = label.rpartition(".")
    model = apps.get_model(model_label)
    field = model._meta.get_field(name)
    assert isinstance(field, ForeignKey)
    target = field.remote_field.model._meta
    return Question(
        f"deletion-{model._meta.db_table}-{field.column}".replace("_", "-"),
        f"Which {model._meta.verbose_name_plural} point at a {target.verbose_name} that"
        " is deleted?",
        f"the deletion of a {target.verbose_name}",
        _build(model_label, name, target.model_name),
        indexes,
    )


def _build(model_label: str, name: str, target: str | None) -> Build:
    rows = apps.get_model(model_label)._base_manager

    def build(subject: Subject) -> list[Query]:
        return [rows.filter(**{name: subject.key_of(target or "")})]

    return build


QUESTIONS = tuple(_question(label, indexes) for label, indexes in KEYS.items())
