"""Records at an address: the same answers as from a file; what stands in the way is said.

Those that read a store are left out where DuckDB's extension isn't installed (`.[store]`).
"""

import json
import shutil
import subprocess
import tempfile
import time

import duckdb
import pytest

from massage.__main__ import main
from massage.registry import store
from massage.registry.place import PlaceError, find_place
from massage.registry.store import load_extension, reaching
from tests.massage.registry import bucket
from tests.massage.registry.records import assert_alike, make_records

PATH = "?s3_url_style=path"  # the bucket's name in the path: loopback has no name for each bucket


def has_extension():
    with duckdb.connect(config={"autoinstall_known_extensions": "false"}) as connection:
        load_extension(connection)
        [[loaded]] = connection.sql(
            "SELECT loaded FROM duckdb_extensions() WHERE extension_name = 'httpfs'"
        ).fetchall()
    return loaded


needs_extension = pytest.mark.skipif(not has_extension(), reason="needs .[store]")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bucket")
    sessions = make_records(n_clients=60).sort_values(["client_id", "day"])
    codes = sessions["client_id"].unique()
    for name, gone in {"records": [], "unlike": ["sleep_quality"]}.items():
        (folder / name).mkdir()
        for k in range(2):
            some = sessions[sessions["client_id"].isin(codes[k::2])]
            some = some.drop(columns=gone if k else [])
            some.to_parquet(folder / name / f"part_{k}.parquet", index=False)
    sessions.to_parquet(folder / "all.parquet", index=False)
    return folder


@pytest.fixture
def address(folder, monkeypatch, tmp_path):
    """Host and port of a bucket, and the right keys in the environment; nothing is left aside."""
    aside = tmp_path / "aside"
    aside.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(aside))
    monkeypatch.setenv("HOME", str(tmp_path))
    with bucket.serve(folder) as address:
        given = {
            "AWS_ACCESS_KEY_ID": bucket.KEY, "AWS_SECRET_ACCESS_KEY": bucket.SECRET,
            "AWS_REGION": "nowhere-1", "DUCKDB_S3_ENDPOINT": address, "DUCKDB_S3_USE_SSL": "false",
        }  # fmt: skip
        for name, value in given.items():
            monkeypatch.setenv(name, value)
        yield address
    assert not list(aside.iterdir())


@needs_extension
@pytest.mark.parametrize(
    "place",
    ["s3://chain/all.parquet", "s3://chain/records/*.parquet", "s3://chain/records/",
     "http://{address}/open/all.parquet"],
)  # fmt: skip
def test_a_store_answers_as_the_file_does(place, address, folder, capsys):
    told = []
    place = place.format(address=address)
    for given in (str(folder / "all.parquet"), place + PATH * place.startswith("s3")):
        assert main(["check", given, "--engine", "duckdb"]) == 0
        said = capsys.readouterr().out.split(": ", 1)[1]
        assert main(["results", given, "--engine", "duckdb", "--claims"]) == 0
        found = json.loads(capsys.readouterr().out)
        told.append({"said": said, **found})
    assert told[1].pop("source")["file"] == place
    told[0].pop("source")
    assert_alike(told[1], told[0])


@needs_extension
@pytest.mark.parametrize(
    ("place", "settings", "said"),
    [
        ("s3://nobody/all.parquet", {}, "no bucket, folder or Parquet file"),
        ("s3://chain/none.parquet", {}, "no bucket, folder or Parquet file"),
        ("s3://chain/none/", {}, "no bucket, folder or Parquet file"),
        ("s3://chain/all.parquet", {"AWS_SECRET_ACCESS_KEY": "wrong"}, "without the right key"),
        ("s3://chain/all.parquet", {"AWS_ACCESS_KEY_ID": "wrong"}, "without the right key"),
        ("s3://chain/records/", {"DUCKDB_S3_ENDPOINT": "127.0.0.1:1"}, "nothing answers there"),
        ("http://127.0.0.1:1/all.parquet", {}, "nothing answers there"),
        ("http://nobody.invalid/all.parquet", {}, "nothing answers there"),
    ],
)
@pytest.mark.usefixtures("address")
def test_what_stands_in_the_way_is_said_at_once(place, settings, said, monkeypatch, capsys):
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    for command in ("check", "results"):
        begun = time.monotonic()
        assert main([command, place + PATH * place.startswith("s3")]) == 1
        assert time.monotonic() - begun < 10
        printed = capsys.readouterr()
        [line] = printed.err.splitlines()
        assert line.startswith(f"{place} can't be read: ")
        assert said in line
        assert printed.out == ""


