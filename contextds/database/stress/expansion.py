"""What hangs on sites, scans, sets and versions: SQL that multiplies by generate_series.

No random(): a number that looks like chance comes from the hash of a row's own number,
so that each run, in however many sessions, writes the same rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from contextds.database.stress.sizes import Sizes

TOOLS = (
    *("get_tokens", "search_tokens", "list_sites", "layout_profile", "export_tokens"),
    *("compare_versions", "compose_pack", "scan_tokens", "research_artifacts"),
)

#: What the load itself keeps, beside the tables of the models.
PREPARE = """
CREATE SCHEMA stress;
CREATE UNLOGGED TABLE stress.plan (
    version_id bigint, site_id bigint, created_at timestamptz, first_id bigint,
    start int, changes int, redesigned bool, hex text, components text);
CREATE UNLOGGED TABLE stress.changes (
    number int PRIMARY KEY, path text, type text, category text,
    old_value jsonb, new_value jsonb, branded bool);
CREATE FUNCTION stress.chance(number bigint, salt bigint) RETURNS double precision
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (hashint8extended(number, salt) & 1073741823) / 1073741824.0::float8;
"""
CLEAN_UP = "DROP SCHEMA stress CASCADE"


@dataclass(frozen=True, slots=True)
class Part:
    """One INSERT, and the table that it fills."""

    table: str
    statement: str


def parts(
    sizes: Sizes, templates: int, brand: tuple[str, str], start: datetime, end: datetime
) -> Iterator[Part]:
    """Yield the statements; those of one table may run side by side.

    `templates` are the rows of stress.changes, `brand` the colour in them that stands
    for a site's own (hex, components), `start` and `end` bound all times.
    """
    span = {"start": start.isoformat(), "end": end.isoformat()}
    yield from _people(sizes, span)
    yield from _of_scans(span)
    yield from _of_sets(sizes, span)
    yield from _monitoring(sizes, span)
    for low, high in _months(start, end):
        bounds = {"low": low.isoformat(), "high": high.isoformat(), **span}
        month = f"{low:%Y_%m}"
        yield _changes(month, bounds, templates, brand)
        yield _usage(month, bounds, sizes)
        yield _audit(month, bounds, sizes)


def _people(sizes: Sizes, span: dict[str, str]) -> Iterator[Part]:
    at = _at(span)
    yield Part(
        "users",
        f"""
        INSERT INTO users (id, password, is_superuser, email, name, avatar_url, role,
                           email_verified, is_staff, is_active, created_at, updated_at)
        SELECT n, '!', n = 1, 'person' || n || '@example.com', 'Person ' || n, '',
               CASE WHEN n = 1 THEN 'admin' WHEN n <= 5 THEN 'moderator' ELSE 'user' END,
               n % 10 > 0, n <= 5, n % 200 > 0, {at}, {at}
        FROM generate_series(1, {sizes.users}) AS n,
             LATERAL (SELECT n::float8 / {sizes.users + 1} AS part) AS t
        """,
    )
    yield Part(
        "api_keys",
        f"""
        INSERT INTO api_keys (id, user_id, name, prefix, key_hash, pepper, permissions,
                              is_active, expires_at, last_used, created_at)
        SELECT n, 1 + floor({sizes.users} * stress.chance(n, 1) ^ 2),
               (ARRAY['laptop', 'ci', 'editor', 'server'])[1 + n % 4],
               'cds_live_' || lpad(to_hex(n), 8, '0'),
               md5(n::text) || md5('key' || n), 1,
               CASE WHEN n % 3 = 0 THEN '{{tokens:read,scans:write}}'::varchar[]
                    ELSE '{{tokens:read}}'::varchar[] END,
               n % 12 > 0, CASE WHEN n % 7 = 0 THEN {at} + interval '1 year' END,
               CASE WHEN n % 5 > 0 THEN timestamptz '{span["end"]}'
                    - stress.chance(n, 2) * interval '30 days' END, {at}
        FROM generate_series(1, {sizes.api_keys}) AS n,
             LATERAL (SELECT n::float8 / {sizes.api_keys + 1} AS part) AS t
        """,
    )
    yield Part(
        "rate_buckets",
        f"""
        INSERT INTO rate_buckets (key, tokens, refilled_at)
        SELECT 'key:' || n, 60 * stress.chance(n, 3), timestamptz '{span["end"]}'
               - stress.chance(n, 4) * interval '1 hour'
        FROM generate_series(1, {sizes.rate_buckets}) AS n
        """,
    )
    yield Part(
        "subscriptions",
        f"""
        INSERT INTO subscriptions (user_id, stripe_customer_id, stripe_subscription_id,
            plan, status, current_period_start, current_period_end,
            cancel_at_period_end, scans_quota, remixes_quota, private_packs_quota,
            created_at, updated_at)
        SELECT n, 'cus_' || n, CASE WHEN pro THEN 'sub_' || n || '_' || turn END,
               CASE WHEN pro THEN 'pro' ELSE 'free' END,
               CASE WHEN turn = 0 THEN 'cancelled' WHEN n % 40 = 0 THEN 'past_due'
                    WHEN n % 25 = 0 THEN 'trialing' ELSE 'active' END,
               begun, begun + interval '1 month', n % 30 = 0,
               CASE WHEN pro THEN 500 ELSE 20 END, CASE WHEN pro THEN 100 ELSE 3 END,
               CASE WHEN pro THEN 20 ELSE 0 END, {at}, {at}
        FROM generate_series(1, {sizes.users}) AS n
        CROSS JOIN generate_series(0, 1) AS turn,
             LATERAL (SELECT n::float8 / {sizes.users + 1} AS part, n % 4 = 0 AS pro,
                      timestamptz '{span["end"]}' - stress.chance(n, 5)
                      * interval '30 days' - (1 - turn) * interval '90 days' AS begun) AS t
        WHERE n % 2 = 0 AND (turn = 1 OR n % 8 = 0)
        """,
    )
    yield Part(
        "quota_usage",
        f"""
        INSERT INTO quota_usage (user_id, period_start, unit, used, "limit")
        SELECT n, date_trunc('month', timestamptz '{span["end"]}', 'UTC')
                  - months * interval '1 month', unit,
               floor(most * stress.chance(n * 3 + months, 6) ^ 2), most
        FROM generate_series(1, {sizes.users}) AS n
        CROSS JOIN generate_series(0, 2) AS months
        CROSS JOIN (VALUES ('scans', 20), ('remixes', 3), ('packs', 5))
            AS units (unit, most)
        WHERE n % 3 = 0
        """,
    )


def _of_scans(span: dict[str, str]) -> Iterator[Part]:
    yield Part(
        "pages",
        """
        INSERT INTO pages (id, scan_id, url, viewport, status, http_status,
                           screenshot_url, html_size, load_time, created_at)
        SELECT id, id, url, '', CASE WHEN token_set_id IS NULL THEN 'failed'
                                     ELSE 'fetched' END,
               CASE WHEN token_set_id IS NOT NULL THEN 200
                    WHEN error_code = 'http_error' THEN 503 END, '',
               CASE WHEN token_set_id IS NULL THEN 0
                    ELSE 2000 + floor(300000 * stress.chance(id, 10) ^ 3) END,
               30 + floor(3000 * stress.chance(id, 11) ^ 3), finished_at
        FROM scans WHERE status IN ('completed', 'failed') ORDER BY id
        """,
    )
    # A twentieth of the contents is half of what pages link: fonts, frameworks.
    yield Part(
        "css_sources",
        """
        INSERT INTO css_sources (scan_id, page_id, content_id, url, kind, media,
            position, bytes, encoding, opening, closing, truncated, created_at)
        SELECT scans.id, scans.id, content.id,
               CASE WHEN place < 2 THEN scans.url || 'static/site-' || place || '.css'
                    ELSE 'https://cdn.example/sheet-' || content.id || '.css' END,
               CASE WHEN place % 7 = 5 THEN 'inline' WHEN place % 7 = 6 THEN 'import'
                    ELSE 'link' END,
               CASE WHEN place % 9 = 8 THEN 'print' ELSE '' END, place, content.bytes,
               'utf-8', '', '', false, scans.finished_at
        FROM scans
        CROSS JOIN LATERAL generate_series(0, css_source_count - 1) AS place
        JOIN css_contents AS content ON content.id = 1 + floor(
            (SELECT count(*) FROM css_contents)
            * CASE WHEN place % 2 = 0 THEN stress.chance(token_set_id * 64 + place, 12)
                   ELSE stress.chance(scans.site_id * 64 + place, 13) ^ 2 / 20 END)
        WHERE status = 'completed' ORDER BY scans.id, place
        """,
    )
    yield Part(
        "scan_events",
        f"""
        INSERT INTO scan_events (scan_id, seq, stage, message, counts, created_at)
        SELECT scans.id, seq, (ARRAY['robots', 'page', 'stylesheets', 'storing',
                   'extracting', 'recording'])[seq],
               (ARRAY['Reading robots.txt', 'Fetching ' || url,
                   'Fetching its stylesheets', 'Storing the CSS',
                   'Extracting the design tokens',
                   'Comparing with the version before'])[seq],
               CASE WHEN seq = 4 THEN jsonb_build_object('stylesheets', css_source_count)
                    ELSE '{{}}' END,
               started_at + (coalesce(finished_at, started_at) - started_at) * seq / 6
        FROM scans CROSS JOIN generate_series(1, 6) AS seq
        WHERE started_at > timestamptz '{span["end"]}' - interval '7 days'
          AND (seq <= 3 OR status = 'completed')
        ORDER BY scans.id, seq
        """,
    )
    yield Part(
        "layout_profiles",
        """
        INSERT INTO layout_profiles (site_id, scan_id, profile_json, archetypes,
            containers, grid_flex, spacing_scale, radii_taxonomy, shadows_taxonomy,
            motion, accessibility, created_at)
        SELECT site_id, id,
               jsonb_build_object('columns', columns, 'max_width', width, 'density',
                   (ARRAY['compact', 'regular', 'roomy'])[1 + kind % 3],
                   'header', jsonb_build_object('sticky', kind % 2 = 0)),
               to_jsonb((ARRAY['pricing', 'hero', 'gallery', 'docs', 'dashboard',
                   'article', 'shop', 'landing'])[1 + kind % 6:2 + kind % 6 + kind % 2]),
               jsonb_build_object('max_width', width, 'padding', 16 + 8 * (kind % 3)),
               jsonb_build_object('grid', 3 + kind % 20, 'flex', 10 + kind % 90),
               jsonb_build_object('base', 4 * (1 + kind % 2), 'steps', 5 + kind % 6),
               jsonb_build_object('small', kind % 8, 'large', 8 + kind % 24),
               jsonb_build_object('levels', kind % 5),
               jsonb_build_object('duration_ms', 100 + 50 * (kind % 6),
                                  'reduced', kind % 3 = 0),
               jsonb_build_object('focus_visible', kind % 4 > 0, 'contrast_aa', kind % 9),
               finished_at
        FROM scans, LATERAL (SELECT floor(1000 * stress.chance(id, 14))::int AS kind,
                 (ARRAY[12, 12, 12, 16, 8, 6])[1 + floor(6 * stress.chance(site_id, 15))
                     ::int] AS columns,
                 (ARRAY[1200, 1280, 1140, 960, 1440])[1 + floor(5
                     * stress.chance(site_id, 16))::int] AS width) AS t
        WHERE token_set_id IS NOT NULL AND id % 3 = 0 ORDER BY id
        """,
    )
    yield Part(
        "org_artifacts",
        f"""
        INSERT INTO org_artifacts (site_id, docs_urls, storybook_url, figma_url,
                                   github_org, repos_json, last_checked, created_at)
        SELECT id, jsonb_build_array('https://' || domain || '/design'),
               CASE WHEN id % 4 = 0 THEN 'https://storybook.' || domain ELSE '' END, '',
               split_part(domain, '.', 1), '[{{"name": "design-system"}}]',
               timestamptz '{span["end"]}' - stress.chance(id, 17) * interval '60 days',
               created_at
        FROM sites WHERE id % 5 > 1 ORDER BY id
        """,
    )


def _of_sets(sizes: Sizes, span: dict[str, str]) -> Iterator[Part]:
    at = _at(span)
    scan_sets = sizes.token_sets - sizes.remix_sets
    yield Part(
        "submissions",
        f"""
        INSERT INTO submissions (url, submitted_by, scan_id, notify_email, status,
            reason, priority, estimated_queue, created_at, updated_at)
        SELECT 'https://wish-' || n || '.example/',
               CASE WHEN n % 9 > 0
                    THEN 1 + floor({sizes.users} * stress.chance(n, 20) ^ 3) END,
               CASE WHEN status = 'done'
                    THEN 1 + floor({sizes.scans} * stress.chance(n, 21)) END, '', status,
               CASE WHEN status = 'rejected' THEN 'Not a public website.' ELSE '' END,
               n % 3, CASE WHEN status = 'queued' THEN n % 60 END, {at}, {at}
        FROM generate_series(1, {sizes.submissions}) AS n,
             LATERAL (SELECT n::float8 / {sizes.submissions + 1} AS part,
                 CASE WHEN n > {sizes.submissions} * 0.98 THEN 'queued'
                      WHEN n % 500 = 0 THEN 'scanning' WHEN n % 20 = 0 THEN 'rejected'
                      ELSE 'done' END AS status) AS t
        """,
    )
    yield Part(
        "token_votes",
        f"""
        INSERT INTO token_votes (token_set_id, user_id, token_key, vote_type, note,
                                 created_at)
        SELECT 1 + floor({scan_sets} * stress.chance(n, 22) ^ 2),
               1 + floor({sizes.users} * stress.chance(n, 23) ^ 2),
               'color.' || (ARRAY['brand', 'ink', 'accent', 'muted'])[1 + n % 4] || n,
               (ARRAY['correct', 'correct', 'alias', 'duplicate', 'low_contrast',
                      'rename'])[1 + n % 6], '', {at}
        FROM generate_series(1, {sizes.token_votes}) AS n,
             LATERAL (SELECT n::float8 / {sizes.token_votes + 1} AS part) AS t
        """,
    )
    yield Part(
        "remixes",
        f"""
        INSERT INTO remixes (id, name, description, created_by, output_token_set_id,
                             constraints_json, is_public, created_at, updated_at)
        SELECT n, 'Remix ' || n, '', token_sets.created_by, token_sets.id,
               jsonb_build_object('contrast', CASE WHEN n % 2 = 0 THEN 'AA' ELSE 'AAA' END),
               n % 5 > 0, created_at, created_at
        FROM generate_series(1, {sizes.remix_sets}) AS n
        JOIN token_sets ON token_sets.id = {scan_sets} + n ORDER BY n
        """,
    )
    yield Part(
        "remix_sources",
        f"""
        INSERT INTO remix_sources (remix_id, token_set_id, position)
        SELECT n, 1 + floor({scan_sets} * stress.chance(n * 4 + place, 24)), place
        FROM generate_series(1, {sizes.remix_sets}) AS n
        CROSS JOIN LATERAL generate_series(0, 1 + n % 3) AS place
        """,
    )


def _monitoring(sizes: Sizes, span: dict[str, str]) -> Iterator[Part]:
    hours = max(1, sizes.snapshots // 50)
    yield Part(
        "statement_snapshots",
        f"""
        INSERT INTO statement_snapshots (queryid, query, calls, rows, total_exec_time,
            mean_exec_time, shared_blks_hit, shared_blks_read, taken_at)
        SELECT 1000 + n, 'SELECT ' || n || ' FROM scans WHERE site_id = $1',
               ({hours} - hour) * n, ({hours} - hour) * n * 5, ({hours} - hour) * n * 0.7,
               0.7, ({hours} - hour) * n * 20, n,
               timestamptz '{span["end"]}' - hour * interval '1 hour'
        FROM generate_series({hours - 1}, 0, -1) AS hour
        CROSS JOIN generate_series(1, 50) AS n
        """,
    )
    yield Part(
        "index_snapshots",
        f"""
        INSERT INTO index_snapshots (table_name, index_name, scans, tuples_read,
                                     size_bytes, taken_at)
        SELECT tablename, indexname, ({hours} - hour) * n, ({hours} - hour) * n * 12,
               8192 * n, timestamptz '{span["end"]}' - hour * interval '1 hour'
        FROM generate_series({hours - 1}, 0, -1) AS hour
        CROSS JOIN (SELECT tablename, indexname, row_number() OVER (ORDER BY indexname)
                        AS n
                    FROM pg_indexes WHERE schemaname = 'public' AND indexname ~ '_pkey$'
                    ORDER BY indexname LIMIT 50) AS found
        """,
    )
    yield Part(
        "archives",
        f"""
        INSERT INTO archives ("table", month, key, rows, sha256, state, created_at,
                              updated_at)
        SELECT 'token_changes', month, 'token_changes/' || to_char(month, 'YYYY-MM')
               || '.parquet', 100000, md5(month::text) || md5(month::text), 'dropped',
               month + interval '7 months', month + interval '7 months'
        FROM generate_series(date_trunc('month', timestamptz '{span["start"]}', 'UTC')
                             - interval '6 months', timestamptz '{span["start"]}'
                             - interval '1 month', interval '1 month') AS month
        """,
    )


def _changes(
    month: str, bounds: dict[str, str], templates: int, brand: tuple[str, str]
) -> Part:
    hex_code, components = brand

    def own(column: str) -> str:
        return (
            f"CASE WHEN t.branded THEN replace(replace(t.{column}::text,"
            f" '{hex_code}', p.hex), '{components}', p.components)::jsonb"
            f" ELSE t.{column} END"
        )

    return Part(
        "token_changes",
        f"""
        INSERT INTO token_changes_{month} (id, version_id, site_id, token_path,
            change_type, category, old_value, new_value, created_at)
        SELECT p.first_id + g, p.version_id, p.site_id,
               CASE WHEN p.redesigned THEN t.path || '-' || g ELSE t.path END,
               t.type, t.category, {own("old_value")}, {own("new_value")}, p.created_at
        FROM stress.plan AS p
        CROSS JOIN LATERAL generate_series(0, p.changes - 1) AS g
        JOIN stress.changes AS t ON t.number = (p.start + g) % {templates}
        WHERE p.created_at >= '{bounds["low"]}' AND p.created_at < '{bounds["high"]}'
        """,
    )


def _usage(month: str, bounds: dict[str, str], sizes: Sizes) -> Part:
    names = ", ".join(f"'{tool}'" for tool in TOOLS)
    return Part(
        "mcp_usage",
        f"""
        INSERT INTO mcp_usage_{month} (id, user_id, api_key_id, tool, parameters,
            response_size, latency, success, error_type, rate_limited, created_at)
        SELECT n, api_keys.user_id, api_keys.id, (ARRAY[{names}])[kind],
               jsonb_build_object('site', 1 + floor({sizes.sites} * chance ^ 2),
                                  'limit', 10 + n % 4 * 10),
               CASE WHEN ok THEN 200 + floor(60000 * chance ^ 3) ELSE 90 END,
               2 + floor(900 * chance ^ 6), ok,
               CASE WHEN ok THEN '' WHEN n % 3 = 0 THEN 'rate_limited'
                    WHEN n % 3 = 1 THEN 'not_found' ELSE 'invalid_params' END,
               NOT ok AND n % 3 = 0, at
        FROM {_moments(bounds, sizes.mcp_usage)},
             LATERAL (SELECT stress.chance(n, 30) AS chance, stress.chance(n, 31) > 0.03
                          AS ok, 1 + floor({len(TOOLS)} * stress.chance(n, 32) ^ 2)::int
                          AS kind,
                      1 + floor({sizes.api_keys} * stress.chance(n, 33) ^ 3)::bigint
                          AS key_id) AS t
        JOIN api_keys ON api_keys.id = t.key_id
        """,
    )


def _audit(month: str, bounds: dict[str, str], sizes: Sizes) -> Part:
    return Part(
        "audit_log",
        f"""
        INSERT INTO audit_log_{month} (id, user_id, email_hash, action, resource_type,
            resource_id, details, ip_address, user_agent, created_at)
        SELECT n, person, CASE WHEN person IS NULL THEN ''
                          ELSE md5('a' || person) || md5('b' || person) END,
               action, CASE WHEN action LIKE 'site%' THEN 'scanner.site'
                            WHEN action LIKE 'apikey%' THEN 'mcp.apikey'
                            ELSE 'scanner.scan' END,
               (1 + floor({sizes.scans} * stress.chance(n, 40)))::bigint::text,
               CASE WHEN action = 'scan.failed' THEN '{{"code": "http_error"}}'
                    ELSE jsonb_build_object('version', 1 + n % 40) END,
               ('203.0.113.' || n % 254)::inet,
               'Mozilla/5.0 (X11; Linux x86_64) Browser/' || n % 30, at
        FROM {_moments(bounds, sizes.audit_log)},
             LATERAL (SELECT CASE WHEN n % 3 > 0 THEN 1 + floor({sizes.users}
                          * stress.chance(n, 41) ^ 3)::bigint END AS person,
                      (ARRAY['scan.completed', 'scan.completed', 'scan.completed',
                          'scan.failed', 'apikey.created', 'apikey.revoked',
                          'site.changed', 'site.opted_out'])[1 + floor(8
                          * stress.chance(n, 42) ^ 2)::int] AS action) AS t
        """,
    )


def _moments(bounds: dict[str, str], rows: int) -> str:
    """Rows (n, at) of one month: n of all `rows` in the order of time."""
    first, last = f"'{bounds['start']}'::timestamptz", f"'{bounds['end']}'::timestamptz"
    at = f"{first} + ({last} - {first}) * (n / {rows + 1}::float8)"

    def number(bound: str) -> str:
        """The first number whose time is not before a bound."""
        seconds = f"extract(epoch FROM '{bounds[bound]}'::timestamptz - {first})"
        return f"ceil({seconds} * {rows + 1} / extract(epoch FROM {last} - {first}))::bigint"

    return (
        # Within the month, though a bound and a moment were rounded another way.
        f"(SELECT n, greatest('{bounds['low']}', least('{bounds['high']}'::timestamptz"
        f" - interval '1 microsecond', {at})) AS at"
        f" FROM generate_series(greatest(1, {number('low')}),"
        f" least({rows}, {number('high')} - 1)) AS n) AS moments"
    )


def _at(span: dict[str, str]) -> str:
    """The moment at `part` (0 to 1) of the span of time."""
    first, last = f"timestamptz '{span['start']}'", f"timestamptz '{span['end']}'"
    return f"{first} + part * ({last} - {first})"


def _months(start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The calendar months, in UTC, that touch the span of time."""
    low = start.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    while low <= end:
        years, month = divmod(low.month, 12)
        high = low.replace(year=low.year + years, month=month + 1)
        yield low, high
        low = high
