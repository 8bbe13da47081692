"""Every engine gathers the clients that pandas does."""

import numpy as np
import pandas as pd
import polars
import pytest

from analysis import PLAN, Outcome, Windows
from analysis.clients import complete, summarise_checked
from analysis.frames import check_sessions
from massage.registry.clients import gather
from massage.registry.duck import Duck
from massage.registry.place import find_place
from tests.massage.registry.records import OUTCOMES, make_records

TOLERANCE = {"rtol": 0, "atol": 1e-9, "check_dtype": False}


def summarise_on(engine, windows=PLAN.windows):
    with engine:
        return complete(gather(engine, OUTCOMES, windows), OUTCOMES, windows)


@pytest.fixture(scope="module")
def sessions():
    return make_records()


@pytest.fixture(scope="module")
def wanted(sessions):
    return summarise_checked(check_sessions(sessions, OUTCOMES), OUTCOMES, PLAN.windows)


def as_csv(sessions, folder):
    sessions.to_csv(folder / "sessions.csv", index=False)
    return find_place(str(folder / "sessions.csv"))


def as_parquet(sessions, folder):
    sessions.to_parquet(folder / "sessions.parquet", index=False)
    return find_place(str(folder / "sessions.parquet"))


def as_folder(sessions, folder):
    (folder / "sessions").mkdir()
    for k in range(3):
        sessions[k::3].to_parquet(folder / "sessions" / f"{k}.parquet", index=False)
    return find_place(str(folder / "sessions"))


def as_frame(sessions, folder):  # noqa: ARG001
    return sessions


def as_polars(sessions, folder):  # noqa: ARG001
    return polars.from_pandas(sessions)


def test_the_records_have_what_makes_it_hard(sessions, wanted):
    reasons = set(wanted["pain_left_out"].dropna())
    assert {"not_new", "not_known_new", "no_baseline", "came_unrecorded"} <= reasons
    assert wanted["pain_improvement"].duplicated().any()
    assert sessions["agreed_day"].notna().any()
    assert wanted["therapist_id"].isna().any()


@pytest.mark.parametrize("kept_as", [as_csv, as_parquet, as_folder, as_frame, as_polars])
@pytest.mark.parametrize("careful", [False, True])
def test_clients_are_those_of_pandas(sessions, wanted, tmp_path, kept_as, careful):
    engine = Duck(kept_as(sessions, tmp_path), OUTCOMES, careful=careful)
    pd.testing.assert_frame_equal(summarise_on(engine), wanted, **TOLERANCE)


def test_windows_are_the_plans(sessions):
    windows = Windows(exposure=(0, 28), follow_up=(29, 60))
    wanted = summarise_checked(check_sessions(sessions, OUTCOMES), OUTCOMES, windows)
    pd.testing.assert_frame_equal(
        summarise_on(Duck(sessions, OUTCOMES), windows), wanted, **TOLERANCE
    )


def test_where_nobody_says_who_is_new_all_are(sessions):
    for untold in (sessions.drop(columns="new_client"), sessions.assign(new_client=None)):
        wanted = summarise_checked(check_sessions(untold, OUTCOMES), OUTCOMES, PLAN.windows)
        found = summarise_on(Duck(untold, OUTCOMES))
        pd.testing.assert_frame_equal(found, wanted, **TOLERANCE)
        assert found["pain_improvement"].notna().any()


def test_an_outcome_may_be_called_n(sessions):
    asked = (Outcome("pain_before", 0, 10, better="lower", name="n"),)
    wanted = summarise_checked(check_sessions(sessions, asked), asked, PLAN.windows)
    with Duck(sessions, asked) as engine:
        found = complete(gather(engine, asked, PLAN.windows), asked, PLAN.windows)
    pd.testing.assert_frame_equal(found, wanted, **TOLERANCE)


def test_columns_that_are_not_there_are_empty(sessions):
    few = sessions[["client_id", "day", "pain_before"]]
    asked = OUTCOMES[:2]
    wanted = summarise_checked(check_sessions(few, asked), asked, PLAN.windows)
    wanted["therapist_id"] = np.nan
    with Duck(few, asked) as engine:
        found = complete(gather(engine, asked, PLAN.windows), asked, PLAN.windows)
    pd.testing.assert_frame_equal(found, wanted, **TOLERANCE)


def test_numbers_of_single_precision_are_read_as_written(sessions, tmp_path):
    single = sessions.astype({"pain_before": "float32", "Relaxed, at night": "float32"})
    wanted = summarise_checked(check_sessions(single, OUTCOMES), OUTCOMES, PLAN.windows)
    found = summarise_on(Duck(as_parquet(single, tmp_path), OUTCOMES))
    pd.testing.assert_frame_equal(found, wanted, **TOLERANCE)
