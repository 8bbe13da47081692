"""Figures, a file each: what is drawn, what it says, its data, or why it is withheld."""

from analysis.lazily import look_up

_HOMES = {
    "plot_board": "board",
    "list_next": "sure",
    "list_sure": "sure",
    "plot_alarms": "alarms",
    "plot_change": "change",
    "plot_changes": "conditions",
    "plot_choices": "choices",
    "plot_counted": "counted",
    "plot_course": "one_course",
    "plot_courses": "courses",
    "plot_evidence": "evidence",
    "plot_false_alarms": "calibrations",
    "plot_forest": "forest",
    "plot_frequency": "frequency",
    "plot_halvings": "conditions",
    "plot_how_many": "how_many",
    "plot_hundred_practices": "hundred_practices",
    "plot_improvement": "improvement",
    "plot_intervals": "intervals",
    "plot_pairs": "pairs",
    "plot_power": "calibrations",
    "plot_print": "evidence",
    "plot_put_off": "put_off",
    "plot_ratings": "ratings",
    "plot_relief": "relief_at_once",
    "plot_relief_curves": "time_to_relief",
    "plot_single_courses": "courses",
    "plot_specifications": "other_choices",
    "plot_trial": "trial",
    "plot_write_down": "write_down",
}
__all__ = list(_HOMES)
__getattr__, __dir__ = look_up(__name__, _HOMES)
