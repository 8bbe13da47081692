"""Closed days and shifts once more, by plain loops over single days, rows and calendars.

Written from the method's text alone: no line of ``closures.py`` or ``shifts.py`` is used here, but
for the draws of the counterfactual calendars, which are an input (weeks by calendar and closure).
"""

import math
from datetime import date, timedelta
from itertools import pairwise
from statistics import NormalDist, median


def list_usual(days_seen):
    """Usual weekdays of one therapist, from a dict of visits by date."""
    first, last = min(days_seen), max(days_seen)
    span = [first + timedelta(n) for n in range((last - first).days + 1)]
    usual = set()
    for of_week in range(7):
        such = [day for day in span if day.weekday() == of_week]
        worked = [day for day in such if days_seen.get(day, 0) > 0]
        held = sum(days_seen.get(day, 0) for day in such)
        if worked and len(worked) >= 0.05 * len(such) and held >= 0.04 * sum(days_seen.values()):
            usual.add(of_week)
    return usual, span


def expect(day, days_seen, span):
    first, last = span[0], span[-1]
    near = [day + timedelta(7 * n) for n in [*range(-10, 0), *range(1, 11)]]
    inside = [days_seen.get(one, 0) for one in near if first <= one <= last]
    return sum(inside) / len(inside) if inside else 0.0


def touches_turn(first, last):
    day = first
    while day <= last:
        if (day.month, day.day) >= (12, 20) or (day.month, day.day) <= (1, 6):
            return True
        day += timedelta(1)
    return False


def find_closings(visits):
    """Return closings as (therapist, first, last, code) and usual weekdays by therapist."""
    seen = {}
    for _, therapist, day in visits:
        if therapist:
            by_day = seen.setdefault(therapist, {})
            by_day[day] = by_day.get(day, 0) + 1
    seen = {name: days for name, days in sorted(seen.items()) if len(days) >= 20}
    usual, spans = {}, {}
    for name, days in seen.items():
        usual[name], spans[name] = list_usual(days)
    closings = []
    for name, days in seen.items():
        runs, run = [], []
        for day in spans[name]:
            if day.weekday() not in usual[name]:
                continue
            if days.get(day, 0):
                runs.append(run)
                run = []
            else:
                run.append(day)
        for run in runs:
            expected = sum(expect(day, days, spans[name]) for day in run)
            if len(run) < 3 or expected < 6 - 1e-9:
                continue
            code = ""
            if touches_turn(run[0], run[-1]):
                code = "turn_of_year"
            else:
                others = [
                    (day, other)
                    for day in run
                    for other in seen
                    if other != name
                    and day.weekday() in usual[other]
                    and spans[other][0] <= day <= spans[other][-1]
                ]
                if others and all(not seen[other].get(day, 0) for day, other in others):
                    code = "whole_practice"
            closings.append((name, run[0], run[-1], code))
    return closings, usual


def quantile_7(values, share):
    values = sorted(values)
    at = (len(values) - 1) * share
    low = math.floor(at)
    high = min(low + 1, len(values) - 1)
    return values[low] + (at - low) * (values[high] - values[low])


def nearest(target, usual):
    return min(
        (target + timedelta(n) for n in range(-6, 7) if (target + timedelta(n)).weekday() in usual),
        key=lambda day: (abs((day - target).days), -(day - target).days),
    )


