"""Files of several practices: refused with file and key, pooled by a plain sum, and told."""

import json
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from massage.__main__ import main
from massage.practice import Practice
from massage.registry.files import Sums, SumsError, read_all, read_sums
from massage.registry.pool import check_errors, pool_sums
from massage.registry.random_effects import put_together
from massage.registry.results import list_results
from massage.registry.share import CLOSED, CORRELATION, QUESTIONS, SLOPE, WITHIN, share_sums, sum_up
from massage.registry.tell import tell_pooled, tell_registry
from massage.worlds import simulate_sessions
from tests.massage.registry.contents import answers

SPREAD = 8.1**-0.5  # of ten answers without a group each, where the error is 1


@pytest.fixture(scope="module")
def shared():
    contents = []
    for seed in range(4):
        practice = Practice(simulate_sessions("true_moderate", n_clients=100 + seed, seed=seed))
        contents.append(share_sums(practice, np.random.default_rng(seed)))
    return contents


@pytest.fixture
def write(tmp_path):
    def write_it(content, name="a.json", sign=True):
        content = dict(content)
        if sign:
            content["checksum"] = sum_up(content)
        path = tmp_path / name
        path.write_text(json.dumps(content), encoding="utf-8")
        return path

    return write_it


@pytest.fixture
def files(shared, write):
    return [write(one, f"{place}.json") for place, one in enumerate(shared)]


def changed(content, keys, value):
    copied = json.loads(json.dumps(content))
    inner = copied
    for key in keys[:-1]:
        inner = inner[key]
    if value is None:
        del inner[keys[-1]]
    else:
        inner[keys[-1]] = value
    return copied


def pool(contents, write):
    return pool_sums(read_all([write(one, f"{i}.json") for i, one in enumerate(contents)]))


def test_what_is_shared_is_read_as_it_was(shared, files):
    for content, one in zip(shared, read_all(files), strict=True):
        assert one.outcomes == content["outcomes"]
        assert one.plan == content["plan"]


PAIN_WITHIN = ("outcomes", "pain", WITHIN)


@pytest.mark.parametrize(
    ("keys", "value", "words"),
    [
        (("form",), "sums", 'form: it must be "massage-sums"'),
        (("schema_version",), 2, "schema_version: it must be 1"),
        (("schema_version",), True, "schema_version: it must be 1"),
        (("plan", "all"), None, "plan.all: it is missing"),
        (("plan",), "18fd", "plan: it must be a table of keys"),
        (("fewest_in_group",), 3, "fewest_in_group: it must be a whole number, 10 or more"),
        (("synthetic",), 0, "synthetic: it must be true or false"),
        (("sites",), ["elbow"], "sites: it must be a list of pain sites"),
        (("outcomes",), {}, "outcomes: it must be a table of keys"),
        (("notes",), "hello", "notes: there is no such key"),
        (("outcomes", "pain", "asks"), "pain:0", "outcomes.pain.asks: 'pain:0' is not an outcome"),
        (("outcomes", "pain", "asks"), "sleep", "outcomes.pain.asks: it must be a short text"),
        (("outcomes", "pain", "mood"), {}, "outcomes.pain.mood: there is no such key"),
        ((*PAIN_WITHIN, "estimate"), "0.1", "outcomes.pain.within.estimate: it must be a number"),
        ((*PAIN_WITHIN, "estimate"), 1e300, "outcomes.pain.within.estimate: it must be a number"),
        ((*PAIN_WITHIN, "standard_error"), 0, "within.standard_error: it must be a number above 0"),
        ((*PAIN_WITHIN, "df"), 0.5, "outcomes.pain.within.df: it must be a number, 1 or more"),
        ((*PAIN_WITHIN, "n_clients"), 9, "within.n_clients: it must be a whole number, 10 or more"),
        ((*PAIN_WITHIN, "n_rows"), 11, "within.n_rows: it must be as large as n_clients"),
        ((*PAIN_WITHIN, "apart"), [0.1], "within.apart: it must be a list of five to ten numbers"),
        ((*PAIN_WITHIN, "client_id"), "A", "outcomes.pain.within.client_id: there is no such key"),
    ],
)
def test_what_is_malformed_is_refused_with_file_and_key(keys, value, words, shared, write):
    path = write(changed(shared[0], keys, value), "practice.json")
    with pytest.raises(SumsError) as refused:
        read_sums(path)
    assert str(refused.value).startswith("practice.json, ")
    assert words in str(refused.value)
    assert "ask the practice for it again" in str(refused.value)


