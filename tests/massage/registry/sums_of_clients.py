"""Run as a program: question 1 and sums of clients from Spark, in JSON, with time to stop it."""

import json
import sys
import time

import pandas as pd

from analysis import PAIN, SLEEP
from massage.registry.place import find_place
from massage.registry.practice import open_large

BOTH = (PAIN, SLEEP)


def add_up(sessions):
    """Slowly, the sums of a piece of clients."""
    time.sleep(8)
    of_clients = sessions.groupby("client_id")["day"]
    return pd.DataFrame({"n": of_clients.size(), "last": of_clients.max()}).reset_index()


def main(path, master):
    """Print what was found, after a line that says that the middle is reached."""
    with open_large(find_place(path), "spark", BOTH, master=master) as practice:
        slopes = {name: one.slope.estimate for name, one in practice.question_1.items()}
        print("middle", flush=True)
        sums = pd.concat(practice.found.engine.map_clients(add_up, ["client_id", "day"]))
        found = {"slopes": slopes, "n": int(sums["n"].sum()), "last": float(sums["last"].sum())}
        print(json.dumps(found | {"clients": int(sums["client_id"].nunique())}), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
