"""The indexes of the audit log and of the database's own history."""

from __future__ import annotations

from contextds.database.ledger.declared import DeclaredIndex

INDEXES = (
    DeclaredIndex(
        "idx_audit_log_user_created", "audit_log", "btree (user_id, created_at DESC)"
    ),
    DeclaredIndex("idx_audit_log_created_at", "audit_log", "brin (created_at)"),
    DeclaredIndex(
        "idx_statement_snapshots_query",
        "statement_snapshots",
        "btree (queryid, taken_at DESC)",
        79,
        "How a statement went over time: monitoring",
    ),
    DeclaredIndex(
        "idx_statement_snapshots_taken",
        "statement_snapshots",
        "brin (taken_at)",
        80,
        "Snapshots of a period: monitoring, retention",
    ),
    DeclaredIndex(
        "idx_index_snapshots_index",
        "index_snapshots",
        "btree (index_name, taken_at DESC)",
        81,
        "When an index was used: monitoring",
    ),
    DeclaredIndex(
        "idx_index_snapshots_taken",
        "index_snapshots",
        "brin (taken_at)",
        82,
        "Snapshots of a period: monitoring, retention",
    ),
    DeclaredIndex(
        "idx_table_snapshots_table",
        "table_snapshots",
        "btree (table_name, taken_at DESC)",
        83,
        "How a table grew: monitoring",
    ),
    DeclaredIndex(
        "idx_table_snapshots_taken",
        "table_snapshots",
        "brin (taken_at)",
        84,
        "Snapshots of a period: monitoring, retention",
    ),
    DeclaredIndex(
        "archives_month_unique",
        "archives",
        'UNIQUE btree ("table", month)',
        85,
        "How far a month is on its way out: retention, restoring",
    ),
)