@pytest.mark.parametrize(
    "text", ["", "[]", "3", "{", '{"a": NaN}', '{"form": 1, "form": 1}', "[" * 100_000, "\x00"]
)
def test_what_is_no_file_of_sums_is_refused(text, tmp_path):
    path = tmp_path / "odd.json"
    path.write_text(text)
    with pytest.raises(SumsError, match=r"odd\.json"):
        read_sums(path)


def test_a_file_of_another_encoding_and_one_too_long_are_refused(tmp_path):
    path = tmp_path / "odd.json"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SumsError, match="isn't a file of shared sums"):
        read_sums(path)
    path.write_bytes(b" " * 1_000_001)
    with pytest.raises(SumsError, match="too long"):
        read_sums(path)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=4,
)
SETTINGS = {"suppress_health_check": [HealthCheck.function_scoped_fixture], "deadline": None}


@settings(max_examples=200, derandomize=True, **SETTINGS)
@given(data=st.data(), value=VALUES)
def test_whatever_is_changed_is_read_or_refused_in_words(data, value, shared, write):
    content = json.loads(json.dumps(shared[0]))
    inner = content
    while True:
        keys = list(inner) if isinstance(inner, dict) else list(range(len(inner)))
        key = data.draw(st.sampled_from(keys))
        if not (isinstance(inner[key], dict | list) and inner[key]) or data.draw(st.booleans()):
            break
        inner = inner[key]
    inner[key] = value
    with suppress(SumsError):
        registry = pool_sums([read_sums(write(content))])
        json.dumps(list_results(registry), allow_nan=False)
        tell_registry(registry)


def test_a_number_changed_by_hand_is_noticed(shared, write):
    path = write(changed(shared[0], (*PAIN_WITHIN, "estimate"), 0.7), sign=False)
    with pytest.raises(SumsError, match=r"a\.json, checksum: the content isn't what was shared"):
        read_sums(path)


def test_another_plan_is_refused_and_one_for_closed_days_alone_leaves_those_out(shared, write):
    other = changed(shared[0], ("plan", "without_closed_days"), "0" * 12)
    with pytest.raises(SumsError, match=r"plan\.without_closed_days: it was shared by another"):
        read_sums(write(other))
    contents = answers([0.1, 0.2, 0.3, 0.4], CLOSED)
    contents[0]["plan"]["all"] = "0" * 12
    pooled = pool(contents, write).answers[CLOSED]["pain"]
    assert pooled.left_out == {"other_plan": 1}
    assert list(pooled.practices["practice"]) == [2, 3, 4]


def test_the_same_practice_twice_is_refused(files, write):
    again = share_sums(
        Practice(simulate_sessions("true_moderate", n_clients=100, seed=0)),
        np.random.default_rng(9),
    )
    with pytest.raises(SumsError, match=r"again\.json, outcomes: its numbers are those of 0\.json"):
        read_all([*files, write(again, "again.json")])


def test_other_sites_and_scales_are_refused(shared, files, write):
    neck = write(changed(shared[1], ("sites",), ["neck"]), "neck.json")
    with pytest.raises(SumsError, match=r"neck\.json, sites: it is about other clients"):
        read_all([files[0], neck])
    asks = ("outcomes", "pain", "asks")
    wide = write(changed(shared[1], asks, "pain_before:0:100:lower:pain"), "wide.json")
    with pytest.raises(SumsError, match=r"wide\.json, outcomes\.pain\.asks: it asks by another"):
        read_all([files[0], wide])
    read_all([files[0], write(changed(shared[1], asks, "pain_before:0.0:10.0:lower:pain:2.0"))])


def test_the_mean_of_equal_errors_is_the_plain_mean(write):
    values = [0.1, 0.3, -0.2, 0.5, 0.25]
    pooled = pool(answers(values), write).answers[WITHIN]["pain"]
    assert pooled.mean.estimate == pytest.approx(np.mean(values))
    assert pooled.mean.n_clients == sum(range(100, 105))
    assert pooled.mean.n_rows == 4500


def test_correlations_are_pooled_on_fishers_z_and_told_as_correlations(write):
    z = [0.2, 0.4, 0.3]
    pooled = pool(answers(z, CORRELATION), write).answers[CORRELATION]["pain"]
    assert pooled.mean.estimate == pytest.approx(np.tanh(0.3))
    assert list(pooled.practices["estimate"]) == pytest.approx(list(np.tanh(z)))
    assert -1 < pooled.together.next_one.low < pooled.mean.low
    assert pooled.mean.high < pooled.together.next_one.high < 1


