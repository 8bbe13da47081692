"""What is run again for a report: all that something it is made from changed for, and no more."""

import json
import os

import nbformat
import pytest

from analysis import PAIN
from massage.hosted import HOSTED
from massage.provenance import truth_beside
from massage.report import memory
from massage.report.build import build_report
from massage.report.lines import NO_BREAK
from massage.report.memory import MEMORY, keep_runs, run_changed
from massage.report.run import NotebookError
from massage.worlds import simulate_sessions
from tests.test_stopping import write_books

ALL = {"00_records", "01_own", "02_published"}


class Report:
    """Three notebooks: of records, of nothing but the project's data, and of published data."""

    def __init__(self, folder, monkeypatch):
        self.folder, self.parameters, self.ran = folder, {"OUTCOMES": "pain"}, set()
        for name in ("books", "data/calibration", "code", "external", "out", "aside"):
            (folder / name).mkdir(parents=True)
        write_books(folder / "books", **dict.fromkeys(sorted(ALL), "1"))
        self.edit("01_own", lambda book: book.cells.pop(1))
        self.edit("02_published", lambda book: book.cells.pop(1))
        self.edit("02_published", lambda book: book.metadata.update(needs_external_data=True))
        for name in ("records.csv", "data/calibration/rates.csv", "data/evidence.csv",
                     "code/module.py", "external/back_pain_trial.csv"):  # fmt: skip
            (folder / name).write_text("before")
        monkeypatch.setattr(memory, "CODE", [folder / "code"])
        monkeypatch.setattr(memory, "run_notebooks", self.run_notebooks)
        monkeypatch.setenv("EXTERNAL_DATA", str(folder / "external"))
        self.meanwhile = lambda: None

    def edit(self, name, change):
        path = self.folder / "books" / f"{name}.ipynb"
        book = nbformat.read(path, as_version=4)
        change(book)
        nbformat.write(book, path)

    def run_notebooks(self, paths, *_):
        self.meanwhile()
        self.ran = {path.stem for path in paths}
        books = [nbformat.read(path, as_version=4) for path in paths]
        for book in books:
            text = (self.folder / "records.csv").read_text()
            book.cells[-1].outputs = [nbformat.v4.new_output("stream", text=f"shows {text}")]
        return books

    def run(self):
        """Names of the notebooks that were run, and all outputs."""
        self.ran = set()
        books = run_changed(
            sorted((self.folder / "books").iterdir()), self.parameters,
            self.folder / "records.csv", self.folder / "out", self.folder / "aside",
        )  # fmt: skip
        keep_runs(self.folder / "aside", self.folder / "out")
        return self.ran, [book.cells[-1].outputs for book in books]


@pytest.fixture
def report(tmp_path, monkeypatch):
    """The report after its first run, in which every notebook was run."""
    made = Report(tmp_path, monkeypatch)
    assert made.run()[0] == ALL
    return made


def test_nothing_is_run_again_where_nothing_changed(report):
    kept = (report.folder / "out" / MEMORY).read_bytes()
    ran, outputs = report.run()
    assert ran == set()
    assert [shown[0].text for shown in outputs] == ["shows before"] * 3
    assert (report.folder / "out" / MEMORY).read_bytes() == kept


@pytest.mark.parametrize(
    ("name", "again"),
    [
        ("records.csv", {"00_records"}),
        ("records.truth.json", {"00_records"}),
        ("external/back_pain_trial.csv", {"02_published"}),
        ("data/calibration/rates.csv", ALL),
        ("data/calibration/new.csv", ALL),
        ("data/evidence.csv", ALL),
        ("code/module.py", ALL),
        ("code/words.toml", ALL),
        ("code/module.pyc", set()),
        ("mine.txt", set()),
        ("external/mine.csv", set()),
    ],
)
def test_a_file_that_changed(name, again, report):
    (report.folder / name).write_text("after")
    assert report.run()[0] == again
    assert report.run()[0] == set()
    (report.folder / name).write_text("before")
    assert report.run()[0] == again


def test_the_truth_beside_the_records_is_the_one_that_is_looked_at(report):
    assert truth_beside(report.folder / "records.csv").name == "records.truth.json"


def test_a_notebook_that_changed(report):
    report.edit("01_own", lambda book: book.cells[-1].update(source="2"))
    assert report.run()[0] == {"01_own"}


@pytest.mark.parametrize(
    ("place", "name", "value"),
    [
        (memory, "version", lambda name: f"another {name}"),
        (memory.sys, "version", "another Python"),
    ],
    ids=["libraries", "Python"],
)
def test_other_versions(place, name, value, report, monkeypatch):
    monkeypatch.setattr(place, name, value)
    assert report.run()[0] == ALL


def test_other_parameters_and_a_hosted_service(report, monkeypatch):
    report.parameters["OUTCOMES"] = "sleep"
    assert report.run()[0] == ALL
    monkeypatch.setenv(HOSTED, "here")
    assert report.run()[0] == ALL


