"""The pack of figures: its files, its words, and what it keeps to itself."""

import re

import pandas as pd
import pytest
from PIL import Image

from analysis import load_sessions
from analysis.plan import PLAN
from analysis.schema import PAIN
from massage.__main__ import main
from massage.figures import catalogue
from massage.figures.catalogue import CATALOGUE, list_figures
from massage.figures.figure import withhold
from massage.practice import Practice
from massage.provenance import SYNTHETIC
from massage.report import pack
from massage.report.pack import keep_large, write_captions
from massage.words.formats import SMALLEST_GROUP
from massage.worlds import simulate_sessions
from tests.massage.report.practices import KINDS

DRAWN = {"frequency", "courses", "improvement", "one-course"}
SLOW = {"other-choices"}  # 192 fits for each outcome; drawn in tests/massage/figures/test_within.py
QUICK = [one for one in CATALOGUE if one.name not in SLOW]


@pytest.fixture(scope="module")
def folder(practice, tmp_path_factory):
    """A pack of a few entries; the other entries' data and words are looked at without drawing."""
    out = tmp_path_factory.mktemp("pack")
    (out / "figures").mkdir()
    earlier = out / "figures"
    (earlier / "mine.txt").write_text("something else")
    (earlier / "99-old.png").write_text("of other records")
    (earlier / "catalogue.csv").write_text("figure\n99-old\n")
    with pytest.MonkeyPatch.context() as patch:
        keep_entries(patch, DRAWN)
        assert main(["figures", str(practice), "--out", str(out), "--outcome", "pain"]) == 0
    return earlier


@pytest.fixture(scope="module")
def own(practice):
    return Practice(load_sessions(practice), (PAIN,))


@pytest.fixture(scope="module")
def shared(own):
    """Every figure of the practice as it is handed on, with its name."""
    return [(entry.name, figure) for entry, _, figure in list_quickly(own) if not figure.withheld]


def keep_entries(patch, names):
    kept = [one for one in CATALOGUE if one.name in names]
    patch.setattr(catalogue, "CATALOGUE", kept)
    patch.setattr(pack, "CATALOGUE", kept)


def list_quickly(practice):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalogue, "CATALOGUE", QUICK)
        return list(list_figures(practice))


def test_the_catalogue_can_be_read_before_anything_is_drawn():
    names = [entry.name for entry in CATALOGUE]
    assert len(set(names)) == len(names)
    assert all(entry.ask(PLAN).endswith("?") for entry in CATALOGUE)
    assert all(entry.about for entry in CATALOGUE)
    assert {entry.notebook for entry in CATALOGUE} == {
        "00", "01", "02", "03", "05", "06", "07", "08", "09",
    }  # fmt: skip


def test_each_figure_is_there_in_three_forms_with_its_data(folder):
    listed = pd.read_csv(folder / "catalogue.csv", keep_default_na=False)
    shown = listed.loc[listed["left out because"] == "", "figure"]
    assert len(shown) == 3
    files = {f"{name}.{kind}" for name in shown for kind in ("svg", "pdf", "png", "csv")}
    assert {path.name for path in folder.iterdir()} == files | {
        "captions.md", "catalogue.csv", "mine.txt",
    }  # fmt: skip
    for name in shown:
        assert len(pd.read_csv(folder / f"{name}.csv")) >= 1


def test_each_carries_its_words(folder):
    captions = (folder / "captions.md").read_text(encoding="utf-8")
    for path in folder.glob("*.png"):
        with Image.open(path) as image:
            assert image.info["dpi"] == pytest.approx((300, 300), abs=0.1)
            words, title = image.info["Description"], image.info["Title"]
        svg = path.with_suffix(".svg").read_text(encoding="utf-8")
        assert title.endswith("?")
        assert f"<title>{title}</title>" in svg
        assert 'role="img"' in svg
        assert b"/Subject" in path.with_suffix(".pdf").read_bytes()
        assert words.removesuffix(SYNTHETIC).strip() in captions
        assert words.endswith(SYNTHETIC)
    assert f"What does one course look like? {withhold('one_client').withheld}" in captions


def test_data_hold_no_code_and_no_small_group(own, shared):
    codes = set(own.sessions["client_id"]) | set(own.sessions["therapist_id"])
    for name, figure in shared:
        table = keep_large(figure.data)
        assert not {"client_id", "therapist_id", "client"} & set(table), name
        assert not codes & set(table.astype(str).to_numpy().ravel()), name
        if "clients" in table:
            assert table["clients"].min() >= SMALLEST_GROUP, name
        else:
            assert name in ("print", "put-off")
        assert not table.empty, name


def test_data_are_those_of_the_figures(own, shared):
    tables = {name: figure.data for name, figure in shared}
    for row in tables["frequency"].itertuples():
        ends = row.sessions_per_week_from, row.sessions_per_week_to
        assert own.clients["frequency"].between(*ends).sum() == row.clients
    assert tables["frequency"]["clients"].sum() == len(own.clients)
    for row in tables["ratings"].itertuples():
        here = own.sessions["pain_before"].between(row.value_from, row.value_to)
        assert here.sum() == row.sessions
        assert own.sessions.loc[here, "client_id"].nunique() == row.clients
    assert tables["ratings"]["sessions"].sum() == own.sessions["pain_before"].count()
    assert tables["improvement"]["clients"].sum() == 163
    assert tables["change"]["clients"].sum() == 163
    fall = (own.sessions["pain_before"] - own.sessions["pain_after"]).groupby(
        own.sessions["client_id"]
    )
    relief = tables["relief-at-once"]
    assert relief["clients"].sum() == fall.mean().notna().sum()
    first = relief.iloc[0]
    inside = fall.mean().between(first["from_points"], first["to_points"], inclusive="left")
    assert inside.sum() == first["clients"]
    first, found = tables["answer"].iloc[0], own.verdicts["pain"]["within"].drawn
    assert (first["low"], first["middle"], first["high"]) == (found.low, found.estimate, found.high)
    assert tables["intervals"]["intervals"].sum() == 1925


