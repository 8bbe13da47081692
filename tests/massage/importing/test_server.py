"""The server: its own browser is answered, and nobody else."""

import http.client
import socket
import time

import pytest

from massage.importing.server import LOOPBACK


def ask(server, method="GET", path="", *, token=None, body=None, **headers):
    """Status and text of an answer; ``host`` and ``origin`` are sent as they are given."""
    connection = http.client.HTTPConnection(LOOPBACK, server.server_port, timeout=20)
    address = f"/{server.session.token if token is None else token}/{path}"
    sent = {
        "Host": server.host,
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    connection.request(method, address, body=body, headers=sent)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer, text


def test_it_listens_on_the_loopback_address_alone(server):
    assert server.server_address[0] == "127.0.0.1"
    assert server.address.startswith(f"http://127.0.0.1:{server.server_port}/")
    assert len(server.session.token) >= 32


def test_the_page_its_style_and_its_script_are_given(server):
    for path, kind in (("", "text/html"), ("import.css", "text/css"), ("import.js", "text/java")):
        answer, text = ask(server, path=path)
        assert answer.status == 200
        assert answer.headers["Content-Type"].startswith(kind)
        assert text


def test_nothing_but_its_own_files_may_be_loaded_and_nothing_is_kept(server):
    answer, text = ask(server)
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none';")
    assert "http" not in policy
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "http" not in text.replace("http-equiv", "")


@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "localhost.evil.example:80"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"token": "wrong"},
        {"token": ""},
    ],
)
def test_others_are_refused(server, method, headers):
    path = {"GET": "", "POST": "answers", "PUT": "file"}[method]
    answer, text = ask(server, method, path, body=b"" if method != "GET" else None, **headers)
    assert (answer.status, text) == (403, "Forbidden")
    assert server.session.answers == {}


def test_a_link_on_another_page_such_as_a_notebook_opens_it_and_a_frame_doesnt(server):
    opens = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate"}
    assert ask(server, Sec_Fetch_Dest="document", **opens)[0].status == 200
    assert ask(server, Sec_Fetch_Dest="iframe", **opens)[0].status == 403
    answer, _ = ask(server, "POST", "answers", body=b"", Sec_Fetch_Dest="document", **opens)
    assert answer.status == 403


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "etc/passwd"), ("GET", "../x"), ("POST", "x"), ("PUT", "x")]
)
def test_what_isnt_there_isnt_found(server, method, path):
    answer, _ = ask(server, method, path, body=b"")
    assert answer.status in (404, 413)


def test_what_is_too_large_is_refused_before_it_is_read(server):
    answer, _ = ask(server, "PUT", "file", Content_Length="9999999999")
    assert answer.status == 413
    assert len(server.session.paths) == 2


def test_answers_are_taken_and_put_back(server):
    name = server.session.ident(("rated",))
    _, text = ask(server, "POST", "answers", body=f"{name}=on+arrival".encode())
    assert server.session.answers == {("rated",): "on arrival"}
    assert "Put back" in text
    ask(server, "POST", "answers", body=f"{name}=on+arrival&put_back={name}".encode())
    assert server.session.answers == {}


def test_a_folder_that_cant_be_made_is_told_in_words(server, tmp_path):
    (tmp_path / "records").write_text("", encoding="utf-8")
    answer, text = ask(server, "POST", "make", body=b"")
    assert answer.status == 200
    assert 'role="alert"' in text


def test_two_names_are_told_when_they_are_asked_for(server):
    [pair] = [q for q in server.session.model().questions if q.key[0] == "same"][:1]
    _, page = ask(server)
    answer, text = ask(server, "POST", "names", body=f"name={server.session.ident(pair.key)}")
    assert answer.status == 200
    assert pair.key[1] in text
    assert pair.key[1] not in page.casefold()


def test_a_browser_that_says_nothing_holds_nobody_up(server):
    with socket.create_connection((LOOPBACK, server.server_port)):
        assert ask(server)[0].status == 200


def test_its_end_takes_handed_over_files_away(server):
    ask(server, "PUT", "file", body=b"a,b\n1,2\n", X_Name="more%20appointments.csv")
    path = server.session.paths[-1]
    assert path.name == "more appointments.csv"
    _, text = ask(server, "POST", "end", body=b"")
    assert "The import is closed" in text
    until = time.monotonic() + 10
    while path.exists() and time.monotonic() < until:
        time.sleep(0.01)
    assert not path.exists()