@needs_extension
@pytest.mark.usefixtures("address")
@pytest.mark.parametrize("command", ["check", "results"])
def test_a_folder_whose_files_hold_unlike_columns_is_refused(command, capsys):
    assert main([command, f"s3://chain/unlike/{PATH}"]) == 1
    first, second = "".join(capsys.readouterr()).splitlines()
    assert first == "s3://chain/unlike/ is not sound:"  # settings may hold a key
    assert second.startswith("sleep_quality: part_1.parquet lacks this column")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate of loopback's own, with its key, which nobody vouches for."""
    path = tmp_path_factory.mktemp("certificate") / "own.pem"
    kind = ["-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    named = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(path), "-out", "-"]
    made = subprocess.run(
        ["openssl", "req", *kind, *named], check=True, capture_output=True, text=True
    )
    path.write_text(path.read_text() + made.stdout)
    return path


@needs_extension
@pytest.mark.skipif(not shutil.which("openssl"), reason="needs openssl")
@pytest.mark.usefixtures("address")
@pytest.mark.parametrize("place", ["s3://chain/all.parquet", "https://{address}/open/all.parquet"])
def test_a_store_s_own_certificate_counts_where_it_is_named(
    place, folder, certificate, monkeypatch, capsys
):
    with bucket.serve(folder, certificate) as secure:
        place = place.format(address=secure)
        asked = ["check", place + PATH * place.startswith("s3"), "--engine", "duckdb"]
        monkeypatch.setenv("DUCKDB_S3_ENDPOINT", secure)
        monkeypatch.setenv("DUCKDB_S3_USE_SSL", "true")
        assert main(asked) == 1
        [line] = capsys.readouterr().err.splitlines()
        assert "nobody whom this computer trusts" in line
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert main(asked) == 0
        assert "is sound" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("IO Error: HTTP HEAD error reading 's3://c/a.parquet' (HTTP 403 Forbidden)", "right key"),
        (
            "HTTP Error: reading 's3://c/a.parquet' (HTTP 404 Not Found)\n\nNoSuchBucket",
            "no bucket",
        ),
        ("IO Error: SSL peer certificate was not OK error for HTTP HEAD to 'a'", "vouches"),
        ("IO Error: Could not resolve hostname error for HTTP GET to 'a'", "nothing answers"),
        ("IO Error: s3://c/a.parquet?s3_secret=abc is torn\nhere", "s3://c/a.parquet is torn"),
    ],
)
def test_errors_of_a_store_are_put_in_words(error, said):
    place = find_place("s3://c/a.parquet?s3_secret=abc")
    with pytest.raises(PlaceError, match=said) as refused, reaching(place):
        raise duckdb.IOException(error)
    assert "abc" not in str(refused.value)
    assert len(str(refused.value).splitlines()) == 1


def test_errors_of_a_file_stay_as_they_are(folder):
    with (
        pytest.raises(duckdb.IOException, match="torn"),
        reaching(find_place(str(folder / "all.parquet"))),
    ):
        raise duckdb.IOException("torn")


def test_a_key_in_an_address_is_not_repeated(capsys, monkeypatch, tmp_path):
    monkeypatch.setattr(store, "find_spec", lambda _: None)
    monkeypatch.setenv("HOME", str(tmp_path))
    for text in ("s3://chain/a.parquet?s3_secret_access_key=abc", "s3://chain/a.csv?key=abc"):
        assert main(["results", text]) == 1
        said = capsys.readouterr().err
        assert said.startswith(f"{text.split('?')[0]} can't be read")
        assert "abc" not in said
