"""Where the analysis was tried and found wrong, or incomplete, and what is done instead.

Buffers are pages of 8 kB that a query touched, on 10,000 sites with 10 million changes;
they hang on the rows and not on the machine. `manage.py benchindexes` measures again.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Correction:
    """One point of the analysis."""

    chapter: str
    title: str
    text: str


_LIST = "The list"
_QUERIES = "The queries"
_MONITORING = "The monitoring queries"
_STORAGE = "Storage and connections"

CORRECTIONS = (
    Correction(
        _LIST,
        "It announces 42 indexes and writes 39.",
        "The three `created_at` columns that its section on timestamps names, and its"
        " list leaves out, make it 42: numbers 40 to 42.",
    ),
    Correction(
        _LIST,
        "Seven are the beginning of another one.",
        "1 of 21, 6 of 22, 9 of 25, 12 of 27, 15 of 37, 17 of 23, 20 of 24: a B-tree on"
        " (a, b) answers all that one on (a) does, so each pair is one index here, and"
        " each row is written into seven indexes less. 2, 3, 10 and 19 are widened in"
        " the same way, by the order in which their rows are shown. 39 is no beginning:"
        " its condition makes it another, smaller index than 18.",
    ),
    Correction(
        _LIST,
        "A unique index is an index.",
        "4 and 37 are unique constraints: one set per scan, one vote per person and"
        " token. The columns that the analysis says are unique already (`sites.domain`,"
        " `api_keys.key_hash`) are constraints with names, not `unique=True`, which"
        " makes Django add a second index for LIKE to every text column.",
    ),
    Correction(
        _LIST,
        "The times of append-only tables: BRIN.",
        "36, 41 and 42 are on partitioned tables whose rows come in the order of their"
        " time. There a BRIN takes 0.2 MB where the B-tree takes 212 MB, and finds a"
        " day's rows as quickly. It has no order, though: `ORDER BY created_at DESC LIMIT"
        " 100` over two million audit entries touched 14,800 buffers, `ORDER BY id DESC`"
        " 17. So lists of these tables are in the order of their ids.",
    ),
    Correction(
        _LIST,
        "A GIN on a document does not find values quickly.",
        "PostgreSQL keeps no statistics on what is inside a jsonb, so `tokens_json @>"
        " ... ORDER BY created_at LIMIT 20` is planned blindly, and a rare value makes it"
        " read the table. Values are looked for in `search_terms`, an array with"
        " statistics (61), written for a quarter of the cost. 28 to 33 are kept for what"
        " they are good at, each with a question of its own below; the default"
        " operators, as `jsonb_path_ops` was larger here. And only `@>` uses them:"
        " Django's `tokens_json__color__ink=...` becomes `#>`, which never does, its"
        " `__contains` is right.",
    ),
    Correction(
        _LIST,
        "The values of single changes need no index.",
        "The analysis counts `old_value` and `new_value` among the columns without a"
        " GIN, and rightly leaves them out of its list: no page asks for them, and each"
        " of millions of rows would pay for it.",
    ),
    Correction(
        _QUERIES,
        "NULLS LAST has to be in the query too.",
        "`ORDER BY finished_at DESC`, as the analysis writes it, puts NULLs first: it"
        " does not use 21, and the ten newest scans of a busy site were ten unfinished"
        " ones. 243 buffers against 10. In Django it is"
        ' `F("finished_at").desc(nulls_last=True)`, in the index and in the query.',
    ),
    Correction(
        _QUERIES,
        "21 and 38 are not alike.",
        "38 leaves out unfinished scans and is sorted plainly: it serves `finished_at IS"
        " NOT NULL` with a plain order, the newest finished scan. 21 holds all of them"
        " and serves the history only. Each is needed, and neither stands in for the"
        " other without a sort.",
    ),
    Correction(
        _QUERIES,
        "A site with its newest set: two queries.",
        "One LEFT JOIN of sites and token_sets, ordered, sorts all sets of the site: 297"
        " buffers. Two queries, the second with LIMIT 1, touch 6.",
    ),
    Correction(
        _QUERIES,
        "The timeline needs the site's number in each change.",
        "Through `version_id` the history of a site walks all its versions, and joins and"
        " sorts all their changes: an index gains 13 times where 200 are promised."
        " With `site_id` in token_changes, number 64 and a LIMIT it is a range of one"
        " index, and thousands of times as quick on the busiest site. The pages go on by"
        " keyset: `OFFSET 10000` touched 60,000 buffers, the keyset 7. Without a LIMIT no"
        " index helps.",
    ),
    Correction(
        _QUERIES,
        "Usage over all keys: a roll-up.",
        "With 20, 24 and 42 as B-trees the analytics of a period gain 5 to 6 times, not"
        " 60: every call is still read. With BRIN 72 times; from mcp_usage_hourly, with"
        " only the open hour read from the calls themselves, some 760 times.",
    ),
    Correction(
        _QUERIES,
        "Usage of one busy key: a roll-up too.",
        "20 and 24 find the calls of a key, but each lies on a page of its own: for a key"
        " with a twentieth of all calls, a month read through the index takes as long as"
        " reading the whole month. By day and key, number 91 reads a row per day and tool.",
    ),
    Correction(
        _MONITORING,
        "Missing indexes.",
        "`pg_stats.correlation` tells how a table is sorted, not what it lacks: the query"
        " named 7 of the 20 foreign keys without an index, and 8 columns that had one."
        " `--check` asks the catalogue for foreign keys that no index leads with;"
        " monitoring shows large tables by the rows that sequential scans read.",
    ),
    Correction(
        _MONITORING,
        "Index usage.",
        "It fails: pg_stat_user_indexes has `relname` and `indexrelname`, not `tablename`"
        " and `indexname`. It would also list primary keys and unique constraints, which"
        " work at every write and never count a scan, and each partition by itself.",
    ),
    Correction(
        _MONITORING,
        "Slow queries.",
        "pg_stat_statements has to be in `shared_preload_libraries` when the server"
        " starts; creating the extension alone gives an error at the first query. By mean"
        " time alone a report of once a month hides what takes most of every hour:"
        " monitoring has both orders.",
    ),
    Correction(
        _MONITORING,
        "Table sizes.",
        "pg_tables lists each month of a partitioned table by itself, and the table"
        " without any size. Here they are summed.",
    ),
    Correction(
        _STORAGE,
        "The sizes are off by a thousand.",
        "A thousand scans with 100 files of 5 MB each are 500 GB of CSS and not 500 MB,"
        " if every scan keeps its own. Stored once per SHA-256 and compressed they are a"
        " small part of that.",
    ),
    Correction(
        _STORAGE,
        "There is no pg_compression.",
        "CSS is compressed by zstd before it is stored (12.5 times smaller; PostgreSQL's"
        " own compression made it 6.1 times smaller), and what is above 1 MB goes to"
        " object storage, as the analysis recommends.",
    ),
    Correction(
        _STORAGE,
        "`?connection_limit=1` is Prisma's.",
        "libpq refuses a URL with it. Web and worker keep a pool of connections each"
        " (DATABASE_POOL_SIZE), and PGBOUNCER=on is for a pooler in between.",
    ),
    Correction(
        _STORAGE,
        "Partitions have a price.",
        "A table that is partitioned by month has the month's column in its primary key,"
        " and no foreign key can point to it; a look-up by id alone asks every month."
        " An index is made on the parent, and CREATE INDEX CONCURRENTLY month by month.",
    ),
)
