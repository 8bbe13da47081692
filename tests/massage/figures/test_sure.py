"""How sure is that: small figures of frequencies, each from the records' own numbers."""

import re

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from analysis import PAIN, PLAN, SLEEP, Outcome, Plan, Windows
from massage import figures
from massage.claims.evidence import pick_trial, read_evidence
from massage.figures.figure import withhold
from massage.look.tokens import read_colours
from massage.practice import Practice
from massage.report.deck.layout import LARGER, measure_room
from massage.robustness.false_alarms import pick_nearest
from massage.robustness.specifications import count_sides
from massage.robustness.unrecorded import find_tipping_number
from massage.words.formats import SMALLEST_GROUP
from massage.worlds import IDENTIFIABLE_NULLS, simulate_sessions
from massage.worlds.calibrate import read_calibrations
from tests.book import with_book
from tests.massage.words.test_answers import FORBIDDEN

SLIDES = [tuple(inches / LARGER for inches in measure_room(n, beside=n == 1)) for n in (1, 2)]
KINDS = ("shipped", "blocked", "thin", "few")


@pytest.fixture(scope="module")
def practices(clinic):
    blocked = Practice(clinic.sessions.drop(columns=["booked_day", "original_day", "month"]))
    blocked.__dict__["fitted"] = clinic.fitted  # question 1 takes none of these columns
    return {
        "shipped": clinic,
        "blocked": blocked,
        "thin": Practice(simulate_sessions("plain", n_clients=40, seed=4)),
        "few": Practice(simulate_sessions("practice", n_clients=6, seed=3)),
    }


@pytest.fixture(scope="module")
def listed(practices):
    return {
        kind: [*figures.list_sure(own), *figures.list_next(own)] for kind, own in practices.items()
    }


@pytest.fixture
def own(practices):
    return practices["shipped"]


def labels(drawn):
    return [text.get_text() for legend in drawn.legends for text in legend.get_texts()]


def count_dots(ax):
    """How many icons of each colour there are: outlines and paper aren't icons of their own."""
    names = {value: name for name, value in read_colours().items() if name != "on"}
    layers = [(names[to_hex(one.get_edgecolor())], one.centres.tolist()) for one in ax.patches]
    counts = {}
    for (name, here), (above, there) in zip(layers, [*layers[1:], ("", [])], strict=True):
        outline = here == there and above != "paper"
        if here and name != "paper" and not outline:
            counts[name] = len(here)
    return counts


def test_six_figures_and_what_comes_next_in_their_order(listed):
    shown = [bool(one.paint) for one in listed["shipped"]]
    assert shown == [True] * 6 + [False] * 2
    assert [bool(one.paint) for one in listed["blocked"]] == [False] + [True] * 7
    titles = [one.draw().get_suptitle().replace("\n", " ") for one in listed["shipped"][:6]]
    assert titles == [
        "Nine unseen moves would undo the answer for pain",
        "Pain: 60 of 100 better; time alone: 48",
        "False alarms: 36 of 100 by the usual sum, 5 by ours",
        "359 of 383 other choices can't tell either",
        "163 of 240 clients are counted for pain",
        "For scale: a trial asked another question",
    ]


