"""How PostgreSQL carries out a question: EXPLAIN of the very SQL that Django sends.

    explain(Scan.objects.history(), analyze=False).indexes
    explain(Sql("DELETE FROM pages WHERE scan_id = %s", (7,))).execution_ms
    explain(recorded(lambda: Scan.objects.latest_finished(site))[0])

Whatever a statement does is rolled back.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.backends.utils import CursorWrapper

Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sql:
    """One statement as the driver takes it: text with %s, and the values for them.

    Without values (None) a % in the text is itself.
    """

    text: str
    params: tuple[Any, ...] | None = None


#: What a plan can be asked for.
Query = models.QuerySet[Any] | Sql


@dataclass(frozen=True, slots=True)
class Plan:
    """What PostgreSQL plans, and did if it was analysed.

    Indexes and tables of partitions go by the names of their parents, each once, in
    the order of the plan. Times are milliseconds; `execution_ms` and `buffers` (pages
    of 8 kB found in shared memory or read, planning aside) are 0 without ANALYZE.
    """

    planning_ms: float
    execution_ms: float
    buffers: int
    indexes: tuple[str, ...]
    sequential_scans: tuple[str, ...]
    #: The keys of each sort step, such as "created_at DESC".
    sorts: tuple[str, ...]
    text: str
    json: Node


def explain(
    query: Query | str,
    params: Sequence[Any] | None = None,
    *,
    analyze: bool = True,
    seqscan: bool = True,
    settings: Mapping[str, str] | None = None,
    using: str = DEFAULT_DB_ALIAS,
) -> Plan:
    """Plan `query`, and with `analyze` carry it out, in a transaction that is undone.

    `query` is a QuerySet, an Sql, or text with its `params`. With `seqscan=False` a
    table is read whole only where there is no other way; `settings` are further ones of
    the planner, for this plan alone. Raises EmptyResultSet for a QuerySet that needs no
    query, and DatabaseError as the statement itself would.
    """
    if isinstance(query, str):
        query = Sql(query, None if params is None else tuple(params))
    asked = query if isinstance(query, Sql) else sql_of(query)
    options = "ANALYZE, BUFFERS, FORMAT JSON" if analyze else "FORMAT JSON"
    chosen = dict(settings or {}) | ({} if seqscan else {"enable_seqscan": "off"})
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        if chosen:
            cursor.execute(
                "SELECT set_config(name, value, true)"
                " FROM unnest(%s::text[], %s::text[]) AS setting (name, value)",
                [list(chosen), list(chosen.values())],
            )
        cursor.execute(f"EXPLAIN ({options}) {asked.text}", asked.params)
        (found,) = cursor.fetchone()
        tree = (json.loads(found) if isinstance(found, str) else found)[0]
        parents = _parents(cursor, tree["Plan"])
        transaction.set_rollback(True, using=using)
    return _plan(tree, parents)


@contextmanager
def read_only(using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """A transaction in which nothing can be changed; it is undone at its end.

    Undone and not committed: only that lifts READ ONLY from a transaction around it.
    """
    with transaction.atomic(using=using):
        with connections[using].cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
        yield
        transaction.set_rollback(True, using=using)


def sql_of(queryset: models.QuerySet[Any]) -> Sql:
    """The SELECT that a QuerySet emits, with its real values."""
    text, params = queryset.query.get_compiler(using=queryset.db).as_sql()
    return Sql(text, tuple(params))


def recorded(ask: Callable[[], Any]) -> list[Sql]:
    """The statements that `ask` sends, in order, exactly as it sends them.

    To whichever database: a page may read from a replica, monitoring by a role of its own.
    """
    statements = []

    def record(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        statements.append(Sql(sql, None if params is None else tuple(params)))
        return execute(sql, params, many, context)

    with ExitStack() as wrappers:
        for alias in connections:
            wrappers.enter_context(connections[alias].execute_wrapper(record))
        ask()
    return statements


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    for child in node.get("Plans", ()):
        yield from _nodes(child)


def _parents(cursor: CursorWrapper, root: Node) -> dict[str, str]:
    """The parent's name of each partition's table and index in a plan."""
    names = {
        node[key]
        for node in _nodes(root)
        for key in ("Relation Name", "Index Name")
        if key in node
    }
    cursor.execute(
        """
        SELECT child.relname, parent.relname
        FROM pg_inherits
        JOIN pg_class AS child ON child.oid = inhrelid
        JOIN pg_class AS parent ON parent.oid = inhparent
        WHERE child.relname = ANY (%s)
        """,
        [sorted(names)],
    )
    return dict(cursor.fetchall())


def _plan(tree: Node, parents: dict[str, str]) -> Plan:
    root = tree["Plan"]
    nodes = list(_nodes(root))

    def named(key: str, found: Iterator[Node]) -> tuple[str, ...]:
        names = (str(node[key]) for node in found)
        return tuple(dict.fromkeys(parents.get(name, name) for name in names))

    return Plan(
        planning_ms=tree.get("Planning Time", 0.0),
        execution_ms=tree.get("Execution Time", 0.0),
        buffers=root.get("Shared Hit Blocks", 0) + root.get("Shared Read Blocks", 0),
        indexes=named("Index Name", (n for n in nodes if "Index Name" in n)),
        sequential_scans=named(
            "Relation Name", (n for n in nodes if n["Node Type"] == "Seq Scan")
        ),
        sorts=tuple(
            ", ".join(n["Sort Key"])
            for n in nodes
            if n["Node Type"] in ("Sort", "Incremental Sort")
        ),
        text="\n".join(_lines(root, 0)),
        json=tree,
    )


def _lines(node: Node, depth: int) -> Iterator[str]:
    """A plan as people read it, like EXPLAIN's own text but shorter."""
    index, table = node.get("Index Name"), node.get("Relation Name")
    line = "  " * depth + ("-> " if depth else "") + node["Node Type"]
    if node.get("Join Type", "Inner") != "Inner":
        line = f"{line.removesuffix(' Join')} {node['Join Type']} Join"
    if node.get("Scan Direction") == "Backward":
        line += " Backward"
    line += f" using {index}" if index else ""
    line += f" on {table}" if table else ""
    if "Actual Rows" in node:
        line += f" (rows={node['Actual Rows']:g} loops={node['Actual Loops']}"
        buffers = node.get("Shared Hit Blocks", 0) + node.get("Shared Read Blocks", 0)
        line += f" time={node['Actual Total Time']:.3f} ms buffers={buffers})"
    else:
        line += f" (cost={node['Total Cost']:.2f} rows={node['Plan Rows']})"
    yield line
    for key in ("Index Cond", "Recheck Cond", "Filter", "Join Filter", "Hash Cond"):
        if key in node:
            yield "  " * depth + f"     {key}: {node[key]}"
    if "Sort Key" in node:
        yield "  " * depth + f"     Sort Key: {', '.join(node['Sort Key'])}"
    for child in node.get("Plans", ()):
        yield from _lines(child, depth + 1)
