"""The page of the plan holds the code's constants, every item of both lists, and live links."""

import ast
import re
from dataclasses import fields
from importlib import import_module

import pandas as pd
import pytest

from analysis.plan import PUBLISHED, Plan, Windows
from calibration.page import LEAST_COVERAGE
from massage.claims import CLAIMS
from tests.reference import book_rows, bounds, closed_choices, remembered, unrated, weekdays


@pytest.fixture(scope="module")
def page(root):
    return (root / "docs" / "analysis-plan.md").read_text(encoding="utf-8")


def constants(page):
    return dict(re.findall(r"^\| `((?:analysis|massage)\.[\w.]+)` \| (.+?) \|", page, re.M))


def look_up(path):
    parts = path.split(".")
    for end in range(len(parts) - 1, 1, -1):
        try:
            found = import_module(".".join(parts[:end]))
        except ModuleNotFoundError:
            continue
        for name in parts[end:]:
            found = getattr(found, name)
        return found
    raise LookupError(path)


def test_every_constant_is_the_code_s(page):
    listed = constants(page)
    assert len(listed) > 30
    for path, written in listed.items():
        assert look_up(path) == ast.literal_eval(written), path


def test_every_constant_of_the_plan_is_listed(page):
    names = {f.name for f in fields(Plan)} - {"windows"}
    names |= {f"windows.{f.name}" for f in fields(Windows)}
    assert {f"analysis.plan.PLAN.{name}" for name in names} <= set(constants(page))


def test_the_page_names_the_published_fingerprint(page):
    assert f"`{PUBLISHED}`" in page


def test_the_limits_of_question_2_are_those_that_were_measured(page, root):
    sizes = (60, 200, 600)
    folder = root / "data" / "calibration" / "book"
    rates = pd.concat([pd.read_csv(folder / f"{size}.csv") for size in sizes])
    pain = rates[rates["analysis"].eq("question_2_in_book")].set_index(["world", "clients"])

    def find(world, name, *at):
        return [float(pain.loc[(world, size), name]) for size in at]

    def share(world, name, *at):
        return [f"{100 * value:.0f}" for value in find(world, name, *at)]

    text = " ".join(page.partition("### Where it claims too much")[2].partition("###")[0].split())
    for world in ("couples", "season_workers"):
        first, second, third = share(world, "claimed", *sizes)
        assert f"{first}, {second} and {third} of 100" in text
    first, second, third = (f"{lean:+.3f}" for lean in find("season_workers", "bias", *sizes))
    assert f"{first}, {second} and {third} points" in text


def test_what_ratings_left_out_do_stands_in_the_page(page):
    table = pd.read_csv(unrated.OUT).set_index(["world", "outcome"])
    own = pd.concat(table.loc[(kind, "pain")] for kind in ("mix", "book_mix"))
    runs = own.groupby("clients")["runs"].unique().map(list).to_dict()
    assert runs == {60: [200], 200: [200], 600: [100]}
    assert "200 practices each of 60 and of 200 clients, 100 of 600" in page
    rows = []
    for rule, of_rule in own.groupby("left_out", sort=False):
        sizes = of_rule.groupby("clients")
        shares = (sizes[name].mean() for name in ("significant", "claimed"))
        told = (", ".join(f"{100 * one:.0f}" for one in share) for share in shares)
        rows.append(f"| {rule} | {100 * of_rule['missing'].mean():.0f} | {' | '.join(told)} |")
    assert len(rows) == 7
    assert "|---|---|---|---|\n" + "\n".join(rows) + "\n\nA good day" in page


def test_how_far_ratings_of_pain_left_out_move_other_answers_stands_in_the_page(page):
    table = pd.read_csv(unrated.OUT)
    means = table[table["clients"] == 600].pivot_table(
        values="estimate", index=["world", "outcome"], columns="left_out"
    )
    moved = means.sub(means["hardly any"], axis=0).min(axis=1)
    text = " ".join(page.split())
    sleep = moved.loc[["mix", "book_mix"], "sleep"].min()
    assert f"sleep's answer leans by up to {-sleep:.2f} points" in text
    by_days_off = moved["closed_mix", "pain"]
    assert f"the answer by days off by up to {-by_days_off:.2f} points" in text
    closed = table[table["world"].eq("closed_mix") & table["outcome"].eq("pain")]
    claimed = closed.set_index("left_out")["claimed"]
    assert f"of 100, at most {100 * claimed.max():.0f} claim something" in text