SAID = {
    "shipped": [
        "Had 9 of 1,800 standing visits been put off on bad days, and nobody written it down, "
        "these records couldn't tell for pain.",
        "In weeks 7 to 12, 98 of 163 clients seen again were better by 2 points or more in pain. "
        "By time alone 48 of 100 are, in made-up practices where massage does nothing. Other "
        "people come there, so what lies between the two can't be put down to massage.",
        "In these practices massage does nothing, and bookings follow only what is on record. The "
        "usual sum gives a false alarm in 36 of 100, ours in 5. Where bookings follow what nobody "
        "wrote down, ours errs, too.",
        "Of 384 ways to ask who came more often about pain, 360 can't tell.",
        "163 of 240 clients are counted for pain.",
        "Cherkin 2011 (n = 401) asked if massage is better than usual care. It didn't ask if "
        "coming more often is.",
        "Nothing more needs to be written down for question 2.",
        "The answer for pain is named already.",
    ],
    "few": [
        "For pain there is no usable answer to undo (n = 5 clients).",
        "Fewer than 10 clients have the values for it.",
        "In these practices massage does nothing, and bookings follow only what is on record. The "
        "usual sum gives a false alarm in 14 of 100, ours in 5. Where bookings follow what nobody "
        "wrote down, ours errs, too.",
        "These records give no answer for it.",
        "5 clients are counted for pain. Left out: left before the follow-up window.",
        "Cherkin 2011 (n = 401) asked if massage is better than usual care. It didn't ask if "
        "coming more often is.",
        "These records hold 4 of 4 things that question 2 needs.",
        "With n = 60, 41 of 100 practices would show it, were half the gap worth 0.25 points of "
        "pain.",
    ],
}


@pytest.mark.parametrize("kind", SAID)
def test_what_they_say_word_for_word(listed, kind):
    assert [one.says or one.withheld for one in listed[kind]] == SAID[kind]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "size", [None, *SLIDES], ids=["on a phone", "on a slide", "beside another"]
)
def test_words_are_large_enough_inside_and_apart(listed, kind, size):
    for one in listed[kind]:
        if one.withheld:
            continue
        assert one.size[0] <= 4.2
        drawn = one.draw(size)
        drawn.draw_without_rendering()
        texts = [text for text in drawn.findobj(mpl.text.Text)
                 if text.get_text().strip() and text.get_visible()]  # fmt: skip
        boxes = [text.get_window_extent() for text in texts]
        for text, box in zip(texts, boxes, strict=True):
            assert text.get_fontsize() >= 10.5, text
            assert drawn.bbox.x0 - 1 <= box.x0, text
            assert box.x1 <= drawn.bbox.x1 + 1, text
            assert box.y1 <= drawn.bbox.y1 + 1, text
        for place, box in enumerate(boxes):
            assert not [texts[place] for other in boxes[:place] if box.overlaps(other)]
        assert drawn.get_suptitle().count("\n") <= 1


@pytest.mark.parametrize("kind", KINDS)
def test_every_colour_is_a_token(listed, kind):
    tokens = set(read_colours().values())
    for one in listed[kind]:
        if not one.withheld:
            drawn = one.draw()
            used = {to_hex(text.get_color()) for text in drawn.findobj(mpl.text.Text)
                    if text.get_text().strip()}  # fmt: skip
            for ax in drawn.axes:
                used |= {to_hex(line.get_color()) for line in ax.lines}
                used |= {to_hex(patch.get_edgecolor()) for patch in ax.patches}
            assert used <= tokens


@pytest.mark.parametrize("kind", KINDS)
def test_words_are_plain_and_hold_at_most_three_numbers(listed, kind, practices):
    columns = [name for name in practices[kind].sessions if "_" in name]
    for one in listed[kind]:
        said = f"{one.says} {one.alternative}"
        assert not re.search(rf"\b({'|'.join(FORBIDDEN)})\b", said.lower())
        assert "nan" not in said.lower().split()
        assert not [name for name in columns if name in said]
        if not one.withheld:
            assert one.says.endswith(".")
            assert len(one.alternative) > len(one.says)
            assert not one.data.empty
        for sentence in re.split(r"(?<=[.:])\s", one.says):
            counted = re.sub(r"\(n = [^)]*\)|weeks \d+ to \d+|of [\d,]+|\w+ \d{4}", "", sentence)
            assert len(re.findall(r"\d[\d,.]*", counted)) <= 3, sentence


