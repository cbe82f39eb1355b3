"""Reading public pages from a hot standby: a second alias that can write nothing."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError, connections, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from contextds import replicas
from contextds.accounts.models import User
from scanner.models import Scan, Site
from tests.scanner.history import add_scan, add_site, colors

pytestmark = pytest.mark.django_db(
    transaction=True, databases=["default", replicas.ALIAS]
)

PUBLIC = [
    "/sites/",
    "/sites/shop.example/",
    "/sites/shop.example/tokens.json",
    "/sites/shop.example/exports/css/",
    "/sites/shop.example/tokens/color/",
    "/sites/shop.example/untyped/",
    "/sites/shop.example/history/",
    "/sites/shop.example/versions/1/",
    "/sites/shop.example/scans/",
    "/sites/shop.example/changes/",
]


@pytest.fixture(scope="module", autouse=True)
def _alias(django_db_setup: None) -> Iterator[None]:
    """An alias `replica` that leads to the same database, by connections of its own."""
    default = connections["default"].settings_dict
    options = {k: v for k, v in default["OPTIONS"].items() if k != "pool"}
    # What a hot standby answers to every write, this answers too.
    options["options"] = "-c default_transaction_read_only=on"
    connections.settings[replicas.ALIAS] = default | {
        "OPTIONS": options,
        "TEST": default["TEST"] | {"MIRROR": "default"},
    }
    yield
    connections[replicas.ALIAS].close()
    del connections[replicas.ALIAS]
    del connections.settings[replicas.ALIAS]


@pytest.fixture
def replica(monkeypatch: pytest.MonkeyPatch) -> None:
    """A replica that answers, and has not failed before."""
    monkeypatch.setattr(replicas, "_asked_again", 0.0)


@pytest.fixture
def away(replica: None) -> Iterator[None]:
    """A replica on a port where every attempt is refused."""
    real = connections[replicas.ALIAS]
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = str(held.getsockname()[1])
        changed = {"EMBEDDED": "", "HOST": "127.0.0.1", "PORT": port}
        connections[replicas.ALIAS] = type(real)(
            real.settings_dict | changed, replicas.ALIAS
        )
        yield
    connections[replicas.ALIAS] = real


@pytest.fixture
def site() -> Site:
    """A site with a past."""
    shop = add_site()
    add_scan(shop, colors(2))
    return shop


@pytest.mark.usefixtures("replica", "site")
def test_public_pages_read_their_rows_from_the_replica_alone(client: Client) -> None:
    for address in PUBLIC:
        with (
            CaptureQueriesContext(connections["replica"]) as there,
            CaptureQueriesContext(connections["default"]) as here,
        ):
            response = client.get(address)
        assert response.status_code == 200, address
        assert len(there) > 0, address
        assert [query["sql"] for query in here] == [], address


@pytest.mark.usefixtures("replica")
def test_pages_that_must_be_of_this_moment_read_from_the_primary(
    client: Client, site: Site
) -> None:
    scan = Scan.objects.get(site=site)
    with CaptureQueriesContext(connections["replica"]) as there:
        assert client.get("/").status_code == 200
        assert client.get(f"/scans/{scan.pk}/").status_code == 200
    assert len(there) == 0


@pytest.mark.usefixtures("replica")
def test_people_and_sessions_are_asked_of_the_primary() -> None:
    asked: list[str] = []

    @replicas.read_from_replica
    def view(request: HttpRequest) -> HttpResponse:
        asked.extend(model.objects.db for model in (Site, User, Session))
        return HttpResponse()

    view(RequestFactory().get("/"))
    assert asked == ["replica", "default", "default"]


@pytest.mark.usefixtures("replica")
def test_what_a_lagging_replica_lacks_is_found_on_the_primary(client: Client) -> None:
    with transaction.atomic(using="replica"):
        with connections["replica"].cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SELECT count(*) FROM sites")
        add_scan(add_site(), colors(2))
        assert not Site.objects.using("replica").exists()

        assert client.get("/sites/shop.example/").status_code == 200
        assert client.get("/sites/other.example/").status_code == 404


@pytest.mark.usefixtures("away", "site")
def test_a_replica_that_is_away_is_left_alone_for_a_while(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    pages = [client.get("/sites/shop.example/") for _ in range(3)]
    assert [page.status_code for page in pages] == [200, 200, 200]
    said = [r.message for r in caplog.records if r.name == "contextds.replicas"]
    assert len(said) == 1
    assert "read from the primary" in said[0]


@pytest.mark.usefixtures("away", "site")
def test_a_replica_is_asked_again_after_its_rest(
    client: Client, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replicas, "REST", 0.0)
    assert client.get("/sites/").status_code == 200
    assert client.get("/sites/").status_code == 200
    said = [r.message for r in caplog.records if r.name == "contextds.replicas"]
    assert len(said) == 2


@pytest.mark.usefixtures("replica")
def test_a_query_that_took_too_long_is_not_asked_of_the_primary_too() -> None:
    asked: list[str] = []

    @replicas.read_from_replica
    def view(request: HttpRequest) -> HttpResponse:
        asked.append(Site.objects.db)
        with connections["replica"].cursor() as cursor:
            cursor.execute("SET statement_timeout = 10")
            cursor.execute("SELECT pg_sleep(5)")
        return HttpResponse()

    with pytest.raises(OperationalError, match="statement timeout"):
        view(RequestFactory().get("/"))
    assert asked == ["replica"]
    connections["replica"].close()


@pytest.mark.usefixtures("replica")
def test_a_row_read_from_the_replica_is_saved_on_the_primary(site: Site) -> None:
    shown = Site.objects.using("replica").get(pk=site.pk)
    shown.title = "Shop"
    shown.save(update_fields=["title"])
    assert Site.objects.get(pk=site.pk).title == "Shop"


def test_only_the_primary_is_migrated() -> None:
    router = replicas.Router()
    assert router.allow_migrate("default", "scanner")
    assert not router.allow_migrate("replica", "scanner")
    assert not router.allow_migrate("monitoring", "database")
