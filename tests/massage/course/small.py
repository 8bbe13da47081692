"""A course of one small unit and a test, for what is tried on a course as a whole."""

import nbformat

from course.mark import KERNEL

FEEDBACK = """Feedback {name}, objective 9a

- a: That is the lowest of {mean:.1f}.
- b (right): Yes, {mean:.1f}.
- c: That is the highest."""
NUMBER = """Feedback 9.2, objective 9a

- mean ± 0.05 (right): Yes, {mean:.1f}.
- 7 ± 0.05: That is the sum.
- otherwise: Divide by the number of clients."""
CHECKLIST = "Checklist 9.3, objective 9a\n\n- It says how many.\n- It says when."
HEADING = 'heading = "Unit 9"\n'


def choice(stem="How many?", *, right='right = "Seven"', last="Forty"):
    """Return an entry of the bank as TOML; ``right`` is its line, ``last`` one of its options."""
    return f"""
[[question]]
slot = "T9.1"
goal = "9a"
kind = "choice"
stem = "{stem}"
{right}
wrong = ["Eight", "Three", "{last}"]
"""


BANK = HEADING + choice() + choice("How many are there?")
PAGES = {"syllabus.md": ("hours", "objectives", "table"), "instructor-guide.md": ("rubric",)}


def answer(name, right):
    return code(
        f'answers["{name}"] = "___"\n### BEGIN SOLUTION\nanswers["{name}"] = "{right}"\n'
        "### END SOLUTION"
    )


def code(text, *tags):
    return nbformat.v4.new_code_cell(text, metadata={"tags": list(tags)})


def text(text, *tags):
    return nbformat.v4.new_markdown_cell(text, metadata={"tags": list(tags)})


def unit():
    return [
        text("# How many?"),
        text("- **9a** Count.", "objectives"),
        code("from massage.course import check, check_written\n\nanswers = {}"),
        code("mean = 7 / 2", "exercise"),
        answer("9.1", "b"),
        code('check("9.1", answers)'),
        text(FEEDBACK.replace("{name}", "9.1"), "feedback"),
        answer("9.2", "3.5"),
        code('check("9.2", answers)'),
        text(NUMBER, "feedback"),
        text("A model answer that nobody may see.", "written"),
        code('check_written("9.3", written="no")'),
        text(CHECKLIST, "feedback"),
        text("Think.", "reflection"),
        text("- (9a) Somebody.\n  https://doi.org/10.1000/182", "sources"),
        code('{"mean": mean}', "values"),
    ]


def final_test():
    blank = 'answers["{}"] = "___"\n### BEGIN SOLUTION\n### END SOLUTION'
    return [
        text("# Final test"),
        code("from massage.course import ask, finish, note\n\nanswers = {}"),
        *[code(blank.format(name)) for name in ("T0.1", "T0.2")],
        code('ask("T9.1", answers)'),
        code(blank.format("T9.1")),
        code('note("T9.1", answers)'),
        code("finish(answers)"),
    ]


def answer_book(answers):
    """Return a notebook that holds these answers and nothing else."""
    cells = [code(f'answers["{name}"] = "{answer}"') for name, answer in answers.items()]
    return nbformat.v4.new_notebook(cells=cells)


def write_book(root, name, cells):
    path = root / "notebooks" / "course" / "source" / name / f"{name}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    book = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": KERNEL})
    nbformat.write(book, path)
    return path


def write_course(root):
    """Write sources and the empty pages; return the unit's path."""
    pages = root / "docs" / "course"
    pages.mkdir(parents=True)
    for page, parts in PAGES.items():
        marks = [f"<!-- begin {part} -->\n<!-- end {part} -->\n" for part in parts]
        (pages / page).write_text("".join(marks))
    test = write_book(root, "final_test", final_test())
    (test.parent / "bank").mkdir()
    (test.parent / "bank" / "unit_9.toml").write_text(BANK)
    return write_book(root, "unit_9", unit())
