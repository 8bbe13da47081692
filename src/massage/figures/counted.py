"""Who is counted, and why are the others left out?"""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.patches import Patch

from analysis.schema import Outcome
from massage.figures.figure import Figure
from massage.figures.icons import TEXT, explain, leave_bare
from massage.figures.style import write_title
from massage.look.tokens import read_colours
from massage.practice import Practice
from massage.words.codes import say
from massage.words.formats import listed, whole
from massage.words.who_counts import explain_who_counts, list_parts

WORDS = "sure"
# fill, hatch and words of each part, in their order
LOOKS = (
    ("ink", "", "paper"), ("unsure", "", "ink"), ("same", "", "ink"), ("paper", "///", "ink"),
    ("same", "...", "ink"), ("paper", "xxx", "ink"), ("paper", "---", "ink"),
)  # fmt: skip
ROOM = 0.07  # of the bar, that a number in it needs


def plot_counted(practice: Practice, outcome: Outcome, *, shared: bool = False) -> Figure:  # noqa: ARG001
    """Bar of all clients: those counted in question 1, and those left out, by reason."""
    name, found = str(outcome.name), practice.question_1
    parts, told = list_parts(found, name), dict(zip(found, explain_who_counts(found), strict=True))
    if parts.empty:
        return Figure(withheld=told[name])
    n, counted = int(parts["clients"].sum()), int(parts["clients"].iloc[0])
    key = "counted" if len(parts) > 1 else "counted_all"
    names = [say(WORDS, "counted_part", n=row.clients, reason=row.reason)
             for row in parts.itertuples()]  # fmt: skip

    def paint(ax: Axes) -> None:
        colours, start, handles = read_colours(), 0, []
        for row, label, (fill, hatch, words) in zip(parts.itertuples(), names, LOOKS, strict=False):
            look = {"facecolor": colours[fill], "hatch": hatch, "edgecolor": colours["soft"]}
            ax.barh(0, row.clients, left=start, height=1, linewidth=0.8, **look)
            if row.clients >= ROOM * n:
                around = {"facecolor": colours[fill], "edgecolor": "none", "pad": 1.5}
                ax.text(start + row.clients / 2, 0, whole(row.clients), ha="center", va="center",
                        color=colours[words], fontsize=TEXT, bbox=around)  # fmt: skip
            handles.append(Patch(**look, label=label))
            start += row.clients
        ax.set(xlim=(0, n), ylim=(-0.5, 0.5))
        leave_bare(ax)
        write_title(title, ax.figure)
        explain(handles, ax.figure)

    title = say(WORDS, key, counted=counted, n=n, name=name)
    alternative = say(WORDS, "counted_alternative", parts=len(parts), each=listed(names),
                      says=told[name])  # fmt: skip
    return Figure(paint, f"{title}.", alternative, parts, (4.2, 1.4 + 0.25 * len(parts)))
