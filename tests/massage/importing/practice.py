"""A practice whose export is hard to read: titles above the header, two Anns, words of one's own.

Appointments and ratings are in files of their own, and some names differ between the two.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

N_CLIENTS, VISITS = 24, 6
FIRST = ("Ann", "Ann", "Bea", "Cleo", "Dora", "Ella", "Fern", "Gina", "Hope", "Iris", "Jana",
         "Kim")  # fmt: skip
LAST = ("Quisenberry", "Vandersloot", "Oyelaran", "Szczepanska", "Featherstone")
START = date(2023, 1, 2)
TITLES = ("Sunny Hands Massage,,,,,,,", "Appointments from January to December,,,,,,,")
HEADER = "First Name,Last Name,Appointment Date,Appointment Time,Booked On,Status,Service,Therapist"
UNKNOWN, LATE = "Comp", "LC"  # words of one's own: what the first means only the practice knows


def name(client: int) -> tuple[str, str]:
    """First and last name of a client."""
    return FIRST[client % 12], f"{LAST[client % 5]}{chr(97 + client)}"


def day_of(client: int, visit: int) -> date:
    """The day of a client's visit."""
    return START + timedelta(days=client + 16 * visit)


def status_of(client: int, visit: int) -> str:
    """What the practice wrote of a visit."""
    return {2: "Cancelled", 4: UNKNOWN, 6: LATE}.get((visit + client) % 7, "Completed")


def write_exports(folder: Path) -> list[Path]:
    """Write both files; the ratings call one client Last, First and another by a slip."""
    appointments, ratings = [*TITLES, HEADER], ["Client,Date,Pain now (0-10),Sleep (0-10)"]
    for client in range(N_CLIENTS):
        first, last = name(client)
        written = f"{first} {last}"
        if client == 3:
            written = f'"{last}, {first}"'
        if client == 5:
            written = f"{first} {last.replace('z', 's')}x"
        for visit in range(VISITS):
            day, status = day_of(client, visit), status_of(client, visit)
            booked = day_of(client, visit - 1)
            appointments.append(
                f"{first},{last},{day:%m/%d/%Y},10:00 AM,{booked:%m/%d/%Y},{status},"
                "Swedish massage 60 min,Nora Nightingale"
            )
            if status == "Completed":
                ratings.append(f"{written},{day:%m/%d/%Y},{(client + visit) % 8},{visit + 3}")
    paths = [folder / "appointments.csv", folder / "ratings.csv"]
    for path, lines in zip(paths, (appointments, ratings), strict=True):
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return paths


def count_lines(word: str = "Completed") -> int:
    """How many appointments have a word for their status; visits took place where it is the one."""
    return sum(
        status_of(client, visit) == word for client in range(N_CLIENTS) for visit in range(VISITS)
    )