def test_put_off_draws_a_circle_for_each_visit(own):
    found, supposed = figures.plot_put_off(own, PAIN), own.supposed["pain"]
    ax = found.draw().axes[0]
    n, moved = 1800, find_tipping_number(supposed) / 100 * 1800
    assert count_dots(ax) == {"worse": moved, "unsure": n - moved}
    assert f"n = {n:,} visits" in ax.get_title(loc="left")
    assert f"{moved:.0f} of {n:,} standing visits" in found.says
    assert len(found.data) == len(supposed)


def test_put_off_of_thousands_says_how_many_an_icon_is(own):
    other = Practice(own.sessions)
    other.__dict__["question_2"] = own.question_2
    supposed = own.supposed["pain"].assign(n_appointments=7200, low=[1.0] * 10 + [-1.0] * 31)
    other.__dict__["supposed"] = {"pain": supposed}
    ax = figures.plot_put_off(other, PAIN).draw().axes[0]
    assert ax.get_title(loc="left") == "Each circle: 3 visits. n = 7,200 visits."
    assert count_dots(ax) == {"worse": 180 / 3, "unsure": (7200 - 180) / 3}


def test_put_off_that_undoes_nothing_says_so(own):
    other = Practice(own.sessions)
    other.__dict__["question_2"] = own.question_2
    other.__dict__["supposed"] = {"pain": own.supposed["pain"].assign(low=0.1)}
    found = figures.plot_put_off(other, PAIN)
    title = " ".join(found.draw().get_suptitle().split())
    assert title == "Even 180 unseen moves leave the answer for pain"
    assert found.says.endswith("the answer for pain would stay.")


def test_put_off_is_withheld_where_nothing_is_named(own):
    assert "no answer on the better side" in figures.plot_put_off(own, SLEEP).withheld


@pytest.mark.parametrize(("outcome", "mark"), [(PAIN, 2), (SLEEP, 1)])
def test_change_counts_persons_by_their_own_mark(own, outcome, mark):
    improvement = own.clients[f"{outcome.name}_improvement"].dropna()
    found = figures.plot_change(own, outcome)
    counts = [
        (improvement >= mark).sum(), (improvement.abs() < mark).sum(), (improvement <= -mark).sum(),
    ]  # fmt: skip
    assert list(found.data["clients"]) == counts
    here, alone = found.draw().axes
    shares = list(count_dots(here).values())
    assert sum(shares) == 100
    assert shares == pytest.approx([100 * n / sum(counts) for n in counts], abs=1)
    assert list(count_dots(alone).values()) == list(found.data["time_alone_of_100"])
    assert f"n = {len(improvement)} clients" in here.get_title(loc="left")
    assert "time alone" in found.says
    assert "Monte Carlo error" in found.alternative


def test_change_without_a_simulated_twin_stands_alone_and_says_so(own):
    plan = Plan(windows=Windows((0, 28), (29, 84)))
    found = figures.plot_change(Practice(own.sessions, plan=plan), PAIN)
    [ax] = found.draw().axes
    assert sum(count_dots(ax).values()) == 100
    assert "can't be said for this rating and these weeks" in found.says
    assert "time_alone_of_100" not in found.data
    stress = Outcome("stress", 0, 10, "lower")
    found = figures.plot_change(Practice(own.sessions, [stress]), stress)
    assert list(found.data["way"]) == ["better", "the same", "worse"]


@pytest.mark.parametrize(
    ("counts", "ways"),
    [
        ((20, 15, 3), ["better by 2 points or more",
                       "changed by less or worse by 2 points or more"]),
        ((3, 15, 20), ["better by 2 points or more or changed by less",
                       "worse by 2 points or more"]),
        ((3, 30, 3), None),
    ],
)  # fmt: skip
def test_change_puts_few_together(own, counts, ways):
    other = Practice(own.sessions)
    values = [value for value, n in zip((3.0, 0.0, -3.0), counts, strict=True) for _ in range(n)]
    clients = pd.DataFrame({"pain_improvement": values, "frequency": 1.0})
    other.__dict__["clients"] = clients
    found = figures.plot_change(other, PAIN, shared=True)
    if ways is None:
        assert found.withheld == withhold("rest").withheld
        return
    assert list(found.data["way"]) == ways
    assert found.data["clients"].min() >= SMALLEST_GROUP
    assert labels(found.draw()) == ways
    told = f"{found.says} {found.alternative} {found.draw().get_suptitle()}"
    assert not re.search(r"\b3 of 38\b|\b3 clients", told)