def test_one_library_that_changed_is_enough(report, monkeypatch):
    before = memory.version
    monkeypatch.setattr(memory, "version", lambda name: "0" if name == "scipy" else before(name))
    assert report.run()[0] == ALL


def damage(text):
    """What may have become of a memory: cut off, altered within, of another kind."""
    kept = json.loads(text)
    altered = {
        "cut off": text[: len(text) // 2],
        "empty": "",
        "no text": "\udcff",
        "deep": "[" * 100_000,
        "a list": "[1]",
        "of other kinds": json.dumps({name: [1] for name in ALL}),
        "other words": text.replace("shows before", "shows beside"),
        "no fingerprint": json.dumps({name: {"notebook": "{}"} for name in ALL}),
        "no notebook": json.dumps({name: one | {"notebook": 1} for name, one in kept.items()}),
    }
    assert all(other != text for other in altered.values())
    return altered


@pytest.mark.parametrize("kind", damage('{"a": {"b": "shows before"}}'))
def test_a_damaged_memory_is_ignored(kind, report):
    path = report.folder / "out" / MEMORY
    text = damage(path.read_text(encoding="utf-8"))[kind]
    path.write_text(text, encoding="utf-8", errors="surrogateescape")
    ran, outputs = report.run()
    assert ran == ALL
    assert [shown[0].text for shown in outputs] == ["shows before"] * 3
    assert report.run()[0] == set()


def test_runs_under_each_others_names_are_not_mixed_up(report):
    path = report.folder / "out" / MEMORY
    kept = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(dict(zip(kept, reversed(kept.values()), strict=True))))
    assert report.run()[0] == ALL - {"01_own"}


def test_what_changes_during_a_run_is_not_kept(report):
    records = report.folder / "records.csv"
    records.write_text("old")
    report.meanwhile = lambda: records.write_text("new")
    assert report.run()[0] == {"00_records"}
    report.meanwhile = lambda: None
    records.write_text("old")
    ran, outputs = report.run()
    assert ran == {"00_records"}
    assert outputs[0][0].text == "shows old"


def test_a_run_that_fails_leaves_what_was_kept(report):
    def stop():
        raise NotebookError("stopped")

    kept = (report.folder / "out" / MEMORY).read_bytes()
    (report.folder / "code" / "module.py").write_text("after")
    report.meanwhile = stop
    with pytest.raises(NotebookError):
        report.run()
    assert (report.folder / "out" / MEMORY).read_bytes() == kept


def test_a_second_report_is_the_same_page_without_a_kernel(tmp_path, monkeypatch):
    records, folder, out = tmp_path / "few.csv", tmp_path / "books", tmp_path / "report"
    rated = simulate_sessions("plain", n_clients=12, seed=1)[["client_id", "day", "pain_before"]]
    rated.to_csv(records, index=False)
    folder.mkdir()
    show = "from massage import say; say(open(SESSIONS).readline()); {'a': SESSIONS[:1]}"
    write_books(folder, **{"00_shows": show})
    page = build_report(records, out, [PAIN], folder).read_bytes()
    kept = (out / MEMORY).read_text(encoding="utf-8")
    assert "client_id,day" in kept
    assert str(records) not in kept
    os.remove(out / "index.html")
    with monkeypatch.context() as patched:
        patched.setattr(memory, "run_notebooks", lambda *_: pytest.fail("was run"))
        assert build_report(records, out, [PAIN], folder).read_bytes() == page
    with records.open("a") as file:
        file.write("Z9,0,\n")
    monkeypatch.setattr("massage.report.page.write_pages", lambda *_: {"index.html": ""})
    build_report(records, out, [PAIN], folder)
    assert (out / MEMORY).read_text(encoding="utf-8") != kept


def read_all(index):
    """The text of every page of a report."""
    pages = [index, *index.parent.glob("pages/*.html")]
    return " ".join(one.read_text(encoding="utf-8") for one in pages).replace(NO_BREAK, " ")


def test_a_report_about_other_clients_is_run_again(tmp_path):
    """Each notebook is told whom it is about, and what is kept is about just these."""
    records, folder, out = tmp_path / "some.csv", tmp_path / "books", tmp_path / "report"
    columns = ["client_id", "day", "pain_before", "pain_site"]
    simulate_sessions("practice", n_clients=60, seed=1)[columns].to_csv(records, index=False)
    folder.mkdir()
    show = "from massage import open_practice, say; say(open_practice(SESSIONS, '', SITES).source)"
    write_books(folder, **{"00_shows": show})
    back, neck = (
        read_all(build_report(records, out, [PAIN], folder, sites=sites))
        for sites in (("low_back", "upper_back"), ("neck",))
    )
    of_the_back = "Only clients who came for the low back or upper back (n = "
    assert back.count(of_the_back) == 3  # below both pages, and in the notebook
    assert neck.count("Only clients who came for the neck (n = ") == 3
    assert of_the_back not in neck
    assert "say about massage and back pain</title>" in back
    assert "say about massage and pain</title>" in neck
    assert "of 60) are looked at" in back
