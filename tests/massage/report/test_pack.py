"""The pack of figures: its files, its words, and what it keeps to itself."""

import re

import pandas as pd
import pytest
from PIL import Image

from analysis import load_sessions
from analysis.schema import PAIN
from massage.__main__ import main
from massage.provenance import SYNTHETIC
from massage.report import figure_data, pack
from massage.report.catalogue import CATALOGUE, list_catalogue
from massage.report.figure_data import keep_large
from massage.report.material import Material
from massage.report.pack import list_subjects, write_captions
from massage.report.refusals import ONE_CLIENT, REST
from massage.words.formats import SMALLEST_GROUP
from massage.worlds import simulate_sessions
from tests.massage.report.practices import KINDS

DRAWN = {"frequency", "courses", "improvement", "one-course"}
SLOW = {"other-choices"}  # 192 fits for each outcome; drawn in tests/massage/figures/test_within.py


@pytest.fixture(scope="module")
def folder(practice, tmp_path_factory):
    """A pack of a few entries; the other entries' data and words are looked at without drawing."""
    out = tmp_path_factory.mktemp("pack")
    (out / "figures").mkdir()
    earlier = out / "figures"
    (earlier / "mine.txt").write_text("something else")
    (earlier / "99-old.png").write_text("of other records")
    (earlier / "catalogue.csv").write_text("figure\n99-old\n")
    few = [one for one in CATALOGUE if one.name in DRAWN]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pack, "CATALOGUE", few)
        assert main(["figures", str(practice), "--out", str(out), "--outcome", "pain"]) == 0
    return earlier


@pytest.fixture(scope="module")
def material(practice):
    return Material(load_sessions(practice), (PAIN,))


def drawn(material):
    return [
        (entry, subject)
        for entry, subject in list_subjects(material)
        if entry.name not in SLOW and not entry.refuse(material, subject)
    ]


def test_the_catalogue_can_be_read_before_anything_is_drawn():
    listed = list_catalogue()
    assert list(listed.columns) == ["name", "notebook", "question", "about"]
    assert listed["name"].is_unique
    assert listed["question"].str.endswith("?").all()
    assert set(listed["notebook"]) == {"01", "02", "03", "05", "06", "07", "09"}


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
    assert f"What does one course look like: {ONE_CLIENT}." in captions


def test_data_hold_no_code_and_no_small_group(material):
    codes = set(material.sessions["client_id"]) | set(material.sessions["therapist_id"])
    for entry, subject in drawn(material):
        table = keep_large(entry.tabulate(material, subject))
        assert not {"client_id", "therapist_id", "client"} & set(table), entry.name
        assert not codes & set(table.astype(str).to_numpy().ravel()), entry.name
        if "clients" in table:
            assert table["clients"].min() >= SMALLEST_GROUP, entry.name
        else:
            assert entry.name in ("print", "put-off")
        assert not table.empty, entry.name


def test_data_are_those_of_the_figures(material):
    by_name = {entry.name: (entry, subject) for entry, subject in drawn(material)}

    def table(name):
        entry, subject = by_name[name]
        return entry.tabulate(material, subject)

    for row in table("frequency").itertuples():
        ends = row.sessions_per_week_from, row.sessions_per_week_to
        assert material.clients["frequency"].between(*ends).sum() == row.clients
    assert table("frequency")["clients"].sum() == len(material.clients)
    for row in table("ratings").itertuples():
        here = material.sessions["pain_before"].between(row.value_from, row.value_to)
        assert here.sum() == row.sessions
        assert material.sessions.loc[here, "client_id"].nunique() == row.clients
    assert table("ratings")["sessions"].sum() == material.sessions["pain_before"].count()
    assert table("improvement")["clients"].sum() == 163
    assert table("change")["clients"].sum() == 163
    fall = (material.sessions["pain_before"] - material.sessions["pain_after"]).groupby(
        material.sessions["client_id"]
    )
    relief = table("relief-at-once")
    assert relief["clients"].sum() == fall.mean().notna().sum()
    first = relief.iloc[0]
    inside = fall.mean().between(first["from_points"], first["to_points"], inclusive="left")
    assert inside.sum() == first["clients"]
    half = table("half-the-interval").iloc[0]
    found = material.question_2["pain"]
    assert (half["estimate"], half["low"], half["high"]) == (found.estimate, found.low, found.high)
    assert table("intervals")["intervals"].sum() == 1925