def test_change_of_few_is_withheld(practices):
    assert (
        figures.plot_change(practices["few"], PAIN, shared=True).withheld
        == withhold("fewer", 10).withheld
    )


def test_false_alarms_are_those_of_the_calibration(own):
    rates = read_calibrations()
    rows = rates[rates["world"].isin(IDENTIFIABLE_NULLS) & (rates["clients"] == 200)]
    shares = 100 * rows.groupby("analysis")["claimed"].mean()
    found = figures.plot_alarms(own)
    usual, ours = (count_dots(ax)["worse"] for ax in found.draw().axes)
    assert (usual, ours) == (round(shares["today"]), round(shares["question_2"]))
    assert f"a false alarm in {usual} of 100, ours in {ours}. " in found.says


@pytest.mark.parametrize(("n", "size"), [(6, 60), (60, 60), (240, 200), (400, 600), (9000, 600)])
def test_the_simulated_size_is_the_nearest(n, size):
    assert pick_nearest(read_calibrations(), n) == size


def test_choices_are_counted_by_what_they_say_and_the_own_one_is_marked(own):
    sides, found = count_sides(own.fitted["pain"]), figures.plot_choices(own, PAIN)
    drawn = found.draw()
    colours = {"unsure": sides.counts["holds"], "better": sides.counts["above"], "ink": 1}
    assert count_dots(drawn.axes[0]) == {name: n for name, n in colours.items() if n}
    assert labels(drawn)[-1] == "the plan's own choice"
    assert drawn.axes[0].patches[0].centres.tolist() == [[0, 0]]
    assert f"{sides.counts['holds']} can't tell" in found.says


