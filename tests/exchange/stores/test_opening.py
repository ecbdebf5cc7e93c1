"""How a store is found and who asks it: a small server of our own tells what was sent to it."""

import base64
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from dorsale.exchange.stores import Address, Credentials, StoreError, open_store

MARKER = "http://example.org/sync"


class _Demanding(BaseHTTPRequestHandler):
    """Answers questions at ``/sparql`` to who brings what ``server.demanded`` names; takes updates and forgets them."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("content-length", 0)))
        got = self.headers.get("authorization", "")
        self.server.seen.append((self.path, got))  # type: ignore[attr-defined]
        scheme, expected = self.server.demanded  # type: ignore[attr-defined]
        if not self.path.startswith("/sparql"):
            self._answer(404, b"nothing here")
        elif scheme and got != expected:
            self._answer(401, b"who are you?", ("WWW-Authenticate", f'{scheme} realm="store"'))
        else:
            self._answer(200, json.dumps({"head": {"vars": []}, "results": {"bindings": []}}).encode())

    def _answer(self, status: int, body: bytes, *headers: tuple[str, str]) -> None:
        self.send_response(status)
        for name, value in (*headers, ("Content-Length", str(len(body)))):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is that of the library
        pass


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Demanding) as found:
        found.seen = []  # type: ignore[attr-defined]
        found.demanded = ("", "")  # type: ignore[attr-defined]
        thread = threading.Thread(target=found.serve_forever)
        thread.start()
        yield found
        found.shutdown()
        thread.join()


def _url(server: ThreadingHTTPServer) -> str:
    return f"http://127.0.0.1:{server.server_port}"


def test_the_endpoint_is_found(server: ThreadingHTTPServer) -> None:
    with open_store(Address(to=_url(server) + "/"), Credentials(), marker=MARKER, write=False) as store:
        assert store.query == f"{_url(server)}/sparql"
        assert store.update is None
        with pytest.raises(StoreError, match="--update"):
            store.write("CLEAR ALL")


def test_an_update_that_does_nothing_is_not_believed(server: ThreadingHTTPServer) -> None:
    with (
        pytest.raises(StoreError, match="takes an update without doing it"),
        open_store(Address(to=_url(server)), Credentials(), marker=MARKER),
    ):
        pass


@pytest.mark.parametrize("scheme", ["Basic", "basic"])
def test_basic_is_sent_when_it_is_demanded(server: ThreadingHTTPServer, scheme: str) -> None:
    expected = "Basic " + base64.b64encode("é:pass:word".encode()).decode()
    server.demanded = (scheme, expected)  # type: ignore[attr-defined]
    who = Credentials(user="é", password="pass:word")  # noqa: S106
    with open_store(Address(to=f"{_url(server)}/sparql"), who, marker=MARKER, write=False) as store:
        assert not store.ask("?s ?p ?o")
    assert [got for _, got in server.seen] == ["", expected, expected]  # type: ignore[attr-defined]


def test_a_token_is_sent_at_once(server: ThreadingHTTPServer) -> None:
    server.demanded = ("Bearer", "Bearer t0ken")  # type: ignore[attr-defined]
    who = Credentials(token="t0ken")  # noqa: S106
    with open_store(Address(to=f"{_url(server)}/sparql"), who, marker=MARKER, write=False):
        pass
    assert [got for _, got in server.seen] == ["Bearer t0ken"]  # type: ignore[attr-defined]


def test_nothing_secret_goes_unencrypted_to_another_machine() -> None:
    """192.0.2.1 is nobody's (RFC 5737): the refusal comes before a connection."""
    who = Credentials(token="t0ken")  # noqa: S106
    with (
        pytest.raises(StoreError, match="plain HTTP"),
        open_store(Address(to="http://192.0.2.1/sparql"), who, marker=MARKER, write=False),
    ):
        pass
    assert "t0ken" not in repr(who)


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("ftp://127.0.0.1/", "http://"),
        ("http://dba:s3cret@127.0.0.1:9/sparql", "DORSALE_STORE_PASSWORD"),
        ("http://127.0.0.1:9/sparql", "cannot be reached"),
    ],
)
def test_wrong_addresses(address: str, message: str) -> None:
    with (
        pytest.raises(StoreError, match=message) as raised,
        open_store(Address(to=address), Credentials(), marker=MARKER),
    ):
        pass
    assert "s3cret" not in str(raised.value)
