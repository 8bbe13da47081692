"""Records of the kinds that slides, figures and the page in plain language must survive."""

from analysis import PAIN, SLEEP, Outcome
from massage.worlds import simulate_sessions

RELAXED = Outcome("relaxed", -3, 3, "higher")
BOTH = (PAIN, SLEEP)


def _simulated():
    return simulate_sessions("practice", n_clients=60, seed=7)


def _relaxed():
    sessions = _simulated()
    return sessions.assign(relaxed=(sessions["sleep_quality"] * 0.6 - 3).round())


def _three():
    sessions = _simulated()
    return sessions[sessions["client_id"].isin(sessions["client_id"].unique()[:3])]


KINDS = {
    "no sleep": (lambda: _simulated().drop(columns="sleep_quality"), BOTH),
    "three clients": (_three, BOTH),
    "blocked": (lambda: _simulated().drop(columns="original_day"), BOTH),
    "other outcomes": (_relaxed, (RELAXED,)),
}


def write_kind(kind, folder):
    """Write records of a kind into a folder; return their path and outcomes."""
    make, outcomes = KINDS[kind]
    path = folder / f"{kind.replace(' ', '_')}.csv"
    make().to_csv(path, index=False)
    return path, outcomes