def test_blocked_practices_are_left_out_and_counted(write):
    contents = answers([0.1, 0.2, 0.3, 0.9])
    contents[3]["outcomes"]["pain"][WITHIN] = {
        "blocked_by": ["past_pain"], "fired": ["past_pain"], "n_clients": 50, "n_rows": 400,
    }  # fmt: skip
    pooled = pool(contents, write).answers[WITHIN]["pain"]
    assert pooled.mean.estimate == pytest.approx(0.2)
    assert pooled.left_out == {"blocked": 1}
    assert "Left out: 1 (blocked in that practice)." in tell_pooled(pooled)


def test_practices_that_contradict_each_other_are_named(write):
    pooled = pool(answers([0.9, 1.0, -0.8, 0.05]), write).answers[WITHIN]["pain"]
    assert (pooled.n_better, pooled.n_worse, pooled.contradict) == (2, 1, True)
    said = " ".join(tell_pooled(pooled))
    assert "contradict each other: 2 clearly answer better, 1 clearly worse" in said
    alike = pool(answers([0.9, 1.0, 0.8, -0.15]), write).answers[WITHIN]["pain"]
    assert not alike.contradict


@pytest.mark.rates
def test_by_chance_few_lists_of_practices_hold_a_clear_one(monkeypatch):
    """The level is 0.05 over all practices: of 400 lists, 20 with an error of 4.4."""
    together = put_together(np.zeros(12), np.ones(12), np.ones(12))  # nothing clear hangs on it
    monkeypatch.setattr("massage.registry.pool.put_together", lambda *_: together)
    rng, clear = np.random.default_rng(1), 0
    for _ in range(400):
        contents = answers(list(rng.standard_normal(12) * 0.1))
        files = [Sums(Path(), "", one["plan"], False, (), one["outcomes"]) for one in contents]
        pooled = pool_sums(files).answers[WITHIN]["pain"]
        clear += pooled.n_better + pooled.n_worse > 0
    assert abs(clear - 20) <= 3 * 4.4


def test_two_practices_are_refused_with_a_code(write):
    registry = pool(answers([0.1, 0.2]), write)
    found = list_results(registry)[WITHIN]["pain"]
    assert found["estimate"] is None
    assert found["reason"] == "practices with an answer: 2, where 3 are needed"
    assert found["direction"] == "no_answer"
    assert "There is no answer: practices with an answer: 2" in " ".join(tell_registry(registry))


def test_question_1_takes_the_larger_p_value_of_both(write):
    contents = answers([0.30, 0.31, 0.29, 0.32], CORRELATION)
    for place, one in enumerate(contents):
        slope = {**one["outcomes"]["pain"][CORRELATION], "estimate": 0.01 * (-1) ** place}
        one["outcomes"]["pain"][SLOPE] = slope
    registry = pool(contents, write)
    by_rank, points = (registry.answers[q]["pain"] for q in (CORRELATION, SLOPE))
    assert by_rank.mean.p_value < 0.01 < points.mean.p_value
    assert by_rank.p_holm == points.p_holm == points.mean.p_value
    assert by_rank.direction == "cant_tell"


def test_errors_are_held_against_those_of_groups():
    rng = np.random.default_rng(1)
    apart = [list(one - one.mean()) for one in SPREAD * rng.standard_normal((30, 10))]
    right = check_errors(np.ones(30), apart, 0.95)
    assert right.low < 1 < right.high
    assert right.n_practices == 30
    wrong = check_errors(np.full(30, 0.7), apart, 0.95)
    assert wrong.low > 1
    assert check_errors(np.ones(2), [[], []], 0.95).n_practices == 0


def test_errors_that_are_right_are_doubted_in_5_of_100_lists():
    rng, n = np.random.default_rng(2), 1000
    doubted = 0
    for _ in range(n):
        apart = [list(one - one.mean()) for one in SPREAD * rng.standard_normal((5, 10))]
        check = check_errors(np.ones(5), apart, 0.95)
        doubted += not check.low <= 1 <= check.high
    assert abs(doubted / n - 0.05) < 3 * np.sqrt(0.05 * 0.95 / n)


def test_a_pooled_answer_is_surer_than_its_practices(files):
    registry = pool_sums(read_all(files))
    pooled = registry.answers[WITHIN]["pain"]
    own = pooled.practices["high"] - pooled.practices["low"]
    assert pooled.mean.high - pooled.mean.low < own.min()
    assert pooled.direction == "better"
    assert pooled.check.n_practices >= 1


