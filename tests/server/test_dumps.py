"""The dumps over HTTP: whole, by range, with the sizes and checksums that the catalogue states."""

import base64
import gzip
import hashlib
import io
import json
import zipfile

import httpx
import pyoxigraph as ox

from dorsale.release import Release

STATED = """
PREFIX dcat: <http://www.w3.org/ns/dcat#> PREFIX spdx: <http://spdx.org/rdf/terms#>
SELECT DISTINCT ?url ?size ?sum ?type {
  ?d dcat:downloadURL ?url ; dcat:byteSize ?size ; dcat:mediaType ?type ; spdx:checksum/spdx:checksumValue ?sum
}"""


def test_every_dump_is_what_the_catalogue_states(client: httpx.Client, release: Release) -> None:
    store = ox.Store()
    store.load(client.get("/catalog", headers={"accept": "text/turtle"}).content, format=ox.RdfFormat.TURTLE)
    store.load(client.get("/dataset", headers={"accept": "text/turtle"}).content, format=ox.RdfFormat.TURTLE)
    stated = store.query(STATED)
    assert isinstance(stated, ox.QuerySolutions)
    rows = [{key: row[key].value for key in ("url", "size", "sum", "type")} for row in stated]
    assert len(rows) == len(release.downloads) == 8
    for row in rows:
        response = client.get("/dumps/" + row["url"].rpartition("/")[2])
        assert response.status_code == 200
        assert len(response.content) == int(row["size"]) == int(response.headers["content-length"])
        assert hashlib.sha256(response.content).hexdigest() == row["sum"]
        media_type = row["type"].partition("media-types/")[2]
        if media_type in ("text/csv", "text/tab-separated-values"):
            assert response.headers["content-type"] == "application/zip"
            assert zipfile.ZipFile(io.BytesIO(response.content)).testzip() is None
            continue
        assert response.headers["content-type"] == "application/gzip"
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
    for odd in ("bytes", "bytes=", "bytes=9-2", "bytes=a-b", "bytes=-", "rows=0-9", "bytes=0-9;", "=", "\xff"):
        found = client.get(path, headers=[(b"range", odd.encode("latin-1"))])
        assert (found.status_code, found.content) == (200, whole), odd
    assert client.get(path, headers={"if-none-match": head.headers["etag"]}).status_code == 304


def test_sums_and_unknown_names(client: httpx.Client, release: Release) -> None:
    sums = client.get("/dumps/SHA256SUMS").text
    assert sorted(sums.splitlines()) == sorted(f"{one.sha256}  {one.name}" for one in release.downloads)
    for name in ("nothing.ttl.gz", "..%2Fmanifest.json", "%2e%2e/manifest.json"):
        assert client.get(f"/dumps/{name}").status_code == 404


def test_every_table_is_what_its_description_states(client: httpx.Client, release: Release) -> None:
    answer = client.get("/tables/datapackage.json")
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    described = json.loads(answer.content)
    assert len(described["resources"]) > 20
    for resource in described["resources"]:
        table = client.get(f"/tables/{resource['path']}")
        assert table.headers["content-type"] == "text/csv; charset=utf-8; header=present"
        assert len(table.content) == resource["bytes"] == int(table.headers["content-length"])
        assert f"sha256:{hashlib.sha256(table.content).hexdigest()}" == resource["hash"]
    etag = client.head("/tables/deals.csv").headers["etag"]
    assert client.get("/tables/deals.csv", headers={"if-none-match": etag}).status_code == 304
    part = client.get("/tables/deals.csv", headers={"range": "bytes=0-3", "accept-encoding": "gzip"})
    assert (part.status_code, part.content) == (206, b"deal")
    for name in ("nothing.csv", "..%2Fmanifest.json", "%2e%2e/manifest.json", "manifest.json"):
        assert client.get(f"/tables/{name}").status_code == 404


def test_mapping_sets_are_served_one_by_one(client: httpx.Client, release: Release) -> None:
    for path in sorted((release.path / "sssom").iterdir()):
        found = client.get(f"/sssom/{path.name}", headers={"accept-encoding": "identity"})
        assert found.headers["content-type"] == "text/tab-separated-values; charset=utf-8"
        assert found.content == path.read_bytes()
        assert found.headers["etag"] == f'"{hashlib.sha256(found.content).hexdigest()}"'
    for name in ("nothing.sssom.tsv", "..%2Fmanifest.json", "%2e%2e/manifest.json", "manifest.json"):
        assert client.get(f"/sssom/{name}").status_code == 404
