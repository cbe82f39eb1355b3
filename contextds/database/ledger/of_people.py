"""The indexes of accounts, their plans, their keys and the calls made with those."""

from __future__ import annotations

from contextds.database.ledger.declared import DeclaredIndex

INDEXES = (
    DeclaredIndex(
        "users_email_unique",
        "users",
        "UNIQUE btree (email)",
        68,
        "One account per address, and the account of an address: sign-in",
    ),
    DeclaredIndex(
        "idx_users_email_trgm",
        "users",
        "gin (upper(email) gin_trgm_ops)",
        69,
        "A part of an address: admin search",
    ),
    DeclaredIndex(
        "idx_users_operators",
        "users",
        "btree (email) WHERE is_staff",
        70,
        "Who may sign in to the admin: admin filter",
    ),
    DeclaredIndex(
        "idx_subscriptions_user_status", "subscriptions", "btree (user_id, status)"
    ),
    DeclaredIndex(
        "idx_subscriptions_period_end",
        "subscriptions",
        "btree (status, current_period_end)",
        71,
        "Subscriptions whose period is over: reconciliation with the provider",
    ),
    DeclaredIndex(
        "subscriptions_stripe_id_unique",
        "subscriptions",
        "UNIQUE btree (stripe_subscription_id)",
        72,
        "The subscription that the payment provider speaks of",
    ),
    DeclaredIndex(
        "one_live_subscription_per_user",
        "subscriptions",
        "UNIQUE btree (user_id) WHERE status IN ('active', 'trialing', 'past_due')",
        73,
        "At most one live subscription per person, and the live one: limits of the plan",
    ),
    DeclaredIndex(
        "quota_usage_unique",
        "quota_usage",
        "UNIQUE btree (user_id, period_start, unit)",
        74,
        "What a person used in a period: quota of the plan; erasure",
    ),
    DeclaredIndex("idx_api_keys_user_id", "api_keys", "btree (user_id)"),
    DeclaredIndex("idx_api_keys_active", "api_keys", "btree (user_id) WHERE is_active"),
    DeclaredIndex(
        "idx_api_keys_prefix",
        "api_keys",
        "btree (prefix)",
        75,
        "The key of a call: authentication, admin search",
    ),
    DeclaredIndex(
        "api_keys_key_hash_unique",
        "api_keys",
        "UNIQUE btree (key_hash)",
        76,
        "No two keys with one hash: the making of a key",
    ),
    DeclaredIndex(
        "idx_mcp_usage_key_created",
        "mcp_usage",
        "btree (api_key_id, created_at DESC)",
    ),
    DeclaredIndex(
        "idx_mcp_usage_user_created", "mcp_usage", "btree (user_id, created_at DESC)"
    ),
    DeclaredIndex(
        "idx_mcp_usage_created_at",
        "mcp_usage",
        "brin (created_at) WITH (autosummarize='on', pages_per_range='32')",
    ),
    DeclaredIndex(
        "mcp_usage_hourly_unique",
        "mcp_usage_hourly",
        "UNIQUE btree (hour, tool)",
        77,
        "One row per hour and tool, and the hours of a period: usage analytics",
    ),
    DeclaredIndex(
        "mcp_usage_daily_unique",
        "mcp_usage_daily",
        "UNIQUE btree (api_key_id, day, tool) NULLS NOT DISTINCT",
        91,
        "One row per key, day and tool, and the days of a key or of all: analytics",
    ),
    DeclaredIndex(
        "rate_buckets_key_unique",
        "rate_buckets",
        "UNIQUE btree (key)",
        78,
        "The bucket of a caller: rate limit of every call",
    ),
)