@pytest.mark.parametrize(
    ("estimate", "question", "direction"),
    [
        (0.03, WITHIN, "cant_tell"),
        (-0.03, CLOSED, "cant_tell"),
        (0.08, WITHIN, "better"),
        (0.03, SLOPE, "better"),
    ],
)
def test_a_mean_that_practices_may_all_lean_by_names_no_direction(
    estimate, question, direction, write
):
    values = estimate + 0.004 * np.array([-2, -1, 0, 1, 2])
    pooled = pool(answers(values, question, error=0.008), write).answers[question]["pain"]
    assert pooled.mean.p_value < 0.01
    assert pooled.direction == direction
    said = "may be off in every practice where massage does nothing: 0.04 points."
    assert (said in tell_pooled(pooled)[1]) == (direction == "cant_tell")


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_number_of_the_json_is_a_number_or_none(question, files):
    found = list_results(pool_sums(read_all(files)))
    json.dumps(found, allow_nan=False)
    one = found[question]["pain"]
    assert (one["estimate"] is None) == ("reason" in one)


def test_words_name_no_effect(files):
    said = " ".join(tell_registry(pool_sums(read_all(files))))
    assert "effect" not in said
    assert "works" not in said
    assert "can't be known" in said
    assert "not medical advice" in said


@pytest.fixture
def records(tmp_path):
    path = tmp_path / "mine.csv"
    simulate_sessions("true_moderate", n_clients=70, seed=1).to_csv(path, index=False)
    return path


def test_share_and_pool_on_the_command_line(records, files, tmp_path, capsys):
    out = tmp_path / "sums.json"
    assert main(["share", str(records), "--out", str(out)]) == 0
    said = capsys.readouterr().out
    assert "no record of anybody" in said
    assert "What could be had back" in said
    assert "mine" not in out.read_text()
    read_sums(out)
    assert main(["pool", *map(str, files), "--json", "--out", str(tmp_path / "all.json")]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed == json.loads((tmp_path / "all.json").read_text())
    assert printed["n_practices"] == 4
    assert main(["pool", *map(str, files)]) == 0
    assert "4 practices shared their sums" in capsys.readouterr().out


def test_a_failed_run_leaves_what_was_there(tmp_path, capsys):
    bad, out = tmp_path / "bad.csv", tmp_path / "sums.json"
    bad.write_text("client_id,day,pain_before\nA,0,11\n")
    out.write_text("before")
    assert main(["share", str(bad), "--out", str(out)]) == 1
    assert "pain_before: 11 is" in capsys.readouterr().err
    assert out.read_text() == "before"
    broken = tmp_path / "broken.json"
    broken.write_text("{}")
    assert main(["pool", str(broken), "--out", str(out)]) == 1
    assert "broken.json" in capsys.readouterr().err
    assert out.read_text() == "before"


def test_what_is_read_is_not_replaced(records, files, capsys):
    before = records.read_bytes(), files[0].read_bytes()
    for arguments in (["share", records], ["pool", *files]):
        with pytest.raises(SystemExit) as stopped:
            main([*map(str, arguments), "--out", str(arguments[1])])
        assert stopped.value.code == 2
        assert "is read, and would be replaced" in capsys.readouterr().err
    assert before == (records.read_bytes(), files[0].read_bytes())


def test_missing_files_are_a_wrong_command(capsys):
    for arguments in (["pool", "nothing.json"], ["share", "nothing.csv", "--out", "x"]):
        with pytest.raises(SystemExit) as stopped:
            main(arguments)
        assert stopped.value.code == 2
        assert "there is no file nothing" in capsys.readouterr().err


def test_own_records_are_not_shared_from_a_hosted_service(records, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("BINDER_SERVICE_HOST", "1")
    assert main(["share", str(records), "--out", str(tmp_path / "sums.json")]) == 1
    assert "hosted notebook service" in capsys.readouterr().err
    assert not (tmp_path / "sums.json").exists()


def test_sharing_again_too_soon_is_refused(tmp_path, capsys):
    """The file in whose place the new one goes tells; three clients more are too few, 20 aren't."""
    sessions = simulate_sessions("true_moderate", n_clients=120, seed=1)
    clients, out = sessions["client_id"].unique(), tmp_path / "sums.json"

    def share(n):
        path = tmp_path / f"{n}.csv"
        sessions[sessions["client_id"].isin(clients[:n])].to_csv(path, index=False)
        return main(["share", str(path), "--out", str(out)])

    assert share(95) == 0
    before = out.read_text()
    assert share(100) == 1
    assert "fewer than 10 clients joined or left" in capsys.readouterr().err
    assert out.read_text() == before
    assert share(120) == 0
    assert out.read_text() != before
