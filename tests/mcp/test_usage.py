"""Usage of machine access: recorded by one INSERT, rolled up, and summed up exactly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from procrastinate.contrib.django import app

from contextds.accounts.models import User
from contextds.partitioning import ensure_months
from mcp import tasks, usage
from mcp.models import ApiKey, McpUsage, McpUsageDaily, McpUsageHourly
from mcp.querysets import DAY, HOUR, Step
from mcp.usage import Usage

pytestmark = pytest.mark.django_db

#: The calls lie in this month and in the two before it: months end in between.
DAYS = 45


@pytest.fixture
def keys() -> list[ApiKey]:
    """Two keys of Alice and one of Bob, and room for calls in the months before."""
    ensure_months(start=(timezone.now() - timedelta(days=DAYS + 1)).date())
    alice = User.objects.create_user("alice@example.com")
    bob = User.objects.create_user("bob@example.com")
    return [
        ApiKey.objects.create(user=user, name="k", prefix=f"cds_{n}", key_hash=f"{n}")
        for n, user in enumerate([alice, alice, bob])
    ]


def this_hour() -> datetime:
    """The beginning of the open hour, by the clock that the roll-up goes by."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT date_trunc('hour', now() - interval '5 minutes', 'UTC')")
        (hour,) = cursor.fetchone()
    assert isinstance(hour, datetime)
    return hour


def add(at: datetime, key: ApiKey | None = None, **facts: object) -> McpUsage:
    """A call at a time."""
    known = {"tool": "get_tokens", "success": True, "latency": 20} | facts
    user = key.user if key else None
    return McpUsage.objects.create(api_key=key, user=user, created_at=at, **known)


def naive(calls: Iterable[McpUsage], step: Step) -> list[Usage]:
    """The same sums, call by call."""
    sums: Counter[tuple[datetime, str, str]] = Counter()
    for call in calls:
        start = call.created_at.replace(minute=0, second=0, microsecond=0)
        if step == "day":
            start = start.replace(hour=0)
        sums[start, call.tool, "calls"] += 1
        sums[start, call.tool, "errors"] += not call.success
        sums[start, call.tool, "latency"] += call.latency
    return [
        Usage(
            start, tool, *(sums[start, tool, k] for k in ("calls", "errors", "latency"))
        )
        for start, tool in sorted({key[:2] for key in sums})
    ]


def chance_calls(chance: Random, keys: list[ApiKey], until: datetime) -> None:
    """Some hundred calls, in bursts with gaps between, many at the border of an hour."""
    McpUsage.objects.bulk_create(
        McpUsage(
            api_key=key,
            user=key.user if key else None,
            tool=chance.choice(["get_tokens", "search_tokens", "compose_pack"]),
            success=chance.random() < 0.8,
            latency=chance.randrange(3000),
            created_at=hour
            + timedelta(microseconds=chance.choice([0, 1, 3_599_999_999])),
        )
        for hour in (
            until - chance.randrange(DAYS * 24) * HOUR
            for _ in range(chance.choice([1, 20, 60]))
        )
        for key in chance.choices([*keys, None], k=chance.randrange(1, 5))
    )


@pytest.mark.parametrize("seed", range(12))
def test_every_answer_is_what_summing_up_all_calls_gives(
    seed: int, keys: list[ApiKey]
) -> None:
    chance = Random(seed)
    now = this_hour() + HOUR
    chance_calls(chance, keys, now)
    usage.roll_up()
    # As the roll-up was some hours ago; in the others as it is.
    behind = now - chance.choice([0, 1, 30, 24 * DAYS]) * HOUR
    McpUsageHourly.objects.filter(hour__gte=behind).delete()
    McpUsageDaily.objects.filter(day__gt=behind - DAY).delete()
    ends = (McpUsageHourly.objects.settled(), McpUsageDaily.objects.settled())
    if settled := max(filter(None, ends), default=None):
        for late in range(chance.randrange(4)):
            add(settled + late * HOUR / 2, keys[0])
    if chance.random() < 0.5:
        usage.roll_up()

    calls = list(McpUsage.objects.all())
    times = [now - chance.random() * DAYS * 24 * HOUR for _ in range(3)]
    hours = [now - chance.randrange(DAYS * 24) * HOUR for _ in range(3)]
    limits = [now - DAYS * 24 * HOUR, *times, *hours, now - HOUR / 2, now, now + HOUR]
    for since in limits:
        for until in chance.sample(limits, 4):
            step: Step = "hour" if chance.random() < 0.5 else "day"
            meant = [call for call in calls if since <= call.created_at < until]
            assert usage.of_all(since, until, step) == naive(meant, step)
            key, user = chance.choice(keys), chance.choice(keys).user_id
            assert usage.of_key(key.pk, since, until, step) == naive(
                (call for call in meant if call.api_key_id == key.pk), step
            )
            assert usage.of_user(user, since, until, step) == naive(
                (call for call in meant if call.user_id == user), step
            )