def test_what_remembered_ratings_do_stands_in_the_page(page, root):
    table = pd.read_csv(root / "tests" / "reference" / "remembered.csv")
    of_each = table.groupby("clients")[["in_favour", "estimate"]].mean()
    assert list(of_each.index) == [60, 200, 600]
    first, second, third = (f"{100 * share:.0f}" for share in of_each["in_favour"])
    text = " ".join(page.split())
    assert f"60, 200 and 600 clients, {first}, {second} and {third} claim a benefit" in text
    first, second, third = (f"{mean:.2f}" for mean in of_each["estimate"])
    assert f"the mean answer is {first}, {second} and {third} points" in text
    drawn = f"by {100 * remembered.WEIGHT:.0f} of 100 at once"
    assert f"{drawn}, and by half as much for every {remembered.HALF_LIFE} days" in text


def write_uncovered(rates):
    """Rows of the kinds of practice whose benefit is held in too few of 100, at some size."""
    true = rates[rates["truth"] > 0].sort_values("clients", kind="stable")
    rows = []
    for (world, analysis), own in true.groupby(["world", "analysis"], sort=False):
        if (own["coverage"] + 2 * own["coverage_error"] < LEAST_COVERAGE).any():
            held = ", ".join(f"{100 * share:.0f}" for share in own["coverage"])
            kind = world.removeprefix("true_").replace("_", " ")
            outcome = "sleep" if analysis.endswith("sleep") else "pain"
            rows.append(f"| {kind}, {outcome} | {held} | {own['bias'].iloc[-1]:+.3f} |")
    return rows


def test_where_a_benefit_is_missed_stands_in_the_page(page, root):
    folder = root / "data" / "calibration" / "book"
    rates = pd.concat([pd.read_csv(folder / f"{size}.csv") for size in (60, 200, 600)])
    rows = write_uncovered(rates)
    assert len(rows) > 1
    assert "|---|---|---|\n" + "\n".join(rows) + "\n\nIn most of them" in page


def test_every_claim_has_an_estimand(page):
    for claim in CLAIMS:
        assert re.search(rf"\b{claim.id}\b", page), claim.id


def numbers(page, list_name):
    """Items named in the first column, ranges filled in: ``2, 3`` and ``1.1 to 1.3``."""
    found = set()
    for row in re.findall(r"^\| ((?:STROBE|RECORD)[^|]+) \|", page, re.M):
        for part in re.findall(rf"{list_name} ([\d., to]+)", row):
            for one in part.strip(", ").split(", "):
                if " to " in one:
                    first, last = one.split(" to ")
                    stem = first.rsplit(".", 1)[0]
                    ends = int(first.rsplit(".", 1)[1]), int(last.rsplit(".", 1)[1])
                    found |= {f"{stem}.{n}" for n in range(ends[0], ends[1] + 1)}
                else:
                    found.add(one)
    return found


def test_every_item_of_strobe_and_record_is_answered(page):
    assert numbers(page, "STROBE") == {str(number) for number in range(1, 23)}
    assert numbers(page, "RECORD") == {
        "1.1", "1.2", "1.3", "6.1", "6.2", "6.3", "7.1", "12.1", "12.2", "12.3", "13.1", "19.1",
        "22.1",
    }  # fmt: skip


def test_links_lead_somewhere(page, root):
    for target in re.findall(r"\]\((\.\./[^)#]+)", page):
        assert (root / "docs" / target).exists(), target


def test_what_is_held_equal_and_which_intervals_count_are_told_as_tried(page):
    for table, n_rows in (("book_rows", 5), ("book_model", 8)):
        rows = book_rows.write_rows(table)
        assert len(rows) == n_rows
        assert "\n".join(rows) in page


def test_choices_for_days_off_are_told_as_they_were_tried(page):
    rows = closed_choices.write_rows()
    assert len(rows) == len(closed_choices.CHOICES)
    assert "\n".join(rows) in page


def test_bounds_are_told_as_they_were_tried(page):
    rows = bounds.write_rows()
    assert len(rows) == 9
    assert "\n".join(rows) in page


def test_bounds_without_visits_off_their_weekday_are_told_as_they_were_tried(page):
    assert "\n".join(weekdays.write_rows()) in page
    table = pd.read_csv(weekdays.OUT)
    assert (table["runs"] == weekdays.RUNS).all()
    assert (table["kept_covered"] >= 0.95 - 2 * (0.95 * 0.05 / weekdays.RUNS) ** 0.5).all()


def test_bounds_cover_where_no_more_was_moved_than_supposed():
    """Goal of 95 of 100, two Monte Carlo errors allowed."""
    table = pd.read_csv(bounds.OUT).query("when == 'both' and covered == covered")
    assert len(table) > 40
    error = (0.95 * 0.05 / (table["runs"] * table["within"])) ** 0.5
    assert (table["covered"] >= 0.95 - 2 * error).all()