def test_words_come_from_the_numbers(shared):
    for name, figure in shared:
        assert len(figure.alternative) >= 25, name
        assert "empty figure" not in figure.alternative, name
        assert figure.says.endswith("."), name
        if name not in ("intervals", "print"):
            assert re.search(r"\d", figure.says), name


def withheld(kind):
    make, outcomes = KINDS[kind]
    found = {}
    for entry, _, figure in list_quickly(Practice(make(), outcomes)):
        found.setdefault(entry.name, []).append(figure.withheld)
    return found


def test_where_question_2_is_blocked_none_of_its_figures_is_drawn():
    found = withheld("blocked")
    for name in ("intervals", "put-off"):
        assert all("day that stood in the book" in reason for reason in found[name]), name
    assert found["half-the-interval-by-condition"] == [
        "There is no answer: question 2 is blocked by no_move_record."
    ]
    assert found["improvement"] == ["", ""]


def test_with_three_clients_only_print_and_no_answer_yet_are_left():
    found = withheld("three clients")
    assert {name for name, reasons in found.items() if "" in reasons} == {"answer", "print"}
    left = [
        pack.Drawn(entry, entry.ask(PLAN), entry.name, "", left_out=found[entry.name][0] or "drawn")
        for entry in QUICK
    ]
    assert "Fewer than 5 clients have the values for it." in write_captions(left, "")


def test_with_twelve_clients_nobody_can_be_followed():
    twelve = Practice(simulate_sessions("practice", n_clients=12, seed=3), (PAIN,))
    figures = {entry.name: figure for entry, _, figure in list_quickly(twelve)}
    few = "Fewer than 10 clients have the values for it."
    expected = {
        "frequency": withhold("rest").withheld,
        "courses": "",
        "change": few,
        "improvement": few,
    }
    assert {name: figures[name].withheld for name in expected} == expected
    assert figures["courses"].data["clients"].min() >= SMALLEST_GROUP


@pytest.mark.parametrize("name", ["frequency", "relief-at-once"])
def test_no_bar_holds_few_clients(shared, name):
    table, drawn = dict(shared)[name].data, dict(shared)[name].draw().axes[0]
    assert table["clients"].min() >= SMALLEST_GROUP
    assert len(drawn.patches) == len(table)
    assert "few clients: mean of several bars" in drawn.get_legend_handles_labels()[1]


@pytest.mark.parametrize("name", ["improvement", "intervals"])
def test_no_circle_is_of_few_clients(shared, name):
    figure = dict(shared)[name]
    offsets = figure.draw().axes[0].collections[0].get_offsets()
    assert 5 < len(offsets) < 400
    if name != "intervals":
        assert len(offsets) == len(figure.data)
        assert figure.data["clients"].sum() == 163


def test_an_outcome_without_a_name_is_called_in_words(practice, tmp_path, monkeypatch):
    keep_entries(monkeypatch, {"ratings"})
    outcome = "activity_limit:0:10:lower"
    assert main(["figures", str(practice), "--out", str(tmp_path), "--outcome", outcome]) == 0
    captions = (tmp_path / "figures" / "captions.md").read_text(encoding="utf-8")
    assert "Which values were written down (activity limit)?" in captions
    assert "activity_limit" not in captions


def test_a_long_name_is_cut_in_the_name_of_a_file(practice, tmp_path, monkeypatch):
    keep_entries(monkeypatch, {"ratings"})
    outcome = f"stress:0:10:lower:{'t' * 300}"
    assert main(["figures", str(practice), "--out", str(tmp_path), "--outcome", outcome]) == 0
    assert {path.stem for path in (tmp_path / "figures").glob("*.png")} == {
        f"01-ratings-{60 * 't'}"
    }


def test_without_sleep_its_figures_are_left_out_with_the_reason():
    found = withheld("no sleep")
    for name in ("ratings", "courses", "change", "improvement"):
        assert found[name][0] == ""
        assert found[name][1] == "Fewer than 5 clients have the values for it."


def test_other_outcomes_have_their_own_figures():
    make, outcomes = KINDS["other outcomes"]
    found = list_quickly(Practice(make(), outcomes))
    for name in ("ratings", "change"):
        assert [figure.withheld for entry, _, figure in found if entry.name == name] == [""]
    assert [about for entry, about, _ in found if entry.name == "courses"] == ["relaxed"]


def test_a_pack_about_some_sites_says_so_in_each_caption(practice, tmp_path, monkeypatch):
    keep_entries(monkeypatch, {"frequency"})
    asked = ["--outcome", "pain", "--site", "low_back"]
    assert main(["figures", str(practice), "--out", str(tmp_path), *asked]) == 0
    captions = (tmp_path / "figures" / "captions.md").read_text(encoding="utf-8")
    assert captions.count("Only clients who came for the low back are looked at.") > 1
    assert "240" not in captions
    assert "(n = 95 clients)" in captions
