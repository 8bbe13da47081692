"""Pages, reports and mappings from templates that lie beside the code which fills them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from massage.words.formats import count, listed, percent, plain, whole

if TYPE_CHECKING:
    from jinja2 import Environment


def quote_names(names: Sequence[object]) -> str:
    """Write names of columns between quotation marks, with commas between."""
    return ", ".join(json.dumps(str(name), ensure_ascii=False) for name in names)


def render(package: str, template: str, **facts: object) -> str:
    """Return the text of a template in a package's folder ``templates``; HTML is escaped."""
    return _environment(package).get_template(template).render(facts)


@cache
def _environment(package: str) -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

    environment = Environment(
        loader=PackageLoader(package), undefined=StrictUndefined,
        autoescape=select_autoescape(["html.j2"], default=False),
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    filters = (count, listed, percent, plain, quote_names, whole)
    environment.filters.update({one.__name__: one for one in filters})
    return environment