def test_words_come_from_the_numbers(material):
    for entry, subject in drawn(material):
        alternative, told = entry.describe(material, subject), entry.tell(material, subject)
        assert len(alternative) >= 25, entry.name
        assert "empty figure" not in alternative, entry.name
        assert told.endswith("."), entry.name
        if entry.name not in ("intervals", "print"):
            assert re.search(r"\d", told), entry.name


def refused(kind):
    make, outcomes = KINDS[kind]
    material = Material(make(), outcomes)
    found = {}
    for entry, subject in list_subjects(material):
        if entry.name not in SLOW:
            found.setdefault(entry.name, []).append(entry.refuse(material, subject))
    return found, material


def test_where_question_2_is_blocked_none_of_its_figures_is_drawn():
    found, _ = refused("blocked")
    for name in ("intervals", "half-the-interval", "put-off"):
        assert all("which appointments were moved" in reason for reason in found[name]), name
    assert found["half-the-interval-by-condition"] == ["question 2 is blocked by no_move_record"]
    assert found["improvement"] == ["", ""]


def test_with_three_clients_only_print_is_left():
    found, material = refused("three clients")
    assert {name for name, reasons in found.items() if "" in reasons} == {"print"}
    left = [
        pack.Drawn(entry, entry.name, "", left_out=found[entry.name][0] or "drawn")
        for entry, _ in list_subjects(material)
        if entry.name not in SLOW
    ]
    assert "fewer than 5 clients have the values for it." in write_captions(left, "")


def test_with_twelve_clients_nobody_can_be_followed():
    material = Material(simulate_sessions("practice", n_clients=12, seed=3), (PAIN,))
    found = {entry.name: entry.refuse(material, one) for entry, one in list_subjects(material)
             if entry.name in ("frequency", "courses", "change", "improvement")}  # fmt: skip
    few = "fewer than 10 clients have the values for it"
    assert found == {"frequency": REST, "courses": "", "change": few, "improvement": few}
    assert figure_data.average_courses(material.sessions, PAIN)["clients"].min() >= SMALLEST_GROUP


@pytest.mark.parametrize("name", ["frequency", "relief-at-once"])
def test_no_bar_holds_few_clients(material, name):
    entry = next(one for one in CATALOGUE if one.name == name)
    table, drawn = entry.tabulate(material, None), entry.draw(material, None)
    assert table["clients"].min() >= SMALLEST_GROUP
    assert len(drawn.patches) == len(table)
    assert "few clients: mean of several bars" in drawn.get_legend_handles_labels()[1]


@pytest.mark.parametrize("name", ["change", "improvement", "intervals"])
def test_no_circle_is_of_few_clients(material, name):
    entry, subject = next(one for one in drawn(material) if one[0].name == name)
    shown = entry.draw(material, subject)
    offsets = shown.collections[0].get_offsets()
    assert 5 < len(offsets) < 400
    if name != "intervals":
        assert len(offsets) == len(entry.tabulate(material, subject))
        assert entry.tabulate(material, subject)["clients"].sum() == 163


def test_an_outcome_without_a_name_is_called_in_words(practice, tmp_path, monkeypatch):
    monkeypatch.setattr(pack, "CATALOGUE", [one for one in CATALOGUE if one.name == "ratings"])
    outcome = "activity_limit:0:10:lower"
    assert main(["figures", str(practice), "--out", str(tmp_path), "--outcome", outcome]) == 0
    captions = (tmp_path / "figures" / "captions.md").read_text(encoding="utf-8")
    assert "Which values were written down (activity limit)?" in captions
    assert "activity_limit" not in captions


def test_a_long_name_is_cut_in_the_name_of_a_file(practice, tmp_path, monkeypatch):
    monkeypatch.setattr(pack, "CATALOGUE", [one for one in CATALOGUE if one.name == "ratings"])
    outcome = f"stress:0:10:lower:{'t' * 300}"
    assert main(["figures", str(practice), "--out", str(tmp_path), "--outcome", outcome]) == 0
    assert {path.stem for path in (tmp_path / "figures").glob("*.png")} == {
        f"01-ratings-{60 * 't'}"
    }


def test_without_sleep_its_figures_are_left_out_with_the_reason():
    found, _ = refused("no sleep")
    for name in ("ratings", "courses", "change", "improvement"):
        assert found[name][0] == ""
        assert found[name][1] == "fewer than 5 clients have the values for it"


def test_other_outcomes_have_their_own_figures():
    found, material = refused("other outcomes")
    assert found["ratings"] == found["change"] == [""]
    names = [subject.name for entry, subject in list_subjects(material) if entry.name == "courses"]
    assert names == ["relaxed"]