def list_shifts(visits, weeks, last_days=28):
    """Return by (client, day): after and before (recentred), raw after, period, whose, before."""
    closings, usual = find_closings(visits)
    used = [one for one in closings if one[3] == ""]
    left = [one for one in closings if one[3]]
    first = min(day for *_, day in visits)
    last = max(day for *_, day in visits)
    monday = first - timedelta(first.weekday())
    calendars = []
    for draw in weeks:
        moved = []
        for (name, begins, ends, _), u in zip(used, draw, strict=True):
            block = monday + timedelta((begins - monday).days // 91 * 91)
            to = block + timedelta(((begins - block).days + 7 * int(u)) % 91)
            moved.append((name, to, to + (ends - begins)))
        calendars.append(moved)
    actual = [(name, begins, ends) for name, begins, ends, _ in used]

    def is_closed(name, day, closures):
        if day > last:
            return False
        return any(who == name and begins <= day <= ends for who, begins, ends in closures)

    def is_open_start(name, day, closures):
        if day.weekday() not in usual[name]:
            return True
        away = [(who, begins, ends) for who, begins, ends, _ in left]
        return not is_closed(name, day, [*closures, *away])

    def push(name, start, plans, closures):
        after = before = 0.0
        for plan in plans:
            if plan <= start or not is_closed(name, plan, closures):
                continue
            later = plan
            while later.weekday() not in usual[name] or is_closed(name, later, closures):
                later += timedelta(1)
            earlier = plan
            while earlier > start and (
                earlier.weekday() not in usual[name] or is_closed(name, earlier, closures)
            ):
                earlier -= timedelta(1)
            on = math.log2((later - start).days / (plan - start).days)
            after += on
            gap = (earlier - start).days
            before += on if gap < 2 else max(-1, math.log2(gap / (plan - start).days))
        return after / 11, before / 11

    by_client = {}
    for client, therapist, day in sorted(visits, key=lambda one: (one[0], one[2])):
        by_client.setdefault(client, []).append((day, therapist))
    logs = {
        client: [math.log((b[0] - a[0]).days) for a, b in pairwise(own)]
        for client, own in by_client.items()
    }
    middle = median([one for own in logs.values() for one in own])
    rhythm = {}
    for client, own in by_client.items():
        for place in range(len(own)):
            others = [one for other, one in enumerate(logs[client]) if other != place]
            rhythm[client, place] = math.exp((sum(others) + middle) / (len(others) + 1))
    off = [
        one - math.log(rhythm[client, place])
        for client, own in logs.items()
        for place, one in enumerate(own)
    ]
    spread = min(0.60, max(0.15, (quantile_7(off, 0.75) - quantile_7(off, 0.25)) / 1.349))
    z = [NormalDist().inv_cdf((k - 0.5) / 11) for k in range(1, 12)]
    found = {}
    for client, own in by_client.items():
        for place, (start, therapist) in enumerate(own):
            hers = therapist
            if place >= 2 and own[place - 1][1] and own[place - 1][1] == own[place - 2][1]:
                hers = own[place - 1][1]
            if hers not in usual or (last - start).days < last_days:
                continue
            r = rhythm[client, place]
            plans = []
            for one in z:
                gap = max(2, math.floor(r * math.exp(spread * one) + 0.5))
                plan = nearest(start + timedelta(gap), usual[hers])
                if plan <= start + timedelta(1):
                    plan = nearest(start + timedelta(3), usual[hers])
                plans.append(plan)
            means = [
                push(hers, start, plans, one)
                for one in calendars
                if is_open_start(hers, start, one)
            ]
            if not means:
                continue
            raw = push(hers, start, plans, actual)
            mean = [sum(one[part] for one in means) / len(means) for part in (0, 1)]
            period = math.floor(((start - first).days + r) / 28)
            before = False
            for name, begins, ends in actual:
                away = set()
                day = begins
                while day.weekday() not in usual[name] or begins <= day <= ends:
                    away.add(day)
                    day += timedelta(1)
                day = begins - timedelta(1)
                while day.weekday() not in usual[name]:
                    away.add(day)
                    day -= timedelta(1)
                near = 0 < (begins - start).days <= 7
                before |= name == hers and len(away) >= 7 and near
            found[client, start] = (
                raw[0] - mean[0], raw[1] - mean[1], raw[0], period, hers, before,
            )  # fmt: skip
    return found


def from_ordinals(rows):
    """Visits as plain tuples with dates, from a frame with ordinals."""
    return [
        (client, therapist if isinstance(therapist, str) else "", date.fromordinal(int(day)))
        for client, therapist, day in rows[["client", "therapist", "day"]].itertuples(index=False)
    ]
