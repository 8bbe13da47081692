"""Write the example export of docs/your-own-records.md: appointments of people who don't exist."""

from pathlib import Path

import pandas as pd

from massage.worlds import simulate_sessions
from massage.worlds.export import draw_first_days, invent_people, write_as_acuity

EXAMPLE = Path(__file__).resolve().parents[1] / "docs" / "example" / "appointments.csv"
CLIENTS, SEED = 60, 5
MISSED = slice(7, None, 90)


def main(path: Path = EXAMPLE) -> None:
    """Write a simulated practice as Acuity Scheduling exports appointments."""
    sessions = simulate_sessions("practice", n_clients=CLIENTS, seed=SEED)
    codes = sessions["therapist_id"].unique()
    therapists = {code: f"Therapist {place}" for place, code in enumerate(codes, start=1)}
    first_days = draw_first_days(sessions, SEED)
    export = write_as_acuity(sessions, invent_people(sessions), first_days, therapists)
    export.loc[export.index[MISSED], "Label"] = "No Show"
    dates = pd.to_datetime(export["Start Time"], format="%m/%d/%Y %I:%M %p")
    by_date = export.iloc[dates.argsort(kind="stable")]
    by_date.to_csv(path, index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
