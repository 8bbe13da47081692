"""A report of records that an engine keeps: its front, with what clients and sums tell."""

import pytest

from analysis import PAIN, Outcome, load_sessions
from massage.__main__ import main
from massage.board.describe import describe_board
from massage.figures import list_next, list_sure
from massage.registry.place import find_place
from massage.registry.practice import open_large
from massage.registry.sizes import LARGE
from massage.report import front
from tests.massage.report.pages import check_report, read_report

LEFT_OUT = "These records are too many to be held in memory at once."


@pytest.fixture(scope="module")
def parts(practice, tmp_path_factory):
    """The synthetic practice as a folder of two Parquet files."""
    folder = tmp_path_factory.mktemp("parts")
    sessions = load_sessions(practice)
    for k in range(2):
        some = sessions[(sessions["client_id"].factorize()[0] % 2) == k]
        some.to_parquet(folder / f"part_{k}.parquet", index=False)
    return folder


@pytest.fixture(scope="module")
def large(parts):
    with open_large(find_place(str(parts)), "duckdb") as practice:
        yield practice


def test_the_board_is_that_of_a_practice_in_memory(large, clinic):
    assert describe_board(large).alternative == describe_board(clinic).alternative
    assert large.for_back is None


def test_each_figure_shows_what_it_shows_of_a_practice_in_memory(large, clinic):
    """Figures are named by what they say; two need every session and aren't there."""
    of_both = [
        [one for make in (front.list_who_came, list_next, list_sure) for one in make(practice)]
        for practice in (large, clinic)
    ]
    shown, whole = [
        {one.alternative: one for one in listed if not one.withheld} for listed in of_both
    ]
    assert len(whole) - len(shown) == 2
    assert len(shown) == 6
    for name, one in shown.items():
        assert one.says == whole[name].says
        assert one.data is None or one.data.equals(whole[name].data)


def test_the_checks_are_the_same(large, clinic):
    assert front.tabulate_checks(large).equals(front.tabulate_checks(clinic))


@pytest.mark.parametrize("column", ["pain_before", "sleep_quality", "nothing"])
def test_clients_with_a_rating_are_counted_by_the_engine(large, clinic, column):
    one = Outcome(column, 0, 10, better="lower")
    assert large.count_rated(one) == clinic.count_rated(one)
    assert (clinic.count_rated(one) > 200) == (column != "nothing")


def test_large_records_get_a_front_that_says_what_is_left_out(
    practice, tmp_path, monkeypatch, capsys
):
    monkeypatch.setitem(LARGE, "csv", 1)
    out = tmp_path / "out"
    (out / "pages").mkdir(parents=True)
    (out / "pages" / "03_old.html").write_text("of an earlier report")
    assert main(["report", str(practice), "--out", str(out)]) == 0
    assert str(out / "index.html") in capsys.readouterr().out
    page = check_report(out / "index.html", 0)
    assert LEFT_OUT in page.text
    said = page.text.replace("\N{NO-BREAK SPACE}", " ")
    assert "it may be off by 0.04 points of pain. A direction is named only beyond that." in said
    assert "Made-up records" in page.find(id="answer").text
    assert not page.select("#claims, #steps, #back")
    assert [link["href"] for link in page.select("nav.bar a")] == [
        "#answer", "#came", "#sure", "#checks",
    ]  # fmt: skip


def test_a_folder_has_a_front_too(parts, tmp_path):
    out = tmp_path / "out"
    assert main(["report", str(parts), "--out", str(out), "--outcome", "pain"]) == 0
    [front_page] = read_report(out / "index.html").values()
    assert "the records that you named" in front_page.footer.text
    assert "Made-up" not in front_page.find(id="answer").text
    assert PAIN.name.capitalize() in front_page.find(id="answer").text


def test_broken_records_leave_the_report_that_was_there(practice, tmp_path, capsys):
    path, out = tmp_path / "bad.csv", tmp_path / "out"
    load_sessions(practice).head(50).assign(pain_before=11).to_csv(path, index=False)
    out.mkdir()
    (out / "index.html").write_text("the report before")
    assert main(["report", str(path), "--engine", "duckdb", "--out", str(out)]) == 1
    assert "pain_before: 11 is" in capsys.readouterr().err
    assert [one.name for one in out.iterdir()] == ["index.html"]
    assert (out / "index.html").read_text() == "the report before"


def test_a_front_is_about_those_who_came_for_a_site(practice, tmp_path):
    out = tmp_path / "out"
    given = ["report", str(practice), "--engine", "duckdb", "--outcome", "pain"]
    assert main([*given, "--site", "low_back", "--out", str(out)]) == 0
    page = check_report(out / "index.html", 0)
    said = page.text.replace("\N{NO-BREAK SPACE}", " ")
    assert "Only clients who came for the low back (n = 95 of 240) are looked at." in said
    assert "back pain" in page.find(id="answer").text