def test_an_own_choice_among_the_better_ones_is_marked_there(own):
    other = Practice(own.sessions)
    fitted = own.fitted["pain"].copy()
    fitted.loc[fitted["ours"], ["estimate", "low", "high"]] = 2.0, 1.0, 3.0
    other.__dict__["fitted"] = {"pain": fitted}
    drawn = figures.plot_choices(other, PAIN).draw()
    before = count_sides(fitted).counts["holds"]
    assert drawn.axes[0].patches[0].centres.tolist() == [[before % 32, before // 32]]
    assert " ".join(drawn.get_suptitle().split()) == "24 of 383 other choices say better, too"


def test_everybody_is_in_the_bar_and_small_reasons_are_together(own):
    found = figures.plot_counted(own, PAIN)
    bars = found.draw().axes[0].patches
    assert [bar.get_width() for bar in bars] == list(found.data["clients"]) == [163, 34, 22, 21]
    assert found.data["clients"].sum() == own.sessions["client_id"].nunique()
    assert labels(found.draw()) == [
        "163 counted", "34 left early", "22 too recent, or another reason", "21 not new",
    ]  # fmt: skip
    looks = {(to_hex(bar.get_facecolor()), bar.get_hatch()) for bar in bars}
    assert len(looks) == len(bars)


def test_the_bar_is_withheld_where_a_small_group_could_be_worked_out(practices):
    left = practices["few"].question_1["pain"].left_out.sum()
    assert 0 < left < SMALLEST_GROUP
    found = figures.plot_counted(practices["few"], PAIN)
    assert found.withheld
    assert f"({left})" not in found.withheld


def test_the_trial_is_chosen_by_its_rule(own):
    arms = pick_trial(read_evidence())
    assert set(arms["study"]) == {"Cherkin 2011"}
    assert (arms["seen"] == "abstract").all()
    assert arms["low"].notna().all()
    found = figures.plot_trial(own)
    lines = [line for line in found.draw().axes[0].lines if len(set(line.get_xdata())) == 2]
    assert [list(line.get_xdata()) for line in lines] == arms[["low", "high"]].to_numpy().tolist()
    assert "It didn't ask if coming more often is." in found.says


def test_no_trial_is_shown_that_must_be_checked_before_use(own):
    other = Practice(own.sessions)
    other.__dict__["evidence"] = read_evidence().assign(seen="secondary page")
    assert figures.plot_trial(other).withheld


@pytest.mark.parametrize("missing", ["booked_day", "original_day", "month", "sleep_quality"])
def test_what_is_missing_is_to_be_written_down(own, missing):
    found = figures.plot_write_down(Practice(own.sessions.drop(columns=missing)))
    assert list(found.data["held"]).count(False) == 1
    assert found.draw().get_suptitle() == "Write one thing down from today"
    signs = [text.get_text() for text in found.draw().axes[0].texts]
    assert signs.count("\N{CHECK MARK}") == 3
    assert signs.count("+") == 1


def test_records_with_the_day_in_the_book_lack_nothing_unless_it_is_never_known(own):
    book = with_book(own.sessions)
    assert figures.plot_write_down(Practice(book)).withheld
    unknown = figures.plot_write_down(Practice(book.assign(agreed_known="no")))
    assert list(unknown.data.loc[~unknown.data["held"], "thing"]) == ["day in the book"]


def test_ratings_of_long_names_have_room_on_the_line(own):
    long = Outcome(
        "stress", 0, 10, "lower", "Sleep quality impairment total score by questionnaire"
    )
    found = figures.plot_write_down(Practice(own.sessions.drop(columns="month"), [long]))
    assert list(found.data["thing"]) == [
        "day booked", "day in the book", "visit with its ratings", "month",
    ]  # fmt: skip


def test_progress_is_counted_from_the_records(practices):
    blocked, few = (figures.plot_write_down(practices[kind]) for kind in ("blocked", "few"))
    assert count_dots(blocked.draw().axes[1]) == {"unsure": 10}
    assert "0 of 10 clients" in blocked.alternative
    assert blocked.draw().get_suptitle().startswith("Write three things down")
    n = practices["few"].question_2["pain"].n_clients
    assert n == 5
    assert count_dots(few.draw().axes[1]) == {"ink": 5, "unsure": 5}
    assert few.draw().get_suptitle().startswith("Go on writing")


def test_one_to_four_clients_are_not_told_apart(practices):
    sessions = practices["few"].sessions
    drawn = []
    for n in (2, 3):
        codes = list(sessions.groupby("client_id").size().nlargest(n).index)
        own = Practice(sessions[sessions["client_id"].isin(codes)])
        assert 0 < own.question_2["pain"].n_clients < SMALLEST_GROUP
        found = figures.plot_write_down(own)
        drawn.append((count_dots(found.draw().axes[1]), found.alternative))
    assert drawn[0] == drawn[1]
    assert "fewer than five of 10 clients" in drawn[0][1]


def test_power_is_that_of_the_calibration_and_only_where_nothing_is_named(practices):
    found = figures.plot_how_many(practices["blocked"], PAIN)
    rates = read_calibrations()
    rows = rates[(rates["world"] == "true_moderate") & (rates["analysis"] == "question_2")]
    seen = (100 * rows.sort_values("clients")["claimed"]).round()
    assert [count_dots(ax)["better"] for ax in found.draw().axes] == list(seen)
    assert figures.plot_how_many(practices["shipped"], PAIN).withheld
    assert not figures.plot_how_many(practices["shipped"], SLEEP).withheld
    stress = Outcome("stress", 0, 10, "lower")
    other = Practice(practices["shipped"].sessions, [stress])
    assert figures.plot_how_many(other, stress).withheld


def test_the_plan_s_own_weeks_are_those_simulated():
    assert PLAN.windows == Windows((0, 42), (43, 84))
