"""Turn an executed notebook into a piece of a page: code folded, figures with their words."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bs4 import BeautifulSoup
from nbconvert import HTMLExporter
from nbformat import NotebookNode

TEMPLATES = Path(__file__).parent / "templates"
HIDDEN = {"parameters", "injected-parameters"}
HEADINGS = ["h1", "h2", "h3", "h4", "h5"]


@dataclass(frozen=True)
class Section:
    """One notebook on the page: a name for links, its title and its HTML."""

    name: str
    title: str
    html: str


def render_notebook(notebook: NotebookNode, name: str) -> Section:
    """Render one notebook as a section: headings one level down, every id prefixed by its name.

    Cells with parameters are left out, since they hold paths of this computer.
    """
    notebook = notebook.copy()
    notebook.cells = [
        cell for cell in notebook.cells if not HIDDEN & set(cell.metadata.get("tags", []))
    ]
    exporter = HTMLExporter(
        template_name="folded",
        extra_template_basedirs=[str(TEMPLATES)],
        exclude_anchor_links=True,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
    )
    page = BeautifulSoup(exporter.from_notebook_node(notebook)[0], "html.parser")
    title = page.find("h1").get_text()
    for element in page.find_all(id=True):
        element["id"] = f"{name}-{element['id']}"
    for heading in page.find_all(HEADINGS):
        heading.name = f"h{int(heading.name[1]) + 1}"
    for place, table in enumerate(page.find_all("table"), start=1):
        label = f"Table {place} of: {title}"
        box = {"class": "scroll", "role": "region", "tabindex": "0", "aria-label": label}
        table.wrap(page.new_tag("div", attrs=box))
    return Section(name, title, str(page))
