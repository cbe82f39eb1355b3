"""Sites, their scans, token sets and versions: one after the other in time, and skewed."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from contextds.database.stress.library import SENTINEL, Brand, Library, State, Step
from contextds.database.stress.rows import line, token_set_line
from contextds.database.stress.sizes import Sizes
from contextds.database.stress.stylesheets import STATES

#: The months that the rows span, the current one included.
MONTHS = 12
#: The hottest site's share of all scans.
HOTTEST = 0.01
#: Of all scans: what became of them. The others made a version, as long as there are
#: sets to be had, or found nothing new.
_FAILED, _CANCELLED, _OPEN = 0.04, 0.005, 0.003
#: Versions that change hundreds or thousands of tokens.
_REDESIGNED = 0.08
#: How much larger than the smallest of them the largest are.
_LARGEST = 20.0
_ERRORS = (
    ("http_error", "The page answered with 503.", 503),
    ("too_slow", "The site did not answer in time.", None),
    ("unknown_host", "There is no such host.", None),
    ("robots_disallowed", "robots.txt asks not to read this page.", None),
    ("no_css", "The page has no styles.", 200),
    ("connect_failed", "The server refuses connections.", None),
)
_WARNINGS = (
    ("sheet_missing", "https://cdn.example/old.css answered with 404."),
    ("invalid_value", "3 times, such as color: #12345"),
    ("import_loop", "once, such as base.css"),
    ("incomplete", "A stylesheet could not be read now, so the version before stays."),
)
_WORDS = (
    *("amber", "atlas", "birch", "cedar", "cobalt", "delta", "ember", "fable"),
    *("garnet", "harbor", "indigo", "juniper", "kestrel", "lumen", "meadow", "north"),
    *("onyx", "pixel", "quartz", "river", "saffron", "tundra", "umber", "violet"),
    *("willow", "zephyr", "studio", "market", "journal", "health", "travel", "bank"),
)
_ENDINGS = ("example", "test", "example.com", "example.org")

SITE_COLUMNS = (
    *("id", "domain", "title", "description", "favicon", "status", "robots_status"),
    *("owner_optout", "popularity", "first_seen", "last_scanned", "created_at"),
)
SCAN_COLUMNS = (
    *("id", "site_id", "url", "requested_by_id", "token_set_id", "method"),
    *("allow_private", "prettify", "status", "attempt", "lease_token", "lease_until"),
    *("error_code", "error", "css_source_count", "sha", "metrics_json"),
    *("created_at", "started_at", "finished_at"),
)
VERSION_COLUMNS = (
    *("id", "site_id", "token_set_id", "previous_version_id", "version_number"),
    *("changelog_json", "diff_summary", "created_at"),
)
#: The table that says which changes each version gets: contextds.database.stress.expansion.
PLAN_COLUMNS = (
    *("version_id", "site_id", "created_at", "first_id", "start", "changes"),
    *("redesigned", "hex", "components"),
)


@dataclass(slots=True)
class _Site:
    """A site while its scans are told."""

    number: int
    domain: str
    brand: Brand
    family: int
    scans: int
    first: datetime
    last: datetime | None = None
    version: int = 0
    set_id: int | None = None
    version_id: int | None = None
    sha: str = ""


@dataclass(slots=True)
class _Version:
    """A version that a scan made; its set has the same number as it."""

    id: int
    site: _Site
    scan_id: int
    number: int
    previous: int | None
    state: State
    step: Step
    redesigned: bool
    created_at: datetime


@dataclass
class History:
    """The rows of one scale and seed that end at `end`."""

    sizes: Sizes
    library: Library
    seed: int
    start: datetime
    end: datetime
    sites: list[_Site] = field(default_factory=list)
    versions: list[_Version] = field(default_factory=list)
    scan_lines: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Tell the whole history."""
        # No secret: data for measurements.
        self._chance = random.Random(self.seed)  # noqa: S311
        counts = shares(self.sizes.scans, self.sizes.sites, HOTTEST)
        self._chance.shuffle(counts)
        self._tell(counts)
        self._plan_changes()

    def site_lines(self) -> Iterator[str]:
        """Rows of SITE_COLUMNS."""
        for site in self.sites:
            name = site.domain.split(".")[0].replace("-", " ").title()
            yield line(
                site.number,
                site.domain,
                name,
                f"{name}: things that are well made.",
                f"https://{site.domain}/favicon.ico",
                "completed" if site.set_id else "failed",
                "allowed" if site.set_id else "unknown",
                site.number % 331 == 0,
                site.scans,
                site.first,
                site.last,
                site.first,
            )

    def set_lines(self) -> Iterator[str]:
        """Rows of "id" and rows.SET_COLUMNS: those of scans, then those of remixes."""
        for version in self.versions:
            yield token_set_line(
                version.state,
                version.site.brand,
                version.number,
                version.created_at,
                site_id=version.site.number,
                scan_id=version.scan_id,
                is_latest=version.id == version.site.set_id,
                first=[version.id],
            )
        span = self.end - self.start
        for number in range(1, self.sizes.remix_sets + 1):
            states = self.library.families[number % len(self.library.families)]
            yield token_set_line(
                states[number % STATES],
                SENTINEL,
                1,
                self.start + span * (number / (self.sizes.remix_sets + 1)),
                created_by=number % self.sizes.users + 1,
                first=[len(self.versions) + number],
            )

    def version_lines(self) -> Iterator[str]:
        """Rows of VERSION_COLUMNS."""
        for version in self.versions:
            yield line(
                version.id,
                version.site.number,
                version.id,
                version.previous,
                version.number,
                version.step.changelog,
                version.step.summary,
                version.created_at,
            )

    def plan_lines(self) -> Iterator[str]:
        """Rows of PLAN_COLUMNS."""
        first = 1
        for version in self.versions:
            yield line(
                version.id,
                version.site.number,
                version.created_at,
                first,
                version.step.start,
                version.step.count,
                version.redesigned,
                version.site.brand.hex,
                version.site.brand.spaced,
            )
            first += version.step.count

    def _tell(self, counts: list[int]) -> None:
        chance, span = self._chance, (self.end - self.start).total_seconds()
        # More lately than at first, as of a service that grows.
        visits = sorted(
            (span * chance.random() ** 0.8, rank)
            for rank, count in enumerate(counts)
            for _ in range(count)
        )
        total = len(visits)
        left = {
            "version": self.sizes.token_sets - self.sizes.remix_sets,
            "failed": round(total * _FAILED),
            "cancelled": round(total * _CANCELLED),
        }
        waiting = _last_visits(visits, max(1, round(total * _OPEN)))
        left["unchanged"] = total - len(waiting) - sum(left.values())
        known: dict[int, _Site] = {}
        for number, (seconds, rank) in enumerate(visits, 1):
            time = self.start + timedelta(seconds=seconds)
            if rank not in known:
                known[rank] = self._site(len(known) + 1, counts[rank], time)
            kind = "open" if number in waiting else self._draw(left, known[rank])
            self._scan(number, known[rank], kind, time)
        self.sites = list(known.values())

    def _site(self, number: int, scans: int, first: datetime) -> _Site:
        one, other = self._chance.sample(_WORDS, 2)
        ending = _ENDINGS[number % len(_ENDINGS)]
        return _Site(
            number,
            f"{one}-{other}-{number}.{ending}",
            Brand(self._chance.randrange(1 << 24)),
            self._chance.randrange(len(self.library.families)),
            scans,
            first,
        )

    def _draw(self, left: dict[str, int], site: _Site) -> str:
        """What becomes of a scan, out of what is left; nothing is new at first only."""
        allowed = [
            kind
            for kind, count in left.items()
            if count > 0 and (kind != "unchanged" or site.set_id)
        ] or ["version"]
        kind = self._chance.choices(allowed, [max(1, left[k]) for k in allowed])[0]
        left[kind] -= 1
        return kind

    def _scan(self, number: int, site: _Site, kind: str, time: datetime) -> None:
        chance = self._chance
        seconds = timedelta(seconds=chance.uniform(0.8, 20))
        started = time + timedelta(seconds=chance.uniform(0.1, 5))
        finished = min(started + seconds, self.end)
        if kind == "version":
            self._version(number, site, finished)
        done = kind in ("version", "unchanged")
        if done:
            site.last = finished
        url = f"https://{site.domain}/"
        requested_by = None
        if chance.random() < 0.3:
            requested_by = skewed(chance.random(), self.sizes.users)
        common: tuple[Any, ...] = (number, site.number, url, requested_by)
        set_id = site.set_id if done else None
        flags = ("computed" if number % 50 == 0 else "static", False, number % 97 == 0)
        if kind == "open":
            # A third of those that run have lost their worker.
            running = chance.random() < 0.5
            lease = f"00000000-0000-4000-8000-{number:012d}" if running else None
            until = self.end + timedelta(minutes=chance.choice((-30, 2, 2)))
            row = line(
                *common, None, *flags, "running" if running else "queued", int(running),
                lease, until if running else None, "", "", 0, "", "{}", time,
                started if running else None, None,
            )  # fmt: skip
        elif done:
            sources = 1 + int(3 * chance.paretovariate(2)) % 20
            row = line(
                *common, set_id, *flags, "completed", 1, None, None, "", "", sources,
                site.sha, self._metrics(sources, site), time, started, finished,
            )  # fmt: skip
        else:
            code, words, _ = (
                ("cancelled", "The scan was interrupted.", None)
                if kind == "cancelled"
                else _ERRORS[int(len(_ERRORS) * chance.random() ** 2)]
            )
            row = line(
                *common, None, *flags, kind, 1, None, None, code, words, 0, "",
                {"truncated": [], "warnings": []}, time, started, finished,
            )  # fmt: skip
        self.scan_lines.append(row)

    def _version(self, scan_id: int, site: _Site, created_at: datetime) -> None:
        states = self.library.families[site.family]
        place = site.version % STATES
        step = (
            self.library.next[site.family][place - 1]
            if site.version
            else self.library.first[site.family]
        )
        number = len(self.versions) + 1
        self.versions.append(
            _Version(
                number,
                site,
                scan_id,
                site.version + 1,
                site.version_id,
                states[place],
                step,
                redesigned=False,
                created_at=created_at,
            )
        )
        site.version += 1
        site.set_id = site.version_id = number
        site.sha = f"{self._chance.getrandbits(256):064x}"

    def _metrics(self, sources: int, site: _Site) -> str:
        chance = self._chance
        warnings = []
        if chance.random() < 0.08:
            code, detail = _WARNINGS[int(len(_WARNINGS) * chance.random() ** 2)]
            warnings.append({"code": code, "detail": detail})
        return json.dumps(
            {
                "truncated": ["tokens"] if chance.random() < 0.003 else [],
                "warnings": warnings,
                "missing": [],
                "timings": {
                    "page": chance.randint(80, 900),
                    "stylesheets": chance.randint(50, 3000),
                    "extracting": chance.randint(20, 1500),
                },
                "counts": {
                    "stylesheets": sources,
                    "css_bytes": sources * chance.randint(900, 90_000),
                    "tokens": site.version + 12,
                },
            }
        )

    def _plan_changes(self) -> None:
        """Let some versions change thousands of tokens, so that the total is right."""
        chance = self._chance
        # First versions stay what they are: all tokens added.
        later = [version for version in self.versions if version.previous]
        chosen = chance.sample(later, max(1, round(len(later) * _REDESIGNED)))
        kept = sum(version.step.count for version in self.versions)
        kept -= sum(version.step.count for version in chosen)
        weights = [min(_LARGEST, chance.paretovariate(0.9)) for _ in chosen]
        counts = whole_shares(self.sizes.token_changes - kept, weights)
        for version, count in zip(chosen, counts, strict=True):
            start = chance.randrange(len(self.library.changes))
            version.step = self.library.redesign(start, count)
            version.redesigned = True


