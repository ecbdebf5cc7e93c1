"""The dumps over HTTP: whole, by range, with the sizes and checksums that the catalogue states."""

import base64
import gzip
import hashlib

import httpx
import pyoxigraph as ox

from dorsale.release import Release

STATED = """
PREFIX dcat: <http://www.w3.org/ns/dcat#> PREFIX spdx: <http://spdx.org/rdf/terms#>
SELECT ?url ?size ?sum ?type {
  ?d dcat:downloadURL ?url ; dcat:byteSize ?size ; dcat:mediaType ?type ; spdx:checksum/spdx:checksumValue ?sum
}"""


def test_every_dump_is_what_the_catalogue_states(client: httpx.Client, release: Release) -> None:
    store = ox.Store()
    store.load(client.get("/catalog", headers={"accept": "text/turtle"}).content, format=ox.RdfFormat.TURTLE)
    store.load(client.get("/dataset", headers={"accept": "text/turtle"}).content, format=ox.RdfFormat.TURTLE)
    stated = store.query(STATED)
    assert isinstance(stated, ox.QuerySolutions)
    rows = [{key: row[key].value for key in ("url", "size", "sum", "type")} for row in stated]
    assert len(rows) == len(release.dumps) == 6
    for row in rows:
        response = client.get("/dumps/" + row["url"].rpartition("/")[2])
        assert response.status_code == 200
        assert len(response.content) == int(row["size"]) == int(response.headers["content-length"])
        assert hashlib.sha256(response.content).hexdigest() == row["sum"]
        assert response.headers["content-type"] == "application/gzip"
        media_type = row["type"].partition("media-types/")[2]
        assert any(True for _ in ox.parse(gzip.decompress(response.content), ox.RdfFormat.from_media_type(media_type)))


def test_ranges_and_validators(client: httpx.Client, release: Release) -> None:
    dump = release.dumps[0]
    path, whole = f"/dumps/{dump.name}", dump.path.read_bytes()
    head = client.head(path)
    assert head.headers["accept-ranges"] == "bytes"
    assert head.headers["etag"] == f'"{dump.sha256}"'
    digest = base64.b64decode(head.headers["repr-digest"].removeprefix("sha-256=:").removesuffix(":"))
    assert digest.hex() == dump.sha256
    part = client.get(path, headers={"range": "bytes=100-199"})
    assert (part.status_code, part.content) == (206, whole[100:200])
    assert part.headers["content-range"] == f"bytes 100-199/{len(whole)}"
    last = client.get(path, headers={"range": "bytes=-50", "if-range": head.headers["etag"]})
    assert (last.status_code, last.content) == (206, whole[-50:])
    stale = client.get(path, headers={"range": "bytes=0-9", "if-range": '"another"'})
    assert (stale.status_code, stale.content) == (200, whole)
    assert client.get(path, headers={"range": f"bytes={len(whole)}-"}).status_code == 416
    assert client.get(path, headers={"if-none-match": head.headers["etag"]}).status_code == 304


def test_sums_and_unknown_names(client: httpx.Client, release: Release) -> None:
    sums = client.get("/dumps/SHA256SUMS").text
    assert sorted(sums.splitlines()) == sorted(f"{dump.sha256}  {dump.name}" for dump in release.dumps)
    for name in ("nothing.ttl.gz", "..%2Fmanifest.json", "%2e%2e/manifest.json"):
        assert client.get(f"/dumps/{name}").status_code == 404
