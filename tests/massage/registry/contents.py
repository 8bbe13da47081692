"""What made-up practices share, with answers that are given."""

from analysis import PAIN
from analysis.plan import PLAN
from massage.registry.share import QUESTIONS, WITHIN


def answers(values, question=WITHIN, error=0.1, **more):
    """Contents of practices with these answers on pain; none to the other questions."""
    contents = []
    for place, value in enumerate(values):
        rest = {one: {"reason": "few_clients", "fired": []} for one in QUESTIONS}
        rest[question] = {"estimate": value, "standard_error": error, "df": 100.0,
                          "n_clients": 100 + place, "n_rows": 900, "fired": [], "apart": [],
                          **more}  # fmt: skip
        contents.append({
            "form": "massage-sums", "schema_version": 1, "program": "0.1.0",
            "plan": {"all": PLAN.fingerprint,
                     "without_closed_days": PLAN.fingerprint_without_closed_days},
            "fewest_in_group": 10, "synthetic": False, "sites": [],
            "outcomes": {"pain": {"asks": str(PAIN), **rest}},
        })  # fmt: skip
    return contents