def shares(total: int, parts: int, hottest: float) -> list[int]:
    """Divide `total` by a power law whose largest part is the share `hottest`, or twice
    the mean where there are too few parts for that."""
    # Each part has one beforehand: the power law divides the others.
    hottest = max(hottest, 2 / parts) * total / max(1, total - parts)
    low, high = 0.0, 3.0
    for _ in range(60):
        exponent = (low + high) / 2
        weights = [rank**-exponent for rank in range(1, parts + 1)]
        if weights[0] / sum(weights) < hottest:
            low = exponent
        else:
            high = exponent
    return whole_shares(total, weights)


def whole_shares(total: int, weights: list[float]) -> list[int]:
    """Divide `total` into whole parts of at least 1, in proportion to `weights`."""
    spare = max(0, total - len(weights))
    scale = spare / sum(weights)
    counts, exact, given = [], 0.0, 0
    for weight in weights:
        exact += weight * scale
        counts.append(1 + round(exact) - given)
        given = round(exact)
    return counts


def skewed(uniform: float, count: int) -> int:
    """Return 1 to `count`, low numbers more often: of 10,000 the first has 5 %."""
    return 1 + int(count * uniform**3)


def _last_visits(visits: list[tuple[float, int]], count: int) -> set[int]:
    """The numbers of the newest visits of `count` sites."""
    found: dict[int, int] = {}
    for number in range(len(visits), 0, -1):
        if len(found) == count:
            break
        found.setdefault(visits[number - 1][1], number)
    return set(found.values())
