"""Real data: read as their authors did, equal to print, refused when it is another file."""

import numpy as np
import pytest

from analysis import Outcome, Practice, ancova, correlate
from analysis.records import check_records
from massage.external import (
    ExternalDataError,
    compare_with_papers,
    describe_missing,
    find_external,
    read_back_pain_trial,
    read_flotation_sessions,
    tabulate_sources,
)


@pytest.mark.usefixtures("external")
class TestWithRealData:
    def test_every_printed_figure_is_computed(self):
        table = compare_with_papers()
        printed = table[table["printed"] != "not printed"]
        assert len(printed) == 15
        assert list(printed["computed"]) == list(printed["printed"])

    def test_fall_in_pain_goes_with_fall_in_sleep_trouble(self):
        people = read_back_pain_trial()
        found = correlate(people, "pain_fall", "sleep_fall", method="pearson", interval="fisher")
        assert (round(found.estimate, 2), found.n_clients) == (0.38, 135)
        assert 0 < found.low < found.estimate < found.high < 1

    def test_difference_between_groups_through_ancova(self):
        """Without adjustment the slope of a 0/1 group is the difference of the printed means."""
        people = read_back_pain_trial()
        two = people[people["group"] != "placebo"].assign(
            treated=lambda t: t["group"].eq("pain reprocessing")
        )
        found = ancova(two, outcome="pain_after_treatment", exposure="treated")
        assert found.estimate == pytest.approx(1.18 - 3.13, abs=0.01)
        assert (found.n_clients, found.high < 0) == (91, True)

    def test_the_flotation_log_is_sound_session_records(self, tmp_path):
        sessions = read_flotation_sessions()
        sessions.to_csv(tmp_path / "log.csv", index=False)
        outcome = Outcome("relaxed", -3, 3, better="higher")
        checked = check_records(tmp_path / "log.csv", [outcome])
        assert checked.broken == ()
        assert (len(sessions), sessions["client_id"].nunique()) == (373, 70)
        assert sessions["day"].max() == 115

    def test_days_are_the_sums_of_the_gaps(self):
        sessions = read_flotation_sessions().set_index("client_id")
        assert list(sessions.loc["AA580", "day"]) == [0, 11, 28, 32, 42, 67]
        assert list(sessions.loc["BB618", "day"]) == [0, 7, 14, 21, 28, 66]

    def test_question_1_on_a_real_log(self):
        outcome = Outcome("relaxed", -3, 3, better="higher")
        found = Practice(read_flotation_sessions(), [outcome]).question_1["relaxed"]
        assert found.correlation.n_clients == 43
        assert found.correlation.low < found.correlation.estimate < found.correlation.high

    def test_a_changed_file_is_refused(self, tmp_path, monkeypatch):
        original = find_external("back_pain_trial.csv").read_bytes()
        (tmp_path / "back_pain_trial.csv").write_bytes(original.replace(b"12,1,3,2", b"12,1,3,9"))
        monkeypatch.setenv("EXTERNAL_DATA", str(tmp_path))
        with pytest.raises(ExternalDataError, match="its SHA-256 differs"):
            find_external("back_pain_trial.csv")


def test_missing_data_say_where_to_get_them(tmp_path, monkeypatch):
    monkeypatch.setenv("EXTERNAL_DATA", str(tmp_path))
    with pytest.raises(ExternalDataError, match=r"https://doi.org/10.5061/dryad.0k6djhb75 \(CC0\)"):
        read_flotation_sessions()
    missing = describe_missing()
    assert "float_rest_sessions.xlsx is not here" in missing
    assert "back_pain_trial.csv is not here" in missing


def test_an_unknown_file_is_an_error():
    with pytest.raises(ValueError, match="is not one of"):
        find_external("other.csv")


def test_the_readme_names_the_same_sources(root):
    readme = (root / "data" / "README.md").read_text(encoding="utf-8")
    table = tabulate_sources()
    for column in ("file", "data", "SHA-256", "licence"):
        assert all(value in readme for value in table[column])
    assert np.all(table["SHA-256"].str.len() == 64)