def test_the_mean_latency_is_that_of_all_calls(keys: list[ApiKey]) -> None:
    hour = this_hour() - 5 * HOUR
    for latency in (10, 20, 90):
        add(hour, latency=latency)
    add(hour + 2 * HOUR)
    usage.roll_up()

    first, _ = usage.of_all(hour, hour + 5 * HOUR, "hour")

    assert (first.calls, first.mean_latency) == (3, 40)


def test_only_full_hours_are_rolled_up(keys: list[ApiKey]) -> None:
    hour = this_hour()
    add(hour - timedelta(microseconds=1))
    add(hour)

    usage.roll_up()

    assert [row.hour for row in McpUsageHourly.objects.all()] == [hour - HOUR]


def test_only_full_days_are_rolled_up_by_key_and_over_all(keys: list[ApiKey]) -> None:
    hour = this_hour()
    day = hour.replace(hour=0)
    for key in (keys[0], keys[0], keys[2], None):
        add(day - HOUR, key)
    add(day, keys[0])

    usage.roll_up()

    assert set(McpUsageDaily.objects.values_list("day", "api_key", "calls")) == {
        (day - DAY, keys[0].pk, 2),
        (day - DAY, keys[2].pk, 1),
        (day - DAY, None, 4),
    }


def test_a_second_roll_up_changes_nothing(keys: list[ApiKey]) -> None:
    for n in range(1, 40):
        add(this_hour() - n * HOUR, tool=f"tool-{n % 3}")

    assert usage.roll_up() >= 39
    assert usage.roll_up() == 0


def test_a_call_that_comes_late_is_counted_in_its_hour(keys: list[ApiKey]) -> None:
    hour = this_hour() - 24 * HOUR
    add(hour)
    add(hour + 23 * HOUR)
    usage.roll_up()

    add(hour + HOUR / 2, success=False)
    usage.roll_up()

    row = McpUsageHourly.objects.get(hour=hour)
    assert (row.calls, row.errors, row.latency_sum) == (2, 1, 40)


def test_hours_missed_while_no_worker_ran_are_caught_up(keys: list[ApiKey]) -> None:
    for n in range(1, 24 * 40, 7):
        add(this_hour() - n * HOUR)
    usage.roll_up()
    McpUsageHourly.objects.filter(hour__gte=this_hour() - 20 * 24 * HOUR).delete()

    usage.roll_up()

    assert McpUsageHourly.objects.count() == len(range(1, 24 * 40, 7))


def test_what_was_counted_outlives_the_calls(keys: list[ApiKey]) -> None:
    hour = this_hour() - 3 * HOUR
    add(hour)
    add(hour)
    usage.roll_up()
    McpUsage.objects.filter(pk=McpUsage.objects.earliest("pk").pk).delete()

    usage.roll_up()

    assert McpUsageHourly.objects.get().calls == 2


@pytest.mark.django_db(transaction=True)
def test_many_workers_may_roll_up_at_once(keys: list[ApiKey]) -> None:
    for n in range(1, 200):
        add(this_hour() - n * HOUR, tool=f"tool-{n % 5}")

    def work(_: int) -> int:
        try:
            return usage.roll_up()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as workers:
        list(workers.map(work, range(24)))

    assert McpUsageHourly.objects.count() == 199
    assert {row.calls for row in McpUsageHourly.objects.all()} == {1}


@pytest.mark.django_db(transaction=True)
def test_the_worker_rolls_up_each_hour(keys: list[ApiKey]) -> None:
    add(this_hour() - HOUR)

    tasks.roll_up(timestamp=0)

    assert McpUsageHourly.objects.count() == 1
    (periodic,) = (
        task
        for task in app.periodic_registry.periodic_tasks.values()
        if task.task.name == "mcp.roll_up"
    )
    assert periodic.cron == "6 * * * *"


def test_a_call_is_recorded_by_one_insert(keys: list[ApiKey]) -> None:
    with CaptureQueriesContext(connection) as captured:
        usage.record(
            "search_tokens",
            api_key=keys[2],
            success=False,
            latency=12,
            response_size=340,
            error_type="rate_limited",
            rate_limited=True,
            parameters={"limit": 20},
        )

    (query,) = captured.captured_queries
    assert query["sql"].startswith("INSERT INTO")
    call = McpUsage.objects.get()
    assert (call.user, call.api_key, call.tool) == (
        keys[2].user,
        keys[2],
        "search_tokens",
    )
    assert (call.latency, call.response_size, call.parameters) == (
        12,
        340,
        {"limit": 20},
    )
    assert (call.success, call.error_type, call.rate_limited) == (
        False,
        "rate_limited",
        True,
    )
    assert abs(timezone.now() - call.created_at) < timedelta(minutes=1)


def test_a_call_without_a_key_is_recorded_too() -> None:
    usage.record("list_sites", success=True, latency=3)

    call = McpUsage.objects.get()
    assert (call.user, call.api_key) == (None, None)


def test_an_empty_period_has_no_usage(keys: list[ApiKey]) -> None:
    now = datetime.now(UTC)
    add(now - HOUR)
    usage.roll_up()

    assert usage.of_all(now, now - 2 * HOUR, "hour") == []
    assert usage.of_key(keys[0].pk, now, now, "day") == []
